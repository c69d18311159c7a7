"""What came of a store's links, and the line of one order."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules import merchants
from linli.modules.marketing.model import (
    ACROSS_BRANCHES,
    Batch,
    BatchLine,
    Campaign,
    Channel,
    ChannelCount,
    ChannelLine,
    CodeFilter,
    DayLine,
    Link,
    LinkLine,
    Retarget,
    Step,
    StepKind,
    StepLine,
    StoreLine,
    VisitLine,
)
from linli.modules.marketing.statements import SQL

CREDITED_FOR = timedelta(days=30)
_ORDER = list(StepKind)
EVERY_CODE = CodeFilter()


class _OrderChannel(msgspec.Struct, frozen=True):
    order_id: UUID
    channel: Channel


async def links_of_store(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    wanted: CodeFilter = EVERY_CODE,
    cursor: str | None = None,
    size: int = 50,
) -> Page[LinkLine]:
    """A store's codes, newest first (those of one batch by number), each with its visits, orders, gross
    money, used vouchers, reviews. Refuses: invalid (cursor).
    """
    about = (
        wanted.singles,
        wanted.channel,
        wanted.campaign_id,
        wanted.batch_id,
        wanted.clerk_id,
        wanted.live,
    )
    last = read_cursor(cursor) if cursor else None
    row = (market_id, store_id, *about, wanted.text.strip().lower(), last, size + 1)
    return page_of(await reader.many(LinkLine, SQL.links_of_store, *row), size, lambda line: line.link_id)


async def link_line(reader: Reader, market_id: int, store_id: UUID, link_id: UUID) -> LinkLine:
    """One of a store's codes, and what came of it. Refuses: not_found."""
    about = await link(reader, market_id, store_id, link_id)
    found = await links_of_store(reader, market_id, store_id, CodeFilter(text=about.code), size=1)
    return found.items[0]


async def counts_of_codes(reader: Reader, market_id: int, store_id: UUID) -> list[ChannelCount]:
    """On which channels a store has codes, and how many."""
    return await reader.many(ChannelCount, SQL.counts_of_codes, market_id, store_id)


async def codes_to_print(
    reader: Reader, market_id: int, store_id: UUID, link_ids: Sequence[UUID]
) -> list[Link]:
    """What stands on the printed pieces of these codes of a store; those that have ended are left out."""
    return await reader.many(Link, SQL.codes_to_print, market_id, store_id, list(link_ids))


async def codes_of_batch(reader: Reader, market_id: int, store_id: UUID, batch_id: UUID) -> list[Link]:
    """All codes of a batch by their numbers, those that have ended, too."""
    return await reader.many(Link, SQL.codes_of_batch, market_id, store_id, batch_id)


async def codes_of_wall(reader: Reader, market_id: int, store_id: UUID, campaign_id: UUID) -> list[Link]:
    """The live codes of a campaign that lead to an article each, in the order in which they were made."""
    return await reader.many(Link, SQL.codes_of_wall, market_id, store_id, campaign_id)


async def walls_of_store(reader: Reader, market_id: int, store_id: UUID) -> list[Campaign]:
    """Which of a store's campaigns have such codes, the newest first."""
    return await reader.many(Campaign, SQL.walls_of_store, market_id, store_id)


async def retargets_of_link(reader: Reader, market_id: int, link_id: UUID) -> list[Retarget]:
    """What a code led to before, the latest change first."""
    return await reader.many(Retarget, SQL.retargets_of_link, market_id, link_id)


