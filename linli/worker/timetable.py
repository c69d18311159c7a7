"""What happens by the clock: each line is a job and how often it runs; every job runs in every market."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from linli.kernel import errands, metrics, tracing
from linli.kernel.log import logger
from linli.modules import (
    attribution,
    carts,
    catalog,
    flash,
    foreign_vouchers,
    identity,
    insight,
    items,
    ledger,
    markets,
    media,
    merchants,
    notices,
    orders,
    payments,
    prices,
    privacy,
    recommendations,
    reservations,
    settlement,
    terminals,
    treasury,
    vouchers,
)
from linli.services import Services
from linli.worker.bills import reconcile_bills, send_returns
from linli.worker.reactions import said_by

# Runs one job in one market; returns how many things it did.
MarketJob = Callable[[Services, int], Awaitable[int]]
log = logger(__name__)
QUIET = timedelta(seconds=20)
NEVER = datetime.min.replace(tzinfo=UTC)
# When a job's run in a market was last noted by this process.
_noted: dict[tuple[int, int, str], datetime] = {}


async def deliver_notices(services: Services, market_id: int) -> int:
    return await notices.deliver_waiting(services.db, market_id, services.sender)


async def query_pending_payments(services: Services, market_id: int) -> int:
    return await payments.query_pending(services.db, market_id, services.gateways)


async def retry_refunds(services: Services, market_id: int) -> int:
    return await payments.retry_refunds(services.db, market_id, services.gateways)


async def expire_unpaid_orders(services: Services, market_id: int) -> int:
    return await orders.expire_unpaid(services.db, market_id, services.gateways)


async def refund_uncollected(services: Services, market_id: int) -> int:
    return await orders.refund_uncollected(services.db, market_id)


async def forget_carts(services: Services, market_id: int) -> int:
    return await carts.forget_old(services.db, market_id)


async def seal_ledger(services: Services, market_id: int) -> int:
    return await ledger.seal(services.db, market_id)


async def serve_flash_lines(services: Services, market_id: int) -> int:
    return await flash.serve_lines(services.flash, services.db, market_id)


async def bring_flash_units_home(services: Services, market_id: int) -> int:
    return await flash.bring_home(services.db, market_id)


async def return_abandoned_holds(services: Services, market_id: int) -> int:
    return await reservations.return_abandoned(services.db, market_id)


async def expire_pending_transfers(services: Services, market_id: int) -> int:
    return await ledger.expire_pending(services.db, market_id)


async def expire_vouchers(services: Services, market_id: int) -> int:
    """Only once every device that works without a network has told what it took."""
    async with services.db.read() as reader:
        heard_until = await terminals.heard_until(reader, market_id)
    return await vouchers.expire_due(services.db, market_id, heard_until)


async def decide_offline_uses(services: Services, market_id: int) -> int:
    return await vouchers.decide_offline(services.db, market_id)


async def drop_anchors(services: Services, market_id: int) -> int:
    return await terminals.drop_anchors(services.db, market_id)


async def keep_issuer_keys(services: Services, market_id: int) -> int:
    return await vouchers.keep_issuer_keys(services.db, market_id, services.issuers)


async def find_out_foreign_uses(services: Services, market_id: int) -> int:
    return await foreign_vouchers.find_out_due(services.db, market_id, services.foreign)


async def draft_statements(services: Services, market_id: int) -> int:
    return await settlement.draft_statements(services.db, market_id)


async def confirm_statements(services: Services, market_id: int) -> int:
    return await settlement.confirm_due(services.db, market_id)


async def make_payouts(services: Services, market_id: int) -> int:
    """Only where there is a bank to pay them."""
    if services.bank is None:
        return 0
    async with services.db.read() as reader:
        currency = (await markets.market(reader, market_id)).currency
    return await treasury.make_batch(services.db, market_id, currency)


async def follow_payouts(services: Services, market_id: int) -> int:
    if services.bank is None:
        return 0
    return await treasury.follow_batches(services.db, market_id, services.bank, services.account_numbers)


async def watch_verifications(services: Services, market_id: int) -> int:
    return await merchants.watch_verifications(services.db, market_id)


async def clear_applications(services: Services, market_id: int) -> int:
    return await merchants.clear_applications(services.db, market_id)


async def sweep_pictures(services: Services, market_id: int) -> int:
    return await media.sweep(services.db, market_id)


async def drop_unused_pictures(services: Services, market_id: int) -> int:
    return await catalog.drop_unused_pictures(services.db, market_id)


async def drop_unused_photos(services: Services, market_id: int) -> int:
    return await items.drop_unused_photos(services.db, market_id)


async def forget_imports(services: Services, market_id: int) -> int:
    return await items.forget_imports(services.db, market_id)


async def turn_price_books(services: Services, market_id: int) -> int:
    return await prices.turn_books(services.db, market_id)


async def learn_channels(services: Services, market_id: int) -> int:
    return await attribution.learn(services.db, market_id)


async def forget_touches(services: Services, market_id: int) -> int:
    return await attribution.forget_old(services.db, market_id)


async def foresee_footfall(services: Services, market_id: int) -> int:
    return await insight.foresee_footfall(services.db, market_id)


async def train_recommendations(services: Services, market_id: int) -> int:
    return await recommendations.train(services.db, market_id)


async def keep_limits(services: Services, market_id: int) -> int:
    return await privacy.keep_limits(services.db, market_id)


async def forget_challenges(services: Services, market_id: int) -> int:
    """Of people of all markets: the first market's run finds what there is."""
    return await identity.forget_challenges(services.db)


