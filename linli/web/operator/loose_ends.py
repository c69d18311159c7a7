"""Payments that wait for a person: shown on the overview, and taken off once somebody has looked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import orders, payments
from linli.modules.payments import LooseKind
from linli.services import Who
from linli.web.operator import roles
from linli.web.shared.http import Asked, Here

SHOWN = 50
ACT = {"who": Who.OPERATOR, "roles": roles.MONEY}


class LooseRow(msgspec.Struct, frozen=True):
    """One thing to look at; `told` is what the provider told where that differs from ours, `settle` the
    address that takes it off the list (none for a refund that was refused: it is owed until it is sent).
    """

    kind: str
    order: str
    ours: Money
    told: Money | str
    provider: str
    provider_ref: str
    since: datetime
    settle: str | None


async def loose_rows(here: Here, reader: Reader) -> tuple[int, Sequence[LooseRow]]:
    """How many wait, and those that wait longest."""
    count, found = await payments.loose_ends(reader, here.market_id, SHOWN)
    known = await orders.orders_of_ids(reader, here.market_id, [one.order_id for one in found])
    return count, [_row(here, one, known.get(one.order_id)) for one in found]


def _row(here: Here, one: payments.LooseEnd, order: orders.Order | None) -> LooseRow:
    refused = one.kind is LooseKind.REFUND_FAILED
    return LooseRow(
        kind=one.kind.value,
        order=order.number_grouped if order else str(one.order_id),
        ours=one.amount,
        told=_told(one),
        provider=one.provider,
        provider_ref=one.provider_ref,
        since=one.noted_at,
        settle=None if refused else here.url(f"operator/loose-ends/{one.loose_end_id}/settlement"),
    )


def _told(one: payments.LooseEnd) -> Money | str:
    """What the provider told where it differs; in its own words where it told a currency that nobody has."""
    if (one.told_minor, one.told_currency) == (one.amount_minor, one.currency):
        return ""
    try:
        return Money(one.told_minor, one.told_currency)
    except ValueError:
        return f"{one.told_minor} {one.told_currency}"


@post("/{market:str}/operator/loose-ends/{loose_end_id:uuid}/settlement", opt=ACT)
async def settle_loose_end(here: Asked, loose_end_id: FromPath[UUID]) -> Response[str]:
    """Somebody has looked at it and says what was done, which stands in the audit trail under their name."""
    why = (await here.request.form()).get("why", "")
    async with here.services.db.work(here.actor) as work:
        await payments.settle_loose_end(
            work, here.market_id, loose_end_id, why if isinstance(why, str) else ""
        )
    return here.see_other(here.url("operator") + "#loose-ends")


ROUTES = [settle_loose_end]
