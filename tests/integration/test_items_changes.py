"""Many articles changed in one go: by whom, and taken back whole or not at all."""

import msgspec
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.database import Work
from linli.modules import items
from linli.modules.items import Change, ItemFilter, NewItem
from tests.integration.items_stage import CUP, MARKET, TEA, Range, a_range, another_range

MEI, LEI = ids.uuid7(), ids.uuid7()


@pytest_asyncio.fixture
async def shop(work: Work) -> Range:
    return await a_range(work)


def dearer(was: items.Item, title: str = "") -> tuple[NewItem, int]:
    new = was.written()
    first = msgspec.structs.replace(new.variants[0], price_minor=was.variants[0].price_minor + 100)
    return msgspec.structs.replace(new, title=title or new.title, variants=[first]), was.revision


async def undo(shop: Range, change: Change, by: object = MEI) -> Change:
    assert by in (MEI, LEI)
    who = MEI if by is MEI else LEI
    return await items.undo_change(shop.work, MARKET, shop.merchant_id, who, change.change_id)


async def test_articles_and_range_change_together_and_come_back_as_they_were(shop: Range) -> None:
    tea, cup = await shop.create(TEA, CUP)
    here, there = shop.stores
    about = (shop.work, MARKET, shop.merchant_id, MEI)
    add, drop = [(there, tea.item_id), (here, tea.item_id)], [(here, cup.item_id)]
    change = await items.change_together(*about, [dearer(tea, "雨前茶"), dearer(cup)], add, drop)
    assert change.what.articles == 2
    assert [one.store_id for one in change.what.added] == [there], "what it sold already did not come in"
    now = await items.item(shop.work, MARKET, tea.item_id)
    assert (now.title, len(now.variants)) == ("雨前茶", 1)
    assert await items.last_change(*about) == change
    assert await items.last_change(*about[:3], LEI) is None
    async with shop.refused("not_found"):
        await undo(shop, change, LEI)
    done = await undo(shop, change)
    assert done.undone_at == shop.work.now
    assert await undo(shop, change) == done, "a second click takes nothing back"
    back = await items.item(shop.work, MARKET, tea.item_id)
    assert (back.title, back.variants) == (tea.title, tea.variants)
    sold = await items.stores_of_items(shop.work, MARKET, [tea.item_id, cup.item_id])
    assert sold == {tea.item_id: (here,), cup.item_id: (here,)}
    assert await items.last_change(*about) is None


async def test_what_somebody_else_changed_since_is_not_taken_back_and_nothing_else_either(
    shop: Range,
) -> None:
    tea, cup = await shop.create(TEA, CUP)
    about = (shop.work, MARKET, shop.merchant_id, MEI)
    change = await items.change_together(*about, [dearer(tea), dearer(cup)])
    now = await items.item(shop.work, MARKET, cup.item_id)
    await shop.change(now, title="盖碗")
    async with shop.refused("item_changed", title="盖碗"):
        await undo(shop, change)
    assert (await items.item(shop.work, MARKET, tea.item_id)).revision == 2
    assert await items.last_change(*about) == change


async def test_a_category_that_was_removed_comes_back_with_its_articles(shop: Range) -> None:
    drinks = await items.set_category(shop.work, MARKET, shop.merchant_id, "饮料", "Drinks", position=3)
    (tea, cup) = await shop.create(msgspec.structs.replace(TEA, category_id=drinks.category_id), CUP)
    about = (shop.work, MARKET, shop.merchant_id, MEI)
    change = await items.remove_category(*about, drinks.category_id)
    assert (await items.item(shop.work, MARKET, tea.item_id)).category_id is None
    unsorted = ItemFilter(unsorted=True)
    assert len((await items.items_of_merchant(shop.work, MARKET, shop.merchant_id, unsorted)).items) == 2
    await undo(shop, change)
    assert await items.categories(shop.work, MARKET, shop.merchant_id) == [drinks]
    assert (await items.item(shop.work, MARKET, tea.item_id)).category_id == drinks.category_id
    assert (await items.item(shop.work, MARKET, cup.item_id)).revision == 1


async def test_lists_are_narrowed_to_what_a_store_sells_or_does_not(shop: Range) -> None:
    tea, cup = await shop.create(TEA, CUP)
    await items.set_range(shop.work, MARKET, shop.merchant_id, shop.stores[1:], add=[cup.item_id])
    there = shop.stores[1]
    for wanted, found in ((ItemFilter(sold_at=there), cup), (ItemFilter(missing_at=there), tea)):
        page = await items.items_of_merchant(shop.work, MARKET, shop.merchant_id, wanted)
        assert [one.item_id for one in page.items] == [found.item_id]


async def test_a_leader_of_one_store_writes_what_only_that_sells(shop: Range) -> None:
    tea, cup = await shop.create(TEA, CUP)
    await items.set_range(shop.work, MARKET, shop.merchant_id, shop.stores[1:], add=[cup.item_id])
    mine = items.Keeper(shop.merchant_id, frozenset(shop.stores[:1]), False)
    await items.require_writable(shop.work, MARKET, mine, [tea])
    async with shop.refused("item_shared", title="茶杯"):
        await items.require_writable(shop.work, MARKET, mine, [tea, cup])
    assert not mine.may_write(())
    assert items.Keeper(shop.merchant_id, frozenset(), True).may_write(())
    stranger = await items.keeper(
        shop.work, MARKET, MEI, (await another_range(shop.work, "cups")).merchant_id
    )
    assert not stranger.may_write(shop.stores)
