"""The keys of a market as a process holds them: opened once a minute, and never out of its hands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from linli.kernel.keypairs import PrivateKey, PublicKey
from linli.kernel.sealing import Sealer

# How long what was read of the keys is believed, and how soon it is read again for a number nobody knows.
FRESH = timedelta(minutes=1)
FRESH_ENOUGH = timedelta(seconds=5)


class IssuerKey(msgspec.Struct, frozen=True):
    """What anybody may know of a key: it signs from `signs_from` until it retires, and what it signed is
    believed until `verifies_until`, which is known some time after it has retired.
    """

    key_id: int
    public_key: bytes
    made_at: datetime
    signs_from: datetime
    retired_at: datetime | None
    verifies_until: datetime | None


class SealedKey(IssuerKey, frozen=True):
    """With its private half, as the database keeps it."""

    private_key_sealed: bytes | None

    def __repr__(self) -> str:
        return f"SealedKey({self.key_id})"


@dataclass(frozen=True, slots=True)
class Keys:
    """A market's keys, opened: by which number and key it signs now, and all that it believes."""

    signs: tuple[int, PrivateKey] | None
    public: Mapping[int, PublicKey]
    read_at: datetime


class Issuers:
    """The keys of every market that a process has met; one for each process."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._keys: dict[int, Keys] = {}

    def seal(self, key: PrivateKey, market_id: int, key_id: int) -> bytes:
        """As the database keeps it; it opens as this key of this market only."""
        return self._sealer.seal(key.secret().hex(), _owner(market_id, key_id))

    def known(self, market_id: int, now: datetime, within: timedelta = FRESH) -> Keys | None:
        """What was read of this market's keys a short while ago."""
        keys = self._keys.get(market_id)
        return keys if keys and abs(now - keys.read_at) < within else None

    def learn(self, market_id: int, rows: Sequence[SealedKey], now: datetime) -> Keys:
        """What was read just now."""
        signs = None
        for row in rows:
            if row.private_key_sealed and row.signs_from <= now:
                opened = self._opened(row.private_key_sealed, market_id, row.key_id)
                signs = (row.key_id, opened) if opened else signs
        keys = Keys(signs, {row.key_id: PublicKey(row.public_key) for row in rows}, now)
        self._keys[market_id] = keys
        return keys

    def forget(self, market_id: int) -> None:
        self._keys.pop(market_id, None)

    def _opened(self, sealed: bytes, market_id: int, key_id: int) -> PrivateKey | None:
        """None for one that another installation's secret has sealed: then a new one is made."""
        try:
            return PrivateKey(bytes.fromhex(self._sealer.open(sealed, _owner(market_id, key_id))))
        except ValueError:
            return None


def _owner(market_id: int, key_id: int) -> str:
    return f"issuer key {key_id} of market {market_id}"
