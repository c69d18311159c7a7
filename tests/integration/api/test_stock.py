"""Goods over the API: deliveries, the shop's own till, counts, corrections, and what a clerk may."""

from linli.kernel import ids
from linli.modules import items, merchants

from .stage import CLERK, MARKET_ID, OTHER_STORE, OWNER, STORE, Stage

SHELF = f"/stores/{STORE}/stock"


async def an_article(stage: Stage) -> tuple[str, str]:
    """The variant of one article of the store, and its number."""
    code = f"TEA-{ids.uuid7().hex[-10:].upper()}"
    async with stage.db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)
        assert store.merchant_id
        one = items.NewVariant(price_minor=990, sku=code)
        new = items.NewItem(kind=items.ItemKind.GOODS, title="龙井", variants=[one])
        made = await items.create_items(work, MARKET_ID, store.merchant_id, [new], [store.store_id])
    return str(made[0].variants[0].variant_id), code


async def test_a_shelf_is_filled_sold_from_counted_and_put_right(stage: Stage) -> None:
    article, code = await an_article(stage)
    coded, here = {"code": code}, {"variant_id": article}
    delivery = {"lines": [{**coded, "quantity": 12}], "note": "spring"}
    first = await stage.done("POST", f"{SHELF}/deliveries", delivery, by=CLERK, key="delivery")
    again = await stage.done("POST", f"{SHELF}/deliveries", delivery, by=CLERK, key="delivery")
    assert first == again and first["lines"] == [{**here, "delta": 12, "on_hand": 12}]

    sale = {"lines": [{**coded, "quantity": 5}], "receipt": "A-17"}
    await stage.done("POST", f"{SHELF}/till-sales", sale, by=CLERK)
    short = await stage.call("POST", f"{SHELF}/till-sales", {"lines": [{**here, "quantity": 8}]}, by=CLERK)
    assert (short.status_code, short.json()["code"]) == (409, "sold_out")
    assert short.json()["params"] == {"left": 7, "variant_id": article}
    await stage.done("POST", f"{SHELF}/till-returns", {"lines": [{**here, "quantity": 1}]}, by=CLERK)

    late = {"lines": [{**here, "found": 3, "seen": 7}]}
    assert await stage.refused("POST", f"{SHELF}/counts", late, by=CLERK) == (409, "stock_moved")
    three = {"lines": [{**here, "found": 3}]}
    counted = await stage.done("POST", f"{SHELF}/counts", three, by=CLERK, key="count")
    assert counted["lines"] == [{**here, "delta": -5, "on_hand": 3}]
    await stage.done("POST", f"{SHELF}/slips/{counted['slip_id']}/undoing", by=CLERK)
    twice = await stage.refused("POST", f"{SHELF}/slips/{counted['slip_id']}/undoing", by=CLERK)
    assert twice == (409, "stock_undone")
    assert await stage.done("POST", f"{SHELF}/counts", three, by=CLERK, key="count") == counted

    broken = {"lines": [{**here, "delta": -2}], "note": "broke", "lost": True}
    assert (await stage.call("POST", f"{SHELF}/corrections", broken, by=CLERK)).status_code == 403
    await stage.done("POST", f"{SHELF}/corrections", broken, by=OWNER)
    broken["lines"] = [{**here, "delta": -20}]
    assert await stage.refused("POST", f"{SHELF}/corrections", broken, by=OWNER) == (409, "stock_promised")
    await stage.done("PUT", f"{SHELF}/{article}/threshold", {"low_from": 6}, by=OWNER)

    [level] = (await stage.done("GET", f"{SHELF}?low=true", by=CLERK))["items"]
    assert (level["on_hand"], level["left"], level["sku"], level["title"]) == (6, 6, code, "龙井")
    moved = (await stage.done("GET", f"{SHELF}/{article}/movements", by=CLERK))["items"]
    assert [row["delta"] for row in moved] == [-2, 5, -5, 1, -5, 12]
    assert sum(row["delta"] for row in moved) == level["on_hand"]


async def test_what_no_store_of_the_merchant_sells_is_not_counted(stage: Stage) -> None:
    article, code = await an_article(stage)
    for lines, field in (
        ([{"code": "0000", "quantity": 1}], "lines[].code"),
        ([{"quantity": 1}], "lines"),
        ([{"code": code, "quantity": 1}, {"variant_id": article, "quantity": 1}], "lines"),
        ([{"variant_id": "01a20704-323a-7000-a4b3-b08d8dc42282", "quantity": 1}], "lines[].variant_id"),
    ):
        answer = await stage.call("POST", f"{SHELF}/deliveries", {"lines": lines}, by=CLERK)
        assert (answer.status_code, answer.json()["params"]["field"]) == (422, field)
    elsewhere = {"to": OTHER_STORE, "lines": [{"variant_id": article, "quantity": 1}]}
    answer = await stage.call("POST", f"{SHELF}/transfers", elsewhere, by=OWNER)
    assert (answer.status_code, answer.json()["params"]["field"]) == (422, "to")


async def test_days_of_a_ticket_are_set_and_those_that_are_left_are_told(stage: Stage) -> None:
    async with stage.db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)
        assert store.merchant_id
        one = items.NewVariant(price_minor=6800)
        new = items.NewItem(kind=items.ItemKind.TICKET, title="游船", variants=[one])
        [made] = await items.create_items(work, MARKET_ID, store.merchant_id, [new], [store.store_id])
    ticket = f"{SHELF}/{made.variants[0].variant_id}"
    days, shut = ["2099-05-01", "2099-05-02"], "2099-05-02"
    asked = {"days": days, "units": 20, "price": 8800}
    first = await stage.done("PUT", f"{ticket}/days", asked, by=OWNER)
    assert first == await stage.done("PUT", f"{ticket}/days", asked, by=OWNER)
    assert [(row["there"], row["left"], row["price"]) for row in first["items"]] == [(20, 20, 8800)] * 2
    await stage.done("PUT", f"{ticket}/days", {"days": [shut], "closed": True, "usual_price": True}, by=OWNER)

    span = f"first={days[0]}&days=2"
    kept = (await stage.done("GET", f"{ticket}/days?{span}", by=CLERK))["items"]
    assert [(row["day"], row["closed"], row["left"]) for row in kept] == [
        (days[0], False, 20),
        (shut, True, 0),
    ]
    sold = (await stage.done("GET", f"{ticket}/days-for-sale?{span}", by=None))["items"]
    assert sold == [{"day": days[0], "left": 20, "price": {"amount": 8800, "currency": "CNY"}}]
    assert await stage.done("GET", f"{ticket}/days-for-sale", by=None) == {"items": []}

    assert (await stage.call("PUT", f"{ticket}/days", asked, by=CLERK)).status_code == 403
    past = {"days": ["2020-01-01"], "units": 1}
    assert await stage.refused("PUT", f"{ticket}/days", past, by=OWNER) == (422, "invalid")
    tea, _ = await an_article(stage)
    assert await stage.refused("PUT", f"{SHELF}/{tea}/days", asked, by=OWNER) == (404, "not_found")
    beyond = f"{ticket}/days-for-sale?first=9999-12-31&days=366"
    assert await stage.refused("GET", beyond, by=None) == (422, "invalid")
