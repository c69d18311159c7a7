"""What may be done to many articles at once, as pure rules: prices by percent, categories by name."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from uuid import UUID

import msgspec

from linli.kernel.refusals import INVALID
from linli.modules.items import Item, ItemKind, ItemState, NewItem
from linli.web.merchant.item_meaning import amount
from linli.web.merchant.item_rows import Typed

# To what multiple of minor units new prices are rounded.
STEPS = ("1", "10", "50", "100")
STATE, CATEGORY, PERCENT, PUT, TAKE, COUNT = "state", "category", "percent", "put", "take", "count"
LEAST_PERCENT, MOST_PERCENT = Decimal(-99), Decimal(1000)


class Deed(msgspec.Struct, frozen=True):
    """What the pressed button says, with the fields beside it as they were typed."""

    verb: str = ""
    state: str = ""
    category: str = ""
    percent: str = ""
    step: str = "1"
    store: str = ""

    @property
    def moves(self) -> bool:
        return self.verb in (PUT, TAKE)


def percent_of(text: str) -> Decimal:
    """`5`, `-10` or `2,5` percent. Refuses: invalid (percent)."""
    try:
        found = Decimal(text.replace("−", "-").replace(",", ".").rstrip("%％ ").strip() or "x")
    except InvalidOperation:
        raise INVALID(field=PERCENT) from None
    if not (found.is_finite() and LEAST_PERCENT <= found <= MOST_PERCENT):
        raise INVALID(field=PERCENT)
    return found


def changed_price(minor: int, percent: Decimal, step: int) -> int:
    """A price so many percent higher or lower, to the nearest multiple of `step` (half up), never nothing."""
    whole = Decimal(minor) * (100 + percent) / 100 / step
    return max(int(whole.quantize(Decimal(1), ROUND_HALF_UP)) * step, step)


def titled(item: Item, title: str, english: bool) -> tuple[str, str]:
    """Both titles, where one is written anew: the English one if that was shown, and there is one."""
    own = "" if item.title_en == item.title else item.title_en
    return (item.title, title) if english and own and title else (title, own)


def written_as_typed(
    item: Item, typed: Typed, categories: Mapping[str, UUID], currency: str, english: bool
) -> NewItem:
    """The article with what was typed in its line. Refuses: invalid (title, category, state, price)."""
    was = item.written()
    title, title_en = titled(item, typed.title, english)
    variants = [
        msgspec.structs.replace(one, price_minor=amount(typed.prices[str(one.variant_id)], currency, "price"))
        if str(one.variant_id) in typed.prices
        else one
        for one in was.variants
    ]
    return msgspec.structs.replace(
        was,
        title=title,
        title_en=title_en,
        category_id=category_named(typed.category, categories),
        state=state_of(typed.state),
        variants=variants,
    )


def done_to(new: NewItem, deed: Deed, categories: Mapping[str, UUID]) -> NewItem:
    """The article with what the button says. Refuses: invalid (state, category, percent)."""
    if deed.verb == STATE:
        return msgspec.structs.replace(new, state=state_of(deed.state))
    if deed.verb == CATEGORY:
        return msgspec.structs.replace(new, category_id=category_named(deed.category, categories))
    if deed.verb == PERCENT and new.kind is not ItemKind.QUOTE:
        percent, step = percent_of(deed.percent), int(deed.step if deed.step in STEPS else "1")
        variants = [
            msgspec.structs.replace(one, price_minor=changed_price(one.price_minor, percent, step))
            for one in new.variants
        ]
        return msgspec.structs.replace(new, variants=variants)
    return new


def category_named(name: str, known: Mapping[str, UUID]) -> UUID | None:
    """The category of this name, in either language, however it is written; none for an empty one.

    Refuses: invalid (category).
    """
    if not name:
        return None
    found = known.get(name.casefold())
    if found is None:
        raise INVALID(field=CATEGORY)
    return found


def state_of(text: str) -> ItemState:
    """Refuses: invalid (state)."""
    try:
        return ItemState(text)
    except ValueError:
        raise INVALID(field=STATE) from None
