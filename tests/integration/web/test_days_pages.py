"""Days of a ticket: set at the desk, chosen and paid by a visitor, and only as many as there are."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest_asyncio

from linli.modules import items, merchants, orders, pickups, stock
from linli.web.shared.formatting import Formatter
from tests.integration.web.consumer_stage import Street, Visitor

NEW = items.NewItem(
    kind=items.ItemKind.TICKET,
    title="日场票",
    title_en="Day ticket",
    variants=[
        items.NewVariant(price_minor=8_000, name="成人", name_en="Adult"),
        items.NewVariant(price_minor=4_000, name="儿童", name_en="Child"),
    ],
)


@pytest_asyncio.fixture
async def ticket(street: Street) -> items.Item:
    merchant_id, market_id = street.store.merchant_id, street.market.market_id
    assert merchant_id is not None
    async with street.db.work() as work:
        (made,) = await items.create_items(work, market_id, merchant_id, [NEW], [street.store.store_id])
    return made


async def employed(street: Street, nickname: str, role: merchants.StaffRole) -> Visitor:
    """Somebody who works in the store."""
    found = await street.visitor(nickname)
    assert found.person is not None
    async with street.db.work() as work:
        about = (found.person.person_id, street.store.store_id, role, nickname)
        await merchants.add_staff(work, street.market.market_id, *about)
    return found


async def says_its_day(street: Street, visitor: Visitor, order: str, day: date) -> None:
    """The day of an order stands on its pages as people say it."""
    said = Formatter("en", street.market.timezone, street.db.clock()).date(day)
    for page in (order, f"{order}/pickup", "wallet"):
        told = await visitor.see(f"{street.root}/{page}")
        assert said in told and day.isoformat() not in told
    assert "Use at the shop" in await visitor.see(f"{street.root}/{order}")


async def test_days_are_set_at_the_desk_and_bought_on_the_page(street: Street, ticket: items.Item) -> None:
    manager = await employed(street, "小满", merchants.StaffRole.MANAGER)
    desk = f"{street.root}/desk/{street.store.slug}/stock/days"
    adult = ticket.variants[0].variant_id
    here = f"{desk}/{adult}"
    today = street.db.clock().astimezone(ZoneInfo(street.market.timezone)).date()
    first, last = today + timedelta(days=1), today + timedelta(days=14)
    assert "Day ticket Adult" in await manager.see(desk)
    page = await manager.get(here)
    weekday = ["mo", "tu", "we", "th", "fr", "sa", "su"][first.weekday()]
    typed = {"do": "set", "first": first.isoformat(), "last": last.isoformat()}
    sent = {**typed, "weekday": weekday, "units": "3", "price": "95"}
    wrong = await manager.send(page, f"{here}/settings", **{**sent, "last": "2020-01-01"})
    assert wrong.status_code == 422
    assert 'value="95"' in wrong.text, "what was typed stays"
    done = await manager.send(page, f"{here}/settings", **sent)
    assert done.status_code == 303, done.text
    assert "The days are set." in await manager.see(done.headers["location"])
    async with street.db.read() as reader:
        about = (reader, street.market.market_id, street.store.store_id, [adult], today, last + timedelta(2))
        days = await stock.days_of_variants(*about)
    assert [level.day for level in days] == [first, first + timedelta(days=7)]

    visitor, item = await street.visitor("阿春"), f"{street.root}/items/{ticket.item_id}"
    shown = await visitor.get(f"{item}?day={first}")
    assert "¥95" in shown.text and "3 left" in shown.text
    assert f"day={first + timedelta(days=1)}" not in shown.text
    chosen = {"store": street.store.slug, "day": str(first), "variant": str(adult), "quantity": "2"}
    query = "&".join(f"{name}={value}" for name, value in chosen.items())
    checkout = await visitor.get(f"{item}/checkout?{query}")
    assert 'name="seen" value="19000"' in checkout.text
    ordered = [await visitor.send(checkout, f"{item}/orders") for _ in range(2)]
    assert [one.status_code for one in ordered] == [303, 303], ordered[0].text
    assert visitor.person is not None
    async with street.db.read() as reader:
        found = await orders.orders_of_person(reader, street.market.market_id, visitor.person.person_id)
    (order,) = found.items
    await street.pay(order)
    async with street.db.read() as reader:
        pickup = await pickups.pickup(reader, street.market.market_id, order.order_id)
    assert pickup.for_day == first
    await says_its_day(street, visitor, f"orders/{order.order_id}", first)
    late = await visitor.get(f"{item}/checkout?{query}")
    assert "Only 1 left" in late.text
    refused = await manager.send(
        await manager.get(here), f"{here}/settings", **{**typed, "weekday": weekday, "units": "1"}
    )
    assert refused.status_code == 409
    assert "2 are sold or held already" in refused.text
    closed = await manager.send(await manager.get(here), f"{here}/settings", **{**sent, "do": "close"})
    assert closed.status_code == 303
    gone = await visitor.get(f"{item}/checkout?{query}")
    assert "It is not to be had on that day" in gone.text
    clerk = await employed(street, "晚晴", merchants.StaffRole.CLERK)
    seen = await clerk.see(here)
    assert "Closed" in seen
    assert "/settings" not in seen


def test_the_day_of_a_line_is_told_apart_from_what_it_is() -> None:
    day = date(2026, 11, 24)
    assert orders.day_apart("成人 · 2026-11-24") == ("成人", day)
    assert orders.day_apart("2026-11-24") == ("", day)
    for plain in ("", "成人", "500 g · less sugar", "20261124", "2026-13-01", "2026-11-24 · blue"):
        assert orders.day_apart(plain) == (plain, None)
