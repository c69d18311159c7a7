"""Looking around: markets, home, search, stores and deals, in two languages."""

import pytest

from linli.modules import catalog, items
from tests import cast
from tests.integration.web.consumer_stage import Street


async def test_the_front_page_offers_every_market(street: Street) -> None:
    page = await (await street.visitor()).see("/")
    assert f'href="{street.root}"' in page
    assert "West Lake" in page
    assert "1 shop<" in page


async def test_home_shows_what_is_near_open_and_offered(street: Street) -> None:
    page = await (await street.visitor()).see(street.root)
    assert "Wangjie Noodles" in page
    assert "Open around the clock" in page
    assert f"{street.root}/deals/{street.deal.deal_id}" in page
    assert "OpenStreetMap" in page


async def test_home_speaks_chinese_to_chinese_readers(street: Street) -> None:
    page = await (await street.visitor(language="zh")).see(street.root)
    assert "望街面馆" in page
    assert "附近正在营业" in page


async def test_a_market_without_shops_has_one_friendly_action(street: Street) -> None:
    async with street.db.work() as work:
        await cast.open_market(work, market_id=72, slug="newtown", name="新城")
    page = await (await street.visitor()).see("/newtown")
    assert "No shops here yet" in page


@pytest.mark.parametrize(
    "query", ["q=noodles", "q=望街", "q=wangjie", "trade=restaurant", "open=1", "deals=1"]
)
async def test_search_finds_by_words_trade_and_wishes(street: Street, query: str) -> None:
    assert "Wangjie Noodles" in await (await street.visitor()).see(f"{street.root}/search?{query}")


async def test_search_without_a_match_says_what_to_try(street: Street) -> None:
    page = await (await street.visitor()).see(f"{street.root}/search?q=submarine")
    assert "Nothing matches" in page
    assert f'href="{street.root}/search"' in page


async def test_a_search_that_only_closed_shops_match_offers_to_include_them(street: Street) -> None:
    await street.open_store("asleep", name="早睡面馆", name_en="Asleep Noodles", hours="off")
    page = await (await street.visitor()).see(f"{street.root}/search?q=asleep&open=1")
    assert "Include closed shops" in page


@pytest.mark.parametrize("at", ["", "nonsense", "1,2,3", "999,999", "nan,nan", "60.17,24.94"])
async def test_any_position_in_the_url_gives_a_page(street: Street, at: str) -> None:
    page = await (await street.visitor()).see(f"{street.root}/search?at={at}&from=x")
    assert "Wangjie Noodles" in page
    assert ("some way from here" in page) == (at == "60.17,24.94")


async def test_a_store_page_says_what_it_is_in_one_glance(street: Street) -> None:
    async with street.db.work() as work:
        merchant_id, market_id = street.store.merchant_id, street.market.market_id
        assert merchant_id is not None
        soups = await items.set_category(work, market_id, merchant_id, "汤面", "In soup")
        noodles = items.NewItem(
            kind=items.ItemKind.DISH,
            title="片儿川",
            title_en="Pian'erchuan",
            category_id=soups.category_id,
            variants=[items.NewVariant(price_minor=2_800)],
        )
        await items.create_items(work, market_id, merchant_id, [noodles], [street.store.store_id])
    page = await (await street.visitor()).see(f"{street.root}/stores/wangjie-noodles")
    for words in (
        "Wangjie Noodles",
        "128 Hefang Street",
        "Verified",
        "Noodles for two",
        "In soup",
        "Pian&#39;erchuan",
        "all day",
    ):
        assert words in page
    assert "No reviews yet" in page
    assert "汤面" in await (await street.visitor(language="zh")).see(f"{street.root}/stores/wangjie-noodles")


async def test_an_unclaimed_listing_says_so_and_names_its_source(street: Street) -> None:
    await street.open_store("somewhere", claimed=False, source="osm:node/1", name_en="")
    page = await (await street.visitor()).see(f"{street.root}/stores/somewhere")
    assert "Unclaimed listing" in page
    assert "OpenStreetMap contributors" in page
    assert "望街面馆" in page  # no English name: the original is shown


async def test_a_deal_page_says_what_is_inside_and_what_comes_back(street: Street) -> None:
    deal = await street.publish(usable="Mo-Fr 11:00-14:00; PH off", title="午市")
    page = await (await street.visitor()).see(f"{street.root}/deals/{deal.deal_id}")
    for words in ("Pian&#39;erchuan × 2", "Mon–Fri 11:00–14:00; not on public holidays", "Valid for 30 days"):
        assert words in page
    assert "Your money comes back" in page
    assert f"{street.root}/deals/{deal.deal_id}/checkout" in page


async def test_an_ended_deal_can_be_read_but_not_bought(street: Street) -> None:
    async with street.db.work() as work:
        await catalog.end_deal(work, street.market.market_id, street.deal.deal_id)
    page = await (await street.visitor()).see(f"{street.root}/deals/{street.deal.deal_id}")
    assert "This deal has ended" in page
    assert "/checkout" not in page


async def test_what_is_not_there_is_a_friendly_404(street: Street) -> None:
    visitor = await street.visitor()
    for path in (
        f"{street.root}/stores/nobody",
        f"{street.root}/deals/{street.store.store_id}",
        f"{street.root}/deals/x",
        "/nowhere",
        "/q/lake-1-0000000",
    ):
        assert "Nothing lives at this address" in (await visitor.get(path, 404)).text


async def test_pages_cost_the_same_for_one_and_for_three(street: Street) -> None:
    visitor = await street.visitor("小满")
    paths = [street.root, f"{street.root}/search", f"{street.root}/stores/wangjie-noodles", "/"]
    # Which flash sales there are is read once a minute, whoever looks at what.
    await visitor.see(street.root)
    before = [await street.queries(visitor, path) for path in paths]
    for slug in ("second", "third"):
        store = await street.open_store(slug)
        await street.publish(store)
        await street.publish()
    assert [await street.queries(visitor, path) for path in paths] == before
    assert max(before[:3]) <= 12
