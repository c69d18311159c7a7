"""A deal as it is typed, kept as typed, and what the catalog is told of it."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar.datastructures import FormMultiDict

from linli.kernel import money
from linli.kernel.money import MINOR_DIGITS
from linli.kernel.refusals import INVALID
from linli.modules.catalog import Content, Deal, NewDeal, UseKind, UseRules
from linli.web.merchant.deal_uses import blackout_text, read_uses
from linli.web.merchant.shop import typed

# Times of use that have words of their own; "custom" is whatever is typed beside.
TIMES = {
    "always": "",
    "weekdays": "Mo-Fr",
    "weekends": "Sa-Su",
    "lunch": "Mo-Fr 11:00-14:00",
    "evenings": "Mo-Su 17:00-22:00",
    "no_holidays": "Mo-Su; PH off",
}
CUSTOM = "custom"
FIRST_ROWS = 3
MOST_ROWS = 30
# What the catalog calls a field, and what the form does.
FIELDS = {
    "price_minor": "price",
    "list_price_minor": "list_price",
    "times": "card_times",
    "face_minor": "face",
}


class Row(msgspec.Struct, frozen=True):
    """One line of what is in the deal."""

    name: str = ""
    name_en: str = ""
    qty: str = "1"
    price: str = ""

    @property
    def empty(self) -> bool:
        return not (self.name or self.name_en or self.price)


class DealForm(msgspec.Struct, frozen=True):
    """Every field as text, so that nothing typed is lost."""

    rows: Sequence[Row] = (Row(),) * FIRST_ROWS
    title: str = ""
    title_en: str = ""
    price: str = ""
    list_price: str = ""
    stock: str = "100"
    per_person: str = "5"
    valid_days: str = "90"
    times: str = "always"
    usable: str = ""
    rules_zh: str = ""
    rules_en: str = ""
    picture: str = ""
    kind: str = "single"
    card_times: str = "10"
    face: str = ""
    blackout: str = ""
    valid_after_days: str = "0"
    book_ahead_hours: str = "0"
    stores: Sequence[UUID] = ()

    @property
    def picture_id(self) -> UUID | None:
        """The shop's own picture; None where there is none, or where somebody wrote something else."""
        try:
            return UUID(self.picture) if self.picture else None
        except ValueError:
            return None

    def longer(self) -> "DealForm":
        """The same with places for three more lines."""
        rows = [*self.rows, *[Row()] * FIRST_ROWS][:MOST_ROWS]
        return msgspec.structs.replace(self, rows=rows)


def read_form(form: FormMultiDict) -> DealForm:
    """What was sent, as text; at least three lines of contents, at most thirty."""
    columns = [_column(form, f"content_{name}") for name in ("name", "name_en", "qty", "price")]
    count = min(MOST_ROWS, max(FIRST_ROWS, *(len(column) for column in columns)))
    padded = [(column + [""] * count)[:count] for column in columns]
    rows = [Row(name, name_en, qty or "1", price) for name, name_en, qty, price in zip(*padded, strict=True)]
    plain = [name for name in DealForm.__struct_fields__ if name not in ("rows", "stores")]
    return DealForm(rows, **{name: typed(form, name) for name in plain}, stores=_stores(form))


