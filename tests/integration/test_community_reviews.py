"""Reviews come from people who were there: their own order, a used voucher, once."""

from datetime import timedelta
from uuid import UUID

import pytest

from linli.kernel import ids, sql
from linli.kernel.database import Work
from linli.kernel.events import Event
from linli.kernel.idempotency import Key
from linli.kernel.ids import derived
from linli.kernel.journey import Journey
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import community, merchants, vouchers

MARKET = 9_307
STORE, OTHER_STORE, MERCHANT = derived("store"), derived("another store"), derived("merchant")
LINA, TOM = derived("lina"), derived("tom")
CHINA = {"timezone": "Asia/Shanghai", "country": "CN"}
PLACED = sql.Statement(
    "placed",
    "an order as the shop's books have it, without asking for its money",
    """INSERT INTO orders.orders (market_id, order_id, number, tracking_code, person_id, store_id,
        merchant_id, deal_id, title, title_en, icon, quantity, unit_price_minor, total_minor, currency,
        intent_id, state, placed_at, pay_before, paid_at, terms_id, kind, line_count)
    VALUES ($1, $2, $3, 'DIRECT', $4, $5, $6, $2, '双人火锅', 'Hotpot', 'bowl', 1, 100, 100, 'CNY',
        $2, 'paid', $7, $7, $7, $2, 'deal', 1)""",
    "",
)


@pytest.fixture
def heard() -> list[Event]:
    return []


@pytest.fixture
def journey(heard: list[Event]) -> Journey:
    async def remember(_work: Work, event: Event) -> None:
        heard.append(event)

    journey = Journey()
    journey.on(community.ReviewWritten).at_once(remember)
    journey.on(community.ReviewWithdrawn).at_once(remember)
    return journey


async def _ordered(
    work: Work, person_id: UUID = LINA, store_id: UUID = STORE
) -> tuple[UUID, vouchers.Voucher]:
    order_id = ids.uuid7()
    what = (order_id, ids.new_number(12), person_id, store_id, MERCHANT)
    await work.run(PLACED, MARKET, *what, work.now)
    [voucher] = await vouchers.issue(
        work, MARKET, order_id, order_id, store_id, MERCHANT, person_id, "双人火锅", "Hotpot",
        Money(100, "CNY"), 1, "", work.now + timedelta(days=9),
    )  # fmt: skip
    return order_id, voucher


async def _redeemed(work: Work, voucher: vouchers.Voucher, time: str = "") -> vouchers.Redeemed:
    key = Key("mei", f"{voucher.voucher_id}{time}", b"")
    mei = (derived("mei"), "Mei")
    return await vouchers.redeem(work, MARKET, voucher.code, voucher.store_id, mei, key, CHINA)


async def _consumed(work: Work, person_id: UUID = LINA, store_id: UUID = STORE) -> UUID:
    order_id, voucher = await _ordered(work, person_id, store_id)
    await _redeemed(work, voucher)
    return order_id


async def _review(
    work: Work,
    order_id: UUID,
    person_id: UUID = LINA,
    marks: tuple[int, int, int] = (5, 4, 4),
    body: str = "好吃",
) -> community.Review:
    return await community.write_review(work, MARKET, order_id, person_id, *marks, body, "莉娜")


async def _refused(work: Work, order_id: UUID, **how: object) -> Refusal:
    with pytest.raises(Refusal) as no:
        await _review(work, order_id, **how)  # type: ignore[arg-type]  # as they are
    return no.value


async def test_who_consumed_reviews_and_it_is_announced_with_the_new_rating(
    work: Work, heard: list[Event]
) -> None:
    order_id = await _consumed(work)
    assert await community.may_review(work, MARKET, order_id, LINA)
    review = await _review(work, order_id)
    assert (review.store_id, review.nickname, review.deal_title, review.tenths) == (
        STORE,
        "莉娜",
        "双人火锅",
        43,
    )
    assert await community.review_of_order(work, MARKET, order_id) == review
    assert heard == [
        community.ReviewWritten(
            market_id=MARKET,
            review_id=review.review_id,
            order_id=order_id,
            store_id=STORE,
            person_id=LINA,
        )
    ]


async def test_an_order_with_an_unused_voucher_cannot_be_reviewed_yet(work: Work) -> None:
    order_id, _ = await _ordered(work)
    assert not await community.may_review(work, MARKET, order_id, LINA)
    assert (await _refused(work, order_id)).code == "review_needs_consumption"


