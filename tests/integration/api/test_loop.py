"""The closed loop as a program goes round it."""

from .stage import CLERK, GUEST, OPERATOR, OWNER, STORE, Stage


async def test_the_whole_loop_from_a_visit_to_a_review_and_a_refund(stage: Stage) -> None:
    link = await stage.done(
        "POST", f"/stores/{STORE}/codes", {"channel": "poster", "label": "door"}, by=OWNER
    )
    visit = await stage.done("POST", "/visits", {"code": link["code"]}, by=None)
    assert visit["store_slug"] == STORE and visit["channel"] == "poster"

    bought = await stage.paid(2, visit_id=visit["visit_id"])
    order_id = bought["order"]["order_id"]
    assert bought["order"]["state"] == "paid"
    assert bought["order"]["total"] == {"amount": 11_600, "currency": "CNY"}
    assert bought["order"]["tracking_code"].startswith(link["code"])
    first, _ = bought["vouchers"]
    assert first["qr_text"] == f"LINLI:lakeside:{first['code']}"

    redeemed = await stage.done("POST", f"/stores/{STORE}/redemptions", {"code": first["qr_text"]}, by=CLERK)
    assert redeemed["voucher"]["state"] == "redeemed" and redeemed["clerk_name"] == "小梅"
    review = {"quality": 5, "place": 4, "service": 5, "body": "好吃"}
    await stage.done("POST", f"/orders/{order_id}/review", review)
    replied = await stage.done(
        "POST", f"/stores/{STORE}/reviews/{order_id}/reply", {"text": "谢谢"}, by=OWNER
    )
    assert replied["reply"] == "谢谢"
    receipt = await stage.done("POST", f"/orders/{order_id}/refund")
    assert receipt == {"order_id": order_id, "vouchers": 1, "amount": {"amount": 5_800, "currency": "CNY"}}

    await stage.settle()
    found = await stage.done("GET", f"/orders/{order_id}")
    kinds = {step["kind"] for step in found["line"]}
    assert kinds == {"visited", "ordered", "paid", "redeemed", "reviewed", "refunded"}
    assert {step["channel"] for step in found["line"]} == {"poster"}
    assert [refund["amount"]["amount"] for refund in found["refunds"]] == [5_800]
    assert [voucher["state"] for voucher in found["vouchers"]] == ["redeemed", "refunded"]
    store = await stage.done("GET", f"/stores/{STORE}", by=None)
    assert store["rating"]["reviews"] >= 1
    lines = (await stage.done("GET", f"/stores/{STORE}/codes", by=OWNER))["items"]
    [line] = [line for line in lines if line["link"]["link_id"] == link["link_id"]]
    assert (line["visits"], line["orders"], line["redeemed"], line["reviews"]) == (1, 1, 1, 1)
    totals = await stage.done("GET", "/ledger/totals", by=OPERATOR)
    assert totals["balanced"] and totals["items"]


async def test_an_order_that_is_given_up_cannot_be_given_up_again(stage: Stage) -> None:
    order = await stage.ordered()
    path = f"/orders/{order['order_id']}/cancellation"
    assert (await stage.done("POST", path))["state"] == "canceled"
    assert await stage.refused("POST", path) == (409, "nothing_to_cancel")


async def test_a_redemption_can_be_taken_back_once(stage: Stage) -> None:
    bought = await stage.paid()
    code = {"code": bought["vouchers"][0]["code"]}
    preview = await stage.done("POST", f"/stores/{STORE}/redemption-previews", code, by=CLERK)
    assert preview["usable_now"] and preview["why_not"] is None
    redeemed = await stage.done("POST", f"/stores/{STORE}/redemptions", code, by=CLERK)
    preview = await stage.done("POST", f"/stores/{STORE}/redemption-previews", code, by=CLERK)
    assert not preview["usable_now"] and preview["why_not"] == "voucher_used"
    assert "code" not in preview["voucher"]
    path = f"/stores/{STORE}/redemptions/{redeemed['redemption_id']}/undoing"
    assert (await stage.done("POST", path, by=CLERK))["state"] == "issued"
    assert await stage.refused("POST", path, by=CLERK) == (409, "redemption_undone")
    lines = (await stage.done("GET", f"/stores/{STORE}/redemptions", by=CLERK))["items"]
    assert [line["undone"] for line in lines if line["redemption_id"] == redeemed["redemption_id"]] == [True]


