"""What coupons take off: exact, bounded, explained; and the best of them is found."""

from datetime import timedelta
from itertools import pairwise, product
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.money import shared_evenly
from linli.modules.promotions import Basket, Batch, Coupon, Funder, GoodFor, Kind, Obstacle, Side
from linli.modules.promotions.taking_off import best, off_lines, offer, together
from linli.modules.settlement import HeldLine, Line, Share

from .promotions_samples import MERCHANT, NOW, STORE, basket, batch, coupon

LINES = st.lists(
    st.tuples(st.integers(1, 9), st.integers(1, 30_000)).map(lambda one: (one[0] * one[1], one[0])),
    min_size=1,
    max_size=6,
)


@st.composite
def batches(draw: st.DrawFn, number: int = 1) -> Batch:
    funder = draw(st.sampled_from(list(Funder)))
    shares = {Funder.MERCHANT: 0, Funder.PLATFORM: 10_000, Funder.SHARED: draw(st.integers(1, 9_999))}
    kind = draw(st.sampled_from(list(Kind)))
    return batch(
        number,
        None if funder is Funder.PLATFORM else MERCHANT,
        kind=kind,
        off_minor=0 if kind is Kind.PERCENT else draw(st.integers(1, 50_000)),
        percent_bp=draw(st.integers(1, 9_999)) if kind is Kind.PERCENT else 0,
        most_minor=draw(st.none() | st.integers(1, 5_000)),
        from_minor=draw(st.integers(0, 20_000)),
        item_ids=draw(st.just(()) | st.just((UUID(int=501), UUID(int=503)))),
        funder=funder,
        platform_bp=shares[funder],
    )


@settings(max_examples=150, deadline=None)
@given(LINES, st.lists(st.integers(1, 6).flatmap(batches), min_size=1, max_size=4))
def test_discounts_add_up_leave_every_unit_something_and_the_best_is_found(
    prices: list[tuple[int, int]], rules: list[Batch]
) -> None:
    wanted = basket(*prices)
    hand = [coupon(rule, number, days=number) for number, rule in enumerate(rules, start=1)]
    offers = [offer(one, wanted, None) for one in hand]
    found = best(offers, wanted)
    for line in wanted.lines:
        share = found.of_line(line.line_no)
        assert (
            0 <= share.platform_minor <= share.minor <= line.amount_minor - line.quantity or not share.minor
        )
        # Any number of units goes back at exactly what was paid for them.
        paid = line.amount_minor - share.minor
        units = shared_evenly(paid, line.quantity)
        assert sum(units) == paid
        assert min(units) >= 1
    assert found.minor == sum(found.of_line(line.line_no).minor for line in wanted.lines)
    assert len({one.coupon.side for one in found.applied}) == len(found.applied)
    assert found.minor == max(_tried(hand, wanted))


def _tried(hand: list[Coupon], wanted: Basket) -> list[int]:
    sides = [[None, *(one for one in hand if one.side is side)] for side in Side]
    return [
        sum(one.minor for one in together([one for one in pair if one], wanted)) for pair in product(*sides)
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 40_000),
    st.integers(0, 30_000),
    st.integers(0, 3_000),
    st.lists(st.integers(0, 40_000), max_size=8),
)
def test_a_subsidy_follows_what_is_released_whatever_happens_in_between(
    amount: int, subsidy: int, commission_bp: int, stops: list[int]
) -> None:
    held = HeldLine(1, UUID(int=1), STORE, amount, subsidy)
    line = Line(
        order_id=UUID(int=9),
        line_no=1,
        deal_id=held.deal_id,
        store_id=STORE,
        merchant_id=MERCHANT,
        currency="CNY",
        amount_minor=amount,
        commission_bp=commission_bp,
        commission_rule_id=None,
        split_rule_id=None,
        shares=(Share("head_office", UUID(int=5), 1_000), Share("store", MERCHANT, 10_000)),
        claims_hours=0,
        released_minor=0,
        refunded_minor=0,
        subsidy_minor=held.subsidy_minor,
    )
    path = [0, *(min(stop, amount) for stop in stops), amount]
    steps = [line.parts_between(before, after) for before, after in pairwise(path)]
    for (before, after), step in zip(pairwise(path), steps, strict=True):
        assert step.amount_minor == after - before + step.subsidy_minor
        assert step.commission_minor + sum(part.minor for part in step.parts) == step.amount_minor
    assert sum(step.subsidy_minor for step in steps) == subsidy
    assert sum(step.commission_minor for step in steps) == (amount + subsidy) * commission_bp // 10_000


def test_a_coupon_says_why_it_takes_nothing_off() -> None:
    wanted, rule = basket((6000, 2), (3000, 1)), batch()
    missing = offer(coupon(rule), wanted, None)
    assert (missing.obstacle, missing.missing_minor) == (Obstacle.TOO_LITTLE, 1000)
    plenty = basket((12000, 2))
    assert offer(coupon(rule), plenty, None).off_minor == 2000
    assert offer(coupon(rule), plenty, 1999).obstacle is Obstacle.BUDGET
    held = msgspec.structs.replace(coupon(rule), order_id=UUID(int=7))
    cases = {
        Obstacle.IN_ORDER: held,
        Obstacle.EXPIRED: coupon(rule, days=0),
        Obstacle.NOT_YET: coupon(batch(valid_from=NOW + timedelta(hours=1))),
        Obstacle.ELSEWHERE: coupon(batch(store_ids=(UUID(int=77),))),
        Obstacle.NOT_FOR_THIS: coupon(batch(places=(GoodFor.SALES,))),
    }
    assert {why: offer(one, plenty, None).obstacle for why, one in cases.items()} == {
        why: why for why in cases
    }
    other = basket((12000, 2), merchant_id=UUID(int=88))
    assert offer(coupon(rule), other, None).obstacle is Obstacle.ELSEWHERE
    assert offer(coupon(batch(off_minor=5, from_minor=0, kind=Kind.FIXED)), basket((3, 3)), None).obstacle


def test_the_merchants_coupon_comes_first_and_the_markets_counts_what_is_left() -> None:
    wanted = basket((10000, 1), (2000, 4))
    own = coupon(batch(1, off_minor=2000, from_minor=12000), 1)
    market = coupon(
        batch(
            2,
            None,
            kind=Kind.PERCENT,
            off_minor=0,
            percent_bp=1000,
            from_minor=10000,
            funder=Funder.PLATFORM,
            platform_bp=10_000,
        ),
        2,
    )
    found = best([offer(one, wanted, None) for one in (market, own)], wanted)
    assert [(one.coupon.coupon_id, one.merchant_minor, one.platform_minor) for one in found.applied] == [
        (own.coupon_id, 2000, 0),
        (market.coupon_id, 0, 1000),
    ]
    # Of two that take off the same, the one that runs out first goes first.
    twin = coupon(batch(3, off_minor=2000, from_minor=12000), 3, days=1)
    chosen = best([offer(one, wanted, None) for one in (own, twin)], wanted)
    assert chosen.coupon_ids == (twin.coupon_id,)


def test_a_shared_coupon_is_borne_by_both_exactly() -> None:
    rule = batch(kind=Kind.FIXED, off_minor=1001, from_minor=0, funder=Funder.SHARED, platform_bp=3333)
    shares = off_lines(rule, basket((5000, 1), (2500, 5), (2500, 1)))
    assert sum(one.minor for one in shares) == 1001
    assert sum(one.platform_minor for one in shares) == 333
