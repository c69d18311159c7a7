"""What every gateway keeps, whatever its provider is like, played against a provider on this machine."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
import pytest_asyncio

from linli.kernel import clock
from linli.kernel.refusals import Refusal
from linli.modules.payments.bills import BillKind, BillLine
from linli.modules.payments.checkouts import Checkout, CheckoutKind
from linli.modules.payments.model import Intent, News, NewsKind
from tests.integration.providers.pay_stage import intent_of, paid, refund_of
from tests.integration.providers.players import PLAYERS, Heard, Player, sandbox_program
from tests.integration.sandbox_pay.world import Provider
from tests.integration.trade_stage import answer

ZONE = "Asia/Shanghai"
K = NewsKind


@pytest_asyncio.fixture(scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Provider]:
    async with sandbox_program(tmp_path_factory.mktemp("pay")) as program:
        yield program


@pytest_asyncio.fixture(params=sorted(PLAYERS))
async def player(request: pytest.FixtureRequest, sandbox: Provider) -> AsyncIterator[Player]:
    async with PLAYERS[request.param](sandbox) as playing:
        yield playing


@pytest_asyncio.fixture(params=sorted(PLAYERS))
async def fresh_player(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Player]:
    """One with whom nobody has dealt before."""
    async with sandbox_program(tmp_path) as program, PLAYERS[request.param](program) as playing:
        yield playing


def new(player: Player, amount: int = 1290) -> Intent:
    return msgspec.structs.replace(intent_of(amount), currency=player.currency, ask=player.ask())


async def begun(player: Player, amount: int = 1290) -> tuple[Intent, Checkout]:
    """An attempt as our books know it once the provider has answered."""
    intent = new(player, amount)
    assert intent.ask is not None
    checkout = await player.gateway.create(intent, intent.ask)
    return msgspec.structs.replace(intent, provider_ref=checkout.provider_ref, checkout=checkout), checkout


async def bought(player: Player, amount: int = 1290) -> Intent:
    intent, checkout = await begun(player, amount)
    assert await player.pay(intent, checkout)
    news = await player.gateway.query(intent)
    assert news is not None
    return paid(intent, news.provider_ref)


async def code_of(player: Player, intent: Intent) -> str:
    """How making an attempt ends."""
    assert intent.ask is not None
    return await answer(player.gateway.create(intent, intent.ask))


def told(news: News | None) -> tuple[NewsKind, int, str]:
    assert news is not None
    return news.kind, news.amount_minor, news.currency


async def test_its_ways_to_pay_have_names_of_their_own_and_a_place_where_they_work(player: Player) -> None:
    methods = player.gateway.methods
    assert len({method.code for method in methods}) == len(methods) > 0
    assert all(method.situations for method in methods)


async def test_a_checkout_has_what_its_kind_shows(player: Player) -> None:
    _, checkout = await begun(player)
    shown = {
        CheckoutKind.REDIRECT: checkout.pay_url,
        CheckoutKind.QR: checkout.qr,
        CheckoutKind.BRIDGE: checkout.bridge,
    }
    assert checkout.provider_ref
    assert shown[checkout.kind]


async def test_asking_again_in_the_same_words_gives_the_same_checkout(player: Player) -> None:
    intent, checkout = await begun(player)
    assert intent.ask is not None
    again = await player.gateway.create(msgspec.structs.replace(intent, provider_ref=None), intent.ask)
    assert again.provider_ref == checkout.provider_ref


async def test_another_attempt_is_another_payment(player: Player) -> None:
    intent, checkout = await begun(player)
    await player.gateway.close(intent)
    second = msgspec.structs.replace(intent, attempt=2, provider_ref=None)
    assert second.ask is not None
    assert (await player.gateway.create(second, second.ask)).provider_ref != checkout.provider_ref
    assert told(await player.gateway.query(second))[0] is K.PENDING


async def test_an_attempt_whose_answer_was_lost_is_found_and_paid_once(player: Player) -> None:
    intent = new(player)
    await player.lose_answer("create")
    assert await code_of(player, intent) == "provider_unreachable"
    assert told(await player.gateway.query(intent))[0] is K.PENDING
    assert intent.ask is not None
    checkout = await player.gateway.create(intent, intent.ask)
    assert await player.pay(intent, checkout)
    assert told(await player.gateway.query(intent)) == (K.PAID, 1290, player.currency)


async def test_an_attempt_whose_answer_was_lost_can_be_closed(player: Player) -> None:
    intent = new(player)
    await player.lose_answer("create")
    assert await code_of(player, intent) == "provider_unreachable"
    await player.gateway.close(intent)
    news = await player.gateway.query(intent)
    assert news is None or news.kind is K.CLOSED


async def test_an_error_that_made_nothing_is_unreachable_and_repeated(player: Player) -> None:
    intent = new(player)
    await player.fail("create")
    assert await code_of(player, intent) == "provider_unreachable"
    assert await code_of(player, intent) == "done"


async def test_what_was_never_asked_for_is_unknown_and_closing_it_is_no_error(player: Player) -> None:
    assert await player.gateway.query(new(player)) is None
    await player.gateway.close(new(player))


async def test_a_payment_is_told_with_its_amount_and_currency(player: Player) -> None:
    intent, checkout = await begun(player, 73)
    assert told(await player.gateway.query(intent))[0] is K.PENDING
    assert await player.pay(intent, checkout)
    assert told(await player.gateway.query(intent)) == (K.PAID, 73, player.currency)


async def test_nobody_pays_what_was_closed(player: Player) -> None:
    intent, checkout = await begun(player)
    await player.gateway.close(intent)
    await player.gateway.close(intent)
    assert not await player.pay(intent, checkout)
    news = await player.gateway.query(intent)
    assert news is None or news.kind is K.CLOSED


async def test_closing_what_was_paid_is_refused(player: Player) -> None:
    assert await answer(player.gateway.close(await bought(player))) == "already_paid"


async def read(player: Player, heard: Heard, *, by_stranger: bool = False) -> News | None:
    """What a callback says to us, or to somebody with another secret."""
    gateway = player.stranger() if by_stranger else player.gateway
    return await gateway.read_callback(heard.headers, heard.path, heard.body, clock.now())


async def test_a_callback_tells_of_the_payment_under_one_event_id(player: Player) -> None:
    intent, checkout = await begun(player)
    assert await player.pay(intent, checkout)
    heard = (await player.heard(1))[-1]
    first, again = await read(player, heard), await read(player, heard)
    assert told(first) == (K.PAID, 1290, player.currency)
    assert first == again
    assert first is not None
    assert (first.reference, bool(first.event_id)) == (intent.intent_id, True)
    known = await player.gateway.query(intent)
    assert known is not None
    assert known.provider_ref == first.provider_ref


def spoiled(player: Player, heard: Heard) -> Iterator[Heard]:
    middle = len(heard.body) // 2
    flipped = heard.body[:middle] + bytes([heard.body[middle] ^ 1]) + heard.body[middle + 1 :]
    richer = heard.body.replace(b"1290", b"9999").replace(b"12.90", b"99.99")
    for body in {flipped, richer, b"", b"\xff\x00"} - {heard.body}:
        yield replace(heard, body=body)
    if player.signs_the_head:
        yield replace(heard, headers={})


async def test_a_callback_that_was_changed_or_signed_by_a_stranger_is_not_believed(player: Player) -> None:
    intent, checkout = await begun(player)
    assert await player.pay(intent, checkout)
    heard = (await player.heard(1))[-1]
    for changed in spoiled(player, heard):
        assert await answer(read(player, changed)) == "signature_wrong"
    assert await answer(read(player, heard, by_stranger=True)) == "signature_wrong"


async def test_parts_go_back_until_nothing_is_left(player: Player) -> None:
    intent = await bought(player, 1000)
    for part in (300, 700):
        refund = refund_of(intent, part)
        await player.gateway.refund(intent, refund)
        assert told(await player.gateway.query_refund(intent, refund)) == (K.REFUNDED, part, player.currency)
    over = await player.gateway.refund(intent, refund_of(intent, 1))
    assert over.kind is K.REFUND_FAILED


async def test_a_refund_that_is_asked_for_again_goes_back_once(player: Player) -> None:
    intent = await bought(player, 1000)
    refund = refund_of(intent, 600)
    for _ in range(2):
        assert told(await player.gateway.refund(intent, refund)) == (K.REFUNDED, 600, player.currency)
    # Four hundred are left: had it gone back twice, this could not.
    last = refund_of(intent, 400)
    assert (await player.gateway.refund(intent, last)).kind is K.REFUNDED


async def test_a_refund_whose_answer_was_lost_goes_back_once(player: Player) -> None:
    intent = await bought(player, 1000)
    refund = refund_of(intent, 1000)
    await player.lose_answer("refund")
    assert await answer(player.gateway.refund(intent, refund)) == "provider_unreachable"
    again = await player.gateway.refund(intent, refund)
    assert (again.kind, again.reference) == (K.REFUNDED, refund.refund_id)


async def test_a_refund_that_met_an_error_is_unknown_and_can_be_sent(player: Player) -> None:
    intent = await bought(player)
    refund = refund_of(intent, 1290)
    await player.fail("refund")
    assert await answer(player.gateway.refund(intent, refund)) == "provider_unreachable"
    assert await player.gateway.query_refund(intent, refund) is None
    assert (await player.gateway.refund(intent, refund)).kind is K.REFUNDED


def today() -> date:
    return clock.now().astimezone(ZoneInfo(ZONE)).date()


async def lines(player: Player, day: date) -> list[BillLine]:
    try:
        return list((await player.gateway.bill(day, ZONE)).lines)
    except Refusal as refusal:
        # Some providers say so of a day on which nothing happened.
        assert refusal.code == "bill_not_ready"
        return []


async def test_the_days_bill_has_each_payment_and_refund_by_our_names(fresh_player: Player) -> None:
    player = fresh_player
    intent = await bought(player, 1000)
    refund = refund_of(intent, 250)
    await player.gateway.refund(intent, refund)
    bill = await player.gateway.bill(today(), ZONE)
    found = {
        (line.kind, line.reference, line.amount_minor, line.currency)
        for line in bill.lines
        if line.kind in (BillKind.CHARGE, BillKind.REFUND)
    }
    assert found == {
        (BillKind.CHARGE, intent.intent_id, 1000, player.currency),
        (BillKind.REFUND, refund.refund_id, 250, player.currency),
    }
    assert bill.raw
    assert all(line.at.tzinfo is not None for line in bill.lines)
    assert sum(line.fee_minor for line in bill.lines) > 0


async def test_another_days_bill_has_nothing_of_today(player: Player) -> None:
    await bought(player)
    assert await lines(player, today() - timedelta(days=3)) == []