# Six fields: the last is seconds.
TIMETABLE: list[tuple[str, str, MarketJob]] = [
    ("deliver_notices", "* * * * * */2", deliver_notices),
    ("query_pending_payments", "* * * * * */15", query_pending_payments),
    ("retry_refunds", "* * * * * */20", retry_refunds),
    ("expire_unpaid_orders", "* * * * * */20", expire_unpaid_orders),
    ("refund_uncollected", "* * * * *", refund_uncollected),
    ("forget_carts", "0 4 * * *", forget_carts),
    ("keep_limits", "0 5 * * *", keep_limits),
    ("seal_ledger", "* * * * * */20", seal_ledger),
    ("expire_pending_transfers", "* * * * * */20", expire_pending_transfers),
    ("return_abandoned_holds", "* * * * * */20", return_abandoned_holds),
    ("serve_flash_lines", "* * * * * */5", serve_flash_lines),
    ("bring_flash_units_home", "* * * * *", bring_flash_units_home),
    ("turn_price_books", "* * * * * */5", turn_price_books),
    ("expire_vouchers", "* * * * *", expire_vouchers),
    ("keep_issuer_keys", "*/5 * * * *", keep_issuer_keys),
    ("find_out_foreign_uses", "* * * * * */20", find_out_foreign_uses),
    ("decide_offline_uses", "* * * * *", decide_offline_uses),
    ("drop_anchors", "0 4 * * *", drop_anchors),
    ("draft_statements", "*/5 * * * *", draft_statements),
    ("confirm_statements", "*/5 * * * *", confirm_statements),
    ("make_payouts", "*/5 * * * *", make_payouts),
    ("follow_payouts", "* * * * * */15", follow_payouts),
    ("reconcile_bills", "*/10 * * * *", reconcile_bills),
    ("send_returns", "* * * * * */20", send_returns),
    ("watch_verifications", "* * * * *", watch_verifications),
    ("clear_applications", "0 3 * * *", clear_applications),
    ("drop_unused_pictures", "0 * * * *", drop_unused_pictures),
    ("drop_unused_photos", "0 * * * *", drop_unused_photos),
    ("sweep_pictures", "0 * * * *", sweep_pictures),
    ("forget_imports", "0 3 * * *", forget_imports),
    ("foresee_footfall", "0 * * * *", foresee_footfall),
    ("train_recommendations", "* * * * *", train_recommendations),
    ("learn_channels", "0 2 * * *", learn_channels),
    ("forget_touches", "0 4 * * *", forget_touches),
    ("forget_challenges", "*/5 * * * *", forget_challenges),
]


async def run_everywhere(services: Services, job: MarketJob) -> int:
    """Run a job market by market; a market in which it fails does not keep it from the others."""
    async with services.db.read() as reader:
        every = await markets.all_markets(reader)
    return sum([await _run_in(services, market, job) for market in every])


async def _run_in(services: Services, market: markets.Market, job: MarketJob) -> int:
    """One job in one market; how it went is noted for the operator, a failure always."""
    began, done, said = services.db.clock(), 0, ""
    try:
        with metrics.JOB_SECONDS.labels(job.__name__).time(), tracing.span(job.__name__):
            done = await job(services, market.market_id)
    except Exception as error:
        metrics.JOB_FAILURES.labels(job.__name__).inc()
        log.error("job failed", market=market.slug, exc_info=error)
        said = said_by(error)
    try:
        await _note(services, market.market_id, job.__name__, began, done, said)
    except Exception as error:
        log.error("a run could not be noted", market=market.slug, exc_info=error)
    return done


async def _note(services: Services, market_id: int, name: str, began: datetime, done: int, said: str) -> None:
    """Runs that found nothing to do are noted every twenty seconds only."""
    now, key = services.db.clock(), (id(services), market_id, name)
    if not done and not said and now - _noted.get(key, NEVER) < QUIET:
        return
    took = int((now - began).total_seconds() * 1000)
    async with services.db.work() as work:
        await errands.note_run(work, market_id, name, took, done, said)
    _noted[key] = NEVER if said else now