async def test_an_undone_redemption_is_no_consumption(work: Work) -> None:
    order_id, voucher = await _ordered(work)
    done = await _redeemed(work, voucher)
    clerk, hour = (derived("mei"), "Mei"), timedelta(hours=1)
    await vouchers.undo_redemption(work, MARKET, done.redemption.redemption_id, STORE, clerk, hour)
    assert (await _refused(work, order_id)).code == "review_needs_consumption"


async def _undone(work: Work, done: vouchers.Redeemed) -> None:
    clerk, hour = (derived("mei"), "Mei"), timedelta(hours=1)
    await vouchers.undo_redemption(work, MARKET, done.redemption.redemption_id, STORE, clerk, hour)


async def test_a_review_goes_with_the_redemption_it_stands_on(work: Work, heard: list[Event]) -> None:
    await _review(work, await _consumed(work), marks=(5, 5, 5))
    order_id, voucher = await _ordered(work)
    done = await _redeemed(work, voucher)
    review = await _review(work, order_id, marks=(1, 2, 3))
    await _undone(work, done)
    await community.withdraw_review(work, MARKET, order_id)
    assert await community.review_of_order(work, MARKET, order_id) is None
    assert [one.tenths for one in (await community.reviews_of_store(work, MARKET, STORE)).items] == [50]
    left = community.Rating(STORE, 1, 5, 5, 5)
    assert await community.rating(work, MARKET, STORE) == left
    assert (await community.standing(work, MARKET, STORE)).rating == left
    assert await community.unanswered_count(work, MARKET, STORE) == 1
    with pytest.raises(Refusal, match="not_found"):
        await community.reply(work, MARKET, review.review_id, STORE, "谢谢")
    assert heard[-1] == community.ReviewWithdrawn(
        market_id=MARKET, review_id=review.review_id, order_id=order_id, store_id=STORE, person_id=LINA
    )
    await community.withdraw_review(work, MARKET, order_id)
    assert len(heard) == 3


async def test_the_last_review_that_goes_leaves_a_store_without_a_rating(work: Work) -> None:
    order_id, voucher = await _ordered(work)
    done = await _redeemed(work, voucher)
    await _review(work, order_id)
    await _undone(work, done)
    await community.withdraw_review(work, MARKET, order_id)
    assert await community.rating(work, MARKET, STORE) is None


async def test_who_uses_the_voucher_again_may_review_again(work: Work) -> None:
    order_id, voucher = await _ordered(work)
    done = await _redeemed(work, voucher)
    await _review(work, order_id, body="before")
    await _undone(work, done)
    await community.withdraw_review(work, MARKET, order_id)
    assert not await community.may_review(work, MARKET, order_id, LINA)
    assert (await _refused(work, order_id)).code == "review_needs_consumption"
    await _redeemed(work, voucher, "again")
    assert await community.may_review(work, MARKET, order_id, LINA)
    again = await _review(work, order_id, body="after")
    assert (await community.reviews_of_store(work, MARKET, STORE)).items == [again]
    assert (await _refused(work, order_id)).code == "review_exists"


async def test_a_review_stays_while_another_voucher_of_its_order_stands_redeemed(work: Work) -> None:
    order_id, voucher = await _ordered(work)
    [other] = await vouchers.issue(
        work, MARKET, order_id, order_id, STORE, MERCHANT, LINA, "双人火锅", "Hotpot",
        Money(100, "CNY"), 1, "", work.now + timedelta(days=9),
    )  # fmt: skip
    done = await _redeemed(work, voucher)
    await _redeemed(work, other)
    review = await _review(work, order_id)
    await _undone(work, done)
    await community.withdraw_review(work, MARKET, order_id)
    assert await community.review_of_order(work, MARKET, order_id) == review


@pytest.mark.parametrize("role", ["clerk", "owner"])
async def test_nobody_reviews_the_merchant_they_work_for_in_whatever_store(work: Work, role: str) -> None:
    """The order is of one store, its guest works in another one of the same merchant."""
    known = merchants.Merchant(merchant_id=MERCHANT, name="Wang", state=merchants.MerchantState.VERIFIED)
    await merchants.add_merchant(work, MARKET, known)
    elsewhere = merchants.Store(
        store_id=OTHER_STORE, slug="elsewhere", name="Elsewhere", trade="cafe", lat=1.0, lon=1.0,
        merchant_id=MERCHANT,
    )  # fmt: skip
    await merchants.list_store(work, MARKET, elsewhere)
    order_id = await _consumed(work)
    await merchants.add_staff(work, MARKET, LINA, OTHER_STORE, role, "Lina")
    assert not await community.may_review(work, MARKET, order_id, LINA)
    assert (await _refused(work, order_id)).code == "review_by_staff"
    assert await community.may_review(work, MARKET, await _consumed(work, TOM), TOM)


