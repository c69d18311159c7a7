"""Making a batch, printing its codes, pausing and ending it."""

from uuid import UUID

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import markets, reservations
from linli.modules.promotions.model import (
    CODE_LENGTH,
    MOST_CODES,
    Batch,
    BatchState,
    Funder,
    Handing,
    Kind,
    Terms,
)
from linli.modules.promotions.moves import MOVES
from linli.modules.promotions.queries import batch as find_batch
from linli.modules.promotions.queries import budget_of
from linli.modules.promotions.refusals import BATCH_MOVED
from linli.modules.promotions.statements import SQL

LONGEST_TITLE = 60
MOST_COUPONS = 1_000_000
MOST_MINOR = 10**9
LONGEST_DAYS = 366
WHOLE = 10_000


async def make_batch(
    work: Work, market_id: int, merchant_id: UUID | None, terms: Terms, *, by_platform: bool = False
) -> Batch:
    """Make a batch for a merchant, or (without one) for all of the market; it hands coupons out at once. One
    that the platform shares with a merchant waits until that merchant agrees.

    Who may do this, the caller asks: what the platform pays for, only `by_platform`. Refuses: invalid (the
    first field that makes no sense).
    """
    _check(terms, merchant_id, by_platform=by_platform, now_over=terms.valid_until <= work.now)
    title = texts.line(terms.title, "title", LONGEST_TITLE)
    title_en = texts.line(terms.title_en, "title_en", LONGEST_TITLE) if terms.title_en else ""
    market = await markets.market(work, market_id)
    state = BatchState.OFFERED if terms.funder is Funder.SHARED and by_platform else BatchState.ACTIVE
    batch_id = ids.uuid7(work.now)
    await work.run(
        SQL.insert_batch,
        *(market_id, batch_id, merchant_id, title, title_en),
        *(terms.kind.value, terms.off_minor, terms.percent_bp, terms.most_minor, terms.from_minor),
        *(market.currency, list(terms.store_ids), list(terms.deal_ids), list(terms.item_ids)),
        *([place.value for place in terms.places], terms.valid_from, terms.valid_until),
        *(terms.days_after_claim, terms.per_person, terms.total, terms.budget_minor),
        *(terms.funder.value, terms.platform_bp, terms.handing.value, state.value),
        *(work.actor.name, work.now),
    )
    coupon_pool = (batch_id, reservations.PoolKind.COUPON, terms.total)
    await reservations.create_pool(work, market_id, *coupon_pool)
    if terms.budget_minor is not None:
        budget = (budget_of(batch_id), reservations.PoolKind.BUDGET, terms.budget_minor)
        await reservations.create_pool(work, market_id, *budget)
    facts = {"funder": terms.funder.value, "total": terms.total, "budget_minor": terms.budget_minor}
    await work.audit(market_id, "coupons.made", str(batch_id), title, **facts)
    return await find_batch(work, market_id, batch_id)


async def agree(work: Work, market_id: int, merchant_id: UUID, batch_id: UUID) -> None:
    """The merchant bears its share of what the platform has offered: coupons are handed out from now on.

    Refuses: not_found (or another's), batch_moved (agreed to or ended already).
    """
    await _move(work, market_id, batch_id, BatchState.ACTIVE, [BatchState.OFFERED], merchant_id)


async def pause(work: Work, market_id: int, batch_id: UUID, merchant_id: UUID | None) -> None:
    """Nobody gets one for now; what was claimed stays good. `merchant_id` None: the market itself.

    Refuses: not_found (or another's), batch_moved.
    """
    await _move(work, market_id, batch_id, BatchState.PAUSED, _sources(BatchState.PAUSED), merchant_id)


async def resume(work: Work, market_id: int, batch_id: UUID, merchant_id: UUID | None) -> None:
    """A paused batch hands out coupons again. Refuses: as `pause`."""
    await _move(work, market_id, batch_id, BatchState.ACTIVE, [BatchState.PAUSED], merchant_id)


