"""What a store has too few of may be brought over from another one of its merchant."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from linli.kernel.database import Reader
from linli.modules import markets, merchants, pickups, stock
from linli.modules.orders.model import GoodsQuote, Problem, QuotedLine


async def brought_by(reader: Reader, market_id: int, store_id: UUID) -> date | None:
    """The day by which the store has what another one sends it from today on; None: it does not bring."""
    rules = await pickups.rules(reader, market_id, store_id)
    if not rules.brings:
        return None
    zone = ZoneInfo((await markets.market(reader, market_id)).timezone)
    return reader.now.astimezone(zone).date() + timedelta(days=rules.bring_days)


def lacking(quote: GoodsQuote) -> dict[UUID, int]:
    """How much of each variant is wanted of which the store has too few; all of it, for it comes in one
    piece.
    """
    short = {line.wanted.variant_id for line in quote.lines if line.problem is Problem.TOO_FEW}
    return units_in([line for line in quote.lines if line.wanted.variant_id in short])


def units_in(lines: Sequence[QuotedLine]) -> dict[UUID, int]:
    """How many of each variant these lines are for."""
    found: dict[UUID, int] = {}
    for line in lines:
        found[line.wanted.variant_id] = found.get(line.wanted.variant_id, 0) + line.wanted.quantity
    return found


async def with_brought(
    reader: Reader, market_id: int, store_id: UUID, quote: GoodsQuote, bring_from: UUID
) -> GoodsQuote:
    """The same, with what the store lacks brought over from another one, as far as that has all of it."""
    if not await _may_bring(reader, market_id, store_id, bring_from):
        return quote
    has = (await stock.lefts_elsewhere(reader, market_id, [bring_from], lacking(quote))).get(bring_from, {})
    lines = [_brought(line, has.get(line.wanted.variant_id)) for line in quote.lines]
    return GoodsQuote(tuple(lines), quote.currency)


def _brought(line: QuotedLine, left: int | None) -> QuotedLine:
    if left is None or line.problem not in (None, Problem.TOO_FEW):
        return line
    return msgspec.structs.replace(line, left=left, problem=None, brought=True)


async def _may_bring(reader: Reader, market_id: int, store_id: UUID, bring_from: UUID) -> bool:
    """Stock moves within one merchant: what a franchisee has is not the head office's to send."""
    found = await merchants.stores(reader, market_id, [store_id, bring_from])
    here, there = found.get(store_id), found.get(bring_from)
    if here is None or there is None or here is there or there.closed:
        return False
    if here.merchant_id is None or here.merchant_id != there.merchant_id:
        return False
    return (await pickups.rules(reader, market_id, store_id)).brings