async def batch(reader: Reader, market_id: int, store_id: UUID, batch_id: UUID) -> Batch:
    """One of a store's batches, and how far it is. Refuses: not_found."""
    found = await reader.one(Batch, SQL.find_batch, market_id, store_id, batch_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def batches_of_store(
    reader: Reader, market_id: int, store_id: UUID, cursor: str | None = None, size: int = 10
) -> Page[BatchLine]:
    """A store's batches, the latest first, and what came of each. Refuses: invalid (cursor)."""
    row = (market_id, store_id, read_cursor(cursor), size + 1)
    return page_of(await reader.many(BatchLine, SQL.batches_of_store, *row), size, lambda line: line.batch_id)


async def link(reader: Reader, market_id: int, store_id: UUID, link_id: UUID) -> Link:
    """One of a store's codes. Refuses: not_found."""
    found = await reader.one(Link, SQL.find_link, market_id, store_id, link_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def live_link(reader: Reader, market_id: int, code: str) -> Link:
    """The code that leads somewhere. Refuses: not_found (no such code, or it has ended)."""
    found = await reader.one(Link, SQL.find_live_link, market_id, code)
    if found is None:
        raise NOT_FOUND()
    return found


async def links_of_ids(reader: Reader, market_id: int, link_ids: Iterable[UUID]) -> dict[UUID, Link]:
    """These codes by their ids."""
    links = await reader.many(Link, SQL.links_of_ids, market_id, list(set(link_ids)))
    return {link.link_id: link for link in links}


async def campaigns_of_store(reader: Reader, market_id: int, store_id: UUID) -> list[Campaign]:
    """What a store's codes were made for, the newest first."""
    return await reader.many(Campaign, SQL.campaigns_of_store, market_id, store_id)


async def visit_link(reader: Reader, market_id: int, visit_id: UUID) -> Link | None:
    """The link of a visit less than 30 days old; None for an older or unknown one."""
    return await reader.one(Link, SQL.link_of_visit, market_id, visit_id, reader.now - CREDITED_FOR)


async def sells_across(reader: Reader, market_id: int, link: Link, store_id: UUID) -> bool:
    """Whether what another branch of the merchant hands over is credited to this link, too."""
    if link.channel not in ACROSS_BRANCHES:
        return False
    found = await merchants.stores(reader, market_id, {link.store_id, store_id})
    owners = {one.merchant_id for one in found.values()}
    return len(found) == 2 and len(owners) == 1 and None not in owners


async def channels_of_orders(
    reader: Reader, market_id: int, order_ids: Iterable[UUID]
) -> dict[UUID, Channel]:
    """The channel of the visit that brought each of these orders; one that no link brought is left out."""
    found = await reader.many(_OrderChannel, SQL.channels_of_orders, market_id, list(set(order_ids)))
    return {one.order_id: one.channel for one in found}


async def line_of_order(reader: Reader, market_id: int, order_id: UUID) -> list[Step]:
    """Everything that happened to one order, earliest first, and the link it is credited to."""
    steps = await reader.many(Step, SQL.line_of_order, market_id, order_id)
    return sorted(steps, key=lambda step: (step.at, _ORDER.index(step.kind)))


async def channel_lines(
    reader: Reader, market_id: int, store_id: UUID, since: datetime, until: datetime
) -> list[ChannelLine]:
    """What came of each channel from `since` until just before `until`, the most paid first."""
    lines = await reader.many(ChannelLine, SQL.channel_lines, market_id, store_id, since, until)
    return sorted(lines, key=lambda line: (-line.paid_minor, -line.orders, -line.visits, line.channel or ""))


async def store_lines(
    reader: Reader, market_id: int, store_ids: Iterable[UUID], since: datetime, until: datetime
) -> dict[UUID, StoreLine]:
    """The same of several stores, all channels of each together; every store has its line."""
    wanted = (list(set(store_ids)), since, until)
    lines = await reader.many(StoreLine, SQL.store_lines, market_id, *wanted)
    return {line.store_id: line for line in lines}


async def stores_with_links(reader: Reader, market_id: int, store_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these stores that have a link which leads to them."""
    return set(await reader.column(UUID, SQL.stores_with_links, market_id, list(set(store_ids))))


async def steps_of_days(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    since: datetime,
    until: datetime,
    kinds: Sequence[StepKind],
    cursor: str | None = None,
    size: int = 50,
) -> Page[StepLine]:
    """What happened at a store from `since` until just before `until`, latest first. Refuses: invalid
    (cursor).
    """
    period = (market_id, store_id, since, until, [kind.value for kind in kinds])
    last = read_cursor(cursor) if cursor else None
    rows = await reader.many(StepLine, SQL.steps_of_days, *period, size + 1, last)
    return page_of(rows, size, lambda row: row.step_id)


async def day_lines(
    reader: Reader, market_id: int, store_id: UUID, since: datetime, until: datetime, timezone: str
) -> list[DayLine]:
    """Day by day in the market's `timezone`, earliest first; a day on which nothing happened is left out."""
    return await reader.many(DayLine, SQL.day_lines, market_id, store_id, since, until, timezone)


async def steps_of_store(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    since: datetime,
    until: datetime,
    kinds: Sequence[StepKind],
    channel: str = "",
    cursor: str | None = None,
    size: int = 50,
) -> Page[StepLine]:
    """The rows behind a channel's figures, latest first; `channel` "" is all, "direct" without a link.

    Refuses: invalid (cursor).
    """
    period = (market_id, store_id, since, until, [kind.value for kind in kinds], channel)
    last = read_cursor(cursor) if cursor else None
    rows = await reader.many(StepLine, SQL.steps_of_store, *period, size + 1, last)
    return page_of(rows, size, lambda row: row.step_id)


async def visits_of_store(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    since: datetime,
    until: datetime,
    channel: str = "",
    cursor: str | None = None,
    size: int = 50,
) -> Page[VisitLine]:
    """A period's visits, latest first. Refuses: invalid (cursor)."""
    period = (market_id, store_id, since, until, channel)
    last = read_cursor(cursor) if cursor else None
    rows = await reader.many(VisitLine, SQL.visits_of_store, *period, size + 1, last)
    return page_of(rows, size, lambda row: row.visit_id)
