"""The run itself: a cluster, the product on top, people who shop, and every fault several times.

`python -m tests.ha.run FOLDER PATRONI`, in namespaces of its own (`__main__.py`). HA_TIMES: how often each
fault; HA_KINDS: which, by the beginnings of their names; HA_SEED; HA_FIGURES: where figures go.
"""

import asyncio
import json
import os
import random
import secrets
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import uvloop

from linli.kernel import log
from linli.kernel.journey import Journey
from tests.ha.cluster import Cluster
from tests.ha.faults import KINDS, is_steady, outage
from tests.ha.page import form_of
from tests.product import Product, free_port_pair
from tests.races.page import where_and_when
from tests.storm import planted
from tests.storm.harbor import PAY_WITHIN_SECONDS, Harbor
from tests.storm.people import FAULTS

SEED = int(os.environ.get("HA_SEED", "20261124"))
TIMES = int(os.environ.get("HA_TIMES", "3"))
WANTED = [kind for kind in KINDS if kind.startswith(tuple(os.environ.get("HA_KINDS", "").split(",")))]
# People shop so well before and after a fault: so many yeses in so many seconds.
STEADY_SECONDS, STEADY_YESES = 5.0, 8
# How long a fault stays after people shop again.
STAYS_SECONDS = 5.0
BACK_WITHIN_SECONDS = 180.0


class Trial:
    """One cluster and what became of it."""

    def __init__(self, cluster: Cluster, harbor: Harbor) -> None:
        self.cluster, self.harbor = cluster, harbor
        self.outages: dict[str, list[float]] = {kind: [] for kind in WANTED}
        self.whole: dict[str, list[float]] = {kind: [] for kind in WANTED}
        self.moved = 0

    async def play(self) -> None:
        """Every fault so many times, in an order of their own, while a dozen people shop."""
        order = [kind for kind in WANTED for _ in range(TIMES)]
        random.Random(SEED).shuffle(order)
        over = asyncio.Event()
        deals = [await self.harbor.stage.deal(1_000_000, 100_000) for _ in range(3)]
        async with asyncio.TaskGroup() as under_way:
            under_way.create_task(self.harbor.crowd(iter(over.is_set, True), deals))
            for kind in order:
                await self._suffer(kind)
            over.set()

    async def _suffer(self, kind: str) -> None:
        strike, mend = KINDS[kind]
        await self._until_steady()
        await self.cluster.until_whole()
        primary = await self.cluster.until_led()
        struck = time.monotonic()
        await strike(self.cluster, primary)
        # Whatever was still under way has been answered by then.
        await asyncio.sleep(STAYS_SECONDS)
        await self._until_steady()
        led_by = await self.cluster.until_led()
        await asyncio.sleep(STAYS_SECONDS)
        await mend(self.cluster, primary)
        whole = await self.cluster.until_whole()
        await self._until_steady()
        seconds = outage(self.harbor.journal.acknowledged, struck, time.monotonic())
        self.outages[kind].append(round(seconds, 1))
        self.whole[kind].append(round(whole, 1))
        self.moved += led_by.name != primary.name
        count = len(self.harbor.journal.paid)
        print(
            f"{kind} at {primary.name}: nobody could buy for {seconds:.1f} s, {led_by.name} leads,"
            f" whole again {whole:.1f} s after it was mended; {count} payments so far",
            flush=True,
        )

    async def _until_steady(self) -> None:
        """People get their yeses as they did before."""
        journal = self.harbor.journal
        async with asyncio.timeout(BACK_WITHIN_SECONDS):
            while not is_steady(journal.acknowledged, time.monotonic(), STEADY_SECONDS, STEADY_YESES):
                await _pause()


async def _pause() -> None:
    await asyncio.sleep(0.2)


async def run(folder: Path, patroni: Path) -> dict[str, Any]:
    """The figures. Fails where anything acknowledged is not there, or the audit finds anything."""
    began = time.monotonic()
    cluster = Cluster(folder / "cluster", patroni)
    product: Product | None = None
    try:
        await cluster.start()
        print(f"three nodes stand after {time.monotonic() - began:.0f} s; filling the demo …", flush=True)
        settings = {"LINLI_DATABASE_URL": cluster.url, "LINLI_PAY_WITHIN_MINUTES": "1"}
        product = Product(folder / "product", free_port_pair(), **settings)
        await asyncio.to_thread(product.start)
        print(f"people shop after {time.monotonic() - began:.0f} s", flush=True)
        return await _shown(cluster, product, began)
    finally:
        if product:
            product.kill_everything()
        await cluster.stop()


async def _shown(cluster: Cluster, product: Product, began: float) -> dict[str, Any]:
    databases = (await product.database(Journey()), await product.database(Journey(), role=None))
    harbor = Harbor(product, databases, SEED, "ha", FAULTS)
    await harbor.set_up()
    trial = Trial(cluster, harbor)
    await trial.play()
    await harbor.settle()
    # Whoever never paid has had a minute by then, and the timetable its turn.
    await asyncio.sleep(PAY_WITHIN_SECONDS)
    calm = await harbor.calm()
    found = await planted.all_found(cluster.admin_url(), harbor.journal, harbor.book())
    await harbor.stage.close()
    for database in databases:
        await database.pool.close()
    assert not (bugs := product.bugs()), bugs[0]
    journal = harbor.journal
    return {
        "form": form_of(TIMES, WANTED),
        "seed": SEED,
        "times": TIMES,
        "outages": trial.outages,
        "whole_after": trial.whole,
        "primary_moved": trial.moved,
        "orders": len(journal.orders),
        "paid": len(journal.paid),
        "redemptions": len(journal.redemptions),
        "refunds": len(journal.refunds),
        "repeats": journal.repeated,
        "given_up": journal.given_up,
        "calm_after": round(calm, 1),
        "planted_and_found": found,
        "took_seconds": round(time.monotonic() - began),
        **where_and_when(),
    }


def main() -> int:
    """Throws its folder away where all went well; else says where to look."""
    kept, patroni = Path(sys.argv[1]), Path(sys.argv[2])
    log.set_up("WARNING")
    folder = kept / f"run-{secrets.token_hex(3)}"
    try:
        figures = uvloop.run(run(folder, patroni))
    except BaseException:
        print(f"what was logged is in {folder}", file=sys.stderr)
        raise
    shutil.rmtree(folder)
    print("ha: " + json.dumps(figures, ensure_ascii=False))
    if asked := os.environ.get("HA_FIGURES"):
        Path(asked).write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
