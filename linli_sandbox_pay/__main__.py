"""python -m linli_sandbox_pay --port 8001 --db sandbox-pay.sqlite --secret …"""

import argparse
import asyncio
import logging
import os
import signal
from pathlib import Path

import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server

from .app import make_app
from .services import assemble
from .settings import Settings

ADDRESS = "127.0.0.1"  # a sandbox has no business on other machines


def read_arguments() -> tuple[Settings, int]:
    env = os.environ.get
    parser = argparse.ArgumentParser(prog="python -m linli_sandbox_pay", description="A payment sandbox.")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--db", default=env("SANDBOX_PAY_DB"), help="SQLite file (SANDBOX_PAY_DB)")
    parser.add_argument("--secret", default=env("SANDBOX_PAY_SECRET"), help="(SANDBOX_PAY_SECRET)")
    parser.add_argument("--merchant", default=env("SANDBOX_PAY_MERCHANT", "linli"), help="merchant id")
    parser.add_argument("--merchant-name", default=env("SANDBOX_PAY_MERCHANT_NAME", "Linli 邻里"))
    parser.add_argument("--public-url", default=env("SANDBOX_PAY_URL"), help="how browsers reach us")
    given = parser.parse_args()
    if not given.db:
        parser.error("say where to keep the data: --db or SANDBOX_PAY_DB")
    if not given.secret:
        parser.error("say what the merchant's secret is: --secret or SANDBOX_PAY_SECRET")
    url = (given.public_url or f"http://{ADDRESS}:{given.port}").rstrip("/")
    return Settings(Path(given.db), given.secret, given.merchant, given.merchant_name, url), given.port


async def serve(settings: Settings, port: int) -> None:
    """Until SIGINT or SIGTERM. Held calls are let go first, so that stopping is quick."""
    services = assemble(settings)
    server = Server(
        make_app(services),
        address=ADDRESS,
        port=port,
        interface=Interfaces.ASGI,
        backlog=1024,
        websockets=False,
    )

    def stop() -> None:
        services.stopping.set()
        server.stop()  # type: ignore[no-untyped-call]  # granian leaves it unannotated

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await server.serve()


def main() -> None:
    settings, port = read_arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    uvloop.run(serve(settings, port))


if __name__ == "__main__":
    main()
