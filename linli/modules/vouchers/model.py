"""Vouchers, their redemptions, and what the counter is told of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal


class VoucherState(StrEnum):
    """Where a voucher is in its life; the legal moves are in `moves.py`."""

    ISSUED = "issued"
    REDEEMED = "redeemed"
    REFUNDED = "refunded"
    EXPIRED = "expired"


class VoucherKind(StrEnum):
    """How a voucher is used up."""

    SINGLE = "single"  # at once
    PACKAGE = "package"  # part by part: a main dish today, the dessert tomorrow
    TIMES = "times"  # so many times
    VALUE = "value"  # in amounts, until its face value is spent


class NewPart(msgspec.Struct, frozen=True):
    """A part as it is sold: `units` uses of it, and its weight in the voucher's value (0 for a gift)."""

    name: str
    name_en: str
    units: int
    weight: int


class Uses(msgspec.Struct, frozen=True, kw_only=True):
    """How a voucher that is issued can be used: 1 to 12 parts (of a value voucher one, whose units are its
    face value in minor units), from when on, and how long before a visit has to be announced.
    """

    kind: VoucherKind = VoucherKind.SINGLE
    parts: tuple[NewPart, ...] = (NewPart("", "", 1, 1),)
    valid_from: datetime | None = None
    book_ahead_hours: int = 0


class PartName(msgspec.Struct, frozen=True):
    """What a part of a package is called."""

    name: str
    name_en: str


class Part(msgspec.Struct, frozen=True):
    """One part of a voucher: how many of its units are used, and how many more wait to be decided."""

    name: str
    name_en: str
    units: int
    used: int
    waiting: int
    value_minor: int

    @property
    def left(self) -> int:
        """What can still be used: never below zero, whatever waits."""
        return max(0, self.units - self.used - self.waiting)

    def worth(self, taken: int) -> int:
        """What the next `taken` units are worth, in minor units: between two positions, so that all uses add
        up to the part's value.
        """
        return (
            self.value_minor * (self.used + taken) // self.units - self.value_minor * self.used // self.units
        )


