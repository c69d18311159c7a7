"""Which rule applies: the most specific one in force; added only, ended by a word, never rewritten."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import settlement
from linli.modules.settlement import Commission, RuleKind, Share, Split, Where
from tests.integration.trade_stage import COMMISSION_BP, MARKET, MERCHANT, STORE, Town, answer, open_town

DEAL = ids.derived("deal", "wonton")
HERE = Where(MERCHANT, "restaurant", STORE, DEAL)
DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town


async def add(
    town: Town, target: str, rate_bp: int, begins: timedelta | None = None, lasts: timedelta | None = None
) -> settlement.Rule:
    since = None if begins is None else town.clock.at + begins
    until = None if lasts is None else (since or town.clock.at) + lasts
    async with town.db.work() as work:
        rate = Commission(rate_bp)
        return await settlement.add_rule(
            work, MARKET, RuleKind.COMMISSION, target, rate, "agreed", since=since, until=until
        )


async def end(town: Town, rule_id: UUID) -> None:
    async with town.db.work() as work:
        await settlement.end_rule(work, MARKET, rule_id, "over")


async def rate(town: Town, where: Where = HERE) -> int:
    async with town.db.read() as reader:
        rules = await settlement.rules_in_force(reader, MARKET, [where], reader.now)
    found = settlement.commission_of(settlement.chosen(rules, RuleKind.COMMISSION, where))
    assert found is not None
    return found.rate_bp


async def test_the_most_specific_rule_in_force_wins(town: Town) -> None:
    assert await rate(town) == COMMISSION_BP
    for points, target in enumerate(("trade:restaurant", f"merchant:{MERCHANT}", f"store:{STORE}"), 100):
        await add(town, target, points)
        assert await rate(town) == points
    await add(town, f"item:{DEAL}", 0)
    assert await rate(town) == 0
    assert await rate(town, Where(MERCHANT)) == 101
    assert await rate(town, Where(ids.uuid7(), "hair")) == COMMISSION_BP


async def test_a_rule_is_in_force_from_its_first_moment_until_just_before_its_end(town: Town) -> None:
    await add(town, f"merchant:{MERCHANT}", 300)
    await add(town, f"merchant:{MERCHANT}", 200, begins=DAY, lasts=DAY)
    seen = []
    for step in (timedelta(0), DAY - timedelta(microseconds=1), timedelta(microseconds=1), DAY):
        town.clock.move_on(step)
        seen.append(await rate(town))
    assert seen == [300, 300, 200, 300]


async def test_ending_a_rule_leaves_the_next_more_general_one_and_all_of_the_history(town: Town) -> None:
    first = await add(town, "trade:restaurant", 700)
    second = await add(town, f"merchant:{MERCHANT}", 300)
    await end(town, second.rule_id)
    assert await rate(town) == 700
    assert await answer(end(town, second.rule_id)) == "rule_not_in_force"
    await end(town, first.rule_id)
    assert await rate(town) == COMMISSION_BP
    async with town.db.read() as reader:
        page = await settlement.rules_of_market(reader, MARKET)
        about = await settlement.rules_of_market(reader, MARKET, target="merchant")
        standing = next(rule for rule in page.items if rule.target == "market")
    assert len(page.items) == 5
    assert [rule.body for rule in about.items] == [None, {"rate_bp": 300}]
    assert await answer(end(town, standing.rule_id)) == "rule_needed"
    assert await answer(end(town, ids.uuid7())) == "not_found"
    assert await town.trail(second.rule_id) == ["rule_added"]


@pytest.mark.parametrize(
    ("target", "points", "begins", "said"),
    [
        ("market", 10_001, None, "invalid"),
        ("market", -1, None, "invalid"),
        ("market:x", 1, None, "invalid"),
        ("town", 1, None, "invalid"),
        ("trade:alchemy", 1, None, "invalid"),
        ("store:nine", 1, None, "invalid"),
        (f"store:{ids.derived('store', 'nobody')}", 1, None, "not_found"),
        (f"merchant:{ids.derived('merchant', 'nobody')}", 1, None, "not_found"),
        ("market", 1, -DAY, "invalid"),
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused(
    town: Town, target: str, points: int, begins: timedelta | None, said: str
) -> None:
    assert await answer(add(town, target, points, begins)) == said
    assert await answer(add(town, "market", 1, DAY, -DAY)) == "invalid"


@pytest.mark.parametrize(
    "share",
    [
        Share("store", MERCHANT, 100),
        Share("platform", MERCHANT, 100),
        Share("head_office", None, 100),
        Share("head_office", MERCHANT, 0),
        Share("head_office", MERCHANT, 10_001),
    ],
)
async def test_a_split_names_who_bears_what(town: Town, share: Share) -> None:
    async def act(*shares: Share) -> None:
        async with town.db.work() as work:
            body = Split(shares)
            await settlement.add_rule(work, MARKET, RuleKind.SPLIT, f"merchant:{MERCHANT}", body, "x")

    assert await answer(act(share)) == "invalid"
    fine = Share("head_office", MERCHANT, 100)
    assert await answer(act(fine, fine)) == "invalid"
    assert await answer(act(Share("head_office", ids.uuid7(), 100))) == "not_found"
    assert await answer(act(fine)) == "done"


async def test_what_was_sold_keeps_the_rate_of_the_moment_its_money_came_in(town: Town) -> None:
    deal = await town.deal(price=1000)
    _, (before,) = await town.bought(deal)
    rule = await add(town, f"merchant:{MERCHANT}", 1000)
    _, (after,) = await town.bought(deal)
    async with town.db.read() as reader:
        (old,) = await settlement.lines_of_order(reader, MARKET, before.order_id)
        (new,) = await settlement.lines_of_order(reader, MARKET, after.order_id)
    assert (old.commission_bp, new.commission_bp) == (COMMISSION_BP, 1000)
    assert new.commission_rule_id == rule.rule_id
    for voucher in (before, after):
        await town.redeem(voucher)
    async with town.db.read() as reader:
        balance = await settlement.balance(reader, MARKET, MERCHANT, "CNY")
        (entry,) = await settlement.entries_of_order(reader, MARKET, after.order_id)
    assert balance.minor == 1000 - 55 + 1000 - 100
    assert (entry.gross_minor, entry.commission_minor, entry.amount_minor) == (1000, 100, 900)
    assert (entry.voucher_id, entry.payee_id) == (after.voucher_id, MERCHANT)
    assert entry.available_at == town.clock.at + DAY
