"""Which price applies, and why: a table of cases, and what holds for all of them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.modules.prices.model import Ask, Channel, Spot, Why
from linli.modules.prices.parity import differences
from linli.modules.prices.selection import chosen, priced, share_rounded_half_up, why
from linli.modules.prices.unit_prices import UnitPrice, unit_price

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE, THERE, VARIANT = UUID(int=1), UUID(int=2), UUID(int=9)
BASE = 1000
ONLINE = Spot(store_id=HERE, channel=Channel.ONLINE, region="West")
IN_STORE = Spot(store_id=HERE, channel=Channel.IN_STORE, region="West")
GOLD = Spot(store_id=HERE, channel=Channel.ONLINE, region="West", tier="gold")


def ask(number: int, price: int | None, percent: int | None = None, **terms: Any) -> Ask:
    """Of two books the one with the greater number was made later."""
    return Ask(variant_id=VARIANT, book_id=UUID(int=number), price_minor=price, percent_bp=percent, **terms)


ALL = ask(1, 950)
WEB = ask(2, 940, channel=Channel.ONLINE)
SHOP = ask(3, 930, channel=Channel.IN_STORE)
WEST = ask(4, 1100, region="West")
EAST = ask(5, 10, region="East")
BRANCH = ask(6, 1200, store_ids=(THERE, HERE))
ELSEWHERE = ask(7, 10, store_ids=(THERE,))
SALE = ask(8, 800, begins_at=NOW, ends_at=NOW + HOUR)
OVER = ask(9, 10, ends_at=NOW)
NOT_YET = ask(10, 10, begins_at=NOW + timedelta(microseconds=1))
MEMBER = ask(11, 900, tier="gold")
DEAR_MEMBER = ask(12, 1300, tier="gold", store_ids=(HERE,))
SILVER = ask(13, 10, tier="silver")
BRANCH_SALE = ask(14, 1150, store_ids=(HERE,), ends_at=NOW + HOUR)
EARLIER_SALE = ask(15, 700, begins_at=NOW - HOUR)
WEB_SALE = ask(16, 790, channel=Channel.ONLINE, begins_at=NOW, ends_at=NOW + HOUR)


@pytest.mark.parametrize(
    ("case", "asks", "spot", "price", "reason"),
    [
        ("no book: the base price", [], ONLINE, 1000, Why.BASE),
        ("a book for all", [ALL], ONLINE, 950, Why.BOOK),
        ("online above any channel", [ALL, WEB, SHOP], ONLINE, 940, Why.ONLINE),
        ("in store above any channel", [ALL, WEB, SHOP], IN_STORE, 930, Why.IN_STORE),
        ("a book for the other channel says nothing", [SHOP], ONLINE, 1000, Why.BASE),
        ("a region above everywhere, dearer or not", [ALL, WEB, WEST], ONLINE, 1100, Why.REGION),
        ("another region says nothing", [EAST, ALL], ONLINE, 950, Why.BOOK),
        ("a branch above its region", [WEST, BRANCH, ALL], ONLINE, 1200, Why.BRANCH),
        ("another branch says nothing", [ELSEWHERE], ONLINE, 1000, Why.BASE),
        ("a time above no time and the channel", [ALL, WEB, SALE], ONLINE, 800, Why.LIMITED),
        ("a branch above a time for all", [SALE, BRANCH], ONLINE, 1200, Why.BRANCH),
        ("a time in the branch above the branch", [BRANCH, BRANCH_SALE], ONLINE, 1150, Why.LIMITED),
        ("of two times the channel's own", [SALE, WEB_SALE], ONLINE, 790, Why.LIMITED),
        ("of two times the one that began last", [SALE, EARLIER_SALE], ONLINE, 800, Why.LIMITED),
        ("over at its end, not before its begin", [OVER, NOT_YET], ONLINE, 1000, Why.BASE),
        ("of equals the one made last", [ALL, ask(17, 960)], ONLINE, 960, Why.BOOK),
        ("a member pays the member's price", [ALL, MEMBER, SILVER], GOLD, 900, Why.MEMBER),
        ("others do not", [MEMBER, SILVER], ONLINE, 1000, Why.BASE),
        ("a member never pays more than all", [MEMBER, SALE], GOLD, 800, Why.LIMITED),
        ("the tier's most specific book decides", [MEMBER, DEAR_MEMBER], GOLD, 1000, Why.BASE),
        ("a share of the base price", [ask(18, None, 8750)], ONLINE, 875, Why.BOOK),
    ],
)
def test_the_price_that_applies(case: str, asks: list[Ask], spot: Spot, price: int, reason: Why) -> None:
    for order in (asks, asks[::-1]):
        found = chosen(order, spot, NOW, BASE)
        assert (found.price_minor, why(found.ask)) == (price, reason), case


def test_a_window_is_open_at_its_begin_and_closed_at_its_end() -> None:
    prices = [chosen([SALE], ONLINE, NOW + step, BASE).price_minor for step in (-HOUR / 2, 0 * HOUR, HOUR)]
    assert prices == [1000, 800, 1000]


@pytest.mark.parametrize(
    ("base", "percent", "price"),
    [
        (999, 5000, 500),
        (1, 4999, 1),
        (1, 1, 1),
        (0, 5000, 0),
        (333, 3333, 111),
        (1005, 1000, 101),
        (7, 20_000, 14),
    ],
)
def test_a_share_is_rounded_half_up_and_never_nothing_of_something(
    base: int, percent: int, price: int
) -> None:
    assert share_rounded_half_up(base, percent) == price


@pytest.mark.parametrize(
    ("price", "amount", "unit", "told"),
    [
        (1990, 500, "g", UnitPrice(3980, "kg")),
        (599, 80, "g", UnitPrice(749, "100g")),
        (333, 750, "ml", UnitPrice(444, "l")),
        (250, 330, "ml", UnitPrice(758, "l")),
        (1000, 150, "cm", UnitPrice(667, "m")),
        (1000, 6, "piece", UnitPrice(167, "piece")),
        (1000, 1000, "g", None),
        (1000, 1, "piece", None),
        (1000, 0, "g", None),
        (1000, 5, "", None),
    ],
)
def test_the_price_of_a_unit(price: int, amount: int, unit: str, told: UnitPrice | None) -> None:
    assert unit_price(price, amount, unit) == told


def test_a_price_names_what_the_other_channel_asks_and_the_reason() -> None:
    till = msgspec.structs.replace(SHOP, reason="清仓", reason_en="Clearance at the till")
    told = priced([ALL, till, MEMBER], GOLD, NOW, BASE)
    assert (told.price_minor, told.general_minor, told.other_minor) == (900, 950, 900)
    assert (told.reason, told.book_id, told.why) == ("", MEMBER.book_id, Why.MEMBER)
    told = priced([ALL, till], ONLINE, NOW, BASE)
    assert (told.price_minor, told.other_minor, told.reason_en) == (950, 930, "Clearance at the till")
    assert priced([till], IN_STORE, NOW, BASE).other_minor == BASE


ASKS = st.builds(
    ask,
    st.integers(1, 10**6),
    st.integers(900, 905),
    channel=st.sampled_from(Channel),
    tier=st.sampled_from(["", "gold"]),
    region=st.sampled_from(["", "West"]),
    store_ids=st.sampled_from([(), (HERE,), (THERE,)]),
    begins_at=st.sampled_from([None, NOW, NOW + HOUR]),
    ends_at=st.sampled_from([None, NOW + 2 * HOUR]),
    reason=st.sampled_from(["", "", "why"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ASKS, max_size=6, unique_by=lambda one: one.book_id), st.integers(0, 3))
def test_where_the_guard_finds_nothing_both_channels_ask_the_same_or_say_why(
    asks: list[Ask], hour: int
) -> None:
    found = list(differences(asks, {VARIANT: BASE}, {HERE: "West"}, NOW))
    at = NOW + hour * HOUR
    for spot in (ONLINE, GOLD):
        told = priced(asks, spot, at, BASE)
        assert told.price_minor <= told.general_minor
        if not found:
            assert told.price_minor == told.other_minor or told.reason
    for one in found:
        spot = msgspec.structs.replace(ONLINE, tier=one.tier)
        told = priced(asks, spot, one.at, BASE)
        assert (told.price_minor, told.other_minor) == (one.online_minor, one.in_store_minor)
        assert not told.reason and told.price_minor != told.other_minor
