"""Price books at the desk: made, filled like a spreadsheet, refused with what was typed, undone."""

import re
from uuid import UUID

from linli.kernel.ids import derived
from linli.modules import items, merchants, prices
from linli.modules.prices import Channel, NewBook
from tests import cast
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Browser, Stage

DESK = f"/{SLUG}/desk/noodles"
PRICES = f"{DESK}/prices"


async def stock(stage: Stage, *names: str) -> list[UUID]:
    """Articles of 10.00 each; their variants."""
    async with stage.db.work() as work:
        owner = (await merchants.store(work, MARKET, NOODLES)).merchant_id
        assert owner is not None
        new = [
            items.NewItem(
                kind=items.ItemKind.GOODS, title=name, variants=[items.NewVariant(price_minor=1000, sku=name)]
            )
            for name in names
        ]
        made = await items.create_items(work, MARKET, owner, new, [NOODLES])
    return [one.variants[0].variant_id for one in made]


async def book_of(stage: Stage) -> prices.Book:
    async with stage.db.read() as reader:
        owner = (await merchants.store(reader, MARKET, NOODLES)).merchant_id
        assert owner is not None
        return (await prices.books(reader, MARKET, owner))[0]


async def make(manager: Browser, **fields: str) -> str:
    form = {"name": "秋季", "channel": "any", "place": "everywhere", "key": f"made {fields}", **fields}
    answer = await manager.post(PRICES, **form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


async def test_a_book_is_made_once_filled_by_hand_and_by_share_and_undone(stage: Stage) -> None:
    sauce, vinegar = await stock(stage, "辣酱", "醋")
    manager = await stage.browser("manager")
    stranger = await stage.browser("stranger")
    assert "No price books yet" in (await stranger.get(f"/{SLUG}/desk/tea/prices")).text
    book = await make(manager)
    assert await make(manager) == book

    async def fill(revision: int, **asked: str) -> int:
        fields = {f"ask.{sauce}": asked.get("sauce", ""), f"ask.{vinegar}": asked.get("vinegar", "")}
        return (await manager.post(f"{book}/entries", revision=revision, **fields)).status_code

    assert await fill(1, sauce="8.50", vinegar="90%") == 303
    page = (await manager.get(f"{book}?done=prices_set")).text
    assert 'value="8.50"' in page and 'value="90%"' in page and "apply from now on" in page
    answer = await manager.post(
        f"{book}/entries", revision=2, **{f"ask.{sauce}": "cheap", f"ask.{vinegar}": "7"}
    )
    assert answer.status_code == 422
    assert 'value="cheap"' in answer.text and "neither an amount" in answer.text
    assert (await manager.post(f"{book}/entries", revision=1, **{f"ask.{sauce}": "1"})).status_code == 409
    assert (await manager.post(f"{book}/share", revision=2, percent="80", category="")).status_code == 303
    page = (await manager.get(book)).text
    assert page.count('value="80%"') == 2
    assert (await manager.post(f"{book}/undoing", revision=3)).status_code == 303
    page = (await manager.get(book)).text
    assert 'value="8.50"' in page and 'value="90%"' in page
    assert (await manager.post(f"{book}/state", revision=4, state="off")).status_code == 303
    assert (await book_of(stage)).state is prices.BookState.OFF
    assert "Switched off" in (await manager.get(PRICES)).text


async def test_a_promise_names_what_breaks_it_and_a_reason_is_shown_to_customers(stage: Stage) -> None:
    (sauce,) = await stock(stage, "豆瓣酱")
    manager = await stage.browser("manager")
    assert (await manager.post(f"{DESK}/parity", declare="yes")).status_code == 303
    book = await make(manager, channel="online")
    answer = await manager.post(f"{book}/entries", revision=1, **{f"ask.{sauce}": "8"})
    assert answer.status_code == 409
    assert "no longer be the same for: 豆瓣酱" in answer.text and 'value="8"' in answer.text
    terms = {
        "name": "网店",
        "channel": "online",
        "place": "everywhere",
        "reason_en": "Web only",
        "reason": "只限网上",
    }
    assert (await manager.post(f"{book}/terms", revision=1, **terms)).status_code == 303
    assert (await manager.post(f"{book}/entries", revision=2, **{f"ask.{sauce}": "8"})).status_code == 303
    page = (await manager.get(f"{PRICES}/preview?channel=in_store")).text
    assert "Web only" in page and "Same price online and in the shop" in page
    async with stage.db.work() as work:
        key = (work, MARKET, (await book_of(stage)).merchant_id, NOODLES)
        await prices.report_till_prices(*key, [prices.TillLine(sauce, 950, 1000)])
    assert "1 till price differs" in (await manager.get(PRICES)).text
    assert re.search("differs.*9.*50", (await manager.get(f"{PRICES}/till")).text, re.DOTALL)


async def test_what_was_typed_stays_and_the_manager_of_one_store_prices_that_store(stage: Stage) -> None:
    manager = await stage.browser("manager")
    answer = await manager.post(
        PRICES, name="", channel="any", place="everywhere", key="k", reason="为什么", begins="soon"
    )
    assert answer.status_code == 422 and "为什么" in answer.text and 'value="soon"' in answer.text
    async with stage.db.work() as work:
        owner = (await merchants.store(work, MARKET, NOODLES)).merchant_id
        assert owner is not None
        branch = derived("desk prices", "branch")
        await cast.open_store(work, cast.WEST_LAKE, "branch", store_id=branch, merchant_id=owner)
        chain = await prices.write_book(work, MARKET, owner, NewBook(name="全店", channel=Channel.ANY))
    form = {"name": "本店", "channel": "any", "key": "own"}
    assert (await manager.post(PRICES, **form, place="everywhere")).status_code == 403
    assert (await manager.post(PRICES, **{**form, "key": "here"}, place="here")).status_code == 303
    path = f"{PRICES}/{chain.book_id}"
    assert (await manager.get(path)).status_code == 200
    assert (await manager.post(f"{path}/state", revision=1, state="off")).status_code == 403
    stranger = await stage.browser("stranger")
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.get(f"/{SLUG}/desk/tea/prices/{chain.book_id}")).status_code == 404


async def test_stores_are_put_into_regions_and_a_book_for_a_region_asks_its_price_there(stage: Stage) -> None:
    (sauce,) = await stock(stage, "豆豉")
    owner, clerk = await stage.browser("owner"), await stage.browser("manager")
    book = await make(owner, name="城西", place="region", region="城西")
    filled = await owner.post(f"{book}/entries", revision="1", **{f"ask.{sauce}": "8.00"})
    assert filled.status_code == 303, filled.text

    async def asked() -> int:
        async with stage.db.read() as reader:
            store = await merchants.store(reader, MARKET, NOODLES)
            assert store.merchant_id
            where = (MARKET, store.merchant_id, NOODLES, Channel.ONLINE, "")
            return (await prices.price_of(reader, *where, {sauce: 1000}))[sauce].price_minor

    assert await asked() == 1000, "no store is there yet"
    field = f"region_{NOODLES}"
    long = await owner.post(f"{PRICES}/regions", **{field: "很" * 41})
    assert long.status_code == 422 and "很" * 41 in long.text, "what was typed stays"
    assert (await clerk.post(f"{PRICES}/regions", **{field: "城西"})).status_code == 303
    assert await asked() == 800
    page = (await owner.get(f"{PRICES}/regions?done=regions_saved")).text
    assert 'value="城西"' in page and "Prices for these regions hold from now on" in page
    assert "城西" in (await owner.get(book)).text
    await owner.post(f"{PRICES}/regions", **{field: ""})
    assert await asked() == 1000
