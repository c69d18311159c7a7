"""Merchants, stores, staff."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec


class MerchantState(StrEnum):
    """Applied: wants to sell. Verified: may. Suspended: may not any more. Lapsed: its time ran out."""

    APPLIED = "applied"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"


class StaffRole(StrEnum):
    """An owner may do all that a manager may, a manager all that a clerk may."""

    OWNER = "owner"
    MANAGER = "manager"
    CLERK = "clerk"

    @property
    def weight(self) -> int:
        return {StaffRole.CLERK: 1, StaffRole.MANAGER: 2, StaffRole.OWNER: 3}[self]


# What a place can offer beside its trade, as filters and the store's page name it.
ATTRIBUTES: tuple[str, ...] = (
    *("wheelchair", "accessible_toilet", "changing_table", "wifi", "outdoor_seating", "air_conditioning"),
    *("dogs", "cards", "takeaway", "delivery", "vegetarian", "vegan", "halal", "gluten_free"),
)


class Merchant(msgspec.Struct, frozen=True, kw_only=True):
    """A business in one market. `demo`: invented. `name_en`: where it was read, and a store of the same name
    has one.

    `verified_until` is when its verification runs out (exclusive); None where no end was set.
    """

    merchant_id: UUID
    name: str
    state: MerchantState
    verified_at: datetime | None = None
    verified_until: datetime | None = None
    demo: bool = False
    name_en: str = ""

    @property
    def verified(self) -> bool:
        return self.state is MerchantState.VERIFIED

    def ran_out(self, moment: datetime) -> bool:
        """Whether its verification is over at that moment, said so by the timetable or not yet."""
        over = self.verified_until is not None and self.verified_until <= moment
        return self.state is MerchantState.LAPSED or (self.verified and over)


class Store(msgspec.Struct, frozen=True, kw_only=True):
    """One place on the map.

    `hours` is an opening hours expression ("" where unknown), `price_level` 0 (unknown) to 4, `things` are
    names of icons that picture it, `source` says where a listing came from ("osm:node/1"), `attributes` are
    some of ATTRIBUTES, `names` what else it is called, for search; `brand` and `branch` tell one shop of a
    chain from another; `kinds` are what a source calls it more closely than its trade (`shoes`, `sushi`),
    for search. `market_id` and, where it is None, `listed_at` are filled in when the store is
    written.
    """

    store_id: UUID
    slug: str
    name: str
    trade: str
    lat: float
    lon: float
    market_id: int = 0
    merchant_id: UUID | None = None
    name_en: str = ""
    tagline_zh: str = ""
    tagline_en: str = ""
    about_zh: str = ""
    about_en: str = ""
    address: str = ""
    address_en: str = ""
    hours: str = ""
    phone: str = ""
    website: str = ""
    price_level: int = 0
    things: tuple[str, ...] = ()
    source: str = ""
    listed_at: datetime | None = None
    closed_at: datetime | None = None
    attributes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    brand: str = ""
    branch: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether it is closed for good."""
        return self.closed_at is not None

    @property
    def claimed(self) -> bool:
        """Whether a merchant runs it, so that it can sell."""
        return self.merchant_id is not None


class StoreAsRun(Store, frozen=True, kw_only=True):
    """A store with whoever runs it; None where nobody does."""

    merchant: Merchant | None = None

    @property
    def verified(self) -> bool:
        """Whether it may sell."""
        return self.merchant is not None and self.merchant.verified


class MerchantFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a market's merchants a list shows; `text` is a part of the name."""

    state: MerchantState | None = None
    text: str = ""


class StoreFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a market's stores a list shows; `text` is a part of a name or of the address."""

    trade: str | None = None
    claimed: bool | None = None
    merchant_id: UUID | None = None
    text: str = ""


class StaffMember(msgspec.Struct, frozen=True, kw_only=True):
    """What one person is in one store; `name` is what stands on receipts ("Mei").

    `whole`: of the head office, and so in every store of the merchant.
    """

    person_id: UUID
    store_id: UUID
    merchant_id: UUID
    role: StaffRole
    name: str
    store_name: str
    store_name_en: str
    store_slug: str
    whole: bool = False


class StaffedStore(Store, frozen=True, kw_only=True):
    """A store as somebody sees it who may work there: what they are in it, if anything, and the highest that
    they are anywhere in the market.
    """

    role: StaffRole | None
    staff_name: str | None
    whole: bool
    highest: StaffRole | None

    def member(self, person_id: UUID) -> StaffMember | None:
        """The person for whom this was asked, as one of its staff."""
        if self.role is None or self.merchant_id is None:
            return None
        return StaffMember(
            person_id=person_id,
            store_id=self.store_id,
            merchant_id=self.merchant_id,
            role=self.role,
            name=self.staff_name or "",
            store_name=self.name,
            store_name_en=self.name_en,
            store_slug=self.slug,
            whole=self.whole,
        )


class StaffPlace(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a merchant's staff: a person's place in one store, or in the head office (no store)."""

    person_id: UUID
    store_id: UUID | None
    role: StaffRole
    name: str
    store_name: str | None
    store_name_en: str | None


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is asked to work in a store, or (no store) in the head office.

    `phone_tail` are the last four digits where it is for the owner of one phone, else "". Open until
    `expires_at` (exclusive), unless it was accepted or withdrawn before.
    """

    invitation_id: UUID
    merchant_id: UUID
    store_id: UUID | None
    role: StaffRole
    name: str
    phone_tail: str
    invited_by: UUID
    invited_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None
    merchant_name: str
    store_name: str | None
    store_name_en: str | None
    phone_print: bytes | None = None

    def open_at(self, moment: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and moment < self.expires_at


class StorePhoto(msgspec.Struct, frozen=True, kw_only=True):
    """One photo of a store, the words for it in both languages; the first one is its cover."""

    store_id: UUID
    picture_id: UUID
    caption_zh: str = ""
    caption_en: str = ""


class StoreProfile(msgspec.Struct, frozen=True, kw_only=True):
    """What a store's own people say of it; its address in the URL, its trade and its place stay."""

    name: str
    name_en: str = ""
    tagline_zh: str = ""
    tagline_en: str = ""
    about_zh: str = ""
    about_en: str = ""
    address: str = ""
    address_en: str = ""
    phone: str = ""
    website: str = ""
    price_level: int = 0
    attributes: tuple[str, ...] = ()


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """What a source can say of a store; None for a place, and "" or nothing, where it never said."""

    name: str = ""
    name_en: str = ""
    names: tuple[str, ...] = ()
    brand: str = ""
    branch: str = ""
    trade: str = ""
    address: str = ""
    address_en: str = ""
    hours: str = ""
    phone: str = ""
    website: str = ""
    attributes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None


class ListingChange(msgspec.Struct, frozen=True):
    """What a source said of a store until now (field → words; what it never wrote is missing), and what it
    says from now on.
    """

    store_id: UUID
    before: dict[str, Any]
    after: Listed
