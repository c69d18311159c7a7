"""Articles: what may be written, what a code names, who was faster, what a store sells."""

from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.modules import items
from linli.modules.items import Details, ItemFilter, ItemKind, ItemState, NewItem, NewVariant
from tests.integration.items_stage import CUP, MARKET, TEA, Range, a_range, another_range


@pytest_asyncio.fixture
async def shop(work: Work) -> Range:
    return await a_range(work)


async def test_an_article_is_sold_where_it_was_put_with_all_its_variants_and_told_of(shop: Range) -> None:
    (tea,) = await shop.create(TEA)
    assert (tea.revision, tea.on_sale, tea.from_price.minor) == (1, True, 8800)
    assert [one.gtin for one in tea.variants] == ["4006381333931", ""]
    here, there = [await items.items_of_store(shop.work, MARKET, store) for store in shop.stores]
    assert ([one.item_id for one in here.items], there.items) == ([tea.item_id], [])
    wanted = [one.variant_id for one in tea.variants]
    found = await items.sellable(shop.work, MARKET, shop.stores[0], wanted)
    assert found[wanted[1]].variant_name == "100 克"
    assert await items.sellable(shop.work, MARKET, shop.stores[1], wanted) == {}
    (told,) = shop.told
    assert isinstance(told, items.ItemsWritten)
    assert (told.store_ids, [one.price_minor for one in told.prices]) == ((shop.stores[0],), [8800, 16800])


async def test_a_code_names_one_variant_of_a_merchant_and_is_free_again_when_it_is_given_up(
    shop: Range,
) -> None:
    (tea,) = await shop.create(TEA)
    found = await items.variant_by_code(shop.work, MARKET, shop.merchant_id, "4006381 333931")
    assert found.variant_id == tea.variants[0].variant_id
    clashing = msgspec.structs.replace(CUP, variants=[NewVariant(price_minor=1, sku="tea-50")])
    async with shop.refused("code_taken", code="TEA-50", place=0):
        await shop.create(clashing)
    other = await another_range(shop.work, "cups")
    assert await other.create(clashing)
    await shop.change(tea, variants=[msgspec.structs.replace(tea.written().variants[0], sku="")])
    assert await shop.create(clashing)
    left = await items.sellable(shop.work, MARKET, shop.stores[0], [one.variant_id for one in tea.variants])
    assert list(left) == [tea.variants[0].variant_id], "a variant that is not named any more is sold no more"


async def test_a_change_that_was_overtaken_is_refused_and_any_change_can_be_taken_back(shop: Range) -> None:
    (tea,) = await shop.create(TEA)
    changed = await shop.change(tea, title="雨前碧螺春")
    async with shop.refused("item_changed", title="雨前碧螺春"):
        await shop.change(tea, title="明前碧螺春")
    (back,) = await items.restore_items(
        shop.work, MARKET, shop.merchant_id, [(changed.item_id, changed.revision)]
    )
    assert (back.title, back.revision) == ("碧螺春", 3)
    assert [one.variant_id for one in back.variants] == [one.variant_id for one in tea.variants]
    assert [one.prices for one in shop.told if isinstance(one, items.ItemsWritten)][1:] == [(), ()]


async def test_many_change_together_or_not_at_all(shop: Range) -> None:
    tea, cup = await shop.create(TEA, CUP)
    await shop.change(cup, title="盖碗")
    both = [(one.written(), one.revision) for one in (tea, cup)]
    async with shop.refused("item_changed"):
        await items.change_items(shop.work, MARKET, shop.merchant_id, both)
    assert (await items.item(shop.work, MARKET, tea.item_id)).revision == 1
    await items.set_states(shop.work, MARKET, shop.merchant_id, [tea.item_id, cup.item_id], ItemState.HIDDEN)
    assert (await items.items_of_store(shop.work, MARKET, shop.stores[0])).items == []
    hidden = ItemFilter(state=ItemState.HIDDEN)
    assert len((await items.items_of_merchant(shop.work, MARKET, shop.merchant_id, hidden)).items) == 2


