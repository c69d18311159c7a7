"""What `linli metrics` tells; dashboard, alerts and their document name nothing else."""

import json
import re

from linli.cli.metrics import Figures
from linli.kernel import metrics
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.jobs import queries_on
from tests.architecture.places import REPOSITORY
from tests.integration.trade_stage import open_town

NAME = re.compile(r"\blinli_[a-z_]+")
PLACE = re.compile(r"\bwhat=~?\"([^\"]*)\"")
DECLARED = re.compile(r"^# TYPE (linli_\w+)(?<!_created) (\w+)$", re.MULTILINE)
RULE = re.compile(r"alert: (\w+)\n\s+expr: (.*?)\n\s+(?:for|labels):", re.DOTALL)
DASHBOARD = REPOSITORY / "deploy/grafana/linli.json"
ALERTS = REPOSITORY / "deploy/prometheus/linli.rules.yml"
DOCUMENT = REPOSITORY / "docs/operate/observe.md"
PARTS = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("",), "gauge": ("",)}


async def test_markets_are_told_of_and_nobody_asks_for_what_is_not(postgres: EmbeddedPostgres) -> None:
    async with open_town(postgres) as town:
        order, _ = await town.bought(await town.deal())
        async with town.db.pool.acquire() as connection:
            await queries_on(connection).enqueue(["react"], [b"{}"], [0])
        figures = await Figures().look(town.db)
        async with town.db.pool.acquire() as connection:
            await queries_on(connection).clear_queue("react")
            slug = await connection.fetchval("SELECT slug FROM markets.markets")
    told = {(s.name, *sorted(s.labels.values())): s.value for m in figures for s in m.samples}
    assert told["linli_database_up",] == 1
    assert told["linli_held_minor", "CNY", "escrow", slug] == order.total_minor
    assert told["linli_waiting", "announcements", slug] > 0
    assert told["linli_queue_jobs", "react"] == 1
    assert ("linli_escrow_seconds", slug) in told

    declared = [
        (name, kind)
        for name, kind in DECLARED.findall(metrics.written(figures).decode())
        if not name.endswith("_created")
    ]
    known = {name + part for name, kind in declared for part in PARTS.get(kind, ())}
    board = json.loads(DASHBOARD.read_text("utf-8"))
    alerts = dict(RULE.findall(ALERTS.read_text("utf-8")))
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    asked += alerts.values()
    assert len(alerts) == ALERTS.read_text("utf-8").count("alert:") > 10
    assert {name for expr in asked for name in NAME.findall(expr)} <= known
    assert "linli_no_such_thing" not in known
    places = {sample.labels["what"] for m in figures if m.name == "linli_waiting" for sample in m.samples}
    assert {place for expr in asked for said in PLACE.findall(expr) for place in said.split("|")} <= places

    document = DOCUMENT.read_text("utf-8")
    assert [name for name, _ in declared if f"`{name}`" not in document] == []
    assert [name for name in (*alerts, *places) if f"`{name}`" not in document] == []
