"""What search says an article costs follows the price books: written, begun, ended, changed and undone."""

from datetime import timedelta
from uuid import UUID

from linli.journey import wire
from linli.kernel.database import Database, Work
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.modules import discovery, items, prices
from linli.worker.inline import drain
from tests.integration.discovery_stage import HERE, MARKET, PLACE, merchant, opened, store
from tests.integration.own_database import own_database

HOUR = timedelta(hours=1)


async def _shop(work: Work) -> tuple[UUID, UUID, UUID]:
    """A merchant, its store, and the one variant it sells at 38.00."""
    await opened(work)
    owner = await merchant(work)
    here = await store(work, "here", "这里", owner=owner)
    new = items.NewItem(
        kind=items.ItemKind.DISH,
        title="宫保鸡丁",
        title_en="Kung pao chicken",
        variants=[items.NewVariant(price_minor=3_800)],
    )
    [item] = await items.create_items(work, MARKET, owner, [new], [here])
    return owner, here, item.variants[0].variant_id


async def test_search_shows_what_a_book_asks_from_when_it_begins_until_it_ends(
    postgres: EmbeddedPostgres,
) -> None:
    async with own_database(postgres) as (bare, clock):
        db = Database(bare.pool, wire(Journey()), clock)

        async def shown() -> int:
            await prices.turn_books(db, MARKET)
            await drain(db, MARKET)
            async with db.read() as reader:
                query = discovery.Query(text="宫保鸡丁", at=HERE)
                [found] = (await discovery.search_things(reader, PLACE, query)).things
            return found.thing.price_minor

        async with db.work() as work:
            owner, here, dish = await _shop(work)
        assert await shown() == 3_800
        terms = prices.NewBook(name="午市", begins_at=clock() + HOUR, ends_at=clock() + 2 * HOUR)
        async with db.work() as work:
            book = await prices.write_book(work, MARKET, owner, terms, [prices.Entry(dish, 3_000)])
        assert await shown() == 3_800
        clock.move_on(HOUR)
        assert await shown() == 3_000
        assert await prices.turn_books(db, MARKET) == 0
        key = (MARKET, owner, book.book_id)
        async with db.work() as work:
            book = await prices.set_entries(work, *key, [prices.Entry(dish, 2_800)], book.revision)
        assert await shown() == 2_800
        async with db.work() as work:
            book = await prices.undo_change(work, *key, book.revision)
        assert await shown() == 3_000
        clock.move_on(HOUR)
        assert await shown() == 3_800
        async with db.work() as work:
            south = prices.NewBook(name="城南", region="south")
            await prices.write_book(work, MARKET, owner, south, [prices.Entry(dish, 3_500)])
        assert await shown() == 3_800
        async with db.work() as work:
            await prices.set_region(work, MARKET, owner, here, "south")
        assert await shown() == 3_500
