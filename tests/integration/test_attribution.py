"""What brought somebody, and what came of it: counted once, in whatever order it is told."""

from datetime import date, timedelta
from itertools import permutations
from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.kernel.journey import Journey
from linli.modules import attribution, audits, consents
from linli.modules.attribution import Model, Span, StepKind, TouchKind, Visitor
from tests.integration.discovery_stage import MARKET, NOON, merchant, opened, store

LINA, TOM = derived("lina"), derived("tom")
CODES = {name: derived("code", name) for name in ("poster", "social", "leaflet")}
SPAN = Span(date(2026, 10, 1), date(2027, 1, 1))
DAY = timedelta(days=1)
Shop = tuple[UUID, UUID]


@pytest.fixture
def journey() -> Journey:
    return Journey()


@pytest_asyncio.fixture
async def shop(work: Work) -> Shop:
    await opened(work)
    owner = await merchant(work)
    await consents.give(work, LINA, consents.Purpose.JOURNEY, at="test")
    return owner, await store(work, "tea", "茶", owner=owner)


async def _visit(work: Work, shop: Shop, channel: str, days: float, visitor: Visitor, name: str = "") -> UUID:
    visit_id = derived("visit", name or channel, str(days))
    work.now = NOON - DAY * days
    code = (shop[1], CODES[channel], channel)
    campaign_id = derived("campaign", channel)
    await attribution.note_visit(work, MARKET, visit_id, *code, visitor, campaign_id=campaign_id)
    work.now = NOON
    return visit_id


async def _order(
    work: Work, shop: Shop, name: str, person: UUID, visit_id: UUID | None = None, minor: int = 1000
) -> UUID:
    order = derived("order", name)
    await attribution.begin(work, MARKET, order, shop[1], person, visit_id)
    await attribution.reach(work, MARKET, order, shop[1], shop[0], person, minor)
    return order


