"""The entries that blocks seal, each with its canonical line, as chain.py describes it. Pure."""

from datetime import datetime
from uuid import UUID

import msgspec

from linli.modules.ledger.chain import microseconds
from linli.modules.ledger.model import Outcome, Purpose


class SealedBlock(msgspec.Struct, frozen=True):
    """A block without its entries, of which it has so many."""

    height: int
    sealed_at: datetime
    previous_hash: bytes
    hash: bytes
    entries: int


class SealedAccount(msgspec.Struct, frozen=True):
    """An account at its place, from 1, in a block."""

    height: int
    place: int
    account_id: UUID
    owner: str
    purpose: Purpose
    currency: str
    limited: bool
    opened_at: datetime

    @property
    def line(self) -> str:
        about = (self.account_id, self.owner, self.purpose.value, self.currency, "t" if self.limited else "f")
        return _line("account", *about, microseconds(self.opened_at))


class SealedTransfer(msgspec.Struct, frozen=True):
    """A transfer at its place in a block. Beside it, for those who read, whose its accounts are: their ids
    follow from that.
    """

    height: int
    place: int
    transfer_id: UUID
    debit_account_id: UUID
    credit_account_id: UUID
    amount_minor: int
    currency: str
    kind: str
    subject_id: UUID
    made_at: datetime
    debit_owner: str
    debit_purpose: Purpose
    credit_owner: str
    credit_purpose: Purpose

    @property
    def line(self) -> str:
        return _line("transfer", self.transfer_id, *_move(self))


class SealedPending(msgspec.Struct, frozen=True):
    """Money set aside, at its place in a block."""

    height: int
    place: int
    pending_id: UUID
    debit_account_id: UUID
    credit_account_id: UUID
    amount_minor: int
    currency: str
    kind: str
    subject_id: UUID
    made_at: datetime
    expires_at: datetime | None

    @property
    def line(self) -> str:
        expires = microseconds(self.expires_at) if self.expires_at else ""
        return _line("pending", self.pending_id, *_move(self), expires)


class SealedResult(msgspec.Struct, frozen=True):
    """What became of money set aside, at its place in a block."""

    height: int
    place: int
    pending_id: UUID
    outcome: Outcome
    transfer_id: UUID | None
    at: datetime

    @property
    def line(self) -> str:
        return _line(
            "result", self.pending_id, self.outcome.value, self.transfer_id or "", microseconds(self.at)
        )


def _move(entry: SealedTransfer | SealedPending) -> tuple[object, ...]:
    """What a line says alike of money that moved and of money set aside."""
    sides = (entry.debit_account_id, entry.credit_account_id, entry.amount_minor)
    return (*sides, entry.currency, entry.kind, entry.subject_id, microseconds(entry.made_at))


def _line(*parts: object) -> str:
    return "|".join(map(str, parts))
