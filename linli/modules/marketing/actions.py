"""Make links, count visits, and write the steps of an order's line."""

from uuid import UUID

from linli.kernel import ids, sql, texts
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules.marketing.codes import LINK_CODE_LENGTH
from linli.modules.marketing.events import Visited
from linli.modules.marketing.model import CHANNELS, SOLD_ELSEWHERE, Channel, Link, StepKind
from linli.modules.marketing.queries import CREDITED_FOR

SQL = sql.load(__file__)
LONGEST_LABEL = 60
_TRIES = 5


async def make_link(
    work: Work, market_id: int, store_id: UUID, channel: Channel, label: str, person_id: UUID
) -> Link:
    """A new link of a store on a channel; that `person_id` may do this, the caller checks.

    Refuses: invalid (channel: one where no link can be shown; label: 1 to 60 characters).
    """
    if channel.value not in CHANNELS:
        raise INVALID(field="channel")
    label = texts.line(label, "label", LONGEST_LABEL)
    for _ in range(_TRIES):
        code = ids.new_code(LINK_CODE_LENGTH)
        row = (market_id, ids.uuid7(work.now), code, store_id, channel.value, label, person_id, work.now)
        if made := await work.one(Link, SQL.insert_link, *row):
            return made
    raise RuntimeError("no free link code was found")


async def end_link(work: Work, market_id: int, store_id: UUID, link_id: UUID) -> Link:
    """The link leads nowhere from now on; what came of it stays counted. Ending it again changes nothing.

    Refuses: not_found (no such link of this store).
    """
    ended = await work.one(Link, SQL.end_link, market_id, store_id, link_id, work.now)
    if ended is None:
        raise NOT_FOUND()
    return ended


async def visit(work: Work, market_id: int, code: str) -> Visited:
    """Count someone's following a link; announces and returns Visited (visit_id, link).

    Refuses: not_found (no such code, or its link has ended).
    """
    link = await work.one(Link, SQL.find_live_link, market_id, code)
    if link is None:
        raise NOT_FOUND()
    visited = Visited(market_id=market_id, visit_id=ids.uuid7(work.now), link=link)
    await work.run(SQL.insert_visit, market_id, visited.visit_id, link.link_id, link.store_id, work.now)
    await work.announce(visited)
    return visited


async def record_ordered(
    work: Work, market_id: int, order_id: UUID, store_id: UUID, visit_id: UUID | None, amount_minor: int
) -> None:
    """The order was placed (amount in minor units). Refuses nothing.

    Credits the visit's link, and writes the visit as the line's first step, if that visit was to this store
    less than 30 days ago; any other visit leaves the order without credit.
    """
    if visit_id is not None:
        since = work.now - CREDITED_FOR
        step_id = _step_id(order_id, StepKind.VISITED)
        await work.run(SQL.insert_visited, market_id, step_id, order_id, store_id, visit_id, since)
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
