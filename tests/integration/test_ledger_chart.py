"""The chart of accounts says what is: its examples run, its accounts and kinds are all there."""

import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from linli.cli.journal import Span, journal
from linli.kernel import ids
from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import ledger, markets, merchants
from linli.modules.ledger import Account, Move, Purpose, beancount
from linli.modules.ledger.model import LIMITED
from tests.integration.ledger_examples import PAGE, SUBJECT, play, read_examples, whole
from tests.integration.trade_stage import MARKET, Town, open_town
from tests.product import Product

TEXT = PAGE.read_text("utf-8")
EXAMPLES = read_examples(TEXT)
WORDS = Path(__file__).parents[2] / "linli/web/shared/locale/en"
CHECK = Path(sys.executable).parent / "bean-check"


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town


def judged(text: str, folder: Path) -> str:
    """What bean-check says of a journal; nothing when all is well."""
    path = folder / "journal.beancount"
    path.write_text(text, "utf-8")
    done = subprocess.run([str(CHECK), "--no-cache", str(path)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


async def exported(
    town: Town, market: markets.Market, since: date | None = None, until: date | None = None
) -> str:
    async with town.db.snapshot() as reader:
        span = Span(market, since, until)
        return beancount.header("a test") + "".join([text async for text in journal(reader, span)])


async def a_market(town: Town, number: int) -> markets.Market:
    """One that only its ledger knows."""
    async with town.db.read() as reader:
        [market] = await markets.all_markets(reader)
    return msgspec.structs.replace(market, market_id=number, slug=f"market-{number}")


@pytest.mark.parametrize("title", EXAMPLES)
async def test_an_example_ends_as_the_page_says_and_an_independent_judge_agrees(
    town: Town, title: str, tmp_path: Path
) -> None:
    example, number = EXAMPLES[title], 1000 + list(EXAMPLES).index(title)
    steps = list(whole(EXAMPLES, example))
    assert await play(town.db, number, steps) == ["insufficient_balance"] * sum(
        step.how == "refused" for step in steps
    )
    async with town.db.read() as reader:
        lines = (await ledger.all_accounts(reader, number)).items
        totals = await ledger.totals(reader, number)
        waiting = (await ledger.pendings_waiting(reader, number)).items
    assert {(one.purpose, one.owner): one.balance_minor for one in lines if one.balance_minor} == {
        (one.purpose, one.owner): minor for one, minor in example.held.items() if minor
    }
    assert all(example.held.values()), "an account that is empty is not listed"
    assert sum(one.debits_minor for one in totals) == sum(one.credits_minor for one in totals)
    assert waiting == []
    assert judged(await exported(town, await a_market(town, number)), tmp_path) == ""


def test_the_page_lists_every_purpose_with_its_limit_and_its_name_in_beancount() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .+? \| (\w+) \| (yes|no) \| .+? \| `(.+?)` \|$", TEXT, re.MULTILINE)
    listed = {purpose: (limited == "yes", root) for purpose, _, limited, root in rows}
    assert listed == {one.value: (one in LIMITED, beancount.ROOTS[one]) for one in Purpose}


def test_the_page_has_an_example_for_every_kind_that_the_room_has_words_for() -> None:
    said = "".join(path.read_text("utf-8") for path in WORDS.glob("*.po"))
    kinds = set(re.findall(r'^msgid "operator\.booking\.(\w+)"', said, re.MULTILINE))
    shown = {step.move.kind for example in EXAMPLES.values() for step in example.steps}
    assert kinds - shown == set()


async def test_real_orders_make_the_moves_that_the_page_shows(town: Town) -> None:
    deal = await town.deal(price=5000)
    order, (first, second) = await town.bought(deal, 2)
    undone = await town.redeem(first)
    await town.undo(undone)
    await town.redeem(second)
    await town.refund(order)
    async with town.db.read() as reader:
        made = await ledger.transfers_about(reader, MARKET, order.order_id)
        sides = {side for one in made for side in (one.debit_account_id, one.credit_account_id)}
        found = await ledger.accounts_of_ids(reader, MARKET, sides)
    shown = {
        (step.move.kind, step.move.debit.purpose, step.move.credit.purpose, step.move.amount.minor)
        for title in ("Paid", "Redeemed", "Undone", "Refunded")
        for step in EXAMPLES[title].steps
        if step.move.kind != "refunded"  # no provider is asked here
    }
    assert shown == {
        (
            one.kind,
            found[one.debit_account_id].purpose,
            found[one.credit_account_id].purpose,
            one.amount_minor,
        )
        for one in made
    }


class TestTheExport:
    async def test_a_market_with_everything_in_every_span_is_accepted(
        self, town: Town, tmp_path: Path
    ) -> None:
        """All examples on one ledger over some days, two currencies, names that fight back."""
        market = await a_market(town, 2000)
        first = Span(market, None, None).day_of(town.clock.at)
        name = '老王 "馄饨" \\ 与\nsons'
        seller = merchants.Merchant(
            merchant_id=ids.uuid7(), name=name, state=merchants.MerchantState.VERIFIED
        )
        async with town.db.work() as work:
            await merchants.add_merchant(work, 2000, seller)
        for example in EXAMPLES.values():
            await play(town.db, 2000, list(whole(EXAMPLES, example)))
            town.clock.move_on(timedelta(hours=9))
            await ledger.seal(town.db, 2000)
        odd = [
            Account(f"merchant:{seller.merchant_id}", Purpose.PAYABLE, "EUR"),
            Account("provider:wechat_pay", Purpose.CLEARING, "EUR"),
            Account("provider:wechat-pay", Purpose.CLEARING, "EUR"),
            Account("provider:wechat-pay", Purpose.CLEARING, "JPY"),
            Account("Odd.Owner_1:x", Purpose.FEES, "JPY"),
        ]
        moves = [
            Move(odd[1], odd[0], Money(5, "EUR"), "paid", SUBJECT),
            Move(odd[2], odd[0], Money(123456, "EUR"), "paid", SUBJECT),
            Move(odd[4], odd[3], Money(7, "JPY"), "provider_fee", SUBJECT),
        ]
        async with town.db.work() as work:
            await ledger.transfer(work, 2000, *moves)
        whole_text = await exported(town, market)
        assert judged(whole_text, tmp_path) == ""
        assert '老王 \\"馄饨\\" \\\\ 与 sons' in whole_text
        last = Span(market, None, None).day_of(town.clock.at)
        days = [first + timedelta(days=n) for n in range((last - first).days + 2)]
        for since, until in [(days[1], None), (None, days[2]), (days[1], days[-1]), (days[-1], None)]:
            text = await exported(town, market, since, until)
            assert judged(text, tmp_path) == "", (since, until)

    async def test_what_a_fast_clock_booked_for_tomorrow_is_in_the_balances(
        self, town: Town, tmp_path: Path
    ) -> None:
        ahead = Database(town.db.pool, town.db.journey, lambda: town.clock.at + timedelta(days=3))
        await play(ahead, 4000, EXAMPLES["Paid"].steps)
        text = await exported(town, await a_market(town, 4000))
        assert "100.00 CNY" in text
        assert judged(text, tmp_path) == ""

    @pytest.mark.parametrize("fault", ["an amount", "a balance", "a lost transaction"])
    async def test_the_judge_can_say_no(self, town: Town, tmp_path: Path, fault: str) -> None:
        number = 3000 + sum(fault.encode())
        await play(town.db, number, EXAMPLES["Paid"].steps)
        text = await exported(town, await a_market(town, number))
        spoilt = {
            "an amount": text.replace("  100.00 CNY\n", "  100.01 CNY\n", 1),
            "a balance": re.sub(r"(balance .+?)100\.00", r"\g<1>100.01", text, count=1),
            "a lost transaction": re.sub(r'\d{4}-\d\d-\d\d \* "paid"(\n  .+)+\n', "", text),
        }[fault]
        assert spoilt != text
        assert judged(spoilt, tmp_path) != ""


def test_names_in_beancount_are_never_shared() -> None:
    owners = ["market", "a:b", "a:b-c", "a:b_c", "a:b.c", "a-b", "A:b", "a:b:c", "order:1", "order1", "1"]
    held = [
        ledger.HeldAccount(UUID(int=n), owner, Purpose.FEES, currency, False, ids.time_of(ids.uuid7()))
        for n, (owner, currency) in enumerate((o, c) for o in owners for c in ("CNY", "EUR"))
    ]
    names = [beancount.account_name(one, slug, "CNY") for one in held for slug in ("hangzhou", "helsinki")]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Z]\w+(:[A-Z0-9][A-Za-z0-9-]*)+", name) for name in names)


@pytest.mark.slow
def test_the_demo_markets_from_the_command_line_are_accepted(product: Product, tmp_path: Path) -> None:
    def linli(*words: str) -> subprocess.CompletedProcess[str]:
        usual = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
        environment = {**usual, "LINLI_DATABASE_URL": product.database_url}
        command = [sys.executable, "-m", "linli.cli", "ledger", "export", "--beancount", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)

    every, one = linli(), linli("--market", "hangzhou")
    assert (every.returncode, one.returncode) == (0, 0), every.stderr + one.stderr
    assert one.stdout.count("\n") > 100
    assert judged(every.stdout, tmp_path) == judged(one.stdout, tmp_path) == ""
    assert "Hangzhou" in every.stdout and "Helsinki" in every.stdout and "Helsinki" not in one.stdout
    backwards = linli("--since", "2026-11-02", "--until", "2026-11-02")
    assert (backwards.returncode, backwards.stdout) == (1, "")
    nowhere = linli("--market", "atlantis")
    assert (nowhere.returncode, nowhere.stdout) == (1, "")
    assert "atlantis" in nowhere.stderr
