"""Paid in the shop: an amount that is the shop's at once, and may go back on the same day, never twice."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.live import MOST_OF_ONE, Live, topic
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import audits, community, marketing, members, merchants, orders, promotions, settlement
from tests.integration.goods_stage import escrow
from tests.integration.trade_stage import (
    COMMISSION_BP,
    MARKET,
    MEI,
    MERCHANT,
    QUARTER_HOUR,
    STORE,
    Town,
    answer,
    open_town,
)

STATE = orders.OrderState
OTHER_STORE = ids.derived("store", "the other one")
CLERK = orders.SaleClerk(*MEI)


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town


async def sell(
    town: Town,
    minor: int = 3800,
    *,
    key: str = "",
    person: UUID | None = None,
    currency: str = "CNY",
    clerk: orders.SaleClerk = orders.SaleClerk(),
) -> orders.Order:
    async with town.db.work() as work:
        return await orders.place_sale(
            work,
            MARKET,
            person or ids.uuid7(),
            STORE,
            Money(minor, currency),
            visit_id=None,
            link_code=None,
            provider="sandbox",
            pay_within=QUARTER_HOUR,
            key=town.key(key),
            clerk=clerk,
        )


async def take(
    town: Town, order: orders.Order, minor: int, *, key: str = "", store_id: UUID = STORE, why: str = "打错了"
) -> orders.RefundReceipt:
    async with town.db.work() as work:
        about = (order.order_id, store_id, CLERK, Money(minor, "CNY"), why, town.key(key))
        return await orders.refund_sale(work, MARKET, *about)


async def test_an_amount_is_asked_for_once_paid_and_the_shops_at_once(town: Town) -> None:
    order = await sell(town, key="one tap")
    assert await sell(town, key="one tap", person=order.person_id) == order
    assert (order.total_minor, order.kind, order.of_goods) == (3800, orders.OrderKind.SALE, False)
    async with town.db.read() as reader:
        assert await orders.asked_of_person(reader, MARKET, order.person_id) == order
        assert await orders.sales_of_store(reader, MARKET, STORE, reader.now - QUARTER_HOUR) == []
    assert (await town.pay(order)).state is STATE.COMPLETED
    assert await escrow(town, order) == (0, 3800, 0)
    await town.work_off()
    async with town.db.read() as reader:
        assert await orders.asked_of_person(reader, MARKET, order.person_id) is None
        [sale] = await orders.sales_of_store(reader, MARKET, STORE, reader.now - QUARTER_HOUR)
        steps = await marketing.line_of_order(reader, MARKET, order.order_id)
        earned = await settlement.balance(reader, MARKET, MERCHANT, "CNY")
    assert (sale.total_minor, sale.clerk_name, sale.state) == (3800, "", STATE.COMPLETED)
    assert [step.kind.value for step in steps] == ["ordered", "paid", "redeemed"]
    assert earned == Money(3800 - 3800 * COMMISSION_BP // 10_000, "CNY")


@pytest.mark.parametrize("minor", [0, -1, 5_000_001])
async def test_an_amount_that_cannot_be_is_refused_and_nothing_is_asked(town: Town, minor: int) -> None:
    person = ids.uuid7()
    with pytest.raises(Refusal) as refused:
        await sell(town, minor, person=person)
    assert (refused.value.code, refused.value.params["most"]) == ("amount_wrong", 5_000_000)
    assert await answer(sell(town, 100, currency="EUR", person=person)) == "amount_wrong"
    async with town.db.read() as reader:
        assert await orders.asked_of_person(reader, MARKET, person) is None


async def test_a_late_payment_of_a_given_up_amount_is_the_shops_all_the_same(town: Town) -> None:
    order = await sell(town)
    await town.cancel(order)
    assert (await town.pay(order)).state is STATE.COMPLETED
    assert await escrow(town, order) == (0, 3800, 0)


async def test_what_was_paid_goes_back_in_parts_on_its_day_and_never_more_than_was_paid(town: Town) -> None:
    order = await town.pay(await sell(town, 5000, clerk=CLERK))
    unpaid = await sell(town)
    assert await answer(take(town, unpaid, 1)) == "sale_not_paid"
    assert await answer(take(town, order, 1000, store_id=OTHER_STORE)) == "not_found"
    assert await answer(take(town, order, 0)) == "invalid"
    assert await answer(take(town, order, 1000, why=" ")) == "invalid"
    first = await take(town, order, 1000, key="one click")
    assert await take(town, order, 1000, key="one click") == first
    assert (first.amount_minor, (await town.order(order.order_id)).state) == (1000, STATE.COMPLETED)
    with pytest.raises(Refusal) as refused:
        await take(town, order, 4001)
    assert (refused.value.code, refused.value.params["left"]) == ("refund_above_paid", 4000)
    await take(town, order, 4000)
    assert (await town.order(order.order_id)).state is STATE.REFUNDED
    assert await answer(take(town, order, 1)) == "refund_above_paid"
    assert await escrow(town, order) == (0, 0, 5000)
    assert [one.amount_minor for one in await town.refunds(order)] == [1000, 4000]
    assert await town.trail(order.order_id) == ["sale.refunded", "sale.refunded"]
    async with town.db.read() as reader:
        since, until = reader.now - QUARTER_HOUR, reader.now + QUARTER_HOUR
        sums = {one.clerk_name: one for one in await orders.sale_sums(reader, MARKET, STORE, since, until)}
    assert sums["Mei"] == orders.SaleSum("Mei", 1, 5000, 5000)
    yesterday = await town.pay(await sell(town))
    town.clock.move_on(timedelta(days=1))
    assert await answer(take(town, yesterday, 1)) == "refund_day_over"


async def test_a_store_that_is_closed_or_not_verified_asks_for_nothing(town: Town) -> None:
    async with town.db.work() as work:
        await merchants.suspend_merchant(work, MARKET, MERCHANT, "test")
    assert await answer(sell(town)) == "merchant_not_verified"
    async with town.db.work() as work:
        await merchants.reinstate_merchant(work, MARKET, MERCHANT, "test")


async def test_a_member_code_is_good_at_one_counter_for_a_minute_and_one_payment(town: Town) -> None:
    mei = ids.uuid7()
    async with town.db.work() as work:
        code, spare = [await members.show_code(work, MARKET, mei) for _ in range(2)]
        assert len(code.digits) == members.CODE_LENGTH
        assert members.looks_like_code(code.grouped) and not members.looks_like_code(code.digits[:-1] + "x")
        assert await members.read_code(work, MARKET, code.grouped, STORE) == mei

    async def read(digits: str, market: int = MARKET, store_id: UUID = STORE) -> str:
        async with town.db.work() as work:
            return await answer(members.read_code(work, market, digits, store_id))

    async def use(digits: str, store_id: UUID = STORE) -> str:
        async with town.db.work() as work:
            return await answer(members.use_code(work, MARKET, digits, store_id))

    slip = code.digits[:-1] + str((int(code.digits[-1]) + 1) % 10)
    assert await read(slip) == "member_code_unknown"
    assert await read(code.digits, market=4) == "member_code_elsewhere"
    assert await read(code.digits, store_id=OTHER_STORE) == "member_code_taken"
    # What the counter has read lives on for as long as typing takes; what it has not does not.
    town.clock.move_on(timedelta(seconds=61))
    assert await read(spare.digits) == "member_code_expired"
    assert await use(spare.digits) == "member_code_expired"
    assert await use(code.digits, OTHER_STORE) == "member_code_taken"
    assert await use(code.digits) == "done"
    assert await use(code.digits) == "member_code_used"
    assert await read(code.digits) == "member_code_used"


async def test_a_member_joins_once_leaves_and_may_come_back(town: Town) -> None:
    mei, guest = ids.uuid7(), ids.uuid7()
    about = (MARKET, MERCHANT, mei, STORE, members.How.PAYMENT)
    async with town.db.work() as work:
        joined = await members.join(work, *about)
        assert await members.join(work, *about) == joined
        await members.join(work, MARKET, MERCHANT, guest, STORE, members.How.CODE)
        page = await members.members_of_merchant(work, MARKET, MERCHANT, None, 1)
        assert (page.items[0].person_id, page.next_cursor is not None) == (guest, True)
        await members.take_over(work, MARKET, guest, mei)
        assert await members.memberships(work, MARKET, guest) == []
        assert [one.member_id for one in await members.memberships(work, MARKET, mei)] == [joined.member_id]
        assert await members.leave(work, MARKET, MERCHANT, mei)
        assert not await members.leave(work, MARKET, MERCHANT, mei)
        assert await members.count_members(work, MARKET, MERCHANT) == 0
        again = await members.join(work, *about)
        assert again.member_id != joined.member_id


async def test_a_hint_reaches_open_pages_of_every_process_after_the_commit_and_nobody_hoards_them(
    town: Town,
) -> None:
    here, there = Live(town.url, town.db.pool), Live(town.url, town.db.pool)
    town.db.pass_on, store = here.pass_on, topic("store", MARKET, STORE)
    try:
        async with here.listening("mei", store) as near, there.listening("mei", store) as far:
            async with contextlib.AsyncExitStack() as open_pages:
                for _ in range(MOST_OF_ONE - 1):
                    assert here.has_room("mei")
                    await open_pages.enter_async_context(here.listening("mei", "else"))
                assert not here.has_room("mei")
                assert here.has_room("lin")
            assert here.has_room("mei")
            with contextlib.suppress(ZeroDivisionError):
                async with town.db.work() as work:
                    work.hint(store)
                    raise ZeroDivisionError
            assert not await near.heard(0.05)
            # Until the other process listens, a hint is lost to it, as any may be.
            heard = False
            while not heard:
                await town.pay(await sell(town))
                assert await near.heard(1)
                heard = await far.heard(0.2)
    finally:
        town.db.pass_on = None
        await here.close()
        await there.close()


async def test_who_paid_in_the_shop_may_review_it_until_all_of_it_is_given_back(town: Town) -> None:
    unpaid = await sell(town)
    order = await town.pay(await sell(town))
    words = (5, 4, 3, "热情", "Guest")

    async def write(which: orders.Order) -> str:
        async with town.db.work() as work:
            about = (work, MARKET, which.order_id, which.person_id)
            return await answer(community.write_review(*about, *words))

    assert await write(unpaid) == "review_needs_consumption"
    async with town.db.read() as reader:
        before = await community.rating(reader, MARKET, STORE)
        assert await community.may_review(reader, MARKET, order.order_id, order.person_id)
    assert [await write(order), await write(order)] == ["done", "review_exists"]
    await take(town, order, 800)
    async with town.db.read() as reader:
        review = await community.review_of_order(reader, MARKET, order.order_id)
        assert review is not None and (review.store_id, review.place) == (STORE, 4)
    await take(town, order, 3000)
    async with town.db.read() as reader:
        assert await community.review_of_order(reader, MARKET, order.order_id) is None
        after = await community.rating(reader, MARKET, STORE)
    assert (after.reviews if after else 0) == (before.reviews if before else 0)
    assert await write(order) == "review_needs_consumption"


async def test_what_the_market_bears_is_not_for_own_staff_nor_for_amounts_that_look_arranged(
    town: Town,
) -> None:
    friend, clerk = ids.uuid7(), ids.uuid7()
    terms = promotions.Terms(
        title="平台满30减5",
        kind=promotions.Kind.FULL_REDUCTION,
        off_minor=500,
        from_minor=3000,
        valid_from=town.clock.at - timedelta(days=1),
        valid_until=town.clock.at + timedelta(days=90),
        per_person=6,
        total=20,
        funder=promotions.Funder.PLATFORM,
        platform_bp=10_000,
        budget_minor=10_000,
    )
    async with town.db.work() as work:
        batch = await promotions.make_batch(work, MARKET, None, terms, by_platform=True)
        await merchants.add_staff(work, MARKET, clerk, STORE, "clerk", "Bo")
        for person in (friend, friend, friend, friend, clerk):
            await promotions.claim(work, MARKET, person, batch.batch_id, town.key())

    async def why(person: UUID, minor: int) -> set[str]:
        async with town.db.read() as reader:
            quote = await orders.quote_sale(reader, MARKET, person, STORE, Money(minor, "CNY"))
        return {one.obstacle.value if one.obstacle else "" for one in quote.discount.offers}

    assert await why(clerk, 3000) == {"own_shop"}
    assert (await sell(town, 3000, person=clerk)).total_minor == 3000
    paid = [await town.pay(await sell(town, minor, person=friend)) for minor in (3000, 9000, 3300)]
    assert [order.total_minor for order in paid] == [2500, 8500, 2800]
    # The third that is just enough is not paid for; what is really bought is.
    assert (await why(friend, 3290), await why(friend, 3301)) == ({"arranged"}, {""})
    assert (await sell(town, 3001, person=friend)).total_minor == 3001
    with pytest.raises(Refusal) as refused:
        async with town.db.work() as work:
            mine = (await promotions.coupons_of_person(work, MARKET, friend, good=True)).items[0]
            about = (friend, STORE, Money(3001, "CNY"), [mine.coupon_id])
            await orders.quote_sale(work, MARKET, *about)
    assert (refused.value.code, refused.value.params["reason"]) == ("coupon_not_usable", "arranged")
    async with town.db.read() as reader:
        (seen,) = await promotions.arranged_uses(reader, MARKET)
        questions = [one for one in audits.QUESTIONS if one.key in ("subsidies", "reviews")]
        findings = [await one.ask(reader, MARKET) for one in questions]
    assert (seen.person_id, seen.store_id, seen.times, seen.platform_minor) == (friend, STORE, 2, 1000)
    assert [one.fine for one in findings] == [True, True]
    # A coupon of the shop's own, which costs nobody anything here, does not make it another price.
    own = {"off_minor": 2000, "from_minor": 5000, "funder": promotions.Funder.MERCHANT, "platform_bp": 0}
    async with town.db.work() as work:
        merchant_id = (await merchants.store(work, MARKET, STORE)).merchant_id
        batch = await promotions.make_batch(work, MARKET, merchant_id, msgspec.structs.replace(terms, **own))
        await promotions.claim(work, MARKET, friend, batch.batch_id, town.key())
    assert (await sell(town, 5000, person=friend)).total_minor == 3000
    assert (await sell(town, 5400, person=friend)).total_minor == 5400 - 500
    await take(town, paid[0], 2500)
    assert await why(friend, 3001) == {""}
