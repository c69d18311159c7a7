"""A payer who changes from one provider to another, while either of them answers or does not."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import orders, payments
from tests.integration.providers.players import SandboxPlayer, sandbox_player, sandbox_program
from tests.integration.providers.stripe_stage import Till, open_till
from tests.integration.trade_stage import MARKET, answer

STATE = payments.IntentState


@pytest_asyncio.fixture(scope="module")
async def shared(
    postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Till, SandboxPlayer]]:
    folder = tmp_path_factory.mktemp("pay")
    async with (
        sandbox_program(folder) as program,
        sandbox_player(program) as sandbox,
        open_till(postgres, sandbox=sandbox.gateway) as till,
    ):
        yield till, sandbox


@pytest.fixture
def till(shared: tuple[Till, SandboxPlayer]) -> Till:
    shared[0].reset()
    shared[0].program.post.drop = True
    return shared[0]


@pytest.fixture
def sandbox(shared: tuple[Till, SandboxPlayer]) -> SandboxPlayer:
    return shared[1]


async def pages_open(till: Till, sandbox: SandboxPlayer, order: orders.Order) -> int:
    """At how many places this order could be paid."""
    there = [one.status == "open" for one in till.sessions(order)]
    here = [one["status"] == "pending" for one in await sandbox.known(order.intent_id)]
    return sum(there) + sum(here)


async def test_another_way_begins_when_the_first_can_no_longer_be_paid(
    till: Till, sandbox: SandboxPlayer
) -> None:
    order = await till.placed()
    first = await till.start(order)
    second = await till.start(order, "sandbox")
    assert not await till.press(first)
    assert await sandbox.pay(await till.town.intent(order), second)
    assert await till.check(order) is STATE.PAID
    intent = await till.town.intent(order)
    assert (intent.provider, intent.attempt, intent.provider_ref) == ("sandbox", 2, second.provider_ref)


async def test_going_back_to_the_first_way_is_a_third_attempt(till: Till, sandbox: SandboxPlayer) -> None:
    order = await till.placed()
    first = await till.start(order)
    await till.start(order, "sandbox")
    third = await till.start(order)
    assert third.provider_ref != first.provider_ref
    assert await pages_open(till, sandbox, order) == 1
    assert await till.press(third)
    assert await till.check(order) is STATE.PAID


async def test_who_has_paid_already_is_not_sent_to_pay_again(till: Till, sandbox: SandboxPlayer) -> None:
    order = await till.placed()
    await till.press(await till.start(order))
    assert await answer(till.start(order, "sandbox")) == "already_paid"
    assert await sandbox.known(order.intent_id) == []
    assert (await till.town.intent(order)).provider == "stripe"


async def test_no_other_way_begins_while_a_page_that_was_shown_cannot_be_closed(
    till: Till, sandbox: SandboxPlayer
) -> None:
    order = await till.placed()
    first = await till.start(order)
    till.program.switches.fail = 1
    assert await answer(till.start(order, "sandbox")) == "provider_unreachable"
    assert await sandbox.known(order.intent_id) == []
    assert await till.press(first)
    assert await till.check(order) is STATE.PAID


async def test_a_provider_that_never_answered_does_not_stand_in_the_way_of_another(
    till: Till, sandbox: SandboxPlayer
) -> None:
    order = await till.placed()
    till.program.switches.fail = 9
    assert await answer(till.start(order)) == "provider_unreachable"
    second = await till.start(order, "sandbox")
    assert await sandbox.pay(await till.town.intent(order), second)
    assert await till.check(order) is STATE.PAID
    intent = await till.town.intent(order)
    assert (intent.provider, intent.attempt) == ("sandbox", 2)
    # It is back, and had nothing that could be paid.
    till.program.switches.fail = 0
    assert till.sessions(order) == []


async def test_a_page_made_while_its_provider_was_thought_away_is_shown_to_nobody(
    till: Till, sandbox: SandboxPlayer
) -> None:
    """The answer was lost, and then the provider: what it made is known to nobody who could pay it. When it
    is back and tells of money all the same, that counts once.
    """
    order = await till.placed()
    till.program.lose("create")
    assert await answer(till.start(order)) == "provider_unreachable"
    till.program.disturb_only, till.program.switches.fail = "", 9
    second = await till.start(order, "sandbox")
    till.program.switches.fail = 0
    (session,) = till.sessions(order)
    assert session.status == "open"
    assert (await till.town.intent(order)).provider_ref == second.provider_ref
    paid = {**session.told(), "status": "complete", "payment_status": "paid"}
    till.program.post.drop = False
    till.program.tell("checkout.session.completed", paid)
    assert await till.news(1) == [200]
    assert (await till.town.intent(order)).provider == "stripe"


async def test_news_of_the_closed_page_does_not_end_the_order(till: Till, sandbox: SandboxPlayer) -> None:
    """It may come before the next attempt has begun."""
    order = await till.placed()
    await till.start(order)
    till.program.post.drop = False
    await till.gateway.close(await till.town.intent(order))
    assert await till.news(1) == [200]
    assert await till.state(order) is STATE.CLOSED
    second = await till.start(order, "sandbox")
    assert await sandbox.pay(await till.town.intent(order), second)
    assert await till.check(order) is STATE.PAID


async def test_what_was_given_up_is_not_begun_again_another_way(till: Till, sandbox: SandboxPlayer) -> None:
    order = await till.placed()
    await till.start(order)
    await till.gateway.close(await till.town.intent(order))
    assert await till.check(order) is STATE.CLOSED
    assert not await till.close(order)
    assert await answer(till.start(order, "sandbox")) == "payment_closed"
    assert await pages_open(till, sandbox, order) == 0


async def test_both_ways_at_the_same_moment_leave_one_that_can_be_paid(
    till: Till, sandbox: SandboxPlayer
) -> None:
    for _ in range(20):
        order = await till.placed()
        both = [answer(till.start(order, provider)) for provider in ("stripe", "sandbox")]
        ends = await asyncio.gather(*both)
        assert set(ends) <= {"done", "payment_closed", "provider_unreachable"}
        assert await pages_open(till, sandbox, order) <= 1
        checkout = await till.start(order)
        assert await pages_open(till, sandbox, order) == 1
        assert await till.press(checkout)
        assert await till.check(order) is STATE.PAID


async def test_late_money_of_an_earlier_attempt_is_taken_in_its_own_providers_name(
    till: Till, sandbox: SandboxPlayer
) -> None:
    """As when a bank decides after the provider has told us that the page was closed."""
    order = await till.placed()
    await till.start(order)
    second = await till.start(order, "sandbox")
    (session,) = till.sessions(order)
    paid = {**session.told(), "status": "complete", "payment_status": "paid"}
    till.program.post.drop = False
    till.program.tell("checkout.session.completed", paid)
    assert await till.news(1) == [200]
    intent = await till.town.intent(order)
    assert (intent.state, intent.provider, intent.provider_ref) == (STATE.PAID, "stripe", session.id)
    # And then the second one is paid as well: it goes back by itself, to where it came from.
    assert await sandbox.pay(intent, second)
    async with till.town.db.work() as work:
        told = (second.provider_ref, order.total_minor, order.currency, "sandbox")
        await payments.record_paid(work, MARKET, order.intent_id, *told)
    (refund,) = await till.town.refunds(order)
    assert (refund.provider, refund.amount_minor) == ("sandbox", order.total_minor)
    assert await payments.send_refund(till.town.db, MARKET, refund.refund_id, till.gateways)
    async with till.town.db.read() as reader:
        assert (await payments.loose_ends(reader, MARKET))[0] == 0
