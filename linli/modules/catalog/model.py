"""Deals."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel.money import Money


class DealState(StrEnum):
    """On sale, or ended for good."""

    ON_SALE = "on_sale"
    ENDED = "ended"


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """One line of what is in a deal; `price_minor` is what one of it costs without the deal."""

    name: str
    name_en: str = ""
    qty: int = 1
    price_minor: int = 0


class UseKind(StrEnum):
    """How what was bought is used up."""

    SINGLE = "single"  # at once
    PACKAGE = "package"  # each line of the contents on its own
    TIMES = "times"  # so many times
    VALUE = "value"  # in amounts, until its face value is spent


class Blackout(msgspec.Struct, frozen=True):
    """Days on which it cannot be used, both included, by the market's calendar."""

    since: date
    until: date


class UseRules(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one unit of a deal may be used: `times` for a card, `face_minor` (minor units) for a value voucher;
    not before `valid_after_days` days after the purchase (0: at once), not on the `blackout` days, and only
    when the visit was announced `book_ahead_hours` before (0: without).
    """

    kind: UseKind = UseKind.SINGLE
    times: int = 1
    face_minor: int = 0
    blackout: tuple[Blackout, ...] = ()
    valid_after_days: int = 0
    book_ahead_hours: int = 0


AT_ONCE = UseRules()


class NewDeal(msgspec.Struct, frozen=True, kw_only=True):
    """A deal as its merchant describes it.

    `stock` is how many can be sold in all, `per_person` how many one person may buy, `valid_days` how long
    a voucher lasts, `icon` one of PICTURES, `usable` an opening hours expression ("" for always). `deal_id`
    may be given by the caller. `picture_id` is a picture of the shop's own. `store_ids` are the stores of
    the merchant in which it is good; its own store is always among them, named or not.
    """

    store_id: UUID
    title: str
    price_minor: int
    list_price_minor: int
    currency: str
    stock: int
    contents: Sequence[Content]
    title_en: str = ""
    rules_zh: Sequence[str] = ()
    rules_en: Sequence[str] = ()
    icon: str = "ticket"
    per_person: int = 10
    valid_days: int = 90
    usable: str = ""
    deal_id: UUID | None = None
    picture_id: UUID | None = None
    store_ids: Sequence[UUID] = ()
    use_rules: UseRules = AT_ONCE


class Deal(msgspec.Struct, frozen=True, kw_only=True):
    """Something to buy now and use at the store that keeps it (`store_id`) or any other of `store_ids`."""

    market_id: int
    deal_id: UUID
    store_id: UUID
    merchant_id: UUID
    title: str
    title_en: str
    contents: tuple[Content, ...]
    rules_zh: tuple[str, ...]
    rules_en: tuple[str, ...]
    icon: str
    price_minor: int
    list_price_minor: int
    currency: str
    stock: int
    per_person: int
    valid_days: int
    usable: str
    state: DealState
    published_at: datetime
    terms_id: UUID
    revision: int
    picture_id: UUID | None = None
    store_ids: tuple[UUID, ...] = ()
    use_rules: UseRules = AT_ONCE

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)

    @property
    def list_price(self) -> Money:
        return Money(self.list_price_minor, self.currency)

    @property
    def on_sale(self) -> bool:
        return self.state is DealState.ON_SALE

    def sold_at(self, store_id: UUID) -> bool:
        """Whether it can be bought for, and used at, this store."""
        return store_id in self.store_ids


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a deal promised in one of its wordings: what is in it, how long, when, where and how it may be
    used.
    """

    terms_id: UUID
    deal_id: UUID
    contents: tuple[Content, ...]
    rules_zh: tuple[str, ...]
    rules_en: tuple[str, ...]
    valid_days: int
    usable: str
    written_at: datetime
    store_ids: tuple[UUID, ...] = ()
    use_rules: UseRules = AT_ONCE
