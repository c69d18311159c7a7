"""Stripe's balance transactions as lines of a bill."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.modules.payments.bills import BillKind, BillLine
from linli.modules.payments.providers.stripe.amounts import from_stripe
from linli.modules.payments.providers.stripe.shapes import Movement, Source, reference

_KINDS = {
    "charge": BillKind.CHARGE,
    "payment": BillKind.CHARGE,
    "refund": BillKind.REFUND,
    "payment_refund": BillKind.REFUND,
    "payout": BillKind.PAYOUT,
    "stripe_fee": BillKind.FEE,
    "stripe_fx_fee": BillKind.FEE,
    "tax_fee": BillKind.FEE,
    "network_cost": BillKind.FEE,
}


def day_in(day: date, zone: str) -> tuple[int, int]:
    """From midnight to midnight in the zone, as Unix seconds; the end excluded."""
    where = ZoneInfo(zone)
    first, last = (datetime.combine(one, time(), where) for one in (day, day + timedelta(days=1)))
    return int(first.timestamp()), int(last.timestamp())


def lines_of(movement: Movement) -> Iterator[BillLine]:
    """A charge or refund in the payer's currency; where the account keeps its balance in another one, the fee
    stands on a line of its own.
    """
    kind = _KINDS.get(movement.type, BillKind.OTHER)
    source = movement.source if isinstance(movement.source, Source) else None
    if source is None or kind not in (BillKind.CHARGE, BillKind.REFUND):
        gained = movement.amount if kind is BillKind.OTHER else -movement.amount
        yield _line(movement, kind, gained, movement.fee, movement.currency)
        return
    name = "intent" if kind is BillKind.CHARGE else "refund"
    ours, known_as = reference(source.metadata, name), source.payment_intent or source.id
    if kind is BillKind.REFUND:
        known_as = source.id
    same = source.currency == movement.currency
    yield BillLine(
        kind=kind,
        provider_ref=known_as,
        reference=ours,
        amount_minor=from_stripe(abs(source.amount), source.currency.upper()),
        fee_minor=from_stripe(movement.fee, movement.currency.upper()) if same else 0,
        currency=source.currency.upper(),
        at=_at(movement),
    )
    if movement.fee and not same:
        yield _line(movement, BillKind.FEE, movement.fee, 0, movement.currency)


def _line(movement: Movement, kind: BillKind, amount: int, fee: int, currency: str) -> BillLine:
    return BillLine(
        kind=kind,
        provider_ref=movement.id,
        reference=None,
        amount_minor=from_stripe(amount, currency.upper()),
        fee_minor=from_stripe(fee, currency.upper()),
        currency=currency.upper(),
        at=_at(movement),
    )


def _at(movement: Movement) -> datetime:
    return datetime.fromtimestamp(movement.created, UTC)
