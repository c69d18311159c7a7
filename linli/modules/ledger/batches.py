"""What a batch of moves does to each account, as columns for one statement. Pure: nothing is read."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from linli.modules.ledger.model import Account, Move

KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
OWNER = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
Columns = tuple[list[object], ...]


class Change(msgspec.Struct):
    """What a batch asks of one limited account, in minor units: of its balance, and of what is set aside."""

    posted: int = 0
    pended: int = 0


Changes = Mapping[UUID, Change]


def check(moves: Sequence[Move]) -> None:
    """Raises ValueError for a move that is no move."""
    for move in moves:
        if move.amount.minor <= 0:
            raise ValueError("a move has a positive amount")
        if {move.debit.currency, move.credit.currency} != {move.amount.currency}:
            raise ValueError("a move stays in one currency")
        if move.debit == move.credit:
            raise ValueError("a move goes from one account to another")
        if not KIND.fullmatch(move.kind):
            raise ValueError(f"a move's kind is a plain word, not {move.kind!r}")
        if not (OWNER.fullmatch(move.debit.owner) and OWNER.fullmatch(move.credit.owner)):
            raise ValueError("a move names its accounts' owners in plain letters")


def accounts_of(moves: Iterable[Move]) -> dict[UUID, Account]:
    """Every account that the moves name, by its id."""
    return {account.account_id: account for move in moves for account in (move.debit, move.credit)}


def changes_of(moves: Iterable[Move]) -> Changes:
    """The net change of each limited account when the moves happen."""
    changes: dict[UUID, Change] = defaultdict(Change)
    for move in moves:
        if move.debit.limited:
            changes[move.debit.account_id].posted -= move.amount.minor
        if move.credit.limited:
            changes[move.credit.account_id].posted += move.amount.minor
    return changes


def set_asides_of(moves: Iterable[Move]) -> Changes:
    """What each limited account has to set aside for the moves; a pending credit counts for nothing."""
    changes: dict[UUID, Change] = defaultdict(Change)
    for move in moves:
        if move.debit.limited:
            changes[move.debit.account_id].pended += move.amount.minor
    return changes


def account_columns(accounts: Mapping[UUID, Account]) -> Columns:
    """Ids, owners, purposes, currencies, limits."""
    rows = accounts.values()
    return (
        list(accounts),
        [account.owner for account in rows],
        [account.purpose.value for account in rows],
        [account.currency for account in rows],
        [account.limited for account in rows],
    )


def move_columns(ids: Sequence[UUID], moves: Sequence[Move]) -> Columns:
    """Ids, debited and credited accounts, amounts, currencies, kinds, subjects."""
    return (
        list(ids),
        [move.debit.account_id for move in moves],
        [move.credit.account_id for move in moves],
        [move.amount.minor for move in moves],
        [move.amount.currency for move in moves],
        [move.kind for move in moves],
        [move.subject_id for move in moves],
    )
