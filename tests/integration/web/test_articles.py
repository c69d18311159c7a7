"""The pages of articles: a menu read as a whole, a shelf by pages, one article with all it is."""

import gzip

import pytest_asyncio

from linli.modules import items
from linli.modules.items import Details, ItemKind, NewItem, NewVariant
from tests.integration.web.consumer_stage import Street
from tests.stocked import stock_up

CAKE = NewItem(
    kind=ItemKind.DISH,
    title="定胜糕",
    title_en="Victory cake",
    description="现蒸的。\n趁热吃。",
    variants=[
        NewVariant(price_minor=1_200, name="小份", name_en="Small"),
        NewVariant(price_minor=2_000, name="大份", name_en="Large"),
    ],
    details=Details(
        hours="Mo-Su 06:00-10:00",
        allergens=(items.Allergen.SOYBEANS,),
        origin="杭州",
        origin_en="Hangzhou",
        options=(
            items.Option(
                name="馅",
                name_en="Filling",
                least=1,
                choices=(items.Choice(name="豆沙", name_en="Red bean"),),
            ),
        ),
    ),
)
RICE = NewItem(
    kind=ItemKind.GOODS,
    title="大米",
    title_en="Rice",
    variants=[NewVariant(price_minor=1_999, content_size=2_500, content_unit=items.ContentUnit.GRAM)],
)


@pytest_asyncio.fixture
async def made(street: Street) -> list[items.Item]:
    merchant_id = street.store.merchant_id
    assert merchant_id is not None
    async with street.db.work() as work:
        shelf = await items.set_category(work, street.market.market_id, merchant_id, "点心", "Pastry")
        tea = [
            NewItem(
                kind=ItemKind.GOODS,
                title=f"茶 {number:03}",
                category_id=shelf.category_id,
                variants=[NewVariant(price_minor=100 + number)],
            )
            for number in range(60)
        ]
        where = (street.market.market_id, merchant_id)
        return await items.create_items(work, *where, [CAKE, RICE, *tea], [street.store.store_id])


async def test_an_article_says_what_it_is_and_what_may_be_chosen(
    street: Street, made: list[items.Item]
) -> None:
    visitor = await street.visitor()
    page = await visitor.see(f"{street.root}/items/{made[0].item_id}?store=wangjie-noodles")
    for words in (
        "Victory cake",
        "Small",
        "Large",
        "soybeans",
        "Filling",
        "Red bean",
        "Hangzhou",
        "Choose 1.",
    ):
        assert words in page, words
    rice = await visitor.see(f"{street.root}/items/{made[1].item_id}")
    assert ">8</span>" in rice.partition("price-unit")[2][:300], "1,999 for 2.5 kg are 799.6 a kilogram"
    await visitor.get(f"{street.root}/items/{street.store.store_id}", 404)


async def test_a_range_is_found_narrowed_and_turned_and_hides_what_is_not_sold(
    street: Street, made: list[items.Item]
) -> None:
    visitor = await street.visitor()
    root = f"{street.root}/stores/wangjie-noodles/range"
    whole = await visitor.see(root)
    assert whole.count("list-row-title") == 62, "a menu is read as a whole"
    shelf = await visitor.see(f"{root}?q=茶")
    assert shelf.count("card-target") == 48
    more = shelf.partition("after=")[2].partition('"')[0]
    assert (await visitor.see(f"{root}?q=茶&after={more}")).count("card-target") == 12
    category = made[5].category_id
    assert (await visitor.see(f"{root}?category={category}")).count("card-target") == 48
    for odd in ("q=" + "x" * 999, "category=nobody", "q=%25"):
        await visitor.see(f"{root}?{odd}")
    await visitor.get(f"{root}?q=a&after=nonsense", 422)
    async with street.db.work() as work:
        where = (street.market.market_id, made[0].merchant_id)
        await items.set_states(work, *where, [made[0].item_id], items.ItemState.HIDDEN)
    assert "Victory cake" not in await visitor.see(root)
    assert "Not sold at present" in await visitor.see(f"{street.root}/items/{made[0].item_id}")


async def test_two_thousand_goods_and_three_hundred_dishes_stay_light(street: Street) -> None:
    """A first visit may carry 200 kB with scripts and looks; the page itself is a small part of it."""
    visitor = await street.visitor()
    root = f"{street.root}/stores/wangjie-noodles"
    paths = [root, f"{root}/range", f"{root}/range?q=G"]
    await _stocked(street, 3, 3)
    # Which flash sales there are is read once a minute, whoever looks at what.
    await visitor.see(street.root)
    before = [await street.queries(visitor, path) for path in paths]
    assert max(before) <= 14
    for goods, dishes, shown in ((0, 297, 303), (1997, 0, 48)):
        await _stocked(street, goods, dishes)
        assert [await street.queries(visitor, path) for path in paths] == before
        weights = [len(gzip.compress((await visitor.see(path)).encode())) for path in paths]
        assert max(weights) < 40_000, weights
        whole = await visitor.see(f"{root}/range")
        assert max(whole.count("list-row-title"), whole.count("card-target")) == shown


async def _stocked(street: Street, goods: int, dishes: int) -> None:
    merchant_id = street.store.merchant_id
    assert merchant_id is not None
    where = (street.market.market_id, merchant_id, street.store.store_id)
    async with street.db.work() as work:
        await stock_up(work, *where, goods=goods, dishes=dishes)
