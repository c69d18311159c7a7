"""Enter what channels cost, and for how long their touches count."""

from collections.abc import Collection, Sequence
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules.attribution.actions.reckoning import columns
from linli.modules.attribution.costs import NewCost, checked
from linli.modules.attribution.crediting import LONGEST_DAYS, USUAL_DAYS
from linli.modules.attribution.queries import windows_of_market
from linli.modules.attribution.statements import SQL


async def enter_costs(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    store_id: UUID | None,
    person_id: UUID,
    new: Sequence[NewCost],
    channels: Collection[str],
) -> int:
    """All of these or none; how many were new: the same channel, label, amount and days again are the same
    cost. That the person may do this the caller checks. Refuses: invalid (channel, label, amount, from, to).
    """
    ready = [checked(one, channels) for one in new]
    known = [ids.derived("cost", merchant_id, store_id or "", *_facts(one)) for one in ready]
    about = (merchant_id, store_id, person_id, work.now)
    return await work.run(SQL.insert_costs, market_id, *about, known, *columns(ready)) if ready else 0


async def remove_cost(work: Work, market_id: int, merchant_id: UUID, cost_id: UUID) -> None:
    """It was a mistake. Refuses: not_found (no such cost of this merchant)."""
    if not await work.run(SQL.delete_cost, market_id, merchant_id, cost_id):
        raise NOT_FOUND()


async def set_window(work: Work, market_id: int, merchant_id: UUID, channel: str, days: int) -> None:
    """For so many days a touch of the channel counts, for orders from now on. Refuses: invalid (days: 1 to
    90).
    """
    _require_days(days)
    usual = dict(await windows_of_market(work, market_id)).get(channel, USUAL_DAYS)
    if days == usual:
        await work.run(SQL.delete_window, market_id, merchant_id, channel)
    else:
        await work.run(SQL.write_window, market_id, merchant_id, channel, days)


async def set_market_window(work: Work, market_id: int, channel: str, days: int, why: str) -> None:
    """The same of every merchant of the market that has said nothing of the channel; `why` stands in the
    audit trail. Refuses: invalid (days: 1 to 90).
    """
    _require_days(days)
    await work.run(SQL.write_market_window, market_id, channel, days)
    await work.audit(market_id, "attribution.window_set", channel, why, days=days)


async def set_half_life(work: Work, market_id: int, hours: int, why: str) -> None:
    """After so many hours a touch counts half by the model of fading, in the whole market; `why` stands in
    the audit trail. Refuses: invalid (hours: 1 to 2160).
    """
    if not 1 <= hours <= LONGEST_DAYS * 24:
        raise INVALID(field="hours")
    await work.run(SQL.write_half_life, market_id, hours)
    await work.audit(market_id, "attribution.half_life_set", str(market_id), why, hours=hours)


def _require_days(days: int) -> None:
    if not 1 <= days <= LONGEST_DAYS:
        raise INVALID(field="days")


def _facts(cost: NewCost) -> tuple[object, ...]:
    return (cost.channel, cost.label, cost.amount_minor, cost.first_day, cost.last_day)
