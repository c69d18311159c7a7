"""The judged queries asked of the real search, over the demo's markets as they open: shops, deals and
places, before anybody has bought or written anything, so that every figure is the same each time.
"""

from datetime import timedelta

import msgspec

from linli.demo.files import listing_lines, place_lines, store_lines
from linli.demo.shops import listing, open_shop
from linli.kernel.database import Reader, Work
from linli.kernel.signing import Signer
from linli.modules import discovery, gazetteer, markets, merchants
from tests.relevance.judged import JudgedMarket
from tests.relevance.measures import DEPTH, Answer, ndcg, succeeded

OPENED_BEFORE = timedelta(days=200)


async def open_up(work: Work, market: markets.Market, signer: Signer) -> None:
    """A demo market with all its shops, findable."""
    await markets.open_market(work, market)
    await gazetteer.replace(work, market.market_id, "demo", place_lines(market.slug))
    listings = [listing(line) for line in listing_lines(market.slug)]
    if listings:
        await merchants.import_listings(work, market.market_id, listings)
    for number, line in enumerate(store_lines(market.slug), 1):
        # Who works there is of no account to a search, and takes time (passwords are slow on purpose).
        await open_shop(work, market, msgspec.structs.replace(line, staff=[]), number, signer)
    await discovery.refresh_all(work, market.market_id)


async def ask(reader: Reader, judged: JudgedMarket) -> list[Answer]:
    """Every query of a market, answered and measured."""
    names = {shop.store_id: shop.name for shop in judged.shops}
    answers = []
    for number, query in enumerate(judged.queries, 1):
        asked = discovery.Query(text=query.text, at=judged.at, size=DEPTH)
        results = await discovery.search(reader, judged.market, asked)
        order = [hit.found.place.store_id for hit in results.hits]
        grades = judged.grades(query)
        assert grades, f"{query.text}: nobody is meant"
        first = f"{names.get(order[0], '?')} ({grades.get(order[0], 0)})" if order else "nothing"
        answers.append(
            Answer(
                market=judged.market.slug,
                number=number,
                kind=query.kind,
                text=query.text,
                means=query.means,
                ndcg=ndcg(order, grades),
                success=succeeded(order, grades),
                first=first,
                found=len(order),
            )
        )
    return answers
