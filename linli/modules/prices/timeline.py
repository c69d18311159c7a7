"""What was asked when, put together from the history: which price may stand crossed out, and beside which
one.

A crossed-out price was really asked until the reduction began, and beside it stands the lowest price of the
30 days before that (directive 98/6/EC, article 6a). Where the lowest is not above the price of now, nothing
has become cheaper and nothing is crossed out. After 30 days a price is simply the price.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from linli.modules.prices.model import ARTICLE, Reduction, Spot, Word
from linli.modules.prices.selection import amount, chosen

LOOK_BACK = timedelta(days=30)


class Asked(msgspec.Struct, frozen=True):
    """From `at` on this was asked, in minor units; None: nobody knows."""

    at: datetime
    price_minor: int | None


def asked(words: Sequence[Word], spot: Spot, since: datetime, until: datetime) -> list[Asked]:
    """What was asked of everybody at a spot from `since` until `until` (both included), each price where it
    began; the first from `since` on. `words` are all that was said of one variant.
    """
    general = msgspec.structs.replace(spot, tier="")
    found: list[Asked] = []
    for moment in _moments(words, since, until):
        price = _price(words, general, moment)
        if not found or found[-1].price_minor != price:
            found.append(Asked(moment, price))
    return found


def reduction(words: Sequence[Word], spot: Spot, now: datetime) -> Reduction | None:
    """How the price of now may be shown as a lower one; None: it may not."""
    line = asked(words, spot, now - LOOK_BACK, now)
    if len(line) < 2:
        return None
    began, price, before = line[-1].at, line[-1].price_minor, line[-2].price_minor
    if price is None or before is None or before <= price:
        return None
    prior = asked(words, spot, began - LOOK_BACK, began)[:-1]
    lowest = min(one.price_minor for one in prior if one.price_minor is not None)
    return Reduction(before, lowest, began) if lowest > price else None


def _moments(words: Sequence[Word], since: datetime, until: datetime) -> list[datetime]:
    """Where the price can have changed: something was said, or a book began or ended."""
    changes = {moment for word in words for moment in (word.at, word.begins_at, word.ends_at) if moment}
    return sorted({since, *(moment for moment in changes if since < moment <= until)})


def _price(words: Sequence[Word], spot: Spot, moment: datetime) -> int | None:
    latest: dict[UUID, Word] = {}
    for word in words:
        known = latest.get(word.book_id)
        if word.at <= moment and (known is None or known.change_id < word.change_id):
            latest[word.book_id] = word
    base = latest.pop(ARTICLE, None)
    if base is None or base.price_minor is None:
        return None
    said = [one for one in latest.values() if (one.price_minor, one.percent_bp) != (None, None)]
    return chosen(said, spot, moment, amount(base, 0)).price_minor
