"""A shop's screen: set up at the desk, opened by one browser; what is chosen goes onto one phone."""

import asyncio
import re
from uuid import UUID

import pytest_asyncio

from linli.kernel.idempotency import Key
from linli.modules import items, kiosks, marketing, merchants, orders, stock
from linli.modules.items import ItemKind, NewItem, NewVariant
from linli.modules.marketing import CodeFilter
from tests.integration.web.consumer_stage import Street, Visitor

RICE = NewItem(kind=ItemKind.GOODS, title="大米", title_en="Rice", variants=[NewVariant(price_minor=1_999)])
TEA = NewItem(kind=ItemKind.GOODS, title="碧螺春", title_en="Tea", variants=[NewVariant(price_minor=8_800)])
CUP = NewItem(kind=ItemKind.GOODS, title="茶杯", title_en="Cup", variants=[NewVariant(price_minor=3_900)])


@pytest_asyncio.fixture
async def branch(street: Street) -> merchants.Store:
    """Two bags of rice here; tea in a branch alone; cups, which are sold in both, are nowhere."""
    merchant_id, market_id, here = street.store.merchant_id, street.market.market_id, street.store.store_id
    assert merchant_id is not None
    there = await street.open_store("second", name="二店", name_en="Second branch", merchant_id=merchant_id)
    async with street.db.work() as work:
        rice, tea, cup = await items.create_items(work, market_id, merchant_id, [RICE, TEA, CUP], [here])
        await items.set_range(work, market_id, merchant_id, [here], drop=[tea.item_id])
        add = [tea.item_id, cup.item_id]
        await items.set_range(work, market_id, merchant_id, [there.store_id], add=add)
    async with street.db.work() as work:
        await stock.receive(work, market_id, here, {rice.variants[0].variant_id: 2}, Key("test", "r", b""))
        for store_id in (here, there.store_id):
            await stock.count(work, market_id, store_id, {cup.variants[0].variant_id: 0})
    return there


async def staffed(street: Street, name: str, role: str) -> Visitor:
    somebody = await street.visitor(name)
    assert somebody.person is not None
    async with street.db.work() as work:
        about = (somebody.person.person_id, street.store.store_id, role, name)
        await merchants.add_staff(work, street.market.market_id, *about)
    return somebody


async def screen_of(street: Street, manager: Visitor, *sellers: str) -> tuple[Visitor, str, str]:
    """A browser that is the shop's screen now, its address, and that of its page at the desk."""
    desk = f"{street.root}/desk/{street.store.slug}/kiosks"
    made = await manager.press(desk, desk, name="By the door", seller=list(sellers))
    page = await manager.see(made.headers["location"])
    link = re.search(r"data-copy=\"[^\"]*?(/[^/\"]+/kiosks/[^\"]+)\"", page)
    assert link, page
    opening = link[1]
    screen = await street.visitor()
    opened = await screen.press(opening, opening.partition("?")[0])
    home = opened.headers["location"]
    assert opening.startswith(home)
    late = await street.visitor()
    assert (await late.http.get(opening)).status_code == 409, "one offer, one browser"
    return screen, home, made.headers["location"]


async def code_on(street: Street, screen: Visitor, home: str) -> tuple[str, str]:
    """The address that the phone scans, and the page on which the screen shows it."""
    made = await screen.press(f"{home}/chosen", f"{home}/selections")
    shown = made.headers["location"]
    assert (await screen.http.get(f"{shown}?waiting=1")).status_code == 204
    signed = street.services.kiosks.sign(f"s:{shown.rpartition('/')[2].replace('-', '')}")
    return f"{street.root}/selections/{signed}", shown


