"""Make codes by the thousand: each its own number, a few hundred in each transaction."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Database, Work
from linli.kernel.refusals import INVALID
from linli.kernel.signing import Signer
from linli.modules.marketing.actions.making import described
from linli.modules.marketing.codes import new_link_code
from linli.modules.marketing.events import BatchStarted
from linli.modules.marketing.model import Batch, Channel, Place
from linli.modules.marketing.queries import batch
from linli.modules.marketing.statements import SQL

MOST_IN_A_BATCH = 5_000
STEP = 500
# A code that is taken has a second one in its place: both taken happens once in 10^9 batches.
_TRIES = 2


async def start_batch(
    work: Work,
    market_id: int,
    store_id: UUID,
    channel: Channel,
    label: str,
    total: int,
    person_id: UUID,
    signer: Signer,
    place: Place | None = None,
) -> Batch:
    """A batch of `total` codes, numbered from 1: up to 500 are made now; announces BatchStarted where more
    are to follow. That `person_id` may do this, the caller checks.

    Refuses: invalid (total: 2 to 5,000; and as `make_link`).
    """
    if not 1 < total <= MOST_IN_A_BATCH:
        raise INVALID(field="total")
    about = await described(work, market_id, store_id, channel, label, place or Place())
    batch_id = ids.uuid7(work.now)
    drawn: dict[str, None] = {}
    while len(drawn) < total * _TRIES:
        drawn[new_link_code(signer)] = None
    row = (market_id, batch_id, store_id, *about, total, list(drawn), person_id, work.now)
    await work.run(SQL.insert_batch, *row)
    await _step(work, market_id, batch_id, 0, min(total, STEP))
    if total > STEP:
        await work.announce(BatchStarted(market_id=market_id, batch_id=batch_id, store_id=store_id))
    return await batch(work, market_id, store_id, batch_id)


async def continue_batch(db: Database, market_id: int, store_id: UUID, batch_id: UUID) -> Batch:
    """Make the rest of a long batch; whoever repeats it goes on where it stands, and one that was ended stays
    as far as it got.
    """
    async with db.read() as reader:
        was = await batch(reader, market_id, store_id, batch_id)
    while was.going_on:
        async with db.work() as work:
            await _step(work, market_id, batch_id, was.made, min(was.total, was.made + STEP))
            was = await batch(work, market_id, store_id, batch_id)
    return was


async def _step(work: Work, market_id: int, batch_id: UUID, made: int, reached: int) -> None:
    """The codes after the first `made` of a batch, as far as `reached`; none where somebody was faster."""
    drawn = await work.value(list[str], SQL.find_codes_drawn, market_id, batch_id) or []
    if await work.value(UUID, SQL.advance_batch, market_id, batch_id, made, reached) is None:
        return
    wanted: Sequence[int] = range(made + 1, reached + 1)
    total = len(drawn) // _TRIES
    for place in range(_TRIES):
        codes = [drawn[place * total + number - 1] for number in wanted]
        rows = ([ids.uuid7(work.now) for _ in wanted], codes, list(wanted))
        got = set(await work.column(int, SQL.insert_codes_of_batch, market_id, batch_id, *rows))
        wanted = [number for number in wanted if number not in got]
        if not wanted:
            return
    raise RuntimeError("no free link code was found")
