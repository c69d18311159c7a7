"""Which price applies.

What everybody pays is asked by the most specific book for everybody: a branch before a region before
everywhere; then a book for a time before one without; then one for a channel before one for any; among equals
the one that begins last, then the one that was made last. No book: the base price. Members pay the most
specific book of their tier, chosen alike, and never more than everybody else.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from linli.modules.prices.model import Ask, Channel, Chosen, Priced, Spot, Why

WHOLE = 10_000
_ALWAYS = datetime.min.replace(tzinfo=UTC)
_Key = tuple[int, bool, bool, datetime, int]


def share_rounded_half_up(base_minor: int, percent_bp: int) -> int:
    """So many hundredths of a percent of a price, half a minor unit up; never nothing of something."""
    share = (2 * base_minor * percent_bp + WHOLE) // (2 * WHOLE)
    return max(share, 1) if base_minor > 0 else 0


def amount(ask: Ask, base_minor: int) -> int:
    """What an entry comes to, in minor units."""
    if ask.price_minor is not None:
        return ask.price_minor
    return base_minor if ask.percent_bp is None else share_rounded_half_up(base_minor, ask.percent_bp)


def applies(ask: Ask, spot: Spot, at: datetime) -> bool:
    """Whether a book speaks of this spot and moment, whoever asks; its end not included."""
    here = spot.store_id in ask.store_ids if ask.store_ids else ask.region in ("", spot.region)
    begun = ask.begins_at is None or ask.begins_at <= at
    over = ask.ends_at is not None and ask.ends_at <= at
    return here and begun and not over and ask.channel in (Channel.ANY, spot.channel)


def chosen(asks: Iterable[Ask], spot: Spot, at: datetime, base_minor: int) -> Chosen:
    """What is asked here of this person; `asks` are all about the same variant."""
    here = [ask for ask in asks if applies(ask, spot, at)]
    general = _best([ask for ask in here if not ask.tier], base_minor) or Chosen(base_minor, None)
    mine = _best([ask for ask in here if spot.tier and ask.tier == spot.tier], base_minor)
    return mine if mine is not None and mine.price_minor < general.price_minor else general


def why(ask: Ask | None) -> Why:
    """The most telling of a book's terms."""
    if ask is None:
        return Why.BASE
    if ask.tier:
        return Why.MEMBER
    if ask.begins_at or ask.ends_at:
        return Why.LIMITED
    if ask.store_ids or ask.region:
        return Why.BRANCH if ask.store_ids else Why.REGION
    return Why.BOOK if ask.channel is Channel.ANY else Why(ask.channel.value)


def other(channel: Channel) -> Channel:
    return Channel.IN_STORE if channel is Channel.ONLINE else Channel.ONLINE


def priced(asks: Sequence[Ask], spot: Spot, at: datetime, base_minor: int) -> Priced:
    """What it costs here, beside what everybody pays and what the other channel asks."""
    here = chosen(asks, spot, at, base_minor)
    there = chosen(asks, msgspec.structs.replace(spot, channel=other(spot.channel)), at, base_minor)
    general = chosen(asks, msgspec.structs.replace(spot, tier=""), at, base_minor) if spot.tier else here
    said = reason(here, there)
    return Priced(
        price_minor=here.price_minor,
        base_minor=base_minor,
        book_id=here.book_id,
        why=why(here.ask),
        general_minor=general.price_minor,
        other_minor=there.price_minor,
        reason=said.reason if said else "",
        reason_en=said.reason_en if said else "",
        ends_at=here.ask.ends_at if here.ask else None,
    )


def reason(here: Chosen, there: Chosen) -> Ask | None:
    """The book that says openly why one channel asks something else than the other; None: no reason, or no
    difference.
    """
    if here.price_minor == there.price_minor:
        return None
    asks = (one.ask for one in (here, there))
    return next((ask for ask in asks if ask is not None and ask.reason), None)


def _best(asks: Sequence[Ask], base_minor: int) -> Chosen | None:
    if not asks:
        return None
    first = max(asks, key=_specificity)
    return Chosen(amount(first, base_minor), first)


def _specificity(ask: Ask) -> _Key:
    place = 2 if ask.store_ids else 1 if ask.region else 0
    limited = ask.begins_at is not None or ask.ends_at is not None
    return (place, limited, ask.channel is not Channel.ANY, ask.begins_at or _ALWAYS, ask.book_id.int)
