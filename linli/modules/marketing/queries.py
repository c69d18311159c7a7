"""What came of a store's links, and the line of one order."""

from datetime import timedelta
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.modules.marketing.model import Link, LinkLine, Step, StepKind

SQL = sql.load(__file__)
CREDITED_FOR = timedelta(days=30)
_ORDER = list(StepKind)


async def links_of_store(reader: Reader, market_id: int, store_id: UUID) -> list[LinkLine]:
    """A store's links, newest first, each with its visits, orders, gross money, used vouchers, reviews."""
    return await reader.many(LinkLine, SQL.links_of_store, market_id, store_id)


async def visit_link(reader: Reader, market_id: int, visit_id: UUID) -> Link | None:
    """The link of a visit less than 30 days old; None for an older or unknown one."""
    return await reader.one(Link, SQL.link_of_visit, market_id, visit_id, reader.now - CREDITED_FOR)


async def line_of_order(reader: Reader, market_id: int, order_id: UUID) -> list[Step]:
    """Everything that happened to one order, earliest first, and the link it is credited to."""
    steps = await reader.many(Step, SQL.line_of_order, market_id, order_id)
    return sorted(steps, key=lambda step: (step.at, _ORDER.index(step.kind)))
