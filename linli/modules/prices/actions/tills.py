"""What a store's own till asks, laid beside what is asked here."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules.prices.model import Channel, Finding, Priced, TillLine, TillReport
from linli.modules.prices.queries import price_of
from linli.modules.prices.statements import SQL

MOST_LINES = 1000
# A till's clock may be ahead of ours by so much.
CLOCK_AHEAD = timedelta(minutes=5)


async def report_till_prices(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    store_id: UUID,
    lines: Sequence[TillLine],
    read_at: datetime | None = None,
) -> TillReport:
    """Keep what a till asks for these variants (at most 1,000) beside what they cost online at this moment.

    `read_at` is when the till was read (None: now); what was read earlier than what is known is left out. The
    same report again changes nothing but its time. Whose store it is, is for the caller to ask.
    Refuses: invalid (lines: too many, a variant twice, an amount below nothing; read_at: in the future).
    """
    read = read_at or work.now
    if read > work.now + CLOCK_AHEAD:
        raise INVALID(field="read_at")
    twice = len({line.variant_id for line in lines}) < len(lines)
    if len(lines) > MOST_LINES or twice or any(line.till_minor < 0 for line in lines):
        raise INVALID(field="lines")
    if not lines:
        return TillReport(0, 0, 0)
    bases = {line.variant_id: line.base_minor for line in lines}
    online = await price_of(work, market_id, merchant_id, store_id, Channel.ONLINE, "", bases)
    found = [_finding(line.till_minor, online[line.variant_id]) for line in lines]
    kept = await work.column(
        UUID,
        SQL.write_till_prices,
        *(market_id, store_id, merchant_id, read, work.now),
        [line.variant_id for line in lines],
        [ids.uuid7(work.now) for _ in lines],
        [line.till_minor for line in lines],
        [online[line.variant_id].price_minor for line in lines],
        [online[line.variant_id].other_minor for line in lines],
        [one.value for one in found],
    )
    written = set(kept)
    differing = sum(
        line.variant_id in written and one is Finding.DIFFERS for line, one in zip(lines, found, strict=True)
    )
    return TillReport(len(kept), len(lines) - len(kept), differing)


def _finding(till_minor: int, online: Priced) -> Finding:
    if till_minor == online.price_minor:
        return Finding.SAME
    explained = bool(online.reason) and till_minor == online.other_minor
    return Finding.EXPLAINED if explained else Finding.DIFFERS
