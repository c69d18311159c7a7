"""Escrow and commission: exact to the last minor unit, however an order is consumed."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import audits, ledger, merchants, settlement
from tests.integration.trade_stage import Town, answer, open_town

MARKET = 10  # no town's own: these escrows have no vouchers
COMMISSION = ledger.Account("market", ledger.Purpose.COMMISSION, "CNY")
HEAD, CENTER = ids.derived("merchant", "head office"), ids.derived("merchant", "center")
verbs = st.sampled_from(["release", "take_back", "return_to_payer"])


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        async with town.db.work() as work:
            for merchant_id in (HEAD, CENTER):
                merchant = merchants.Merchant(
                    merchant_id=merchant_id, name="总部", state=merchants.MerchantState.VERIFIED
                )
                await merchants.add_merchant(work, MARKET, merchant)
        yield town
        async with town.db.read() as reader:
            findings = {one.key: one for one in await audits.check(reader, MARKET)}
        assert findings["escrow_accounts"].fine, findings["escrow_accounts"].facts
        assert findings["kept_balances"].fine, findings["kept_balances"].facts


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


async def held(
    town: Town, minor: int, commission_bp: int, split: settlement.Split | None = None
) -> tuple[UUID, UUID]:
    """An order whose payment waits in escrow, and the merchant it is for, who has rules of its own."""
    order_id, merchant_id = ids.uuid7(), ids.uuid7()
    merchant = merchants.Merchant(
        merchant_id=merchant_id, name="加盟店", state=merchants.MerchantState.VERIFIED
    )
    async with town.db.work() as work:
        await merchants.add_merchant(work, MARKET, merchant)
        target, kinds = f"merchant:{merchant_id}", settlement.RuleKind
        rate = settlement.Commission(commission_bp)
        await settlement.add_rule(work, MARKET, kinds.COMMISSION, target, rate, "agreed")
        if split:
            await settlement.add_rule(work, MARKET, kinds.SPLIT, target, split, "franchise contract")
        line = settlement.HeldLine(1, ids.uuid7(), ids.uuid7(), minor)
        await settlement.hold_in_escrow(work, MARKET, order_id, merchant_id, "sandbox", "CNY", [line])
    return order_id, merchant_id


async def step(town: Town, verb: str, order_id: UUID, minor: int) -> None:
    async with town.db.work() as work:
        await getattr(settlement, verb)(work, MARKET, order_id, yuan(minor))


async def commission(town: Town) -> int:
    async with town.db.read() as reader:
        return (await ledger.balance(reader, MARKET, COMMISSION)).minor


async def balance(town: Town, merchant_id: UUID) -> int:
    async with town.db.read() as reader:
        return (await settlement.balance(reader, MARKET, merchant_id, "CNY")).minor


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    price=st.integers(1, 2000),
    units=st.integers(1, 5),
    points=st.integers(0, 10_000),
    steps=st.lists(verbs, max_size=14),
)
async def test_commission_on_parts_is_always_the_commission_on_the_whole(
    town: Town, price: int, units: int, points: int, steps: list[str]
) -> None:
    order_id, merchant_id = await held(town, price * units, points)
    before = await commission(town)
    released = returned = 0
    for verb in steps:
        waiting = units - released - returned
        fine = released > 0 if verb == "take_back" else waiting > 0
        assert await answer(step(town, verb, order_id, price)) == ("done" if fine else "escrow_exhausted")
        if fine:
            released += {"release": 1, "take_back": -1}.get(verb, 0)
            returned += verb == "return_to_payer"
        earned, share = released * price, released * price * points // 10_000
        assert await commission(town) - before == share
        async with town.db.read() as reader:
            assert (await settlement.balance(reader, MARKET, merchant_id, "CNY")).minor == earned - share
            escrow = await settlement.escrow(reader, MARKET, order_id)
            (line,) = await settlement.lines_of_order(reader, MARKET, order_id)
            entries = await settlement.entries_of_order(reader, MARKET, order_id)
        assert escrow is not None
        assert escrow.waiting.minor == (units - released - returned) * price
        assert (line.released_minor, line.refunded_minor) == (released * price, returned * price)
        assert sum(entry.amount_minor for entry in entries) == earned - share
        assert sum(entry.commission_minor for entry in entries) == share


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    price=st.integers(1, 300),
    points=st.tuples(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(1, 10_000)),
    own=st.integers(1, 10_000),
    steps=st.lists(st.sampled_from(["release", "take_back"]), max_size=10),
)
async def test_every_bearer_of_a_franchise_line_has_exactly_its_part_after_every_step(
    town: Town, price: int, points: tuple[int, int, int], own: int, steps: list[str]
) -> None:
    """The contract in words: commission of all; then each share of what is left; the store has the rest."""
    shares = (
        settlement.Share("head_office", HEAD, points[1]),
        settlement.Share("regional_center", CENTER, points[2]),
        settlement.Share("platform", None, own),
    )
    order_id, merchant_id = await held(town, price * 10, points[0], settlement.Split(shares))
    bearers = (HEAD, CENTER, merchant_id)
    before = [await commission(town), *[await balance(town, bearer) for bearer in bearers]]
    released = 0
    for verb in steps:
        if verb == "take_back" and not released:
            continue
        await step(town, verb, order_id, price)
        released += 1 if verb == "release" else -1
        kept = released * price * points[0] // 10_000
        head = (released * price - kept) * points[1] // 10_000
        center = (released * price - kept - head) * points[2] // 10_000
        platform = (released * price - kept - head - center) * own // 10_000
        store = released * price - kept - head - center - platform
        now = [await commission(town), *[await balance(town, bearer) for bearer in bearers]]
        assert [a - b for a, b in zip(now, before, strict=True)] == [kept + platform, head, center, store]


async def test_what_a_release_reports_is_what_it_moved(town: Town) -> None:
    order_id, merchant_id = await held(town, 999, 1000)
    async with town.db.work() as work:
        parts = await settlement.release(work, MARKET, order_id, yuan(333))
        rest = await settlement.release(work, MARKET, order_id, yuan(666))
    assert (parts.merchant_minor, parts.commission_minor) == (300, 33)
    assert (rest.merchant_minor, rest.commission_minor) == (600, 66)
    async with town.db.read() as reader:
        lines = (await settlement.movements(reader, MARKET, merchant_id, "CNY")).items
        assert [(line.kind, line.amount_minor) for line in lines] == [("released", 600), ("released", 300)]


async def test_a_whole_commission_and_none_at_all_leave_no_empty_transfers(town: Town) -> None:
    for points, merchant_part in ((10_000, 0), (0, 50)):
        order_id, merchant_id = await held(town, 50, points)
        await step(town, "release", order_id, 50)
        await step(town, "take_back", order_id, 50)
        await step(town, "release", order_id, 50)
        assert await balance(town, merchant_id) == merchant_part


async def test_an_undoing_is_refused_when_the_merchants_money_is_gone(town: Town) -> None:
    order_id, merchant_id = await held(town, 100, 0)
    await step(town, "release", order_id, 100)
    purse = ledger.Account(f"merchant:{merchant_id}", ledger.Purpose.PAYABLE, "CNY")
    async with town.db.work() as work:
        out = ledger.Move(purse, COMMISSION, yuan(60), "test", order_id)
        await ledger.transfer(work, MARKET, out)
    assert await answer(step(town, "take_back", order_id, 100)) == "insufficient_balance"
    async with town.db.read() as reader:
        escrow = await settlement.escrow(reader, MARKET, order_id)
    assert escrow is not None
    assert escrow.released_minor == 100
    async with town.db.work() as work:
        back = ledger.Move(COMMISSION, purse, yuan(60), "test", order_id)
        await ledger.transfer(work, MARKET, back)


async def test_an_order_without_escrow_has_nothing_to_move(town: Town) -> None:
    for verb in ("release", "take_back", "return_to_payer"):
        assert await answer(step(town, verb, ids.uuid7(), 1)) == "escrow_exhausted"
    async with town.db.read() as reader:
        assert await settlement.escrow(reader, MARKET, ids.uuid7()) is None


async def test_what_waits_for_a_merchant_is_what_was_paid_and_neither_used_nor_returned(town: Town) -> None:
    order_id, merchant_id = await held(town, 100, 500)
    await step(town, "release", order_id, 30)
    await step(town, "return_to_payer", order_id, 20)
    async with town.db.read() as reader:
        assert await settlement.waiting(reader, MARKET, merchant_id, "CNY") == yuan(50)
        assert await settlement.waiting(reader, MARKET, merchant_id, "EUR") == Money(0, "EUR")
