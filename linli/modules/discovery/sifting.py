"""What is left of what was found, in which order, and what each further filter would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping

from linli.modules.discovery.answers import Suggestion
from linli.modules.discovery.asking import Filters, Order
from linli.modules.discovery.model import Found

# The steps that a rating can be asked for in, in tenths of a star.
RATING_STEPS = (45, 40, 35)


def matches(found: Found, wanted: Filters) -> bool:
    """Whether a place has what is asked for."""
    place = found.place
    return (
        (not wanted.within_m or found.distance_m <= wanted.within_m)
        and (not wanted.price_levels or place.price_level in wanted.price_levels)
        and (place.rating_tenths >= wanted.rating_tenths)
        and (place.verified or not wanted.verified)
        and not (wanted.bookable or wanted.delivers or wanted.attributes)
    )


def in_order(found: list[Found], order: Order) -> list[Found]:
    """The same in another order; what has no rating or no price stands last there."""
    if order is Order.DISTANCE:
        return sorted(found, key=lambda one: one.distance_m)
    if order is Order.RATING:
        return sorted(found, key=lambda one: -one.place.rating_tenths)
    if order is Order.PRICE:
        return sorted(found, key=lambda one: one.place.price_level or 9)
    return found


def counts_of(found: Iterable[Found]) -> Mapping[str, int]:
    """How many of these have what each filter asks for."""
    counts: Counter[str] = Counter()
    for one in found:
        place = one.place
        had = {
            "open": one.open_state.open is True,
            "deals": place.deal_count > 0,
            "verified": place.verified,
            f"trade:{place.trade}": True,
            f"price:{place.price_level}": place.price_level > 0,
            **{f"rating:{step}": place.rating_tenths >= step for step in RATING_STEPS},
        }
        counts.update(name for name, has in had.items() if has)
    return dict(counts)


def suggestion_of(found: Found) -> Suggestion:
    place = found.place
    return Suggestion(
        kind="store",
        text=place.name,
        text_en=place.name_en,
        detail=place.address,
        detail_en=place.address_en,
        ref=place.slug,
        trade=place.trade,
        distance_m=found.distance_m,
    )
