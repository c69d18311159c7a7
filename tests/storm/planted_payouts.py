"""Faults of settlement and payouts, planted in our books, in the bank's, or in both."""

from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec

from tests.storm.bank import Sent

Book = Sequence[Sent]


class Plant(msgspec.Struct, frozen=True):
    """How a fault is planted, and a part of what the checker must say.

    In `statement`, $1 is a payout that was paid and $2 an id that nobody has; `at_bank` makes another book of
    the bank's, given the same two.
    """

    said: str
    statement: str = ""
    at_bank: Callable[[Book, UUID, UUID], Book] = lambda book, _paid, _other: book

    @property
    def needs(self) -> int:
        """How many of the two the statement is given."""
        return 2 if "$2" in self.statement else 1


def _paid_again(book: Book, paid: UUID, other: UUID) -> Book:
    """The same amount to the same account, under another reference."""
    return [*book, *(msgspec.structs.replace(one, reference=other) for one in book if one.reference == paid)]


def _never_heard(book: Book, paid: UUID, _other: UUID) -> Book:
    return [one for one in book if one.reference != paid]


def _a_little_more(book: Book, paid: UUID, _other: UUID) -> Book:
    return [msgspec.structs.replace(one, amount=one.amount + (one.reference == paid)) for one in book]


OF_PAYOUT = "FROM treasury.payouts AS p WHERE p.payout_id = $1 AND p.market_id = s.market_id"
PAYOUTS = {
    "payout that nobody asked for": Plant("and no payout of ours asked for it", at_bank=_paid_again),
    "statement paid twice": Plant(
        "was paid 2 times",
        "INSERT INTO treasury.payouts (market_id, payout_id, batch_id, statement_id, merchant_id, account_id,"
        " pending_id, amount_minor, currency, state, made_at) SELECT market_id, $2::uuid, batch_id,"
        " statement_id, merchant_id, account_id, pending_id, amount_minor, currency, 'failed', made_at"
        " FROM treasury.payouts WHERE payout_id = $1",
        _paid_again,
    ),
    "statement paid twice in the ledger": Plant(
        "left the books 2 times",
        "INSERT INTO ledger.transfers SELECT t.market_id, gen_random_uuid(), t.debit_account_id,"
        " t.credit_account_id, t.amount_minor, t.currency, t.kind, t.subject_id, t.made_at"
        " FROM ledger.transfers AS t JOIN treasury.payouts AS p ON p.market_id = t.market_id"
        " AND p.statement_id = t.subject_id WHERE t.kind = 'payout_confirmed' AND p.payout_id = $1",
    ),
    "payout that we forgot": Plant(
        "and no payout of ours asked for it", "DELETE FROM treasury.payouts WHERE payout_id = $1"
    ),
    "payout that the bank never had": Plant("the bank knows nothing of it", at_bank=_never_heard),
    "payout of another amount": Plant("is another payment than we asked for", at_bank=_a_little_more),
    "payout that stands as sent back": Plant(
        "it stands as failed", "UPDATE treasury.payouts SET state = 'failed' WHERE payout_id = $1"
    ),
    "payout whose money stays set aside": Plant(
        "is set aside 1 times",
        "INSERT INTO ledger.waiting (market_id, pending_id) SELECT market_id, pending_id"
        " FROM treasury.payouts WHERE payout_id = $1",
    ),
    "statement left paying": Plant(
        "stuck: a statement on its way to the bank",
        "UPDATE settlement.statements AS s SET state = 'paying', paid_at = NULL"
        f" {OF_PAYOUT} AND s.payout_id = p.payout_id",
    ),
    "batch that never ended": Plant(
        "stuck: a batch that has not ended",
        f"UPDATE treasury.batches AS s SET state = 'made' {OF_PAYOUT} AND s.batch_id = p.batch_id",
    ),
    "statement that nobody pays": Plant(
        "stuck: a statement of a merchant that can be paid",
        "UPDATE settlement.statements AS s SET state = 'confirmed', payout_id = NULL, paid_at = NULL"
        f" {OF_PAYOUT} AND s.payout_id = p.payout_id",
    ),
    "earning that was not paid": Plant(
        "stuck: earnings that stand in no statement",
        "UPDATE settlement.entries AS s SET statement_id = NULL"
        f" {OF_PAYOUT} AND s.statement_id = p.statement_id",
    ),
    "statement that is not its entries": Plant(
        "audit: every statement is the sum of its entries",
        "UPDATE settlement.entries AS s SET amount_minor = s.amount_minor + 1"
        f" {OF_PAYOUT} AND s.statement_id = p.statement_id",
    ),
}