async def test_a_strangers_article_is_neither_changed_nor_sold(shop: Range) -> None:
    (tea,) = await shop.create(TEA)
    other = await another_range(shop.work, "cups")
    async with shop.refused("not_found"):
        await other.change(tea, title="x")
    async with shop.refused("not_found"):
        await items.set_range(shop.work, MARKET, other.merchant_id, other.stores, add=[tea.item_id])
    (cup,) = await other.create(CUP)
    stolen = msgspec.structs.replace(cup.written().variants[0], variant_id=tea.variants[0].variant_id)
    async with shop.refused("not_found"):
        await other.change(cup, variants=[stolen])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"variants": []}, "variants"),
        ({"variants": [NewVariant(price_minor=0)]}, "variants.0.price_minor"),
        ({"variants": [NewVariant(price_minor=5, gtin="4006381333932")]}, "variants.0.gtin"),
        ({"variants": [NewVariant(price_minor=5), NewVariant(price_minor=6)]}, "variants.0.name"),
        ({"variants": [NewVariant(price_minor=5, content_size=3)]}, "variants.0.content_size"),
        ({"details": Details(minutes=30)}, "details.minutes"),
        ({"kind": ItemKind.SERVICE, "details": Details(minutes=30)}, "details.at_store"),
        ({"kind": ItemKind.DISH, "details": Details(hours="soon")}, "details.hours"),
        ({"kind": ItemKind.DISH, "details": Details(options=(items.Option(name="辣"),))}, "details.options"),
        ({"icon": "no-such-picture"}, "icon"),
        ({"category_id": UUID(int=7)}, "category_id"),
        ({"attributes": {"": "x"}}, "attributes"),
    ],
)
async def test_what_is_wrong_is_named(shop: Range, changes: dict[str, object], field: str) -> None:
    wrong = msgspec.structs.replace(
        NewItem(kind=ItemKind.GOODS, title="茶", variants=CUP.variants), **changes
    )
    async with shop.refused("invalid", field=field):
        await shop.create(wrong)
    if field != "category_id":
        async with shop.refused("invalid", field=f"1.{field}"):
            await shop.create(CUP, wrong)


async def test_lists_are_paged_by_title_and_found_by_pieces_of_names_and_category(shop: Range) -> None:
    drinks = await items.set_category(shop.work, MARKET, shop.merchant_id, "饮料", "Drinks")
    numbers = [
        NewItem(
            kind=ItemKind.GOODS,
            title=f"Café {number:02}",
            category_id=drinks.category_id if number < 5 else None,
            variants=[NewVariant(price_minor=100, sku=f"C{number}")],
        )
        for number in range(12)
    ]
    await shop.create(*numbers)
    seen, cursor = [], None
    while True:
        page = await items.items_of_store(shop.work, MARKET, shop.stores[0], cursor=cursor, size=5)
        seen += [one.title for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == sorted(one.title for one in numbers)
    for text, number in (("cafe 1", 2), ("100%", 0), ("_", 0), ("C11", 1)):
        found = await items.items_of_store(shop.work, MARKET, shop.stores[0], ItemFilter(text=text))
        assert len(found.items) == number, text
    counts = await items.counts_of_store(shop.work, MARKET, shop.stores[0])
    assert counts == {drinks.category_id: 5, None: 7}
    await items.drop_category(shop.work, MARKET, shop.merchant_id, drinks.category_id)
    assert await items.counts_of_merchant(shop.work, MARKET, shop.merchant_id) == {None: 12}


async def test_nothing_is_found_by_an_id_of_nobody(shop: Range) -> None:
    with pytest.raises(Refusal, match="not_found"):
        await items.item(shop.work, MARKET, ids.uuid7())
    with pytest.raises(Refusal, match="not_found"):
        await items.variant_by_code(shop.work, MARKET, shop.merchant_id, "4006381333931")
