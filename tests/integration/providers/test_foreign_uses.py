"""Vouchers sold on Douyin at our counter, over real HTTP to its simulator: once, whatever gets lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
import pytest_asyncio

from linli.kernel import clock, ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.modules import foreign_vouchers, marketing
from linli.modules.foreign_vouchers import ConnectionState, Use, UseState, UseTotals
from linli.modules.foreign_vouchers.model import Keys, Pass, Told
from linli.modules.foreign_vouchers.providers.douyin import Douyin
from linli.modules.marketing import Channel
from tests.integration.providers.douyin_stage import OWNER, Counter, open_counter
from tests.integration.trade_stage import MARKET, MERCHANT, STORE, answer
from tests.simulators.douyin import Sold
from tests.simulators.server import Answer

MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture(scope="module")
async def opened(postgres: EmbeddedPostgres) -> AsyncIterator[Counter]:
    async with open_counter(postgres) as counter:
        yield counter


@pytest.fixture
def counter(opened: Counter) -> Counter:
    opened.reset()
    opened.town.clock.at = clock.now()
    return opened


async def rows(counter: Counter, table: str) -> int:
    found = await counter.town.rows(f"SELECT count(*) AS n FROM {table}")  # a table's own name
    return int(found[0]["n"])


async def test_a_typed_code_and_its_link_show_the_same_voucher(counter: Counter) -> None:
    sold = counter.program.sell()
    spoken = f"{sold.code[:4]} {sold.code[4:8]}-{sold.code[8:]}"
    for text in (sold.code, spoken, counter.program.link_of(sold)):
        uses = await counter.look(text)
        assert uses is not None
        (use,) = uses
        assert (use.title, use.paid.minor, use.listed.minor) == ("双人小面套餐", 4990, 8800)
        assert (use.platform, use.currency, use.state) == ("douyin", "CNY", UseState.PREPARED)
    assert sold.uses == 0


@pytest.mark.parametrize("text", ["7K3MQ9XW2RTB4HNP", "12345", "https://example.org/abc/", "", "LINLI1:AB"])
async def test_what_no_platform_sells_is_asked_nowhere(counter: Counter, text: str) -> None:
    assert await counter.look(text) is None
    assert counter.program.asked == {}


async def test_taken_once_and_counted_where_it_was_sold(counter: Counter) -> None:
    sold = counter.program.sell()
    ledger = await rows(counter, "ledger.transfers")
    use = await counter.take(await counter.shown(sold))
    assert (use.state, use.clerk_name, use.counts) == (UseState.TAKEN, "Mei", True)
    assert sold.uses == 1
    again = await counter.take(use)
    assert (again, sold.uses, counter.program.asked["verify"]) == (use, 1, 1)
    await counter.town.work_off()
    async with counter.db.read() as reader:
        since = reader.now - MINUTE
        lines = await marketing.channel_lines(reader, MARKET, STORE, since, reader.now + MINUTE)
        stores = await marketing.store_lines(reader, MARKET, [STORE], since, reader.now + MINUTE)
        days = await marketing.day_lines(reader, MARKET, STORE, since, reader.now + MINUTE, "Asia/Shanghai")
        behind = await marketing.steps_of_store(
            reader, MARKET, STORE, since, reader.now + MINUTE, [marketing.StepKind.REDEEMED], "douyin"
        )
        totals = await foreign_vouchers.use_totals(reader, MARKET, STORE, since)
    (line,) = (one for one in lines if one.channel is Channel.DOUYIN)
    assert (line.redeemed, line.redeemed_minor, line.paid, line.paid_minor) == (1, 4990, 0, 0)
    assert (stores[STORE].redeemed, sum(day.redeemed for day in days)) == (1, 1)
    assert [step.order_id for step in behind.items] == [use.use_id]
    assert totals == [UseTotals("douyin", 1, 4990)]
    # No money of ours has moved.
    assert await rows(counter, "ledger.transfers") == ledger

    undone = await counter.undo(use)
    assert (undone.state, undone.undone_by, undone.counts) == (UseState.UNDONE, "Mei", False)
    await counter.town.work_off()
    async with counter.db.read() as reader:
        lines = await marketing.channel_lines(reader, MARKET, STORE, since, reader.now + MINUTE)
        totals = await foreign_vouchers.use_totals(reader, MARKET, STORE, since)
    assert [line.redeemed for line in lines if line.channel is Channel.DOUYIN] == [0]
    assert totals == []
    # Good again: the guest's code shows it once more, and another use of it is another row.
    once_more = await counter.take(await counter.shown(sold))
    assert (once_more.state, sold.uses) == (UseState.TAKEN, 2)
    assert (await counter.undo(use)).state is UseState.UNDONE


async def test_of_many_counters_one_goes_on(counter: Counter) -> None:
    sold = counter.program.sell()
    shown = [await counter.shown(sold) for _ in range(6)]
    ends = await asyncio.gather(*(answer(counter.take(use)) for use in [*shown, *shown]))
    # A second click on the one that went on gets it as it stands.
    assert sorted(set(ends)) in (["done", "foreign_held"], ["done", "foreign_denied", "foreign_held"])
    assert (sold.uses, counter.program.asked["verify"]) == (1, 1)
    states = [(await counter.use(use)).state for use in shown]
    assert states.count(UseState.TAKEN) == 1


async def test_one_look_is_for_one_use(counter: Counter) -> None:
    sold = counter.program.sell()
    other = counter.program.sell(Sold(order_id=sold.order_id, title="单人小面", until=sold.until - 86400))
    uses = await counter.look(sold.code)
    assert uses is not None
    first, second = uses
    assert first.title == "单人小面"
    ends = await asyncio.gather(answer(counter.take(first)), answer(counter.take(second)))
    assert sorted(ends) in (["done", "foreign_scan_again"], ["done", "foreign_held"])
    assert sold.uses + other.uses == 1
    last = await counter.shown(sold)
    assert (await counter.take(last)).state is UseState.TAKEN
    assert (sold.uses, other.uses) == (1, 1)


async def test_the_platforms_no_is_told_in_its_words(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.shown(sold)
    sold.status = 4
    with pytest.raises(Refusal) as refused:
        await counter.take(use)
    assert (refused.value.code, refused.value.params["reason"]) == ("foreign_denied", "券码不可用")
    assert await answer(counter.take(use)) == "foreign_denied"
    with pytest.raises(Refusal) as unknown:
        await counter.look("123456789012")
    assert (unknown.value.code, unknown.value.params["reason"]) == ("foreign_code_unknown", "券码不存在")
    assert await answer(counter.look(sold.code)) == "foreign_code_unknown"
    card = counter.program.sell(Sold(groupon_type=3))
    assert await answer(counter.look(card.code)) == "foreign_not_single"


async def test_what_was_shown_long_ago_is_scanned_again(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.shown(sold)
    counter.town.clock.move_on(10 * MINUTE)
    assert await answer(counter.take(use)) == "foreign_scan_again"
    assert (sold.uses, counter.program.asked.get("verify")) == (0, None)


# What gets lost.


async def test_a_use_whose_answer_is_lost_is_found_and_not_asked_for_again(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.shown(sold)
    counter.program.lose_verify = 1
    taken = await counter.take(use)
    assert (taken.state, sold.uses) == (UseState.TAKEN, 1)
    assert (counter.program.asked["verify"], counter.program.asked["get"]) == (1, 1)
    assert (await counter.undo(taken)).state is UseState.UNDONE


async def test_an_error_after_the_use_was_made_is_no_no(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.shown(sold)
    counter.program.busy_after = 1
    assert (await counter.take(use)).state is UseState.TAKEN
    assert (sold.uses, counter.program.asked["verify"]) == (1, 1)


async def test_a_request_that_never_arrived_frees_the_voucher_after_a_minute(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.shown(sold)
    counter.program.drop_verify = 1
    assert (await counter.take(use)).state is UseState.ASKED
    # Not known yet: nobody may ask for it again, and it cannot be undone.
    assert await answer(counter.take(await counter.shown(sold))) == "foreign_held"
    assert await answer(counter.undo(use)) == "foreign_unclear"
    await counter.later(MINUTE / 2)
    assert (await counter.use(use)).state is UseState.ASKED
    await counter.later(MINUTE)
    assert (await counter.use(use)).state is UseState.NOT_TAKEN
    assert await answer(counter.take(use)) == "foreign_not_taken"
    assert (await counter.take(await counter.shown(sold))).state is UseState.TAKEN
    assert sold.uses == 1


async def test_a_request_that_arrives_late_still_counts_once(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.shown(sold)
    counter.program.hold_verify = True
    assert (await counter.take(use)).state is UseState.ASKED
    await counter.later(2 * MINUTE)
    assert (await counter.use(use)).state is UseState.NOT_TAKEN
    counter.program.land()
    counter.program.hold_verify = False
    assert await answer(counter.look(sold.code)) == "foreign_code_unknown"
    await counter.later(6 * MINUTE)
    found = await counter.use(use)
    assert (found.state, found.counts, sold.uses) == (UseState.TAKEN, True, 1)


async def test_a_late_use_is_not_counted_beside_the_one_that_took_it(counter: Counter) -> None:
    sold = counter.program.sell()
    first = await counter.shown(sold)
    counter.program.drop_verify = 1
    await counter.take(first)
    await counter.later(2 * MINUTE)
    second = await counter.take(await counter.shown(sold))
    await counter.later(6 * MINUTE)
    assert (second.state, (await counter.use(first)).state) == (UseState.TAKEN, UseState.NOT_TAKEN)
    assert sold.uses == 1


async def test_a_process_that_died_after_its_intent_leaves_nothing_unknown(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.shown(sold)

    class DiedError(Exception):
        pass

    class Dying(Douyin):
        async def verify(self, keys: Keys, given: Pass, token: str, certificate: str) -> Told:
            raise DiedError

    means = foreign_vouchers.Means(
        {"douyin": Dying(counter.program.url, counter.program.url)}, counter.means.sealer
    )
    with pytest.raises(DiedError):
        await foreign_vouchers.take(counter.db, MARKET, use.use_id, STORE, OWNER, "Mei", means)
    assert (await counter.use(use)).state is UseState.ASKED
    await counter.later(2 * MINUTE)
    assert (await counter.use(use)).state is UseState.NOT_TAKEN


async def test_while_the_platform_is_away_a_use_waits_and_is_found_when_it_is_back(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold = counter.program.sell()
    use = await counter.shown(sold)
    counter.program.lose_verify, counter.program.switches.fail = 1, 0
    program = counter.program
    whole = program.disturbed

    def away_after(handle: Callable[[], Answer]) -> Answer:
        answered = whole(handle)
        program.switches.fail = 99
        return answered

    with monkeypatch.context() as away:
        away.setattr(program, "disturbed", away_after)
        assert (await counter.take(use)).state is UseState.ASKED
        await counter.later(3 * MINUTE)
        assert (await counter.use(use)).state is UseState.ASKED
    counter.reset()
    await counter.later(3 * MINUTE)
    assert (await counter.use(use)).state is UseState.TAKEN
    assert sold.uses == 1


# Taking back.


async def test_an_undoing_whose_answer_is_lost_is_found_out(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.take(await counter.shown(sold))
    counter.program.lose_cancel = 1
    assert (await counter.undo(use)).state is UseState.UNDONE
    assert counter.program.asked["cancel"] == 1


async def test_after_an_hour_a_use_stands(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.take(await counter.shown(sold))
    counter.town.clock.move_on(60 * MINUTE)
    assert await answer(counter.undo(use)) == "foreign_undo_over"
    assert (counter.program.asked.get("cancel"), sold.status) == (None, 2)


async def test_a_use_that_the_platform_keeps_stands_with_why(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.take(await counter.shown(sold))
    assert sold.verify is not None
    sold.verify["verify_time"] -= 3600
    assert await answer(counter.undo(use)) == "foreign_denied"
    kept = await counter.use(use)
    assert (kept.state, kept.reason) == (UseState.TAKEN, "验券超过一个小时不可撤销")


# Connections.


async def test_a_pass_that_others_have_ended_is_renewed_once(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.shown(sold)
    counter.program.end_passes()
    before = counter.program.calls.count("POST /oauth/client_token/")
    assert (await counter.take(use)).state is UseState.TAKEN
    assert counter.program.calls.count("POST /oauth/client_token/") == before + 1
    assert sold.uses == 1


async def test_keys_with_a_slip_are_not_kept(counter: Counter) -> None:
    _, elsewhere = await counter.town.shop()
    assert await answer(counter.connect("wrong", elsewhere)) == "foreign_keys_wrong"
    assert await answer(counter.connect("two words", elsewhere)) == "invalid"
    async with counter.db.read() as reader:
        assert await foreign_vouchers.connections(reader, MARKET, elsewhere) == []
    assert await answer(counter.connect()) == "foreign_connected"
    assert await counter.look("123456789012", elsewhere) is None


async def test_the_secret_is_sealed_for_its_own_connection(counter: Counter) -> None:
    text = "SELECT sealed FROM foreign_vouchers.connections WHERE connection_id = $1"
    (row,) = await counter.town.rows(text, counter.connection.connection_id)
    secret = counter.program.account.secret
    assert secret.encode() not in row["sealed"]
    assert counter.means.sealer.open(row["sealed"], str(counter.connection.connection_id)) == secret
    with pytest.raises(ValueError, match="not sealed here"):
        counter.means.sealer.open(row["sealed"], str(ids.uuid7()))


async def test_what_the_owner_has_to_see_to_stands_at_the_connection(counter: Counter) -> None:
    sold = counter.program.sell()
    counter.program.withdrawn = True
    assert await answer(counter.look(sold.code)) == "foreign_not_authorized"
    assert await _trouble(counter) == "foreign_not_authorized"
    counter.reset()
    await counter.shown(sold)
    assert await _trouble(counter) == ""


async def _trouble(counter: Counter) -> str:
    async with counter.db.read() as reader:
        (one,) = await foreign_vouchers.connections(reader, MARKET, STORE)
    return one.trouble


async def test_another_stores_counter_does_not_see_it(counter: Counter) -> None:
    sold = counter.program.sell()
    use = await counter.shown(sold)
    _, elsewhere = await counter.town.shop()
    assert await answer(counter.take(use, elsewhere)) == "not_found"
    taken = await counter.take(use)
    assert await answer(counter.undo(taken, elsewhere)) == "not_found"


async def test_paused_asks_about_nothing_new_and_ended_keeps_no_secret(counter: Counter) -> None:
    merchant_id, store_id = MERCHANT, STORE
    sold, another = counter.program.sell(), counter.program.sell()
    use, shown = await counter.take(await counter.shown(sold)), await counter.shown(another)
    where = (MARKET, store_id, counter.connection.connection_id)
    async with counter.db.work(OWNER) as work:
        paused = await foreign_vouchers.move_connection(work, *where, ConnectionState.PAUSED)
    assert (paused.state, paused.merchant_id) == (ConnectionState.PAUSED, merchant_id)
    assert await counter.look(another.code) is None
    assert await answer(counter.take(shown)) == "foreign_not_connected"
    assert (await counter.undo(use)).state is UseState.UNDONE
    async with counter.db.work(OWNER) as work:
        await foreign_vouchers.move_connection(work, *where, ConnectionState.ACTIVE)
    waiting = await _waiting(counter)
    assert await answer(_end(counter)) == "foreign_still_unclear"
    await counter.later(2 * MINUTE)
    assert (await counter.use(waiting)).state is UseState.NOT_TAKEN
    await _end(counter)
    await _end(counter)
    assert await rows(counter, "foreign_vouchers.connections WHERE sealed IS NULL") == 1
    counter.connection = await counter.connect()


async def _waiting(counter: Counter) -> Use:
    """A use whose end nobody knows."""
    use = await counter.shown(counter.program.sell())
    counter.program.drop_verify = 1
    return await counter.take(use)


async def _end(counter: Counter) -> None:
    async with counter.db.work(OWNER) as work:
        await foreign_vouchers.disconnect(work, MARKET, STORE, counter.connection.connection_id)