async def test_what_is_chosen_at_a_screen_is_taken_by_one_phone_and_credited_to_the_clerk_who_served(
    street: Street, branch: merchants.Store
) -> None:
    manager, clerk = await staffed(street, "Wang", "manager"), await staffed(street, "Mei", "clerk")
    assert clerk.person is not None
    screen, home, page_of_desk = await screen_of(street, manager, str(clerk.person.person_id))
    stranger = await street.visitor("Nobody")
    assert (await stranger.http.get(home)).status_code == 401

    # Everything of the merchant, with where it is to be had.
    seen = await screen.see(f"{home}/range")
    for words in ("Rice", "only 2 left", "Tea", "Second branch", "Cup", "Sold out"):
        assert words in seen, words
    tea = re.search(rf'href="({home}/items/[^"]+)">Tea', seen)
    assert tea and "Mei" in await screen.see(home)
    article = await screen.get(tea[1])
    assert "Collect it there" in article.text
    too_many = await screen.send(await screen.get(f"{home}/range"), f"{home}/lines", quantity="3")
    assert too_many.status_code == 409 and "only 2" in too_many.text
    await screen.send(await screen.get(f"{home}/range"), f"{home}/lines")
    await screen.send(article, f"{home}/lines", quantity="2")
    listed = await screen.see(f"{home}/chosen")
    assert "176" in listed and "In this shop" in listed and "In Second branch" in listed

    way, shown = await code_on(street, screen, home)
    nobody = await street.visitor()
    assert "Sign in and take it over" in await nobody.see(way)
    phones = [await street.visitor(name) for name in ("Lin", "Bo")]
    pages = [await phone.get(way) for phone in phones]
    both = await asyncio.gather(
        *(phone.send(page, f"{way}/taking") for phone, page in zip(phones, pages, strict=True))
    )
    assert sorted(one.status_code for one in both) == [303, 409]
    winner = phones[[one.status_code for one in both].index(303)]
    assert "already taken onto a phone" in both[[one.status_code for one in both].index(409)].text
    assert "It is on your phone" in await screen.see(f"{shown}?waiting=1")
    assert "Nothing chosen yet" in await screen.see(f"{home}/chosen")

    # The branch hands the tea over; the clerk at the other shop's screen is credited.
    cart = f"{street.root}/stores/{branch.slug}/cart"
    assert (await winner.press(cart, f"{cart}/orders")).status_code == 303
    assert winner.person is not None
    async with street.db.read() as reader:
        about = (street.market.market_id, winner.person.person_id)
        order = (await orders.orders_of_person(reader, *about)).items[0]
    await street.pay(order)
    async with street.db.read() as reader:
        wanted = CodeFilter(clerk_id=clerk.person.person_id)
        codes = await marketing.links_of_store(reader, street.market.market_id, street.store.store_id, wanted)
    (code,) = codes.items
    assert (order.store_id, code.visits, code.orders, code.paid_minor) == (branch.store_id, 1, 1, 17_600)
    told = await manager.see(page_of_desk)
    assert "Taken over: 1 · orders: 1" in told and "lists made 1, taken onto a phone 1" in told

    revoked = await manager.press(page_of_desk, f"{page_of_desk}/revocation")
    assert "shows nothing any more" in await manager.see(revoked.headers["location"])
    assert (await screen.http.get(f"{home}/range")).status_code == 401


async def test_codes_that_lead_to_nothing_any_more_say_why_and_a_screen_begins_anew(
    street: Street, branch: merchants.Store
) -> None:
    manager = await staffed(street, "Wang", "manager")
    screen, home, _ = await screen_of(street, manager)
    empty = await screen.http.get(f"{home}/chosen")
    assert "Nothing chosen yet" in empty.text
    await screen.send(await screen.get(f"{home}/range"), f"{home}/lines")
    way, shown = await code_on(street, screen, home)
    phone = await street.visitor("Lin")
    page = await phone.get(way)
    await screen.press(shown, f"{shown}/end")
    assert "put back on the screen" in (await phone.send(page, f"{way}/taking")).text
    assert "Rice" in await screen.see(f"{home}/chosen"), "the list is still on the screen"

    # Sold out meanwhile: said before anybody takes it.
    way, _ = await code_on(street, screen, home)
    async with street.db.work() as work:
        rice = await items.items_of_merchant(
            work, street.market.market_id, merchant_of(street), items.ItemFilter(text="大米")
        )
        variant_id = rice.items[0].variants[0].variant_id
        await stock.count(work, street.market.market_id, street.store.store_id, {variant_id: 0})
    page = await phone.get(way)
    assert "Something changed since" in page.text
    taken = await phone.send(page, f"{way}/taking")
    assert taken.headers["location"] == f"{street.root}/stores/{street.store.slug}/cart"
    assert "already taken" in await phone.see(way)
    assert (await phone.http.get(f"{street.root}/selections/s:made.up")).status_code == 404

    await screen.see(home)
    assert "Nothing chosen yet" in await screen.see(f"{home}/chosen")
    async with street.db.work() as work:
        await stock.count(work, street.market.market_id, street.store.store_id, {variant_id: 5})
    await screen.send(await screen.get(f"{home}/range"), f"{home}/lines")
    way, _ = await code_on(street, screen, home)
    now = street.services.db.clock
    try:
        street.services.db.clock = lambda: now() + kiosks.SELECTION_LIFE
        assert "quarter of an hour" in await phone.see(way)
    finally:
        street.services.db.clock = now


def merchant_of(street: Street) -> UUID:
    assert street.store.merchant_id is not None
    return street.store.merchant_id