async def test_the_wallet_answers_shelf_by_shelf(stage: Stage) -> None:
    bought = await stage.paid(2)
    used, kept = bought["vouchers"]
    await stage.done("POST", f"/stores/{STORE}/redemptions", {"code": used["code"]}, by=CLERK)

    async def on(shelf: str) -> set[str]:
        found = await stage.done("GET", f"/vouchers?shelf={shelf}&size=100")
        return {one["voucher_id"] for one in found["items"]}

    assert kept["voucher_id"] in await on("active") - await on("used")
    assert used["voucher_id"] in await on("used") - await on("active") - await on("expired")
    assert (await stage.refused("GET", "/vouchers?shelf=attic"))[0] == 422


async def test_a_voucher_goes_into_a_calendar_and_into_no_wallet_without_keys(stage: Stage) -> None:
    [voucher] = (await stage.paid())["vouchers"]
    path = f"/vouchers/{voucher['voucher_id']}"
    entry = await stage.call("GET", f"{path}/calendar")
    assert entry.headers["content-type"].startswith("text/calendar")
    assert entry.text.startswith("BEGIN:VCALENDAR\r\n") and voucher["code"] not in entry.text
    for wallet in ("apple-pass", "google-pass"):
        assert await stage.refused("GET", f"{path}/{wallet}") == (404, "not_found")


async def test_who_follows_a_store_sees_its_new_deal_until_it_ends(stage: Stage) -> None:
    await stage.done("PUT", f"/stores/{STORE}/following")
    money = {"amount": 1_990, "currency": "CNY"}
    new = {
        "title": "早餐", "price": money, "list_price": {**money, "amount": 3_000}, "stock": 3,
        "contents": [{"name": "豆浆", "price": money}],
    }  # fmt: skip
    deal = await stage.done("POST", f"/stores/{STORE}/deals", new, by=OWNER)
    assert deal["price"] == money and deal["left"] == 3
    followed = (await stage.done("GET", "/following/deals"))["items"]
    assert followed[0]["deal_id"] == deal["deal_id"]
    quote = await stage.done("GET", f"/deals/{deal['deal_id']}/quote?quantity=2", by=None)
    assert quote["total"]["amount"] == 3_980 and quote["most"] == 3
    await stage.done("POST", f"/stores/{STORE}/deals/{deal['deal_id']}/end", by=OWNER)
    assert await stage.refused("GET", f"/deals/{deal['deal_id']}/quote", by=None) == (410, "deal_ended")
    await stage.done("DELETE", f"/stores/{STORE}/following")
    assert (await stage.done("GET", "/following/deals"))["items"] == []


async def test_places_are_found_by_pinyin_nearest_first(stage: Stage) -> None:
    found = await stage.done("GET", "/places?q=wang&at=30.25,120.16", by=None)
    assert [place["slug"] for place in found["items"]] == [STORE]
    assert found["items"][0]["distance_m"] < 50 and found["items"][0]["offer_price"]["amount"] > 0
    inside = await stage.done("GET", "/places?q=wang&area=30.2,120.1,30.3,120.2", by=None)
    assert [place["slug"] for place in inside["items"]] == [STORE]
    assert (await stage.done("GET", "/places?area=31,121,32,122", by=None))["items"] == []


async def test_the_desk_sees_orders_and_money_without_people(stage: Stage) -> None:
    bought = await stage.paid()
    await stage.done(
        "POST", f"/stores/{STORE}/redemptions", {"code": bought["vouchers"][0]["code"]}, by=CLERK
    )
    page = await stage.done("GET", f"/stores/{STORE}/orders?size=1", by=OWNER)
    assert page["items"][0]["number"] == bought["order"]["number"] and "person_id" not in page["items"][0]
    assert (await stage.done("GET", f"/stores/{STORE}/balance", by=OWNER))["balance"]["amount"] >= 5_510
    movements = await stage.done("GET", f"/stores/{STORE}/movements?size=1", by=OWNER)
    assert len(movements["items"]) == 1
    assert (await stage.done("GET", "/vouchers?size=1", by=GUEST))["items"][0]["state"] == "redeemed"
