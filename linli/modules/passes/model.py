"""A voucher as another app carries it, the keys of who signs passes, and the wallets that take them."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec


class Say(Protocol):
    """A message in the reader's language, as plain text."""

    def __call__(self, key: str, /, **values: object) -> str: ...


class Place(msgspec.Struct, frozen=True):
    """A store where the voucher can be used, WGS 84."""

    name: str
    address: str
    lat: float
    lon: float


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """One voucher in one `language` (a tag such as zh-Hans).

    `name` tells it apart from every other, and from the same voucher in other hands; `code` is grouped, `qr`
    is what its QR code says; `places` begin with the store that sold it. Good from `valid_from` until just
    before `valid_until`, in `timezone`. `url` is its page.
    """

    name: str
    language: str
    market: str
    title: str
    code: str
    qr: str
    places: tuple[Place, ...]
    valid_from: datetime
    valid_until: datetime
    timezone: str
    url: str


class AppleKeys(msgspec.Struct, frozen=True, kw_only=True):
    """A pass type of an Apple developer account: its certificate and key, and Apple's intermediate (WWDR), as
    PEM texts.
    """

    pass_type_id: str
    team_id: str
    organization: str
    certificate: str
    private_key: str
    intermediate: str


class GoogleKeys(msgspec.Struct, frozen=True, kw_only=True):
    """An issuer account of Google Wallet, and the service account that signs for it; its key as PEM text."""

    issuer_id: str
    client_email: str
    private_key: str


class AppleWallet(Protocol):
    """What makes `.pkpass` files."""

    @property
    def good_until(self) -> datetime:
        """When the certificate ends."""

    def bundle(self, voucher: Carried, say: Say) -> bytes:
        """A signed `.pkpass` file."""


class GoogleWallet(Protocol):
    """What makes links that save a pass."""

    def link(self, voucher: Carried, say: Say, now: datetime) -> str:
        """An address at Google whose page saves the pass that it carries, signed."""


class Wallets(msgspec.Struct, frozen=True):
    """The phones' wallets that this installation makes passes for."""

    apple: AppleWallet | None = None
    google: GoogleWallet | None = None

    def apple_at(self, now: datetime) -> AppleWallet | None:
        """Apple's, as long as the certificate holds: a phone refuses a pass that was signed after it."""
        return self.apple if self.apple and now < self.apple.good_until else None


def name_of(voucher_id: UUID, hands: int) -> str:
    """A voucher that was given on is another one to a phone: it went through `hands` hands."""
    return f"{voucher_id}-{hands}"
