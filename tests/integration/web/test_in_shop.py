"""Paid in the shop: a stranger pays, becomes a member, then somebody; the counter asks and gives back."""

import re
from uuid import UUID

from linli.modules import members, merchants, orders, payments
from tests.integration.web.consumer_stage import Street, Visitor
from tests.integration.web.test_consumer_sign_in import Door, ask_for_code


async def paid(street: Street, order: orders.Order) -> None:
    async with street.db.work() as work:
        told = (f"pay_{order.number}", order.total_minor, order.currency)
        await payments.record_paid(work, street.market.market_id, order.intent_id, *told)
    await street.settle()


async def order_at(street: Street, address: str) -> orders.Order:
    found = re.search(r"orders/([0-9a-f-]{36})", address)
    assert found, address
    async with street.db.read() as reader:
        return await orders.order(reader, street.market.market_id, UUID(found[1]), None)


async def clerk_of(street: Street) -> Visitor:
    clerk = await street.visitor("Mei")
    assert clerk.person is not None
    async with street.db.work() as work:
        about = (clerk.person.person_id, street.store.store_id, "clerk", "Mei")
        await merchants.add_staff(work, street.market.market_id, *about)
    return clerk


async def test_a_stranger_pays_becomes_a_member_and_signs_in_later(street: Street) -> None:
    visitor, shop = await street.visitor(), f"{street.root}/stores/{street.store.slug}"
    page = await visitor.get(f"{shop}/pay")
    assert "No account needed" in page.text
    for typed in ("", "0", "abc", "1.234", "99999999"):
        refused = await visitor.send(page, f"{shop}/sales", amount=typed)
        assert refused.status_code == 422
        assert f'value="{typed}"' in refused.text
    # Nobody became anybody by that.
    assert (await visitor.http.get(f"{street.root}/orders")).headers["location"].startswith(street.root)
    sent = await visitor.send(page, f"{shop}/sales", amount="38,50")
    again = await visitor.send(page, f"{shop}/sales", amount="38,50")
    assert again.headers["location"] == sent.headers["location"]
    order = await order_at(street, sent.headers["location"])
    assert (order.total_minor, order.kind) == (3850, orders.OrderKind.SALE)
    receipt = f"{street.root}/orders/{order.order_id}"
    assert f"{receipt}/payment" in await visitor.see(receipt)
    assert (await visitor.http.get(f"{receipt}?waiting=1")).status_code == 204
    await paid(street, order)

    # A guest sees what they paid, and is nobody elsewhere.
    seen = await visitor.see(receipt)
    assert "Paid at" in seen and "Keep this with your phone number" in seen
    assert (await visitor.http.get(f"{street.root}/orders")).status_code == 303
    assert "form" in await visitor.see(f"{street.root}/sign-in")
    joined = await visitor.send(seen, f"{receipt}/membership")
    assert "You are a member of" in await visitor.see(joined.headers["location"])
    stranger = await street.visitor("Lin")
    assert (await stranger.http.get(receipt)).status_code == 404

    form, code = await ask_for_code(visitor, Door(street), receipt)
    await visitor.send(form, f"{street.root}/sign-in/sessions", code=code)
    assert str(order.order_id) in await visitor.see(f"{street.root}/orders")
    mine = await visitor.see(f"{street.root}/me/memberships")
    [leave] = re.findall(r'action="([^"]+/end)"', mine.replace(f'"{street.root}/session', "")) or [""]
    await visitor.send(mine, leave)
    assert "No memberships yet" in await visitor.see(f"{street.root}/me/memberships")
    assert (await order_at(street, receipt)).person_id != order.person_id


async def test_the_counter_asks_whoever_shows_a_code_sees_it_come_and_gives_it_back(street: Street) -> None:
    payer, clerk = await street.visitor("Xiaoman"), await clerk_of(street)
    counter = f"{street.root}/counter/{street.store.slug}"
    digits = re.search(r"member-digits[^>]*>([\d ]+)<", await payer.see(f"{street.root}/me/code"))
    assert digits
    assert (await payer.http.get(f"{street.root}/me/code/asked")).status_code == 204
    # The one field of the counter knows what was scanned.
    ask = await clerk.press(counter, f"{counter}/preview", code=digits[1])
    assert "Not a member of this shop" in ask.text and "Xiaoman" not in ask.text
    wrong = await clerk.send(ask, f"{counter}/payments", amount="0")
    assert wrong.status_code == 422
    sent = await clerk.send(wrong, f"{counter}/payments", amount="12.50")
    again = await clerk.send(wrong, f"{counter}/payments", amount="12.50")
    assert sent.headers["location"] == again.headers["location"]
    used = await clerk.press(counter, f"{counter}/preview", code=digits[1])
    assert used.status_code == 409 and "used for a payment" in used.text

    asked = await payer.http.get(f"{street.root}/me/code/asked", headers={"hx-request": "true"})
    receipt = asked.headers["hx-redirect"]
    assert "asks for" in await payer.see(receipt)
    waiting = sent.headers["location"]
    assert (await clerk.http.get(f"{waiting}?waiting=1")).status_code == 204
    await paid(street, await order_at(street, receipt))
    arrived = await clerk.see(f"{counter}/payments/arrived")
    assert "data-arrival" in arrived and "<html" not in arrived
    assert "Paid in the shop, in all" in await clerk.see(f"{counter}/shift")

    done = await clerk.see(waiting)
    too_much = await clerk.send(done, f"{waiting}/refund", amount="13", why="typed wrong")
    assert too_much.status_code == 409
    back = await clerk.send(done, f"{waiting}/refund", amount="2.50", why="typed wrong")
    assert "2.50" in await clerk.see(back.headers["location"])
    assert "2.50" in await payer.see(receipt)


async def test_a_member_code_that_is_not_good_is_explained_and_trying_them_is_slowed_down(
    street: Street,
) -> None:
    clerk = await clerk_of(street)
    counter = f"{street.root}/counter/{street.store.slug}"
    async with street.db.work() as work:
        elsewhere = await members.show_code(work, street.market.market_id + 1, street.store.store_id)
        page = await clerk.get(f"{counter}/payments")
    told = await clerk.send(page, f"{counter}/members", code=elsewhere.digits)
    assert told.status_code == 409 and "another city" in told.text
    statuses = [(await clerk.send(page, f"{counter}/members", code="123")).status_code for _ in range(31)]
    assert (statuses[0], statuses[-1]) == (422, 429)
