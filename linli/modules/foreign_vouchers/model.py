"""Connections to platforms, what a platform says, and the uses of what it sold."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from linli.kernel.money import Money
from linli.kernel.sealing import Sealer

# A platform takes a use back for an hour, and so do we.
UNDO_WITHIN = timedelta(hours=1)


class ConnectionState(StrEnum):
    """Active: codes are asked about. Paused: no new ones, what was taken can be undone. Ended: for good."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A store's account at a platform, without its secret; `trouble` is the code of the last refusal that its
    owner has to see to.
    """

    connection_id: UUID
    store_id: UUID
    merchant_id: UUID
    platform: str
    shop_ref: str
    app_ref: str
    state: ConnectionState
    trouble: str
    connected_by: UUID
    connected_at: datetime
    changed_at: datetime


class UseState(StrEnum):
    """Where a use stands; the legal moves are in `moves.py`.

    Prepared: looked at. Asked: the platform was, or is about to be, asked, and its answer is not here. Taken:
    it counts. Denied: the platform said no. Not taken: the platform knows of no use. Undoing: asked to take
    it back. Undone: it has.
    """

    PREPARED = "prepared"
    ASKED = "asked"
    TAKEN = "taken"
    DENIED = "denied"
    NOT_TAKEN = "not_taken"
    UNDOING = "undoing"
    UNDONE = "undone"


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One foreign voucher at our counter. `paid_minor` is what the guest paid the platform and `list_minor`
    the price without the deal, in minor units of `currency`; none of it is in our books.
    """

    use_id: UUID
    connection_id: UUID
    store_id: UUID
    merchant_id: UUID
    platform: str
    code_tail: str
    title: str
    paid_minor: int
    list_minor: int
    currency: str
    valid_until: datetime | None
    state: UseState
    reason: str
    clerk_name: str
    undone_by: str
    prepared_at: datetime
    asked_at: datetime | None
    taken_at: datetime | None
    undo_asked_at: datetime | None
    undone_at: datetime | None

    @property
    def paid(self) -> Money:
        return Money(self.paid_minor, self.currency)

    @property
    def listed(self) -> Money:
        return Money(self.list_minor, self.currency)

    @property
    def counts(self) -> bool:
        """Whether it is a use that stands; while an undoing is not confirmed it does."""
        return self.state in (UseState.TAKEN, UseState.UNDOING)

    @property
    def unclear(self) -> bool:
        """Whether the platform's last word is missing."""
        return self.state in (UseState.ASKED, UseState.UNDOING)


class UseTotals(msgspec.Struct, frozen=True):
    """How many uses stand, and what their guests paid the platform (minor units)."""

    platform: str
    uses: int
    paid_minor: int


class Keys(msgspec.Struct, frozen=True):
    """A store's account at a platform: the application, its secret, the store as the platform calls it."""

    app: str
    secret: str
    shop: str


class Pass(msgspec.Struct, frozen=True):
    """What a platform has given an application to call it with."""

    token: str
    good_until: datetime


class PassRefusedError(Exception):
    """The platform does not take this pass any more and has done nothing; a new one may be asked for."""


class Offered(msgspec.Struct, frozen=True):
    """A voucher that can be used, as its platform shows it (amounts in minor units).

    `certificate` is how it is asked for in one preparation, `known_as` the same in every preparation;
    `single` says that its first use is its last.
    """

    certificate: str
    known_as: str
    title: str
    paid_minor: int
    list_minor: int
    valid_until: datetime | None
    single: bool = True


class Looked(msgspec.Struct, frozen=True):
    """What a code is; `token` makes one use out of any number of requests. Nothing offered: `reason`."""

    token: str
    offered: Sequence[Offered]
    reason: str = ""


class Told(msgspec.Struct, frozen=True):
    """A platform's clear answer to a use or an undoing: done, or why not."""

    done: bool
    verify_ref: str = ""
    certificate_ref: str = ""
    reason: str = ""


class Standing(StrEnum):
    """How a voucher stands at its platform. Neither: refunded, locked, or a word that we do not know."""

    UNUSED = "unused"
    USED = "used"
    NEITHER = "neither"


class Truth(msgspec.Struct, frozen=True):
    """How a voucher stands; `at` and the references are those of the use, where it is used."""

    standing: Standing
    at: datetime | None = None
    verify_ref: str = ""
    certificate_ref: str = ""


class Platform(Protocol):
    """A place that sells vouchers for our stores.

    Every call ends within seconds. All but `reads` and `sign_in` raise PassRefusedError for a pass that is
    over, and refuse foreign_not_authorized where the application may not do this. `foreign_unreachable` means
    that nobody knows whether it was done.
    """

    name: str
    currency: str

    def reads(self, text: str) -> str | None:
        """What was scanned or typed, as a code of this platform; None where it cannot be one. No network."""

    async def sign_in(self, keys: Keys, now: datetime) -> Pass:
        """Refuses: foreign_keys_wrong, foreign_unreachable."""

    async def prepare(self, keys: Keys, given: Pass, code: str) -> Looked:
        """What the code is, changing nothing. Refuses: foreign_unreachable."""

    async def verify(self, keys: Keys, given: Pass, token: str, certificate: str) -> Told:
        """Use it once, however often it is asked under this token. Refuses: foreign_unreachable."""

    async def cancel(self, keys: Keys, given: Pass, verify_ref: str, certificate_ref: str) -> Told:
        """Take a use back. Refuses: foreign_unreachable."""

    async def query(self, keys: Keys, given: Pass, certificate: str) -> Truth:
        """How it stands. Refuses: foreign_unreachable."""

    async def close(self) -> None:
        """Let go of its connections; the next call opens them anew."""


Platforms = Mapping[str, Platform]


class Means(msgspec.Struct, frozen=True):
    """What this installation speaks to platforms with: their adapters, and the sealer of stores' secrets."""

    platforms: Platforms
    sealer: Sealer

    async def close(self) -> None:
        """Let go of every adapter's connections."""
        for platform in self.platforms.values():
            await platform.close()
