"""The stock in a file of articles: what a store begins with, what it counted, and what has moved since."""

from functools import partial

import pytest_asyncio

from linli.journey.convert import count_stock
from linli.kernel.database import Work
from linli.kernel.idempotency import Key
from linli.modules import items, stock
from linli.modules.items import ItemKind, NewItem, NewVariant
from tests.integration.items_stage import CUP, MARKET, SUZHOU, TEA, Range, a_range
from tests.integration.test_items_import import all_of, carried_out, every_item, file_of

HEAD = ["货号", "名称", "售价", "库存", "实盘数量"]
COUNTED = items.Field.COUNTED


@pytest_asyncio.fixture
async def shop(work: Work) -> Range:
    shop = await a_range(work)
    shop.journey.on(items.StockTold).at_once(count_stock)
    return shop


async def shown(shop: Range, *rows: list[str], data: bytes = b"") -> items.Import:
    """For the first of the stores, which counts."""
    ready = await items.prepare_import(data or file_of([HEAD, *rows]), "grocery", SUZHOU)
    store_id = shop.stores[0]
    counts = items.StoreCounts(store_id, partial(stock.on_hand, shop.work, MARKET, store_id))
    about = (shop.work, MARKET, all_of(shop), ready, "goods.csv", [store_id], None)
    return await items.show_import(*about, counts)


async def there(shop: Range, store: int = 0) -> dict[str, int]:
    """What a store has, by article number."""
    of = {one.variant_id: one.sku for item in await every_item(shop) for one in item.variants}
    book = await stock.on_hand(shop.work, MARKET, shop.stores[store], list(of))
    return {of[variant_id]: units for variant_id, units in book.items()}


async def exported(shop: Range) -> list[list[str]]:
    found = await every_item(shop)
    variants = [one.variant_id for item in found for one in item.variants]
    book = await stock.on_hand(shop.work, MARKET, shop.stores[0], variants)
    return [list(row) for row in items.export_rows(found, {}, "zh", book)]


async def test_new_articles_come_in_with_what_one_store_has_of_them(shop: Range) -> None:
    told = await shown(shop, ["A-1", "盖碗", "39", "12", ""], ["A-2", "茶则", "15", "", ""])
    assert (told.report.new, told.report.stocked) == (2, 1)
    await carried_out(shop, told)
    assert await there(shop) == {"A-1": 12}
    assert await there(shop, 1) == {}, "nobody said anything of the other store"


async def test_what_is_exported_comes_in_again_and_only_a_count_changes_the_stock(shop: Range) -> None:
    tea, cup = await shop.create(TEA, CUP)
    one, two = (variant.variant_id for variant in tea.variants)
    where = (shop.work, MARKET, shop.stores[0])
    await stock.receive(*where, {one: 20, two: 5}, Key("test", "came", b""))
    rows = await exported(shop)
    counted, sku = rows[0].index("实盘数量"), rows[0].index("货号")
    again = (await shown(shop, data=file_of(rows))).report
    assert (again.new, again.changed, again.stocked, again.refused) == (0, 0, 0, ())

    await stock.write_off(*where, {two: 1}, Key("test", "broke", b""), note="碎了")
    for row in rows[1:]:
        row[counted] = {"TEA-50": "18", "TEA-100": "5", "CUP": "7"}[row[sku]]
    moved = await shown(shop, data=file_of(rows))
    [fault] = moved.report.faults
    assert (fault.code, fault.field, fault.value) == ("stock_moved", COUNTED, "5")
    assert fault.params == {"was": 5, "now": 4}
    assert (moved.report.changed, moved.report.stocked) == (0, 1), "the tea as a whole is left out"
    rows[[row[sku] for row in rows].index("TEA-100")][counted] = ""
    told = await shown(shop, data=file_of(rows))
    assert [(one.title, [(d.before, d.after) for d in one.changes]) for one in told.report.lines] == [
        ("碧螺春", [("20", "18")]),
        ("茶杯", [("", "7")]),
    ]
    await carried_out(shop, told)
    assert await there(shop) == {"TEA-50": 18, "TEA-100": 4, "CUP": 7}
    (after,) = await items.items(shop.work, MARKET, [cup.item_id])
    assert after.revision == cup.revision, "the article itself is as it was"


async def test_what_moves_after_it_was_shown_is_not_counted_over(shop: Range) -> None:
    (cup,) = await shop.create(CUP)
    where, of = (shop.work, MARKET, shop.stores[0]), cup.variants[0].variant_id
    await stock.receive(*where, {of: 9}, Key("test", "came", b""))
    told = await shown(shop, ["CUP", "茶杯", "39", "", "6"], ["A-3", "茶盘", "99", "2", ""])
    await stock.write_off(*where, {of: 1}, Key("test", "broke", b""), note="碎了")
    async with shop.refused("stock_moved", on_hand=8):
        await carried_out(shop, told)
    assert (await there(shop), len(await every_item(shop))) == ({"CUP": 8}, 1), "all of it or nothing"


async def test_what_has_no_stock_is_told_so_and_where_no_store_counts_nothing_is(shop: Range) -> None:
    ticket = NewItem(kind=ItemKind.TICKET, title="茶会", variants=[NewVariant(price_minor=9900, sku="TEA-T")])
    await shop.create(ticket)
    told = await shown(shop, ["TEA-T", "茶会", "99", "3", "4"])
    assert [fault.code for fault in told.report.faults] == ["not_for_kind"]
    assert (await shown(shop, ["TEA-T", "茶会", "99", "3", ""])).report.stocked == 0
    ready = await items.prepare_import(file_of([HEAD, ["B-1", "茶针", "9", "3", "3"]]), "grocery", SUZHOU)
    report = (await items.show_import(shop.work, MARKET, all_of(shop), ready, "a.csv", [], None)).report
    assert (report.ignored, report.stocked, report.new) == (("库存", "实盘数量"), 0, 1)
