"""A provider's lines as they are kept, and which market they concern."""

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

from linli.modules.payments import Bill, BillLine
from linli.modules.reconciliation.model import BilledLine, dated_id


def numbered(bill: Bill) -> list[BilledLine]:
    """The lines of a bill, each with the id that it keeps however often the bill is read."""
    before: Counter[tuple[str, str]] = Counter()
    lines = []
    for line in bill.lines:
        key = (line.kind.value, line.provider_ref)
        lines.append(_kept(bill, line, before[key]))
        before[key] += 1
    return lines


def _kept(bill: Bill, line: BillLine, before: int) -> BilledLine:
    parts = ("line", bill.provider, bill.day, line.kind.value, line.provider_ref, before)
    return BilledLine(
        line_id=dated_id(bill.day, *parts),
        provider=bill.provider,
        day=bill.day,
        kind=line.kind.value,
        provider_ref=line.provider_ref,
        reference=line.reference,
        amount_minor=line.amount_minor,
        fee_minor=line.fee_minor,
        currency=line.currency,
        billed_at=line.at,
    )


def split(
    lines: list[BilledLine], ids: Collection[UUID], names: Collection[str]
) -> tuple[list[BilledLine], list[BilledLine]]:
    """(Those that name one of these ids, or that one of these names is on, the others)."""
    own: list[BilledLine] = []
    others: list[BilledLine] = []
    for line in lines:
        ours = line.reference in ids or line.provider_ref in names
        (own if ours else others).append(line)
    return own, others


def keeper_of(currency: str, sharing: Mapping[int, str]) -> int:
    """The one market that looks after lines which nobody knows: the first with their currency, else the
    first. `sharing`: market id → currency, of all that share the provider's account; not empty.
    """
    of_currency = [market_id for market_id, own in sharing.items() if own == currency]
    return min(of_currency or sharing)
