"""What of a voucher is taken at the counter: the choice on its screen, what was chosen, and its words."""

import unicodedata
from collections.abc import Mapping, Sequence

import msgspec

from linli.kernel import money
from linli.kernel.money import MINOR_DIGITS, Money
from linli.kernel.refusals import INVALID
from linli.modules import catalog, vouchers
from linli.modules.vouchers import VoucherKind
from linli.web.merchant.shop import pick
from linli.web.shared.formatting import money_text
from linli.web.shared.http import Here

# Refusals after which the clerk chooses anew on the same screen, and what that says.
CHOOSE_AGAIN = {
    INVALID.code: "counter.nothing_chosen",
    vouchers.VOUCHER_PART_NEEDED.code: "counter.nothing_chosen",
    vouchers.VOUCHER_TOO_LITTLE_LEFT.code: "counter.more_than_left",
}
_AMOUNT, _PART = "amount", "part-{}"


class Thing(msgspec.Struct, frozen=True):
    """One line of what is handed over: so many, or a sum."""

    name: str
    quantity: int
    amount: Money | None = None


class PartRow(msgspec.Struct, frozen=True):
    """A part to choose from: `left` of `units` can be used, `chosen` of them now."""

    field: str
    name: str
    left: int
    units: int
    chosen: str


class Choice(msgspec.Struct, frozen=True):
    """What the clerk decides: units of each part, or an amount of the face value that is left (`amount`)."""

    rows: Sequence[PartRow]
    amount: Money | None = None
    typed: str = ""

    @property
    def all_typed(self) -> str:
        """The whole amount as one would type it."""
        digits = MINOR_DIGITS[self.amount.currency] if self.amount else 0
        whole, rest = divmod(self.amount.minor if self.amount else 0, 10**digits)
        return f"{whole}.{rest:0{digits}d}" if digits else str(whole)


def choice_of(
    here: Here, voucher: vouchers.Voucher, said: Mapping[str, object] | None = None
) -> Choice | None:
    """What there is to decide, as it was `said` in the form before, if it was; None where one use is all.

    At first all of a package is chosen, one use of a card, and no amount.
    """
    if voucher.kind is VoucherKind.SINGLE:
        return None
    if voucher.kind is VoucherKind.VALUE:
        left = Money(voucher.each_part[0].left, voucher.currency)
        return Choice((), left, str(said.get(_AMOUNT, "")) if said else "")
    rows = []
    for at, part in enumerate(voucher.each_part):
        field = _PART.format(at)
        first = min(1, part.left) if voucher.kind is VoucherKind.TIMES else part.left
        chosen = str(said.get(field, "")) if said else str(first)
        rows.append(PartRow(field, pick(here, part.name, part.name_en), part.left, part.units, chosen))
    return Choice(rows)


def taken_of(said: Mapping[str, object], currency: str) -> list[int] | None:
    """The units that a form asks for; None where it leaves no choice. Refuses: invalid (taken)."""
    try:
        if _AMOUNT in said:
            typed = unicodedata.normalize("NFKC", str(said[_AMOUNT])).strip().replace(",", ".")
            return [money.parse(typed, currency).minor]
        return _units(said)
    except ValueError:
        raise INVALID(field="taken") from None


def _units(said: Mapping[str, object]) -> list[int] | None:
    taken: list[int] = []
    while len(taken) < vouchers.MOST_PARTS and (text := said.get(_PART.format(len(taken)))) is not None:
        plain = unicodedata.normalize("NFKC", str(text)).strip() or "0"
        if not (plain.isascii() and plain.isdigit() and len(plain) <= 6):
            raise ValueError(plain)
        taken.append(int(plain))
    return taken or None


def handed(
    here: Here, voucher: vouchers.Voucher, contents: Sequence[catalog.Content], taken: Sequence[int]
) -> list[Thing]:
    """What to hand over for a use: of a single voucher or a card all that its deal contains, each time."""
    if voucher.kind is VoucherKind.VALUE:
        return [Thing(pick(here, voucher.title, voucher.title_en), 1, Money(taken[0], voucher.currency))]
    if voucher.kind is VoucherKind.PACKAGE:
        parts = zip(voucher.each_part, taken, strict=True)
        return [Thing(pick(here, part.name, part.name_en), units) for part, units in parts if units]
    return [Thing(pick(here, one.name, one.name_en), one.qty * taken[0]) for one in contents]


def units_said(
    here: Here, kind: VoucherKind, names: Sequence[vouchers.PartName], units: Sequence[int], currency: str
) -> str:
    """Units in a few words: `2 × Drinks, 1 × Tea`, `3 ×`, `¥30.00`; nothing of a voucher used at once."""
    if kind is VoucherKind.SINGLE or not any(units):
        return ""
    if kind is VoucherKind.VALUE:
        return money_text(units[0], currency, here.locale)

    def times(count: int) -> str:
        return str(here.words.t("counter.times", count=count))

    if kind is VoucherKind.TIMES:
        return times(units[0])
    named = zip(names, units, strict=True)
    said = [f"{times(count)} {pick(here, one.name, one.name_en)}" for one, count in named if count]
    return (", " if here.locale == "en" else "、").join(said)


def left_said(here: Here, voucher: vouchers.Voucher) -> str:
    """What can still be used of it, in the same words."""
    left = [part.left for part in voucher.each_part]
    return units_said(here, voucher.kind, voucher.parts, left, voucher.currency)