async def _paid(work: Work, shop: Shop, model: Model) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(channel, way) → parts of orders, paid, used."""
    found = await attribution.channel_sums(work, MARKET, [shop[1]], SPAN)
    return {
        (one.channel, one.way): (one.orders, one.paid_minor, one.redeemed_minor)
        for one in found
        if one.model is model and any((one.orders, one.paid_minor, one.redeemed_minor))
    }


async def _wrong(work: Work) -> set[str]:
    wanted = {"credits", "credit_sums", "visit_sums"}
    asked = [question for question in audits.QUESTIONS if question.key in wanted]
    return {question.key for question in asked if not (await question.ask(work, MARKET)).fine}


async def _tell(work: Work, shop: Shop, n: int, news: str) -> None:
    """One piece of news of the n-th order, each of another buyer who agreed."""
    order, person = derived("order", str(n)), derived("buyer", str(n))
    if news == "visited":
        await _visit(work, shop, "poster", 2, Visitor(person_id=person), f"v{n}")
        await _visit(work, shop, "social", 1, Visitor(person_id=person), f"w{n}")
    elif news == "placed":
        await attribution.begin(work, MARKET, order, shop[1], person, None)
    elif news == "paid":
        await attribution.reach(work, MARKET, order, shop[1], shop[0], person, 999)
    else:
        used = derived("use", str(n))
        await attribution.note_step(work, MARKET, order, StepKind(news), used, 333)


async def test_in_whatever_order_news_comes_and_however_often_the_same_is_credited(
    work: Work, shop: Shop
) -> None:
    orders = list(permutations(("visited", "placed", "paid", "redeemed", "undone")))[::9]
    ends = []
    for n, told in enumerate(orders):
        await consents.give(work, derived("buyer", str(n)), consents.Purpose.JOURNEY, at="test")
        for news in told:
            await _tell(work, shop, n, news)
            await _tell(work, shop, n, news)
        line = await attribution.line_of(work, MARKET, derived("order", str(n)))
        ends.append([(c.model, c.place, c.channel, c.way, c.parts, c.paid_minor) for c in line.credits])
    assert [end for end in ends if end != ends[0]] == []
    assert await _paid(work, shop, Model.LINEAR) == {
        ("poster", "off_on"): (len(orders) * 500_000, len(orders) * 500, 0),
        ("social", "on_on"): (len(orders) * 500_000, len(orders) * 499, 0),
    }
    assert await _wrong(work) == set()


async def test_only_who_agreed_is_known_and_who_takes_it_back_is_nobody_while_the_sums_stay(
    work: Work, shop: Shop
) -> None:
    for person in (LINA, TOM):
        phone = derived("phone of", str(person))
        await _visit(work, shop, "poster", 5, Visitor(device_id=phone), f"before {person}")
        last = await _visit(work, shop, "leaflet", 1, Visitor(device_id=phone), f"last {person}")
        await _visit(work, shop, "social", 3, Visitor(person_id=person), f"elsewhere {person}")
        await _order(work, shop, str(person), person, last)
    # Tom never agreed: only the visit of the cookie he ordered with counts.
    assert await _paid(work, shop, Model.FIRST) == {
        ("poster", "off_on"): (1_000_000, 1000, 0),
        ("leaflet", "off_on"): (1_000_000, 1000, 0),
    }
    assert [one.channel for one in await attribution.timeline_of(work, MARKET, LINA)] == [
        *("leaflet", "social", "poster")
    ]
    assert await attribution.timeline_of(work, MARKET, TOM) == []
    await attribution.forget_timeline(work, MARKET, LINA)
    order = derived("order", str(LINA))
    await attribution.note_step(work, MARKET, order, StepKind.REDEEMED, derived("use"), 1000)
    assert await attribution.timeline_of(work, MARKET, LINA) == []
    line = await attribution.line_of(work, MARKET, order)
    assert {credit.touch_id for credit in line.credits} == {None}
    assert await _paid(work, shop, Model.FIRST) == {
        ("poster", "off_off"): (1_000_000, 1000, 1000),
        ("leaflet", "off_on"): (1_000_000, 1000, 0),
    }
    assert await _wrong(work) == set()


async def test_what_is_no_coming_is_counted_apart_and_taken_from_what_it_was_credited_for(
    work: Work, shop: Shop
) -> None:
    phone = derived("fast phone")
    first = await _visit(work, shop, "poster", 1, Visitor(device_id=phone), "fast 0")
    await _order(work, shop, "one", TOM, first)
    assert await _paid(work, shop, Model.LAST) == {("poster", "off_on"): (1_000_000, 1000, 0)}
    for n in range(1, 5):
        await _visit(work, shop, "poster", 1 - n / 10_000, Visitor(device_id=phone), f"fast {n}")
    await _visit(work, shop, "leaflet", 1, Visitor(own_staff=True), "clerk")
    await _visit(work, shop, "social", 1, Visitor(agent="bot"), "bot")
    own = derived("own")
    about = (own, shop[1], CODES["social"], "social", attribution.NOBODY)
    await attribution.note_visit(work, MARKET, *about, owner_id=TOM)
    await _order(work, shop, "two", TOM, own)
    assert await _paid(work, shop, Model.LAST) == {("direct", ""): (2_000_000, 2000, 0)}
    seen = await attribution.visit_sums(work, MARKET, [shop[1]], SPAN)
    assert {(one.channel, one.fault): one.visits for one in seen if one.visits} == {
        ("poster", "burst"): 5,
        ("leaflet", "staff"): 1,
        ("social", "bot"): 1,
        ("social", "self"): 1,
    }
    assert await _wrong(work) == set()


async def test_who_comes_again_is_known_as_such_and_an_order_leads_from_its_figure(
    work: Work, shop: Shop
) -> None:
    visit_id = await _visit(work, shop, "poster", 1, attribution.NOBODY)
    orders = [await _order(work, shop, str(n), TOM, visit_id) for n in range(3)]
    await attribution.note_step(work, MARKET, orders[0], StepKind.REFUNDED, derived("back"), 400)
    page = await attribution.credited_goals(work, MARKET, [shop[1]], SPAN, Model.LAST, "poster", size=2)
    rest = await attribution.credited_goals(
        *(work, MARKET, [shop[1]], SPAN, Model.LAST, "poster"), cursor=page.next_cursor
    )
    found = {one.goal_id: one for one in [*page.items, *rest.items]}
    assert found.keys() == set(orders)
    assert sorted(one.again for one in found.values()) == [False, True, True]
    assert found[orders[0]].refunded_minor == 400
    [code] = await attribution.code_sums(work, MARKET, [shop[1]], SPAN, Model.LAST)
    assert (code.link_id, code.visits, code.orders, code.paid_minor) == (CODES["poster"], 1, 3_000_000, 3000)
    assert await _wrong(work) == set()


async def test_a_coupon_costs_the_channel_whose_code_it_was_claimed_by_and_brings_that_code_into_the_credits(
    work: Work, shop: Shop
) -> None:
    """Tom never agreed: by the coupon that he uses, and by nothing else, it is known where he is from."""
    leaflet = derived("visit", "leaflet", "9")
    orders = [await _order(work, shop, f"coupon {n}", TOM) for n in range(3)]
    for n, order in enumerate(orders):
        # The first two are told before the visit is; the third comes back before it is told to be used.
        used = (order, derived("coupon", str(n)), shop[1], leaflet, 300 + n, 70)
        if n == 2:
            await attribution.note_coupon_return(work, MARKET, order, used[1])
        await attribution.note_coupon_use(work, MARKET, *used)
        await attribution.note_coupon_use(work, MARKET, *used)
    await _visit(work, shop, "leaflet", 9, Visitor())
    of_page = (derived("order", "coupon 1"), derived("of a page"), shop[1], None, 50, 0)
    await attribution.note_coupon_use(work, MARKET, *of_page)
    assert await _paid(work, shop, Model.LAST) == {("leaflet", "off_on"): (3_000_000, 3000, 0)}
    report = await attribution.report(work, MARKET, shop[0], [shop[1]], SPAN, Model.LAST)
    costs = {one.channel: (one.cost_minor, one.coupon_minor, one.market_minor) for one in report.lines}
    assert costs == {"leaflet": (601, 601, 140), "direct": (50, 50, 0)}
    assert (report.total.cost_minor, attribution.brought(report).cost_minor) == (651, 601)
    whole = await attribution.market_report(work, MARKET, SPAN, Model.LAST)
    assert {one.channel: one.cost_minor for one in whole.lines} == {"leaflet": 741, "direct": 50}
    [code] = await attribution.code_sums(work, MARKET, [shop[1]], SPAN, Model.LAST)
    assert (code.link_id, code.coupon_minor) == (CODES["leaflet"], 601)
    [campaign] = await attribution.campaign_sums(work, MARKET, [shop[1]], SPAN, Model.LAST)
    wanted = attribution.CampaignSums(derived("campaign", "leaflet"), 3_000_000, 3000, 0, 601)
    assert campaign == wanted
    assert await _wrong(work) == set()


async def test_what_somebody_did_is_on_their_timeline_only_if_they_agreed_and_takes_no_credit(
    work: Work, shop: Shop
) -> None:
    visit_id = await _visit(work, shop, "poster", 3, Visitor(person_id=LINA))
    for person in (LINA, TOM):
        for kind in (TouchKind.FOLLOW, TouchKind.COUPON, TouchKind.MEMBER):
            deed = (kind, derived(kind, str(person)), person, shop[1])
            await attribution.note_deed(work, MARKET, *deed, visit_id if kind == "coupon" else None)
            await attribution.note_deed(work, MARKET, *deed)
    await attribution.note_deed(work, MARKET, TouchKind.COUPON, derived("of all shops"), LINA, None)
    seen = {one.kind: one.channel for one in await attribution.timeline_of(work, MARKET, LINA)}
    assert seen == {"visit": "poster", "follow": "direct", "coupon": "poster", "member": "direct"}
    assert await attribution.timeline_of(work, MARKET, TOM) == []
    order = await _order(work, shop, "after", LINA)
    line = await attribution.line_of(work, MARKET, order)
    assert {one.kind for one in line.deeds} == {"follow", "coupon", "member"}
    assert {credit.channel for credit in line.credits} == {"poster"}
    assert await attribution.unjoin_old(work, MARKET, NOON + DAY, 10) == 3
    await attribution.forget_timeline(work, MARKET, LINA)
    assert (await attribution.line_of(work, MARKET, order)).deeds == []


async def test_a_phone_is_joined_at_sign_in_and_a_guest_becomes_whoever_signs_in(
    work: Work, shop: Shop
) -> None:
    """Lina saw the poster on her phone, bought at her desk, and signs in on the phone only afterwards."""
    phone, guest = derived("her phone"), derived("guest")
    await _visit(work, shop, "poster", 2, Visitor(device_id=phone))
    await _order(work, shop, "at her desk", LINA)
    assert await _paid(work, shop, Model.LAST) == {("direct", ""): (1_000_000, 1000, 0)}
    assert await attribution.join_device(work, MARKET, phone, TOM) == 0
    assert await attribution.join_device(work, MARKET, phone, LINA) == 1
    assert await _paid(work, shop, Model.LAST) == {("poster", "off_on"): (1_000_000, 1000, 0)}
    # As a guest on another phone she pays by the leaflet's code and joins; she is a member already.
    other = derived("another phone")
    await _visit(work, shop, "social", 4, Visitor(device_id=other), "earlier")
    visit_id = await _visit(work, shop, "leaflet", 1, Visitor(device_id=other))
    await attribution.join_member(work, MARKET, shop[0], shop[1], LINA, None)
    order = await _order(work, shop, "as a guest", guest, visit_id)
    await attribution.join_member(work, MARKET, shop[0], shop[1], guest, order)
    sums = await attribution.report(work, MARKET, shop[0], [shop[1]], SPAN, Model.LINEAR)
    assert sums.total.sums.members == 2_000_000
    for _ in range(2):
        await attribution.take_over(work, MARKET, guest, LINA)
    sums = await attribution.report(work, MARKET, shop[0], [shop[1]], SPAN, Model.LINEAR)
    assert (sums.total.sums.members, sums.total.sums.again) == (1_000_000, 1_000_000)
    line = await attribution.line_of(work, MARKET, order)
    assert {one.channel for one in line.credits if one.model is Model.LINEAR} == {
        "social",
        "poster",
        "leaflet",
    }
    assert await _wrong(work) == set()
