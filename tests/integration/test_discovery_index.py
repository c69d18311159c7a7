"""What the index keeps: every word once, with how many places have it, and the things that stores sell."""

import pytest
import pytest_asyncio

from linli.kernel.database import Work
from linli.kernel.journey import Journey
from linli.kernel.sql import Statement
from linli.modules import catalog, discovery, items
from tests.integration.discovery_stage import HERE, MARKET, PLACE, deal, merchant, opened, store

COUNTED = Statement(
    "counted",
    "What the vocabulary says and what the places have.",
    "SELECT v.term FROM discovery.vocabulary AS v WHERE v.market_id = $1 AND v.stores <> "
    "(SELECT count(*) FROM discovery.places AS p WHERE p.market_id = $1 AND p.terms @> ARRAY[v.code])",
    __file__,
)


@pytest.fixture
def journey() -> Journey:
    return Journey()


@pytest_asyncio.fixture(autouse=True)
async def market(work: Work) -> None:
    await opened(work)


async def _things(work: Work, text: str) -> list[tuple[str, str]]:
    query = discovery.Query(text=text, at=HERE)
    found = await discovery.search_things(work, PLACE, query)
    return [(one.thing.kind, one.thing.title) for one in found.things]


async def test_every_words_count_follows_what_is_listed_sold_and_withdrawn(work: Work) -> None:
    owner = await merchant(work)
    one = await store(work, "lao-wang", "老王火锅", owner=owner)
    await store(work, "yue", "月", trade="bar")
    await discovery.refresh_all(work, MARKET)
    sold = await deal(work, one, "双人套餐")
    await discovery.refresh_store(work, MARKET, one)
    assert await _things(work, "双人套餐") == [("deal", "双人套餐")]
    assert await work.column(str, COUNTED, MARKET) == []
    await discovery.set_rating(work, MARKET, one, 9, 46, (46, 45, 47))
    await catalog.end_deal(work, MARKET, sold.deal_id)
    await discovery.refresh_merchant(work, MARKET, owner)
    assert await _things(work, "双人套餐") == []
    assert await work.column(str, COUNTED, MARKET) == []
    assert await discovery.trade_counts(work, MARKET) == {"restaurant": 1, "bar": 1}


async def test_an_article_is_found_where_it_is_sold_and_only_while_it_is(work: Work) -> None:
    owner = await merchant(work)
    here = await store(work, "here", "这里", owner=owner)
    there = await store(work, "there", "那里", owner=owner, north_m=900)
    await discovery.refresh_all(work, MARKET)
    new = items.NewItem(
        kind=items.ItemKind.DISH,
        title="宫保鸡丁",
        title_en="Kung pao chicken",
        variants=[items.NewVariant(price_minor=3_800)],
    )
    [item] = await items.create_items(work, MARKET, owner, [new], [here])
    item_id = item.item_id
    await discovery.refresh_items(work, MARKET, owner, [item_id], [here])
    assert await _things(work, "宫保鸡丁") == [("dish", "宫保鸡丁")]
    query = discovery.Query(text="gongbao", at=HERE)
    [hit] = (await discovery.search(work, PLACE, query)).hits
    assert (hit.found.place.slug, [one.price_minor for one in hit.things]) == ("here", [3_800])
    await items.set_range(work, MARKET, owner, [here], drop=[item_id])
    await items.set_range(work, MARKET, owner, [there], add=[item_id])
    await discovery.refresh_items(work, MARKET, owner, [item_id], [there])
    [hit] = (await discovery.search(work, PLACE, query)).hits
    assert hit.found.place.slug == "there"
    await items.set_states(work, MARKET, owner, [item_id], items.ItemState.HIDDEN)
    await discovery.refresh_items(work, MARKET, owner, [item_id], [there])
    assert await _things(work, "宫保鸡丁") == []
    assert await work.column(str, COUNTED, MARKET) == []
