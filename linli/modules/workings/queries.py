"""Asking the modules how they stand."""

from datetime import datetime

from linli.kernel import errands, outbox
from linli.kernel.database import Reader
from linli.modules import ledger, payments, reconciliation, settlement, vouchers
from linli.modules.payments import RefundState
from linli.modules.workings.model import Backlog, Held, Standing

# A purpose holds what it was credited and has not given on; the others are the world's side of the books.
HOLDING = (ledger.Purpose.ESCROW, ledger.Purpose.PAYABLE, ledger.Purpose.COMMISSION)


async def standing(reader: Reader, market_id: int) -> Standing:
    """How a market stands now: a few short statements, none of which reads a whole table."""
    runs = await errands.job_runs(reader, market_id)
    waiting = await outbox.waiting(reader, market_id)
    refunds = {row.state: row.refunds for row in await payments.refund_totals(reader, market_id)}
    loose, _ = await payments.loose_ends(reader, market_id, 1)
    failing = [run for run in runs if run.failures_in_row]
    failing_since = min((run.failed_at for run in failing if run.failed_at), default=None)
    backlogs = (
        Backlog("announcements", waiting.announcements, waiting.oldest),
        Backlog("failed_errands", await errands.open_failures(reader, market_id)),
        Backlog("failing_jobs", len(failing), failing_since),
        Backlog("refunds_due", refunds.get(RefundState.DUE, 0)),
        Backlog("refunds_failed", refunds.get(RefundState.FAILED, 0)),
        Backlog("loose_ends", loose),
        Backlog("differences", await reconciliation.open_differences(reader, market_id)),
        Backlog("guessing_alarms", await vouchers.open_alarms(reader, market_id)),
    )
    held = [
        Held(total.purpose, total.currency, total.credits_minor - total.debits_minor)
        for total in await ledger.totals(reader, market_id)
        if total.purpose in HOLDING
    ]
    return Standing(backlogs, held, max((run.ran_at for run in runs), default=None))


async def oldest_escrow(reader: Reader, market_id: int) -> datetime | None:
    """Since when the oldest money has been waiting in escrow. It reads every escrow of the market, so it is
    asked for every few minutes at most.
    """
    return await settlement.oldest_escrow(reader, market_id)
