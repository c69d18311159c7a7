"""`linli ledger export --beancount`: a market's ledger as text that an independent program checks."""

import argparse
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import uvloop

from linli.cli.database import database
from linli.kernel.database import APP_ROLE, Database, Reader, open_pool
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.modules import ledger, markets, merchants
from linli.modules.ledger import beancount

SIZE = 1000
EXPORTING: dict[str, str] = {
    "market": "only this market, by its name in addresses; all of them where none is named",
    "since": "the first day, as 2026-11-01 in the market's zone; what was held before opens the journal",
    "until": "the day before which it ends; up to now where none is named",
}


def add_flags(parser: argparse.ArgumentParser, flags: dict[str, str]) -> None:
    parser.add_argument("what", choices=["export"], help="the one thing to do with it")
    parser.add_argument(
        "--beancount", required=True, action="store_true", help="the format; it has to be said"
    )
    for flag, meaning in flags.items():
        kind = str if flag == "market" else date.fromisoformat
        parser.add_argument(f"--{flag}", type=kind, help=meaning)


class Span(msgspec.Struct, frozen=True):
    """Which days of a market are written, and where it is."""

    market: markets.Market
    since: date | None
    until: date | None

    def begins(self, day: date) -> datetime:
        """The moment at which a day begins in this market, in UTC."""
        return datetime.combine(day, time(), ZoneInfo(self.market.timezone)).astimezone(UTC)

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.market.timezone)).date()

    def name_of(self, account: ledger.HeldAccount) -> str:
        return beancount.account_name(account, self.market.slug, self.market.currency)


def export_now(settings: Settings, given: argparse.Namespace) -> int:
    """Write the journal to standard output; exit status 1 for a market that is not there or an empty span."""
    if given.since and given.until and given.since >= given.until:
        print("linli: the first day comes before the day at which it ends", file=sys.stderr)
        return 1
    with database(settings) as url:
        try:
            return uvloop.run(_export(url, given))
        except BrokenPipeError:  # whoever reads has read enough
            sys.stderr.close()
            return 0


async def _export(url: str, given: argparse.Namespace) -> int:
    pool = await open_pool(url, role=APP_ROLE, size=1)
    try:
        async with Database(pool, Journey()).snapshot() as reader:
            every = await markets.all_markets(reader)
            chosen = [market for market in every if given.market in (None, market.slug)]
            if not chosen:
                print(f"linli: no market is called {given.market}", file=sys.stderr)
                return 1
            sys.stdout.write(beancount.header("Linli " + ", ".join(market.name_en for market in chosen)))
            for market in chosen:
                async for text in journal(reader, Span(market, given.since, given.until)):
                    sys.stdout.write(text)
            sys.stdout.flush()
    finally:
        await pool.close()
    return 0


async def journal(reader: Reader, span: Span) -> AsyncIterator[str]:
    """One market's journal, piece by piece, so that a ledger of any size needs little memory: accounts with
    what they held before, transactions, and an assertion of every balance at the end, which was not added up
    from these transactions but is what the ledger keeps.
    """
    async for text in _accounts(reader, span):
        yield text
    last = span.day_of(reader.now)
    async for day, text in _transactions(reader, span):
        last = max(last, day)
        yield text
    async for text in _balances(reader, span, last):
        yield text


async def _pages(reader: Reader, span: Span) -> AsyncIterator[list[ledger.AccountLine]]:
    cursor = None
    while True:
        page = await ledger.all_accounts(reader, span.market.market_id, cursor, SIZE)
        yield list(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return


async def _accounts(reader: Reader, span: Span) -> AsyncIterator[str]:
    day = span.since or date(1970, 1, 1)
    async for accounts in _pages(reader, span):
        names = await _names(reader, span, accounts)
        before = await _before(reader, span, accounts, span.since) if span.since else {}
        for account in accounts:
            name = span.name_of(account)
            yield beancount.open_account(day, name, account, names.get(account.owner, ""))
            if held := before.get(account.account_id):
                yield beancount.opening(day, name, held, account.currency)


async def _transactions(reader: Reader, span: Span) -> AsyncIterator[tuple[date, str]]:
    """Every transfer with its day, oldest first."""
    market_id = span.market.market_id
    wanted = ledger.TransferFilter(
        since=span.begins(span.since) if span.since else None,
        until=span.begins(span.until) if span.until else None,
    )
    cursor = None
    while True:
        page = await ledger.transfers_of_market(reader, market_id, wanted, cursor, SIZE, oldest_first=True)
        sides = {side for one in page.items for side in (one.debit_account_id, one.credit_account_id)}
        accounts = await ledger.accounts_of_ids(reader, market_id, sides)
        for one in page.items:
            debit, credit = accounts[one.debit_account_id], accounts[one.credit_account_id]
            day = span.day_of(one.made_at)
            yield day, beancount.transaction(day, one, span.name_of(debit), span.name_of(credit))
        cursor = page.next_cursor
        if cursor is None:
            return


async def _balances(reader: Reader, span: Span, last: date) -> AsyncIterator[str]:
    """What every account holds, the day after the `last` on which anything is booked: a transfer may be of a
    later day than now, when it was made by a machine whose clock runs ahead.
    """
    day = span.until or max(last, span.since or date.min) + timedelta(days=1)
    async for accounts in _pages(reader, span):
        held = await _before(reader, span, accounts, span.until) if span.until else None
        for account in accounts:
            minor = account.balance_minor if held is None else held.get(account.account_id, 0)
            yield beancount.balance(day, span.name_of(account), minor, account.currency)


async def _before(
    reader: Reader, span: Span, accounts: list[ledger.AccountLine], day: date
) -> dict[UUID, int]:
    keys = [account.account_id for account in accounts]
    return await ledger.balances_before(reader, span.market.market_id, keys, span.begins(day))


async def _names(reader: Reader, span: Span, accounts: list[ledger.AccountLine]) -> dict[str, str]:
    """What merchants are called, by the owners that stand for them."""
    owners = {account.owner for account in accounts if account.owner.startswith("merchant:")}
    ids = {owner: key for owner in owners if (key := _id(owner.partition(":")[2]))}
    found = await merchants.merchants_of_ids(reader, span.market.market_id, list(ids.values()))
    return {owner: found[key].name for owner, key in ids.items() if key in found}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
