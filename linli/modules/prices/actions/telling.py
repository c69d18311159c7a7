"""Telling whose prices are otherwise from now on."""

from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from linli.kernel.database import Work
from linli.modules.prices.events import PricesChanged
from linli.modules.prices.queries import entries

AT_ONCE = 200


async def tell_variants(work: Work, market_id: int, merchant_id: UUID, variant_ids: Iterable[UUID]) -> None:
    """Announces PricesChanged for these variants."""
    left = iter(dict.fromkeys(variant_ids))
    while some := tuple(islice(left, AT_ONCE)):
        await work.announce(PricesChanged(market_id=market_id, merchant_id=merchant_id, variant_ids=some))


async def tell_book(work: Work, market_id: int, merchant_id: UUID, book_id: UUID) -> None:
    """Announces PricesChanged for all that a book speaks of."""
    last: UUID | None = None
    while some := await entries(work, market_id, book_id, last):
        last = some[-1].variant_id
        await tell_variants(work, market_id, merchant_id, (one.variant_id for one in some))
