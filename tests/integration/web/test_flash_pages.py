"""A flash sale at its people's pages: announced, claimed, ordered and paid, waited for, over, called off."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import flash, orders
from tests.integration.web.consumer_stage import Street, Town, Visitor, open_town

PRICE = 990


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as opened:
        yield opened


async def announced(street: Street, **changes: Any) -> flash.Sale:
    """Of the street's deal; it is on, unless told otherwise."""
    async with street.db.work() as work:
        about: dict[str, Any] = {
            "store_id": street.store.store_id,
            "deal_id": street.deal.deal_id,
            "units": 2,
            "per_person": 1,
            "price_minor": PRICE,
            "starts_at": work.now - timedelta(minutes=1),
            "ends_at": work.now + timedelta(days=1),
            "hold_seconds": 3600,
        }
        sale = await flash.announce_sale(work, street.market.market_id, flash.NewSale(**(about | changes)))
    street.services.flash_board.forget(street.market.market_id)
    return sale


def page_of(street: Street, sale: flash.Sale) -> str:
    return f"{street.root}/flash-sales/{sale.sale_id}"


async def claimed(street: Street, sale: flash.Sale, nickname: str) -> Visitor:
    visitor, page = await street.visitor(nickname), page_of(street, sale)
    answer = await visitor.press(page, f"{page}/claims")
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    return visitor


async def test_what_is_announced_is_marked_everywhere_and_its_button_waits(town: Town) -> None:
    street = await town.street()
    soon = timedelta(hours=2)
    sale = await announced(street, starts_at=street.db.clock() + soon, ends_at=street.db.clock() + 2 * soon)
    page, stranger, guest = page_of(street, sale), await street.visitor(), await street.visitor("Guest")
    marked = ("", f"/stores/{street.store.slug}", f"/deals/{street.deal.deal_id}")
    for path in marked:
        assert page in await stranger.see(street.root + path)
    seen = await stranger.see(page)
    assert f"/sign-in?next={page}" in seen
    # Without a script: a moment in words, and the page comes again by itself when it begins.
    assert "It starts at" in seen
    assert '<noscript><meta http-equiv="refresh" content="7' in seen
    waits = await guest.get(page)
    assert "data-now=" in waits.text
    assert " disabled>" in waits.text
    # Whoever sends the form all the same is told, and sees the same page.
    early = await guest.send(waits, f"{page}/claims")
    assert (early.status_code, "It has not started yet" in early.text) == (409, True)
    async with street.db.work() as work:
        about = (work, street.market.market_id, street.store.store_id, sale.sale_id)
        await flash.call_off(*about)
        await flash.call_off(*about)
    assert "The shop called it off" in (await guest.get(page, 410)).text
    street.services.flash_board.forget(street.market.market_id)
    assert page not in await stranger.see(street.root)


async def test_claimed_is_kept_ordered_at_its_price_and_the_others_wait_in_line(town: Town) -> None:
    street = await town.street()
    sale = await announced(street)
    page = page_of(street, sale)
    first, second = [await claimed(street, sale, name) for name in ("First", "Second")]
    assert "1 kept for you" in await first.see(page)
    third, fourth = [await claimed(street, sale, name) for name in ("Third", "Fourth")]
    # A second click, and a third: the same place.
    await third.http.post(f"{page}/claims")
    assert "You are next" in await third.see(page)
    behind = await fourth.see(page)
    assert "1 person before you" in behind
    assert f'data-hx-get="{page}"' in behind
    await fourth.press(page, f"{page}/claims/end")
    assert "All of it is held right now" in await fourth.see(page)

    deal = f"{street.root}/deals/{street.deal.deal_id}"
    checkout = await first.get(f"{deal}/checkout?flash={sale.sale_id}")
    assert f'name="seen" value="{PRICE}"' in checkout.text
    await first.send(checkout, f"{deal}/orders")
    assert first.person is not None
    async with street.db.read() as reader:
        mine = await orders.orders_of_person(reader, street.market.market_id, first.person.person_id)
    (order,) = mine.items
    assert (order.total_minor, order.quantity) == (PRICE, 1)
    await street.pay(order)
    assert "You have as many as one person may" in await first.see(page)
    # Who holds none of it cannot order at its price: back to its page.
    elsewhere = await third.get(f"{deal}/checkout?flash={sale.sale_id}", 303)
    assert elsewhere.headers["location"] == page

    # The second gives it back: it is the third's.
    await second.press(page, f"{page}/claims/end")
    assert "1 kept for you" in await third.see(page)
    async with street.db.read() as reader:
        figures = await flash.figures(reader, street.market.market_id, [sale.sale_id])
    assert figures[sale.sale_id] == flash.Figures(
        free=0, held=1, ordered=0, paid=1, waiting=0, wanted=0, back=1
    )