def _stores(form: FormMultiDict) -> list[UUID]:
    """The stores that were ticked; what is no id is passed over."""
    found = []
    for text in _column(form, "stores"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _column(form: FormMultiDict, name: str) -> list[str]:
    values = form.getall(name, [])
    return [value.replace("\x00", "").strip()[:200] for value in values if isinstance(value, str)]


def new_deal(form: DealForm, store_id: UUID, currency: str, icon: str) -> NewDeal:
    """The deal that was meant; where no list price is given, it is the sum of the contents.

    Refuses: invalid (field), for what is not a number or an amount; the rest is for the catalog to say.
    """
    contents = [_content(row, currency) for row in form.rows if not row.empty]
    whole = sum(content.price_minor * content.qty for content in contents)
    return NewDeal(
        store_id=store_id,
        title=form.title,
        title_en=form.title_en,
        contents=contents,
        rules_zh=_lines(form.rules_zh),
        rules_en=_lines(form.rules_en),
        icon=icon,
        price_minor=_amount(form.price, currency, "price"),
        list_price_minor=_amount(form.list_price, currency, "list_price") if form.list_price else whole,
        currency=currency,
        stock=_number(form.stock, "stock"),
        per_person=_number(form.per_person, "per_person"),
        valid_days=_number(form.valid_days, "valid_days"),
        usable=_usable(form),
        picture_id=form.picture_id,
        use_rules=_uses(form, currency),
    )


def _uses(form: DealForm, currency: str) -> UseRules:
    """Refuses: invalid (field)."""
    face = _amount(form.face, currency, "face_minor") if form.kind == UseKind.VALUE.value else 0
    times = _number(form.card_times, "times") if form.kind == UseKind.TIMES.value else 1
    after = _number(form.valid_after_days or "0", "valid_after_days")
    ahead = _number(form.book_ahead_hours or "0", "book_ahead_hours")
    return read_uses(form.kind, times, face, form.blackout, after, ahead)


def form_of(deal: Deal) -> DealForm:
    """The form filled with a deal as it is sold now."""
    rows = [
        Row(one.name, one.name_en, str(one.qty), _plain(one.price_minor, deal.currency))
        for one in deal.contents
    ]
    return DealForm(
        rows=[*rows, *[Row()] * max(1, FIRST_ROWS - len(rows))][:MOST_ROWS],
        title=deal.title,
        title_en=deal.title_en if deal.title_en != deal.title else "",
        price=_plain(deal.price_minor, deal.currency),
        list_price=_plain(deal.list_price_minor, deal.currency),
        stock=str(deal.stock),
        per_person=str(deal.per_person),
        valid_days=str(deal.valid_days),
        times=times_of(deal.usable),
        usable=deal.usable if times_of(deal.usable) == CUSTOM else "",
        rules_zh="\n".join(deal.rules_zh),
        rules_en="\n".join(deal.rules_en),
        picture=str(deal.picture_id or ""),
        kind=deal.use_rules.kind.value,
        card_times=str(deal.use_rules.times) if deal.use_rules.kind is UseKind.TIMES else "10",
        face=_plain(deal.use_rules.face_minor, deal.currency) if deal.use_rules.face_minor else "",
        blackout=blackout_text(deal.use_rules.blackout),
        valid_after_days=str(deal.use_rules.valid_after_days),
        book_ahead_hours=str(deal.use_rules.book_ahead_hours),
        stores=deal.store_ids,
    )


def _plain(minor: int, currency: str) -> str:
    """`15.80`, as it would be typed."""
    digits = MINOR_DIGITS[currency]
    whole, rest = divmod(minor, 10**digits)
    return f"{whole}.{rest:0{digits}d}" if digits and rest else str(whole)


def times_of(usable: str) -> str:
    """The key of the words for times of use; "custom" where there are none."""
    return next((key for key, expression in TIMES.items() if expression == usable), CUSTOM)


def _content(row: Row, currency: str) -> Content:
    return Content(
        name=row.name,
        name_en=row.name_en,
        qty=_number(row.qty, "contents"),
        price_minor=_amount(row.price or "0", currency, "contents"),
    )


def _usable(form: DealForm) -> str:
    if form.times in TIMES:
        return TIMES[form.times]
    if not form.usable:
        raise INVALID(field="usable")
    return form.usable


def _lines(text: str) -> list[str]:
    return [line.strip()[:120] for line in text.splitlines() if line.strip()][:12]


def _amount(text: str, currency: str, field: str) -> int:
    try:
        return money.parse(text.replace(",", "").lstrip("¥€$ "), currency).minor
    except ValueError:
        raise INVALID(field=field) from None


def _number(text: str, field: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise INVALID(field=field)
    return int(text)
