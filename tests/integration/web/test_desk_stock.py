"""The desk's stock: the list, receiving and counting by code, what clerks may, undo, and parcels."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import uuid7
from linli.modules import items, merchants, reservations, stock
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Browser, Stage, open_stage

SHELF = f"/{SLUG}/desk/noodles/stock"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def articles(stage: Stage, count: int) -> list[UUID]:
    """So many articles of the shop: `Tea 1` with the number `T-1`, and so on."""
    async with stage.db.work() as work:
        store = await merchants.store(work, MARKET, NOODLES)
        assert store.merchant_id
        new = [
            items.NewItem(
                kind=items.ItemKind.GOODS,
                title=f"Tea {n}",
                variants=[items.NewVariant(price_minor=100, sku=f"T-{n}")],
            )
            for n in range(1, count + 1)
        ]
        made = await items.create_items(work, MARKET, store.merchant_id, new, [NOODLES])
    return [one.variants[0].variant_id for one in made]


async def on_hand(stage: Stage, article: UUID, store_id: UUID = NOODLES) -> int:
    async with stage.db.read() as reader:
        return (await stock.levels(reader, MARKET, store_id, [article]))[article].on_hand


async def key_on(browser: Browser, path: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', (await browser.get(path)).text)
    assert found
    return found[1]


async def test_a_clerk_receives_and_counts_by_code_and_takes_it_back(stage: Stage) -> None:
    [tea] = await articles(stage, 1)
    clerk = await stage.browser("clerk")
    page = await clerk.get(f"{SHELF}/scan?do=receive&code=t-1")
    assert "Tea 1" in page.text and "Not counted" in page.text
    assert "No article has the code" in (await clerk.get(f"{SHELF}/scan?code=nothing")).text
    key = await key_on(clerk, f"{SHELF}/scan?code=T-1")
    for _ in range(2):
        sent = await clerk.post(f"{SHELF}/{tea}/deliveries", quantity="12", key=key, scan="yes")
        assert sent.status_code == 303 and sent.headers["location"].startswith(f"{SHELF}/scan?")
    assert await on_hand(stage, tea) == 12
    told = await clerk.get(sent.headers["location"])
    assert "Received: Tea 1" in told.text and "+12, now 12 on hand" in told.text

    late = await clerk.post(f"{SHELF}/{tea}/counts", quantity="9", seen="10")
    assert late.status_code == 409 and 'value="9"' in late.text and "now says 12" in late.text
    wrong = await clerk.post(f"{SHELF}/{tea}/counts", quantity="many", seen="12")
    assert wrong.status_code == 422 and "Give a whole number" in wrong.text
    counted = await clerk.post(f"{SHELF}/{tea}/counts", quantity="9", seen="12")
    told = await clerk.get(counted.headers["location"])
    undo = re.search(rf'action="({SHELF}/slips/[^"]+/undoing)"', told.text)
    assert undo and await on_hand(stage, tea) == 9
    assert (await clerk.post(undo[1])).headers["location"] == f"{SHELF}/{tea}?done=undone"
    assert await on_hand(stage, tea) == 12
    assert "Taken back" in (await clerk.get(f"{SHELF}/{tea}?done=undone")).text


async def test_only_who_leads_writes_off_and_watches(stage: Stage) -> None:
    [tea] = await articles(stage, 1)
    clerk, manager = await stage.browser("clerk"), await stage.browser("manager")
    await clerk.post(f"{SHELF}/{tea}/deliveries", quantity="5", key="one")
    assert (await clerk.post(f"{SHELF}/{tea}/losses", quantity="1", note="wet", key="x")).status_code == 404
    assert "Write off" not in (await clerk.get(f"{SHELF}/{tea}")).text
    more = await manager.post(f"{SHELF}/{tea}/losses", quantity="6", note="wet", key="y")
    assert more.status_code == 409 and "Only 5 of these are free" in more.text
    gone = await manager.post(f"{SHELF}/{tea}/losses", quantity="2", note="wet", key="z")
    undo = re.search(
        rf'action="({SHELF}/slips/[^"]+/undoing)"', (await manager.get(gone.headers["location"])).text
    )
    assert undo and (await clerk.post(undo[1])).status_code == 409
    await manager.post(f"{SHELF}/{tea}/threshold", quantity="3")
    assert "Low" in (await manager.get(f"{SHELF}?low=1")).text
    stranger = await stage.browser("stranger")
    assert (await stranger.get(f"{SHELF}/{tea}")).status_code == 404
    assert (await stranger.get(f"/{SLUG}/desk/tea/stock/{tea}")).status_code == 404


async def test_a_parcel_is_sent_received_with_what_differs_and_another_called_back(stage: Stage) -> None:
    tea, cup = await articles(stage, 2)
    other = uuid7()
    async with stage.db.work() as work:
        like = await merchants.store(work, MARKET, NOODLES)
        about = {"trade": like.trade, "lat": like.lat, "lon": like.lon, "merchant_id": like.merchant_id}
        store = merchants.Store(store_id=other, slug="noodles-2", name="二店", name_en="Second", **about)
        await merchants.list_store(work, MARKET, store)
    owner = await stage.browser("owner")
    for article, key in ((tea, "a"), (cup, "b")):
        await owner.post(f"{SHELF}/{article}/deliveries", quantity="5", key=key)
    parcel = {"to": str(other), "code_0": "T-1", "quantity_0": "3", "code_1": "T-2", "quantity_1": "9"}
    short = await owner.post(f"{SHELF}/transfers", key="send", **parcel)
    assert short.status_code == 409 and "Tea 2" in short.text and 'value="9"' in short.text
    sent = await owner.post(f"{SHELF}/transfers", key="send", **{**parcel, "quantity_1": "2"})
    here = sent.headers["location"].split("?")[0]
    there = here.replace("/noodles/", "/noodles-2/")
    assert "On its way here" in (await owner.get(there)).text
    await owner.post(f"{there}/arrival", **{f"arrived_{tea}": "2", f"arrived_{cup}": "2"})
    assert (await on_hand(stage, tea, other), await on_hand(stage, tea)) == (2, 2)
    assert "−1 against what was sent" in (await owner.get(here)).text
    assert (await owner.post(f"{here}/calling-back")).status_code == 409
    again = await owner.post(f"{SHELF}/transfers", key="more", to=str(other), code_0="T-1", quantity_0="2")
    await owner.post(again.headers["location"].split("?")[0] + "/calling-back")
    assert await on_hand(stage, tea) == 2
    assert "Called back" in (await owner.get(f"{SHELF}/transfers")).text
    clerk, sent = await stage.browser("clerk"), await _asked(stage, tea, other)
    assert "1 transfer to send for an order" in (await owner.get(f"/{SLUG}/desk/noodles")).text
    page = (await clerk.get(f"{SHELF}/transfers/{sent}")).text
    assert "To be sent" in page and "We cannot send it" not in page
    for _ in range(2):
        assert (await clerk.post(f"{SHELF}/transfers/{sent}/dispatch")).status_code == 303, "a second click"
    assert await on_hand(stage, tea) == 1
    lost = await _asked(stage, tea, other)
    async with stage.db.work() as work:
        await stock.count(work, MARKET, NOODLES, {tea: 0})
    refused = await clerk.post(f"{SHELF}/transfers/{lost}/dispatch")
    assert refused.status_code == 409 and "Fewer of Tea 1 are here by the book" in refused.text
    assert (await owner.post(f"{SHELF}/transfers/{lost}/declining", note=" ")).status_code == 422
    await owner.post(f"{SHELF}/transfers/{lost}/declining", note="broken")
    assert "Does not come" in (await owner.get(f"{SHELF}/transfers")).text


async def _ordered(stage: Stage, article: UUID) -> UUID:
    """One of it is held for an order, and paid."""
    order_id = uuid7()
    async with stage.db.work() as work:
        claims = await stock.claims(work, MARKET, NOODLES, {article: 1})
        await reservations.hold(work, MARKET, order_id, claims)
        await reservations.confirm(work, MARKET, order_id)
    return order_id


async def _asked(stage: Stage, article: UUID, other: UUID) -> UUID:
    """One of it is held here for an order of another store."""
    order_id, units = await _ordered(stage, article), {article: 1}
    async with stage.db.work() as work:
        await stock.plan_transfer(work, MARKET, NOODLES, other, units, order_id, work.now.date())
        asked = await stock.ask_transfer(work, MARKET, order_id)
    assert asked
    return asked.transfer_id


async def test_the_list_costs_the_same_for_few_and_many_and_a_code_leads_to_its_article(stage: Stage) -> None:
    [tea] = await articles(stage, 1)
    manager = await stage.browser("manager")
    few = await stage.queries(manager, SHELF)
    async with stage.db.work() as work:
        store = await merchants.store(work, MARKET, NOODLES)
        assert store.merchant_id
        many = [
            items.NewItem(
                kind=items.ItemKind.GOODS, title=f"Cup {n}", variants=[items.NewVariant(price_minor=1)]
            )
            for n in range(70)
        ]
        made = await items.create_items(work, MARKET, store.merchant_id, many, [NOODLES])
        await stock.track(work, MARKET, NOODLES, [tea, *(one.variants[0].variant_id for one in made)])
    assert await stage.queries(manager, SHELF) <= few + 1
    page = await manager.get(SHELF)
    more = re.search(rf'href="({SHELF}\?after=[^"]+)"', page.text)
    assert more and page.text.count('<th scope="row"') == 58
    assert (await manager.get(more[1])).text.count('<th scope="row"') == 21
    assert (await manager.get(f"{SHELF}?q=t-1")).headers["location"] == f"{SHELF}/{tea}"
    assert "Cup 69" in (await manager.get(f"{SHELF}?q=cup+69")).text


async def test_goods_that_nobody_counts_are_seen_and_counted_or_not_as_the_shop_says(stage: Stage) -> None:
    tea, cup = await articles(stage, 2)
    owner = await stage.browser("owner")
    sheet = f"/{SLUG}/desk/noodles/items"
    assert (await owner.get(sheet)).text.count("not counted: never runs out") == 2
    where = f"{SHELF}/{tea}/tracking"
    assert "Count it here from now on" in (await owner.get(f"{SHELF}/{tea}")).text
    assert (await owner.post(where, count="yes")).status_code == 303
    assert await on_hand(stage, tea) == 0
    assert (await owner.get(sheet)).text.count("not counted: never runs out") == 1
    page = (await owner.get(sheet)).text
    rows = {key.split(":")[0]: key for key in re.findall(r'name="row" value="([^"]+)"', page)}
    async with stage.db.read() as reader:
        known = await items.variants(reader, MARKET, [tea, cup])
    picked = {"row": list(rows.values()), "pick": [str(known[one].item_id) for one in (tea, cup)]}
    assert (await owner.post(f"{sheet}/sheet", deed="count:yes", **picked)).status_code == 303
    assert await on_hand(stage, cup) == 0
    await owner.post(f"{SHELF}/{tea}/deliveries", quantity="5", key="tea")
    order = await _ordered(stage, tea)
    refused = await owner.post(f"{sheet}/sheet", deed="count:no", **picked)
    assert refused.status_code == 409 and order, "an order waits for one of them: both stay as they are"
    assert "Do not count it here" not in (await owner.get(f"{SHELF}/{tea}")).text
    assert (await owner.post(f"{SHELF}/{cup}/tracking", count="no")).status_code == 303
    async with stage.db.read() as reader:
        assert await stock.tracked(reader, MARKET, NOODLES, [tea, cup]) == {tea}
    await owner.post(f"{SHELF}/{cup}/deliveries", quantity="2", key="cup")
    assert await on_hand(stage, cup) == 2, "what is received is counted"