class Voucher(msgspec.Struct, frozen=True):
    """One paid unit of a deal; good from `valid_from` until just before `valid_until`, in each of
    `store_ids`.

    `store_id` is the store that sold it, `terms_id` names what the deal promised when it was bought,
    `line_no` the order's line; `person_id` holds it, who paid is the order's. Of each of its parts `units`
    are sold, `used` and `waiting` (taken without a network, not decided yet); `part_values` in minor units.
    `hands` counts the hands through which it went, from 1.
    """

    market_id: int
    voucher_id: UUID
    order_id: UUID
    deal_id: UUID
    store_id: UUID
    merchant_id: UUID
    person_id: UUID
    code: str
    title: str
    title_en: str
    value_minor: int
    currency: str
    usable: str
    state: VoucherState
    issued_at: datetime
    valid_until: datetime
    redeemed_at: datetime | None
    redemption_id: UUID | None
    terms_id: UUID
    line_no: int
    store_ids: tuple[UUID, ...]
    kind: VoucherKind
    parts: tuple[PartName, ...]
    units: tuple[int, ...]
    used: tuple[int, ...]
    waiting: tuple[int, ...]
    part_values: tuple[int, ...]
    valid_from: datetime
    hands: int
    book_ahead_hours: int

    @property
    def value(self) -> Money:
        return Money(self.value_minor, self.currency)

    @property
    def each_part(self) -> tuple[Part, ...]:
        """Its parts with their names; one that is no package bears the voucher's own."""
        names = self.parts or (PartName(self.title, self.title_en),) * len(self.units)
        columns = zip(names, self.units, self.used, self.waiting, self.part_values, strict=True)
        return tuple(Part(one.name, one.name_en, *numbers) for one, *numbers in columns)

    @property
    def touched(self) -> bool:
        """Whether a use of it stands."""
        return any(self.used)

    @property
    def used_minor(self) -> int:
        """What its uses were worth, in minor units."""
        columns = zip(self.part_values, self.used, self.units, strict=True)
        return sum(value * used // units for value, used, units in columns)

    @property
    def left_minor(self) -> int:
        """What is not used of it, in minor units: as much goes back when it is refunded or runs out."""
        return self.value_minor - self.used_minor

    @property
    def left(self) -> Money:
        return Money(self.left_minor, self.currency)

    @property
    def code_grouped(self) -> str:
        """The code as people read it: `7K3M Q9XW 2RTB 4HNP`."""
        return ids.grouped(self.code)

    @property
    def code_tail(self) -> str:
        """The last four characters, enough to tell vouchers apart and worth nothing alone."""
        return self.code[-4:]


class Taken(Voucher, frozen=True):
    """A voucher after a use or an undoing: the units of each part that it was about, and their worth in minor
    units.
    """

    taken: tuple[int, ...]
    taken_minor: int


class Issued(Voucher, frozen=True):
    """A voucher just made, with its digits for the ear; without them where another one has those drawn."""

    short_code: str | None


class DeviceKind(StrEnum):
    """With what a counter works."""

    TERMINAL = "terminal"  # an enrolled device
    PROGRAM = "program"  # a program, known by its token
    BROWSER = "browser"  # a browser that is no device, known by its session


class AtDevice(msgspec.Struct, frozen=True):
    """What a redemption is made with. `device_id` names the enrolled device, the token or the session, each
    of which somebody sees in a list and can end.
    """

    kind: DeviceKind
    device_id: UUID


class Redemption(msgspec.Struct, frozen=True):
    """One use of a voucher at the counter: `units` of each part, worth `value_minor`; with `undoes` it takes
    an earlier one back. `device_kind` and `device_id` say with what (`AtDevice`).
    """

    redemption_id: UUID
    voucher_id: UUID
    store_id: UUID
    clerk_id: UUID
    clerk_name: str
    undoes: UUID | None
    at: datetime
    units: tuple[int, ...]
    value_minor: int
    device_id: UUID | None = None
    device_kind: DeviceKind | None = None


class Redeemed(msgspec.Struct, frozen=True):
    """The counter's receipt: the voucher as it is now, and who took it when."""

    voucher: Voucher
    redemption: Redemption


class Prepared(msgspec.Struct, frozen=True):
    """What a redemption would say, changing nothing: `refusal` is what it would raise, None when it would
    work.

    A voucher that is unknown or another store's is not shown.
    """

    voucher: Voucher | None
    usable_now: bool
    refusal: Refusal | None = None

    @property
    def why(self) -> str | None:
        """The refusal's code."""
        return self.refusal.code if self.refusal else None


class RedemptionLine(msgspec.Struct, frozen=True):
    """One line of the counter's list: what was taken of each part, of how many; `undone` when it was taken
    back.
    """

    redemption_id: UUID
    voucher_id: UUID
    code_tail: str
    title: str
    title_en: str
    value_minor: int
    currency: str
    clerk_name: str
    at: datetime
    kind: VoucherKind
    parts: tuple[PartName, ...]
    units: tuple[int, ...]
    units_in_all: tuple[int, ...]
    undone: bool

    @property
    def value(self) -> Money:
        return Money(self.value_minor, self.currency)


class VoucherFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a market's vouchers a list shows; issued from `since` (inclusive) to `until` (not)."""

    state: VoucherState | None = None
    store_id: UUID | None = None
    person_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


class Shelf(StrEnum):
    """Where a voucher lies in its holder's wallet; what was refunded ended unused, as what expired."""

    ACTIVE = "active"
    USED = "used"
    EXPIRED = "expired"


class Shelves(msgspec.Struct, frozen=True):
    """How many vouchers lie on each shelf of a wallet."""

    active: int
    used: int
    expired: int

    def on(self, shelf: Shelf) -> int:
        return {Shelf.ACTIVE: self.active, Shelf.USED: self.used, Shelf.EXPIRED: self.expired}[shelf]


class ShiftSum(msgspec.Struct, frozen=True):
    """What one clerk took of one kind of voucher in a shift: how often, and for how much (minor units)."""

    clerk_name: str
    title: str
    title_en: str
    uses: int
    value_minor: int


class RedemptionTotals(msgspec.Struct, frozen=True):
    """How often vouchers were used at a store, and for how much, in minor units of the market's currency."""

    redemptions: int
    value_minor: int


class GiftState(StrEnum):
    """Where a gift stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    REVOKED = "revoked"


class Gift(msgspec.Struct, frozen=True):
    """A voucher that somebody gives away, with a note to whoever gets it."""

    gift_id: UUID
    voucher_id: UUID
    giver_id: UUID
    giver_name: str
    note: str
    state: GiftState
    made_at: datetime
    closed_at: datetime | None
    taker_id: UUID | None

    def claimable(self, voucher: Voucher, now: datetime) -> bool:
        """Whether claiming it would work at this moment."""
        usable = (
            voucher.state is VoucherState.ISSUED and voucher.valid_until > now and not any(voucher.waiting)
        )
        return self.state is GiftState.OPEN and voucher.person_id == self.giver_id and usable


class GiftGiven(Gift, frozen=True):
    """A gift as its giver remembers it: what it was, and of which store; nothing of its use by others."""

    title: str
    title_en: str
    store_id: UUID
