"""`linli metrics`: what Prometheus asks: the counts of this machine's processes, and how markets stand."""

import asyncio
import hmac
import http.server
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import datetime

import uvloop

from linli.cli.database import database
from linli.kernel import jobs, log, metrics
from linli.kernel.database import RECOVERS_WITHIN_SECONDS, Database, open_pool
from linli.kernel.journey import Journey
from linli.kernel.metrics import Metric
from linli.kernel.settings import Settings
from linli.modules import markets, workings

LOOK_EVERY_SECONDS = 10.0
# The age of escrow reads every escrow; it does not change from second to second.
AGES_EVERY_LOOKS = 30
logger = log.logger(__name__)


class Figures:
    """What the database told last; an answer to Prometheus waits for nothing."""

    def __init__(self) -> None:
        self.told: Sequence[Metric] = ()
        self._oldest: dict[str, datetime | None] = {}

    async def look_forever(self, db: Database) -> None:
        """Look again every few seconds; a database that does not answer is a figure, too."""
        for_ages = 0
        while True:
            try:
                self.told = await self.look(db, ages=for_ages == 0)
                for_ages = (for_ages + 1) % AGES_EVERY_LOOKS
            except Exception as error:
                logger.warning("no figures", why=type(error).__name__)
                self.told = [_database(0)]
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def look(self, db: Database, *, ages: bool = True) -> list[Metric]:
        """How every market stands, as Prometheus reads it; `ages`: with the age of escrow asked anew."""
        standing: dict[str, workings.Standing] = {}
        async with db.read() as reader:
            for market in await markets.all_markets(reader):
                standing[market.slug] = await workings.standing(reader, market.market_id)
                if ages:
                    oldest = await workings.oldest_escrow(reader, market.market_id)
                    self._oldest[market.slug] = oldest
            now = reader.now
        queue = _of_queue(await jobs.queued(db), now)
        return [_database(1), *queue, *_of_markets(standing, self._oldest, now)]


def _database(up: int) -> Metric:
    return metrics.gauge("linli_database_up", "Whether the database answers", (), [((), up)])


def _of_queue(queued: Sequence[jobs.Queued], now: datetime) -> list[Metric]:
    kinds = {one.kind: one for one in queued}
    count = [((kind,), kinds[kind].count) for kind in kinds] or [(("react",), 0)]
    age = [((kind,), _age(now, kinds[kind].oldest)) for kind in kinds] or [(("react",), 0)]
    return [
        metrics.gauge("linli_queue_jobs", "Jobs that no worker has taken yet", ("kind",), count),
        metrics.gauge("linli_queue_oldest_seconds", "Age of the oldest of them", ("kind",), age),
    ]


def _of_markets(
    standing: dict[str, workings.Standing], oldest: dict[str, datetime | None], now: datetime
) -> list[Metric]:
    lots = [(market, lot) for market, one in standing.items() for lot in one.backlogs]
    waiting = [((market, lot.what), lot.count) for market, lot in lots]
    since = [((market, lot.what), _age(now, lot.oldest)) for market, lot in lots if lot.oldest]
    held = [
        ((market, one.purpose, one.currency), one.amount_minor)
        for market, its in standing.items()
        for one in its.held
    ]
    ages = [((market,), _age(now, since)) for market, since in oldest.items()]
    ran = [((market,), _age(now, one.timetable_at)) for market, one in standing.items() if one.timetable_at]
    return [
        metrics.gauge("linli_waiting", "What waits, in each place", ("market", "what"), waiting),
        metrics.gauge("linli_waiting_seconds", "Since when the oldest waits", ("market", "what"), since),
        metrics.gauge(
            "linli_held_minor", "What is held, in minor units", ("market", "purpose", "currency"), held
        ),
        metrics.gauge("linli_escrow_seconds", "How long the oldest money is in escrow", ("market",), ages),
        metrics.gauge("linli_timetable_seconds", "Since any job of the timetable ran", ("market",), ran),
    ]


def _age(now: datetime, since: datetime | None) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def serve(settings: Settings) -> int:
    """Answer `GET /metrics` at LINLI_METRICS_PORT until told to stop."""
    if not settings.metrics_port:
        print("linli metrics needs LINLI_METRICS_PORT", file=sys.stderr)
        return 1
    log.set_up(settings.log_level)
    figures = Figures()
    address = (settings.metrics_host, settings.metrics_port)
    with http.server.ThreadingHTTPServer(address, _answering(figures, settings.metrics_token)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with database(settings) as url:
            uvloop.run(_look(url, figures))
    return 0


async def _look(url: str, figures: Figures) -> None:
    pool = await open_pool(url, size=2, patience=RECOVERS_WITHIN_SECONDS)
    looking = asyncio.create_task(figures.look_forever(Database(pool, Journey())))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, looking.cancel)
    await asyncio.wait([looking])
    await pool.close()


def _answering(figures: Figures, token: str) -> type[http.server.BaseHTTPRequestHandler]:
    class Answering(http.server.BaseHTTPRequestHandler):
        """One path, for one caller."""

        server_version = "linli"
        sys_version = ""

        def do_GET(self) -> None:
            given = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if token and not hmac.compare_digest(given.encode(), token.encode()):
                self.send_error(401)
                return
            if self.path.partition("?")[0] != "/metrics":
                self.send_error(404)
                return
            body = metrics.written(figures.told)
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code: object = "", size: object = "") -> None:
            """Prometheus asks every few seconds: that is no news."""

    return Answering