async def test_someone_elses_order_is_not_found(work: Work) -> None:
    order_id = await _consumed(work)
    assert not await community.may_review(work, MARKET, order_id, TOM)
    assert (await _refused(work, order_id, person_id=TOM)).code == "not_found"


async def test_an_order_that_never_was_cannot_be_reviewed(work: Work) -> None:
    assert not await community.may_review(work, MARKET, ids.uuid7(), LINA)


async def test_an_order_is_reviewed_once(work: Work, heard: list[Event]) -> None:
    order_id = await _consumed(work)
    first = await _review(work, order_id)
    assert not await community.may_review(work, MARKET, order_id, LINA)
    assert (await _refused(work, order_id, body="again")).code == "review_exists"
    assert await community.review_of_order(work, MARKET, order_id) == first
    rating = await community.rating(work, MARKET, STORE)
    assert rating is not None
    assert (rating.reviews, len(heard)) == (1, 1)


@pytest.mark.parametrize("body", ["", " \n ", "\x00", "x" * 2001])
async def test_a_text_that_is_empty_or_too_long_is_invalid(work: Work, body: str) -> None:
    assert (await _refused(work, await _consumed(work), body=body)).params == {"field": "body"}


@pytest.mark.parametrize(
    ("marks", "field"), [((0, 5, 5), "quality"), ((5, 6, 5), "place"), ((5, 5, -1), "service")]
)
async def test_a_mark_outside_one_to_five_is_invalid(
    work: Work, marks: tuple[int, int, int], field: str
) -> None:
    no = await _refused(work, await _consumed(work), marks=marks)
    assert (no.code, no.params) == ("invalid", {"field": field})


async def test_a_text_of_the_longest_length_with_markup_is_kept_as_written(work: Work) -> None:
    body = ("<b>好</b>\r\n" * 300)[:2000].strip()
    review = await _review(work, await _consumed(work), body=body)
    assert review.body == body.replace("\r\n", "\n")


async def test_the_rating_adds_up_over_all_reviews_of_the_store_alone(work: Work) -> None:
    for marks in ((5, 5, 5), (4, 3, 2)):
        await _review(work, await _consumed(work), marks=marks)
    await _review(work, await _consumed(work, store_id=OTHER_STORE), marks=(1, 1, 1))
    assert await community.rating(work, MARKET, STORE) == community.Rating(STORE, 2, 9, 8, 7)


async def test_a_store_without_reviews_has_no_rating(work: Work) -> None:
    assert await community.rating(work, MARKET, STORE) is None


async def test_a_stores_reviews_turn_their_pages_newest_first(work: Work) -> None:
    written = [await _review(work, await _consumed(work)) for _ in range(3)]
    first = await community.reviews_of_store(work, MARKET, STORE, None, 2)
    last = await community.reviews_of_store(work, MARKET, STORE, first.next_cursor, 2)
    assert [*first.items, *last.items] == written[::-1]
    assert last.next_cursor is None


async def test_the_store_answers_and_its_latest_answer_stands(work: Work) -> None:
    review = await _review(work, await _consumed(work))
    assert await community.unanswered_count(work, MARKET, STORE) == 1
    await community.reply(work, MARKET, review.review_id, STORE, "谢谢")
    assert await community.unanswered_count(work, MARKET, STORE) == 0
    await community.reply(work, MARKET, review.review_id, STORE, " 欢迎再来 ")
    answered = await community.review_of_order(work, MARKET, review.order_id)
    assert answered is not None
    assert (answered.reply, answered.replied_at, answered.body) == ("欢迎再来", work.now, review.body)


async def test_another_store_cannot_answer(work: Work) -> None:
    review = await _review(work, await _consumed(work))
    with pytest.raises(Refusal, match="not_found"):
        await community.reply(work, MARKET, review.review_id, OTHER_STORE, "谢谢")


@pytest.mark.parametrize("text", ["", "x" * 1001])
async def test_an_answer_that_is_empty_or_too_long_is_invalid(work: Work, text: str) -> None:
    review = await _review(work, await _consumed(work))
    with pytest.raises(Refusal, match="invalid"):
        await community.reply(work, MARKET, review.review_id, STORE, text)
