"""The books in sums: the whole ledger by purpose, as templates read it."""

from collections.abc import Sequence

import msgspec

from linli.kernel.money import Money
from linli.modules import ledger
from linli.modules.ledger import Purpose


class LedgerRow(msgspec.Struct, frozen=True):
    """All accounts of one purpose; `balance` is credits minus debits."""

    purpose: str
    debits: Money
    credits: Money

    @property
    def balance(self) -> Money:
        return self.credits - self.debits


class Books(msgspec.Struct, frozen=True):
    """The whole ledger of one currency."""

    rows: Sequence[LedgerRow]
    debits: Money
    credits: Money

    @property
    def balanced(self) -> bool:
        return self.debits == self.credits

    @property
    def gap(self) -> Money:
        return self.debits - self.credits

    def of(self, purpose: Purpose) -> Money:
        """The balance of one purpose; zero where nothing was ever booked."""
        found = (row.balance for row in self.rows if row.purpose == purpose.value)
        return next(found, Money(0, self.debits.currency))


def books_of(totals: Sequence[ledger.Total], currency: str) -> Books:
    """The ledger's totals in the market's currency, in the order in which money passes through."""
    by_purpose = {row.purpose: row for row in totals if row.currency == currency}
    rows = [
        LedgerRow(
            purpose.value,
            Money(by_purpose[purpose.value].debits_minor, currency),
            Money(by_purpose[purpose.value].credits_minor, currency),
        )
        for purpose in Purpose
        if purpose.value in by_purpose
    ]
    nothing = Money(0, currency)
    return Books(rows, sum((r.debits for r in rows), nothing), sum((r.credits for r in rows), nothing))
