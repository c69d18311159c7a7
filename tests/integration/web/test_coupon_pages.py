"""Coupons at their people's pages: claimed once, in the wallet, taken off at the checkout, chosen or left."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived
from linli.kernel.refusals import Refusal
from linli.modules import marketing, orders, promotions
from linli.modules.marketing import LandingKind
from linli.modules.promotions import Handing, Kind
from tests.integration.web.consumer_stage import Street, Town, Visitor, open_town


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as opened:
        yield opened


async def made(street: Street, **words: Any) -> promotions.Batch:
    async with street.db.work() as work:
        about: dict[str, Any] = {
            "title": "立减5元",
            "title_en": "Five off",
            "kind": Kind.FIXED,
            "off_minor": 500,
            "valid_from": work.now - timedelta(days=1),
            "valid_until": work.now + timedelta(days=9),
            "total": 10,
        }
        terms = promotions.Terms(**(about | words))
        return await promotions.make_batch(work, street.market.market_id, street.store.merchant_id, terms)


async def last_order(street: Street, visitor: Visitor) -> orders.Order:
    assert visitor.person is not None
    async with street.db.read() as reader:
        page = await orders.orders_of_person(reader, street.market.market_id, visitor.person.person_id)
    return page.items[0]


async def test_a_coupon_is_claimed_once_and_taken_off_where_it_says(town: Town) -> None:
    street = await town.street()
    batch = await made(street)
    page, wallet = f"{street.root}/coupons/{batch.batch_id}", f"{street.root}/coupons"
    stranger = await street.visitor()
    seen = await stranger.see(page)
    assert "Five off" in seen
    assert f"/sign-in?next={street.root}/coupons/{batch.batch_id}" in seen
    guest = await street.visitor("Guest")
    assert "No coupons yet" in await guest.see(wallet)
    shown = await guest.get(page)
    for _ in range(2):
        answer = await guest.send(shown, f"{page}/claims")
        assert answer.headers["location"] == f"{page}?done=coupon_claimed"
    # Another form, another key: the limit says so, and nothing is lost.
    again = await guest.send(shown, f"{page}/claims", key="another")
    assert "You already have as many" in again.text
    assert (await guest.see(wallet)).count("Five off") == 1

    deal = f"{street.root}/deals/{street.deal.deal_id}"
    dearer = street.deal.price.minor
    checkout = await guest.get(f"{deal}/checkout?quantity=2")
    assert f'name="seen" value="{2 * dearer - 500}"' in checkout.text
    without = await guest.get(f"{deal}/checkout?quantity=2&coupon=none")
    assert f'name="seen" value="{2 * dearer}"' in without.text
    # What was seen is what is paid: a total of another page is refused, and the page is shown anew.
    stale = await guest.send(checkout, f"{deal}/orders", quantity="2", seen=str(dearer))
    assert (stale.status_code, f'name="seen" value="{2 * dearer - 500}"' in stale.text) == (409, True)
    await guest.send(checkout, f"{deal}/orders", quantity="2")
    order = await last_order(street, guest)
    assert order.total_minor == 2 * dearer - 500
    assert "In an order that waits" in await guest.see(wallet)
    unusable = await guest.see(f"{deal}/checkout?quantity=1&coupon={UUID(int=1)}")
    assert "cannot be used" in unusable


async def test_a_printed_code_is_typed_and_what_is_over_says_so(town: Town) -> None:
    street = await town.street()
    paper = await made(street, handing=Handing.CODES, title_en="On paper")
    async with street.db.work() as work:
        about = (work, street.market.market_id)
        await promotions.print_codes(*about, paper.batch_id, 1, None)
        (code,) = await promotions.codes_of_batch(*about, paper.batch_id)
    guest = await street.visitor("Guest")
    wallet = f"{street.root}/coupons"
    wrong = await guest.press(wallet, wallet, code="ABCD")
    assert "not a coupon code we know" in wrong.text
    assert 'value="ABCD"' in wrong.text
    right = await guest.press(wallet, wallet, code=code.grouped.lower())
    assert right.headers["location"] == f"{wallet}?done=coupon_claimed"
    assert "On paper" in await guest.see(wallet)
    assert "With a printed code" in await (await street.visitor("Wu")).see(
        f"{street.root}/coupons/{paper.batch_id}"
    )
    ended = await made(street)
    async with street.db.work() as work:
        await promotions.end(work, street.market.market_id, ended.batch_id, street.store.merchant_id)
    await guest.get(f"{street.root}/coupons/{ended.batch_id}", status=410)


async def test_a_code_leads_to_a_coupon_while_it_can_be_claimed_and_to_the_till(town: Town) -> None:
    street = await town.street()
    batch, guest = await made(street), await street.visitor("Guest")
    where = (street.market.market_id, street.store.store_id)

    async def code(kind: LandingKind, ref: UUID | None = None) -> marketing.Link:
        place = marketing.Place(landing=marketing.Landing(kind, ref))
        about = (*where, marketing.Channel.LEAFLET, "Spring", derived("test", "maker"))
        async with street.db.work() as work:
            return await marketing.make_link(work, *about, street.services.codes, place)

    async def leads_to(link: marketing.Link) -> str:
        answer = await guest.get(marketing.link_path(street.market.slug, link.code), 303)
        return answer.headers["location"].removeprefix(street.root)

    shop = f"/stores/{street.store.slug}"
    coupon, pay = await code(LandingKind.COUPON, batch.batch_id), await code(LandingKind.PAY)
    assert await leads_to(coupon) == f"/coupons/{batch.batch_id}"
    assert await leads_to(pay) == f"{shop}/pay"
    async with street.db.work() as work:
        await promotions.end(work, where[0], batch.batch_id, batch.merchant_id)
    assert await leads_to(coupon) == f"{shop}?done=landing_gone"
    with pytest.raises(Refusal, match="invalid"):
        await code(LandingKind.COUPON, derived("nobody's batch"))