async def end(work: Work, market_id: int, batch_id: UUID, merchant_id: UUID | None) -> None:
    """Nobody gets one any more; what was claimed stays good. Refuses: as `pause`."""
    await _move(work, market_id, batch_id, BatchState.ENDED, _sources(BatchState.ENDED), merchant_id)


async def print_codes(
    work: Work, market_id: int, batch_id: UUID, count: int, merchant_id: UUID | None
) -> tuple[int, int]:
    """`count` more codes that nobody can guess, each to be claimed once; 5,000 of a batch at most, and no
    more than it has coupons. Returns the first and the last of their numbers; two calls at once number
    them once, and the second is refused.

    Refuses in this order: not_found (or another's, or none that is printed), invalid (count), batch_moved
    (ended).
    """
    batch = await find_batch(work, market_id, batch_id)
    if batch.handing is not Handing.CODES or merchant_id not in (None, batch.merchant_id):
        raise NOT_FOUND()
    before = await work.value(int, SQL.last_number, market_id, batch_id) or 0
    if not 0 < count <= min(MOST_CODES, batch.total) - before:
        raise INVALID(field="count")
    if batch.state is BatchState.ENDED:
        raise BATCH_MOVED()
    codes = [ids.new_code(CODE_LENGTH) for _ in range(count)]
    numbers = list(range(before + 1, before + count + 1))
    await work.run(SQL.insert_codes, market_id, batch_id, codes, numbers)
    await work.audit(market_id, "coupons.printed", str(batch_id), count=count)
    return numbers[0], numbers[-1]


def _sources(target: BatchState) -> list[BatchState]:
    return [state for state, targets in MOVES.items() if target in targets]


async def _move(
    work: Work,
    market_id: int,
    batch_id: UUID,
    target: BatchState,
    sources: list[BatchState],
    merchant_id: UUID | None,
) -> None:
    names = [state.value for state in sources]
    if await work.run(SQL.move_batch, market_id, batch_id, target.value, names, merchant_id):
        await work.audit(market_id, f"coupons.{target.value}", str(batch_id))
        return
    batch = await find_batch(work, market_id, batch_id)
    if merchant_id not in (None, batch.merchant_id):
        raise NOT_FOUND()
    raise BATCH_MOVED()


def _check(terms: Terms, merchant_id: UUID | None, *, by_platform: bool, now_over: bool) -> None:
    wrong = {
        "places": not terms.places,
        "off": not 0 <= terms.off_minor <= MOST_MINOR
        or (terms.kind is not Kind.PERCENT and not terms.off_minor),
        "percent": not 0 <= terms.percent_bp < WHOLE or (terms.kind is Kind.PERCENT and not terms.percent_bp),
        "most": terms.most_minor is not None and not 0 < terms.most_minor <= MOST_MINOR,
        "from": not 0 <= terms.from_minor <= MOST_MINOR
        or (terms.kind is Kind.FULL_REDUCTION and terms.from_minor <= terms.off_minor),
        "valid_until": terms.valid_until <= terms.valid_from or now_over,
        "days": terms.days_after_claim is not None and not 0 < terms.days_after_claim <= LONGEST_DAYS,
        "total": not 0 < terms.total <= MOST_COUPONS,
        "per_person": not 0 < terms.per_person <= terms.total,
        "budget": terms.budget_minor is not None and not 0 < terms.budget_minor <= 10 * MOST_MINOR,
        "funder": (terms.funder is not Funder.MERCHANT and not by_platform)
        or (terms.funder is not Funder.PLATFORM and merchant_id is None),
        "share": terms.platform_bp not in _shares(terms.funder),
    }
    if field := next((name for name, bad in wrong.items() if bad), None):
        raise INVALID(field=field)
    if terms.funder is not Funder.MERCHANT and terms.budget_minor is None:
        # What the market pays for has a bound.
        raise INVALID(field="budget")


def _shares(funder: Funder) -> range:
    return {
        Funder.MERCHANT: range(1),
        Funder.PLATFORM: range(WHOLE, WHOLE + 1),
        Funder.SHARED: range(1, WHOLE),
    }[funder]
