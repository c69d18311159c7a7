"""The one way money moves."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from linli.kernel import ids, sql
from linli.kernel.database import Work
from linli.modules.ledger.model import Account, Move
from linli.modules.ledger.refusals import INSUFFICIENT_BALANCE

SQL = sql.load(__file__)


async def transfer(work: Work, market_id: int, *moves: Move) -> list[UUID]:
    """Make the moves, all or none; returns the transfers' ids in order.

    Accounts open themselves at first use. Balances of limited accounts are changed in the order of their
    ids, so
    that two batches never wait for each other in a circle. Raises ValueError for a move that is no move (not
    positive, mixed currencies, to itself). Refuses: insufficient_balance.
    """
    _check(moves)
    accounts = {account.account_id: account for move in moves for account in (move.debit, move.credit)}
    await _open(work, market_id, accounts.values())
    await _change_balances(work, market_id, accounts, moves)
    made = [ids.uuid7() for _ in moves]
    await work.run(
        SQL.insert_transfers,
        market_id,
        made,
        [move.debit.account_id for move in moves],
        [move.credit.account_id for move in moves],
        [move.amount.minor for move in moves],
        [move.amount.currency for move in moves],
        [move.kind for move in moves],
        [move.subject_id for move in moves],
        work.now,
    )
    return made


def _check(moves: tuple[Move, ...]) -> None:
    for move in moves:
        if move.amount.minor <= 0:
            raise ValueError("a move has a positive amount")
        if {move.debit.currency, move.credit.currency} != {move.amount.currency}:
            raise ValueError("a move stays in one currency")
        if move.debit == move.credit:
            raise ValueError("a move goes from one account to another")


async def _open(work: Work, market_id: int, accounts: Iterable[Account]) -> None:
    rows = sorted(accounts, key=lambda account: account.account_id)
    await work.run(
        SQL.open_accounts,
        market_id,
        [account.account_id for account in rows],
        [account.owner for account in rows],
        [account.purpose.value for account in rows],
        [account.currency for account in rows],
        [account.limited for account in rows],
        work.now,
    )
    limited = [account.account_id for account in rows if account.limited]
    if limited:
        await work.run(SQL.open_balances, market_id, limited)


async def _change_balances(
    work: Work, market_id: int, accounts: dict[UUID, Account], moves: tuple[Move, ...]
) -> None:
    change: dict[UUID, int] = defaultdict(int)
    for move in moves:
        change[move.debit.account_id] -= move.amount.minor
        change[move.credit.account_id] += move.amount.minor
    for account_id in sorted(change):
        account = accounts[account_id]
        if not account.limited or not change[account_id]:
            continue
        if not await work.run(SQL.change_balance, market_id, account_id, change[account_id]):
            raise INSUFFICIENT_BALANCE(purpose=account.purpose.value)
