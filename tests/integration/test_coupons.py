"""Coupons from claim to the ledger: claimed, held, used, given back; and who pays for them, exactly."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest_asyncio

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.modules import ledger, members, orders, promotions, reservations
from linli.modules.promotions import CouponState, Funder, Handing, Kind
from tests.integration.trade_stage import COMMISSION_BP, MARKET, MERCHANT, STORE, Town, answer, open_town

PURPOSE = ledger.Purpose
STATE = orders.OrderState


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town


async def made(
    town: Town, merchant_id: UUID | None = MERCHANT, *, by_platform: bool = False, **words: Any
) -> promotions.Batch:
    about: dict[str, Any] = {
        "title": "立减3元",
        "kind": Kind.FIXED,
        "off_minor": 300,
        "valid_from": town.clock.at - timedelta(days=1),
        "valid_until": town.clock.at + timedelta(days=60),
        "total": 20,
    }
    terms = promotions.Terms(**(about | words))
    async with town.db.work() as work:
        return await promotions.make_batch(work, MARKET, merchant_id, terms, by_platform=by_platform)


async def claimed(town: Town, batch: promotions.Batch, person: UUID) -> promotions.Coupon:
    async with town.db.work() as work:
        return await promotions.claim(work, MARKET, person, batch.batch_id, town.key())


async def coupon(town: Town, coupon: promotions.Coupon) -> promotions.Coupon:
    async with town.db.read() as reader:
        (found,) = await promotions.coupons_in_batch(reader, MARKET, coupon.batch_id, coupon.person_id)
        return found


async def book(town: Town, owner: str, purpose: ledger.Purpose) -> int:
    async with town.db.read() as reader:
        return (await ledger.balance(reader, MARKET, ledger.Account(owner, purpose, "CNY"))).minor


async def said(town: Town, act: Callable[[Work], Awaitable[object]]) -> str:
    """How an action ended in a transaction of its own."""

    async def whole() -> None:
        async with town.db.work() as work:
            await act(work)

    return await answer(whole())


async def spent(town: Town, batch: promotions.Batch) -> int:
    async with town.db.read() as reader:
        return (await promotions.spent(reader, MARKET, [batch]))[batch.batch_id]


async def test_a_coupon_makes_an_order_cheaper_is_used_once_and_comes_back_when_all_of_it_does(
    town: Town,
) -> None:
    mei, deal = ids.uuid7(), await town.deal(price=999)
    batch = await made(town, budget_minor=700)
    mine = await claimed(town, batch, mei)
    async with town.db.read() as reader:
        quote = await orders.quote(reader, MARKET, deal.deal_id, 2, person_id=mei)
        none = await orders.quote(reader, MARKET, deal.deal_id, 2, person_id=mei, coupon_ids=[])
    assert (quote.total_minor, quote.discount.coupon_ids, none.total_minor) == (1698, (mine.coupon_id,), 1998)
    order = await town.place(deal, 2, person=mei)
    assert order.total_minor == 1698
    held = await coupon(town, mine)
    assert (held.state, held.order_id, await spent(town, batch)) == (CouponState.HELD, order.order_id, 300)
    assert (await town.place(deal, 1, person=mei)).total_minor == 999
    await town.cancel(order)
    assert ((await coupon(town, mine)).state, await spent(town, batch)) == (CouponState.CLAIMED, 0)
    # Paid too late: everything is as it was asked for, the coupon included.
    paid = await town.pay(order)
    assert (paid.state, (await coupon(town, mine)).state) == (STATE.PAID, CouponState.USED)
    held_units = await town.vouchers(order)
    assert [one.value_minor for one in held_units] == [849, 849]
    receipt = await town.refund(order)
    assert receipt.amount_minor == 1698
    back = await coupon(town, mine)
    assert (back.state, back.order_id, await spent(town, batch)) == (CouponState.CLAIMED, None, 0)
    async with town.db.read() as reader:
        (use,) = await promotions.uses_of_order(reader, MARKET, order.order_id)
        figures = (await promotions.figures(reader, MARKET, [batch.batch_id]))[batch.batch_id]
    assert (use.state, figures.claimed, figures.used) == ("returned", 1, 0)


async def test_a_late_payment_whose_coupon_went_elsewhere_goes_back(town: Town) -> None:
    mei, deal = ids.uuid7(), await town.deal(price=999)
    await claimed(town, await made(town), mei)
    late = await town.cancel(await town.place(deal, person=mei))
    other, _ = await town.bought(deal, person=mei)
    assert (late.total_minor, other.total_minor) == (699, 699)
    assert (await town.pay(late)).state is STATE.REFUNDED
    async with town.db.read() as reader:
        uses = await promotions.uses_of_order(reader, MARKET, other.order_id)
    assert [one.state for one in uses] == ["used"]


async def test_the_market_pays_its_part_as_it_is_consumed_and_takes_it_back(town: Town) -> None:
    places = (
        ("market", PURPOSE.SUBSIDY),
        (f"merchant:{MERCHANT}", PURPOSE.PAYABLE),
        ("market", PURPOSE.COMMISSION),
    )
    before = [await book(town, *place) for place in places]

    async def changed() -> list[int]:
        return [await book(town, *place) - was for place, was in zip(places, before, strict=True)]

    mei, deal = ids.uuid7(), await town.deal(price=1000)
    words = {"funder": Funder.PLATFORM, "platform_bp": 10_000, "budget_minor": 5000}
    batch = await made(town, None, by_platform=True, off_minor=700, **words)
    await claimed(town, batch, mei)
    order, (first, second, third) = await town.bought(deal, 3, mei)
    assert order.total_minor == 2300
    assert await changed() == [0, 0, 0]
    used = await town.redeem(first)
    once = 700 * first.value_minor // 2300
    gross = first.value_minor + once
    fee = gross * COMMISSION_BP // 10_000
    assert await changed() == [-once, gross - fee, fee]
    await town.undo(used)
    assert await changed() == [0, 0, 0]
    await town.redeem(first)
    await town.redeem(second)
    # What goes back unused is never paid by the market, and the payer gets what the payer paid.
    receipt = await town.refund(order)
    assert receipt.amount_minor == third.value_minor
    released = first.value_minor + second.value_minor
    total = released + 700 * released // 2300
    fee = total * COMMISSION_BP // 10_000
    assert await changed() == [released - total, total - fee, fee]
    # One that was partly refunded keeps its coupon used, and its budget spent.
    assert await spent(town, batch) == 700
    async with town.db.read() as reader:
        uses = await promotions.uses_of_order(reader, MARKET, order.order_id)
    assert [one.state for one in uses] == ["used"]


async def test_claims_end_where_the_batch_says(town: Town) -> None:
    mei, wu, lin = (ids.uuid7() for _ in range(3))
    batch = await made(town, total=2, days_after_claim=3)

    async def claim(person: UUID, key: str) -> str:
        about = (MARKET, person, batch.batch_id, town.key(key))
        return await said(town, lambda work: promotions.claim(work, *about))

    first = await claimed(town, batch, mei)
    assert first.valid_until == town.clock.at + timedelta(days=3)
    async with town.db.work() as work:
        again = [
            await promotions.claim(work, MARKET, wu, batch.batch_id, town.key("second click"))
            for _ in range(2)
        ]
    assert again[0].coupon_id == again[1].coupon_id
    assert await claim(mei, "more") == "coupon_limit"
    assert await claim(lin, "none left") == "coupons_gone"
    early = await made(town, valid_from=town.clock.at + timedelta(hours=1))
    paused, ended = await made(town), await made(town)
    async with town.db.work() as work:
        await promotions.pause(work, MARKET, paused.batch_id, MERCHANT)
        await promotions.end(work, MARKET, ended.batch_id, MERCHANT)
    over = (MARKET, ended.batch_id, MERCHANT)
    assert await said(town, lambda work: promotions.resume(work, *over)) == "batch_moved"
    other = (MARKET, early.batch_id, ids.uuid7())
    assert await said(town, lambda work: promotions.pause(work, *other)) == "not_found"
    for closed, code in ((early, "coupon_not_yet"), (paused, "coupon_paused"), (ended, "coupon_over")):
        asked = partial(promotions.claim, key=town.key(), market_id=MARKET, person_id=mei)
        assert await said(town, partial(asked, batch_id=closed.batch_id)) == code


async def test_a_printed_code_is_one_persons_coupon(town: Town) -> None:
    mei, wu = ids.uuid7(), ids.uuid7()
    batch = await made(town, handing=Handing.CODES, total=3)
    async with town.db.work() as work:
        assert await promotions.print_codes(work, MARKET, batch.batch_id, 2, MERCHANT) == (1, 2)
        codes = await promotions.codes_of_batch(work, MARKET, batch.batch_id)
    more = (MARKET, batch.batch_id, 2, MERCHANT)
    assert await said(town, lambda work: promotions.print_codes(work, *more)) == "invalid"
    assert [one.number for one in codes] == [1, 2]
    typed = promotions.read_code(codes[0].grouped.lower())
    assert typed == codes[0].code
    async with town.db.work() as work:
        mine = await promotions.claim_code(work, MARKET, mei, typed, store_id=STORE)
        assert (await promotions.claim_code(work, MARKET, mei, typed)).coupon_id == mine.coupon_id
    taken = await said(town, lambda work: promotions.claim_code(work, MARKET, wu, typed))
    unknown = await said(town, lambda work: promotions.claim_code(work, MARKET, wu, "0" * 16))
    assert (taken, unknown) == ("coupon_code_taken", "coupon_code_unknown")


async def test_what_cannot_be_used_is_refused_with_its_reason_and_nothing_is_held(town: Town) -> None:
    mei, deal = ids.uuid7(), await town.deal(price=999, stock=5)
    far = await claimed(town, await made(town, kind=Kind.FULL_REDUCTION, from_minor=5000), mei)
    dear = await claimed(town, await made(town, budget_minor=200), mei)
    one, two = [await claimed(town, await made(town), mei) for _ in range(2)]

    async def place(*coupons: promotions.Coupon, seen: int | None = None, person: UUID = mei) -> str:
        about = (MARKET, person, deal.deal_id, 1)
        words: dict[str, Any] = {
            "visit_id": None,
            "link_code": None,
            "provider": "sandbox",
            "key": town.key(),
        }
        words |= {"coupon_ids": [one.coupon_id for one in coupons], "seen_minor": seen}
        in_time = timedelta(minutes=5)
        return await said(town, lambda work: orders.place(work, *about, pay_within=in_time, **words))

    assert await place(far) == "coupon_not_usable"
    assert await place(dear) == "coupon_not_usable"
    assert await place(one, two) == "coupons_do_not_mix"
    assert await place(one, person=ids.uuid7()) == "coupon_not_usable"
    assert await place(one, seen=999) == "price_changed"
    async with town.db.read() as reader:
        assert await reservations.left(reader, MARKET, deal.deal_id) == 5
    assert await place(one, seen=699) == "done"
    assert await place(one) == "coupon_not_usable"


async def test_gifts_come_once_and_never_get_in_the_way(town: Town) -> None:
    mei = ids.uuid7()
    batch = await made(town, handing=Handing.FOLLOW, total=1, per_person=1)
    async with town.db.work() as work:
        given = await promotions.give_for_follow(work, MARKET, mei, MERCHANT, STORE)
        again = await promotions.give_for_follow(work, MARKET, mei, MERCHANT, STORE)
        late = await promotions.give_for_follow(work, MARKET, ids.uuid7(), MERCHANT, STORE)
    assert ([one.batch_id for one in given], again, late) == ([batch.batch_id], [], [])


async def test_the_gift_for_joining_goes_to_whoever_the_guest_has_become(town: Town) -> None:
    """Whichever comes first: the gift, or that the guest signs in."""
    batch = await made(town, handing=Handing.MEMBER, per_person=1)
    slow, quick, mei, lin = (ids.uuid7() for _ in range(4))

    async def given(person: UUID) -> int:
        async with town.db.work() as work:
            return len(await promotions.give_to_member(work, MARKET, person, MERCHANT, STORE))

    async def becomes(guest: UUID, person: UUID) -> None:
        async with town.db.work() as work:
            await members.take_over(work, MARKET, guest, person)
            await promotions.take_over(work, MARKET, guest, person)

    async with town.db.work() as work:
        for guest in (slow, quick):
            await members.join(work, MARKET, MERCHANT, guest, STORE, members.How.PAYMENT)
    await becomes(slow, mei)
    assert [await given(slow), await given(mei), await given(mei)] == [0, 1, 0]
    assert await given(quick) == 1
    await becomes(quick, lin)
    assert [await given(quick), await given(lin)] == [0, 0]
    async with town.db.read() as reader:
        for person, hand in {slow: 0, mei: 1, quick: 0, lin: 1}.items():
            assert await promotions.count_good(reader, MARKET, person) == hand
        assert len(await promotions.coupons_in_batch(reader, MARKET, batch.batch_id, lin)) == 1


async def test_what_the_platform_shares_waits_for_the_merchant(town: Town) -> None:
    words = {"funder": Funder.SHARED, "platform_bp": 5000, "budget_minor": 5000}
    batch = await made(town, by_platform=True, **words)
    assert batch.state is promotions.BatchState.OFFERED
    asked = (MARKET, ids.uuid7(), batch.batch_id, town.key())
    assert await said(town, lambda work: promotions.claim(work, *asked)) == "coupon_paused"
    async with town.db.work() as work:
        await promotions.agree(work, MARKET, MERCHANT, batch.batch_id)
    assert (await claimed(town, batch, ids.uuid7())).batch.state is promotions.BatchState.ACTIVE
    own = (MARKET, MERCHANT, terms_of(batch))
    assert await said(town, lambda work: promotions.make_batch(work, *own)) == "invalid"


def terms_of(batch: promotions.Batch) -> promotions.Terms:
    return promotions.Terms(**{name: getattr(batch, name) for name in promotions.Terms.__struct_fields__})


async def test_of_many_at_once_exactly_as_many_get_something_as_there_is(town: Town) -> None:
    few, deal = await made(town, total=5), await town.deal(price=999)
    people = [ids.uuid7() for _ in range(12)]

    async def claim(person: UUID, batch: promotions.Batch = few) -> str:
        about = (MARKET, person, batch.batch_id, town.key())
        return await said(town, lambda work: promotions.claim(work, *about))

    assert Counter(await asyncio.gather(*map(claim, people))) == {"done": 5, "coupons_gone": 7}
    lin = ids.uuid7()
    twice = await made(town, per_person=2)
    told = Counter(await asyncio.gather(*(claim(lin, twice) for _ in range(8))))
    assert told == {"done": 2, "coupon_limit": 6}
    paper = await made(town, handing=Handing.CODES)
    async with town.db.work() as work:
        await promotions.print_codes(work, MARKET, paper.batch_id, 1, None)
        (code,) = await promotions.codes_of_batch(work, MARKET, paper.batch_id)

    async def take(person: UUID) -> str:
        about = (MARKET, person, code.code)
        return await said(town, lambda work: promotions.claim_code(work, *about))

    told = Counter(await asyncio.gather(*map(take, people)))
    assert told == {"done": 1, "coupon_code_taken": 11}

    async def buy(coupon: promotions.Coupon) -> str:
        try:
            await town.place(deal, person=coupon.person_id, coupon_ids=[coupon.coupon_id])
        except Refusal as refusal:
            return refusal.code
        return "done"

    # One coupon, eight orders; then a budget for three coupons of eight people.
    one = await claimed(town, await made(town), lin)
    told = Counter(await asyncio.gather(*(buy(one) for _ in range(8))))
    assert (told["done"], set(told)) == (1, {"done", "coupon_taken", "coupon_not_usable"} & set(told))
    bounded = await made(town, budget_minor=900)
    hand = [await claimed(town, bounded, person) for person in people[:8]]
    told = Counter(await asyncio.gather(*map(buy, hand)))
    assert (told["done"], await spent(town, bounded)) == (3, 900)
    assert set(told) <= {"done", "coupon_budget_spent", "coupon_not_usable"}


async def test_what_a_guest_was_given_goes_over_at_sign_in_and_nobody_has_more_than_one_may(
    town: Town,
) -> None:
    guest, mei, deal = ids.uuid7(), ids.uuid7(), await town.deal(price=999)
    once = await made(town, total=2)
    twice = await made(town, total=9, per_person=2, title="两张", funder=Funder.MERCHANT)
    both = {
        (name, batch.title): await claimed(town, batch, person)
        for name, person in (("guest", guest), ("mei", mei))
        for batch in (once, twice)
    }
    order = await town.place(deal, person=guest, coupon_ids=[both["guest", "两张"].coupon_id])
    for _ in range(2):
        async with town.db.work() as work:
            await promotions.take_over(work, MARKET, guest, mei)
    async with town.db.read() as reader:
        theirs = [
            await promotions.coupons_in_batch(reader, MARKET, one.batch_id, mei) for one in (once, twice)
        ]
        (use,) = await promotions.uses_of_order(reader, MARKET, order.order_id)
        left = await reservations.lefts(reader, MARKET, [once.batch_id])
    assert [len(each) for each in theirs] == [1, 2]
    assert (use.coupon_id, use.state) == (both["guest", "两张"].coupon_id, "held")
    # The second of the first batch is somebody else's to have; Mei has had both of the other.
    assert left == {once.batch_id: 1}
    async with town.db.read() as reader:
        hand = await promotions.coupons_of_person(reader, MARKET, guest, good=True)
    assert hand.items == []
    assert (
        await said(town, lambda work: promotions.claim(work, MARKET, mei, twice.batch_id, town.key()))
        == "coupon_limit"
    )
    await claimed(town, once, ids.uuid7())
