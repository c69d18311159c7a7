"""The steps of an order's line."""

from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules.marketing.model import SOLD_ELSEWHERE, StepKind
from linli.modules.marketing.queries import CREDITED_FOR, sells_across, visit_link
from linli.modules.marketing.statements import SQL


async def record_ordered(
    work: Work, market_id: int, order_id: UUID, store_id: UUID, visit_id: UUID | None, amount_minor: int
) -> None:
    """The order was placed (amount in minor units). Refuses nothing.

    Credits the visit's link, and writes the visit as the line's first step, if that visit was to this store
    less than 30 days ago, or to a screen or clerk of another branch; any other visit leaves the order without
    credit.
    """
    if visit_id is not None:
        since, at_store = work.now - CREDITED_FOR, store_id
        link = await visit_link(work, market_id, visit_id)
        if link and link.store_id != store_id and await sells_across(work, market_id, link, store_id):
            at_store = link.store_id
        step_id = _step_id(order_id, StepKind.VISITED)
        await work.run(SQL.insert_visited, market_id, step_id, order_id, at_store, visit_id, since)
    await _record(work, market_id, order_id, store_id, StepKind.ORDERED, amount_minor)


async def record_paid(work: Work, market_id: int, order_id: UUID, store_id: UUID, amount_minor: int) -> None:
    """The order was paid (minor units). Refuses nothing."""
    await _record(work, market_id, order_id, store_id, StepKind.PAID, amount_minor)


async def record_redeemed(
    work: Work, market_id: int, order_id: UUID, store_id: UUID, redemption_id: UUID, amount_minor: int
) -> None:
    """One of the order's vouchers was used; counted once a redemption. Refuses nothing."""
    await _record(work, market_id, order_id, store_id, StepKind.REDEEMED, amount_minor, redemption_id)


async def record_undone(
    work: Work, market_id: int, order_id: UUID, store_id: UUID, redemption_id: UUID, amount_minor: int
) -> None:
    """That redemption was taken back: it no longer counts for its link. Refuses nothing."""
    await _record(work, market_id, order_id, store_id, StepKind.UNDONE, amount_minor, redemption_id)


async def record_elsewhere(
    work: Work,
    market_id: int,
    use_id: UUID,
    store_id: UUID,
    platform: str,
    amount_minor: int,
    *,
    undone: bool = False,
) -> None:
    """What another platform sold (amount as paid there) was used here, or that was taken back; each counted
    once, as that platform's channel. Refuses: invalid (platform: no channel of what is sold elsewhere).
    """
    if platform not in SOLD_ELSEWHERE:
        raise INVALID(field="platform")
    kind = StepKind.UNDONE if undone else StepKind.REDEEMED
    row = (market_id, _step_id(use_id, kind), use_id, store_id, kind.value, amount_minor, work.now, platform)
    await work.run(SQL.insert_elsewhere, *row)


async def record_refunded(
    work: Work,
    market_id: int,
    order_id: UUID,
    store_id: UUID,
    amount_minor: int,
    refund_id: UUID | None = None,
) -> None:
    """Money of the order went back (minor units); once an order, or once for each `refund_id` given."""
    await _record(work, market_id, order_id, store_id, StepKind.REFUNDED, amount_minor, refund_id)


async def record_reviewed(
    work: Work, market_id: int, order_id: UUID, store_id: UUID, review_id: UUID
) -> None:
    """The order was reviewed; counted once a review. Refuses nothing."""
    await _record(work, market_id, order_id, store_id, StepKind.REVIEWED, 0, review_id)


async def record_withdrawn(
    work: Work, market_id: int, order_id: UUID, store_id: UUID, review_id: UUID
) -> None:
    """That review went: it no longer counts for its link. Refuses nothing."""
    await _record(work, market_id, order_id, store_id, StepKind.WITHDRAWN, 0, review_id)


async def _record(
    work: Work,
    market_id: int,
    order_id: UUID,
    store_id: UUID,
    kind: StepKind,
    amount_minor: int,
    part_id: UUID | None = None,
) -> None:
    step_id = _step_id(order_id, kind, part_id)
    row = (market_id, step_id, order_id, store_id, kind.value, amount_minor, work.now)
    await work.run(SQL.insert_step, *row)


def _step_id(order_id: UUID, kind: StepKind, part_id: UUID | None = None) -> UUID:
    """A step is known by what it is about, so a second report of it finds its place taken."""
    return ids.derived("step", order_id, kind.value, part_id or "")
