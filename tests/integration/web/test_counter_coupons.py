"""Coupons at the counter: a printed one for whoever shows a code, and one that a clerk gives a member."""

import asyncio
import re
from typing import Any

from linli.modules import members, promotions
from linli.modules.promotions import Handing
from tests.integration.web.consumer_stage import Street, Visitor
from tests.integration.web.test_coupon_pages import made
from tests.integration.web.test_in_shop import clerk_of


async def shown_by(street: Street, guest: Visitor) -> str:
    """A member code on the guest's phone."""
    assert guest.person is not None
    async with street.db.work() as work:
        code = await members.show_code(work, street.market.market_id, guest.person.person_id)
    return code.digits


async def printed(street: Street, **words: Any) -> str:
    batch = await made(street, handing=Handing.CODES, **words)
    async with street.db.work() as work:
        about = (work, street.market.market_id, batch.batch_id)
        await promotions.print_codes(*about, 1, None)
        (code,) = await promotions.codes_of_batch(*about)
    return code.code


async def test_a_printed_coupon_becomes_that_of_whoever_shows_a_code_once(street: Street) -> None:
    clerk, guests = await clerk_of(street), [await street.visitor(name) for name in ("Lin", "Bo")]
    counter, code = f"{street.root}/counter/{street.store.slug}", await printed(street)
    page = await clerk.get(f"{counter}/coupons")
    wrong = await clerk.send(page, f"{counter}/coupons/preview", coupon="NOT-A-CODE")
    assert wrong.status_code == 404 and 'value="NOT-A-CODE"' in wrong.text, "what was typed stays"
    elsewhere = await street.open_store("elsewhere")
    foreign = await printed(street, store_ids=(elsewhere.store_id,))
    assert "for another shop" in (await clerk.send(page, f"{counter}/coupons/preview", coupon=foreign)).text
    seen = await clerk.send(page, f"{counter}/coupons/preview", coupon=code)
    assert "Five off" in seen.text
    bad = await clerk.send(seen, f"{counter}/coupons", code="7700")
    assert bad.status_code == 422
    # Two clerks, two guests, one paper.
    codes = [await shown_by(street, guest) for guest in guests]
    both = await asyncio.gather(*(clerk.send(seen, f"{counter}/coupons", code=one) for one in codes))
    assert sorted(one.status_code for one in both) == [200, 409]
    first = [one.status_code for one in both].index(200)
    assert "It is theirs now" in both[first].text and "How much" in both[first].text
    # A second click is the same coupon.
    assert (await clerk.send(seen, f"{counter}/coupons", code=codes[first])).status_code == 200
    assert "Five off" in await guests[first].see(f"{street.root}/coupons")
    assert "No coupons yet" in await guests[1 - first].see(f"{street.root}/coupons")


async def test_a_clerk_gives_members_what_clerks_hand_out_and_no_more_of_it(street: Street) -> None:
    clerk, guest = await clerk_of(street), await street.visitor("Lin")
    counter = f"{street.root}/counter/{street.store.slug}"
    batch = await made(street, handing=Handing.CLERK, title_en="From our clerks")
    assert guest.person is not None and street.store.merchant_id is not None
    code = await shown_by(street, guest)
    stranger = await clerk.press(f"{counter}/payments", f"{counter}/members", code=code)
    assert "From our clerks" not in stranger.text, "only members are given any"
    async with street.db.work() as work:
        about = (street.store.merchant_id, guest.person.person_id, street.store.store_id)
        await members.join(work, street.market.market_id, *about, members.How.COUNTER, None)
    shown = await clerk.press(f"{counter}/payments", f"{counter}/members", code=code)
    assert re.search("From our clerks", shown.text)
    given = await clerk.send(shown, f"{counter}/coupons/gifts")
    assert given.status_code == 200 and "It is theirs now" in given.text
    again = await clerk.send(shown, f"{counter}/coupons/gifts")
    assert again.status_code == 200, "a second click is the same coupon"
    more = await clerk.send(given, f"{counter}/coupons/gifts")
    assert more.status_code == 409, "one for each person"
    async with street.db.read() as reader:
        mine = await promotions.coupons_in_batch(
            reader, street.market.market_id, batch.batch_id, guest.person.person_id
        )
    assert [one.store_id for one in mine] == [street.store.store_id]
