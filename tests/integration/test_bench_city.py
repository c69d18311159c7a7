"""A small generated city, filled as the measurements fill theirs, is as if its shops had been listed."""

from bench.city import MARKET, shops
from bench.fill import HERE, fill
from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.sql import Statement
from linli.modules import discovery
from tests.databases import passing_copy

SIZE = 100
KEPT = Statement(
    "kept",
    "What the index keeps of each shop itself.",
    "SELECT concat_ws(' ', p.slug, p.trade, p.names, p.own, encode(p.open_week, 'hex'), p.listed) "
    "FROM discovery.places AS p WHERE p.market_id = $1 ORDER BY p.slug",
    __file__,
)
MISCOUNTED = Statement(
    "miscounted",
    "Words that the vocabulary says otherwise of than the places do.",
    "SELECT v.term FROM discovery.vocabulary AS v WHERE v.market_id = $1 AND v.stores <> "
    "(SELECT count(*) FROM discovery.places AS p WHERE p.market_id = $1 AND p.terms @> ARRAY[v.code])",
    __file__,
)


async def test_a_filled_city_is_found_and_kept_as_the_product_would_have_written_it(
    postgres: EmbeddedPostgres,
) -> None:
    async with passing_copy(postgres, "city") as url:
        await fill(url, SIZE, workers=0)
        async with await open_pool(url, size=2) as pool:
            db = Database(pool, Journey())
            first = next(shops(1))
            asked = discovery.Query(text=first.name, at=(first.lat, first.lon))
            async with db.read() as reader:
                found = await discovery.search(reader, HERE, asked)
                sold = await discovery.search_things(
                    reader, HERE, discovery.Query(text=first.thing, at=asked.at)
                )
                filled = await reader.column(str, KEPT, MARKET)
                assert await reader.column(str, MISCOUNTED, MARKET) == []
            assert found.hits[0].found.place.slug == first.slug
            assert first.thing in {one.thing.title for one in sold.things}
            async with db.work() as work:
                assert await discovery.refresh_all(work, MARKET) == SIZE
                assert await work.column(str, KEPT, MARKET) == filled
