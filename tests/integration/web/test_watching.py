"""Every request has an id and is counted by its route; `/health` and `/ready` mean something."""

from linli.kernel import metrics
from tests.integration.web.consumer_stage import Street

WALLET = "/{market}/wallet"
FORGET = "DELETE FROM kernel.migrations WHERE name = (SELECT max(name) FROM kernel.migrations) RETURNING name"
REMEMBER = "INSERT INTO kernel.migrations VALUES ($1, '', now())"


def counted(name: str, **labels: str) -> float:
    """A figure by now; other tests count in the same process, so only differences mean something."""
    samples = (sample for metric in metrics.collected() for sample in metric.samples)
    return sum(one.value for one in samples if one.name == name and labels.items() <= one.labels.items())


async def test_a_request_is_counted_by_its_route_and_bears_an_id(street: Street) -> None:
    visitor = await street.visitor("Lin")
    wallet = {"method": "GET", "route": WALLET, "status": "200"}
    before = counted("linli_requests_total", **wallet)
    nowhere = counted("linli_requests_total", route="(none)", status="404")
    took = counted("linli_request_seconds_count", method="GET", route=WALLET)
    answer = await visitor.get(f"{street.root}/wallet")
    assert counted("linli_requests_total", **wallet) == before + 1
    assert counted("linli_request_seconds_count", method="GET", route=WALLET) == took + 1
    assert len(answer.headers["x-request-id"]) == 32
    named = await visitor.http.get(f"{street.root}/wallet", headers={"X-Request-Id": "proxy-0123456789"})
    assert named.headers.get_list("x-request-id") == ["proxy-0123456789"]
    forged = await visitor.http.get("/no/such/page/at/all", headers={"X-Request-Id": 'x","level":"'})
    assert forged.status_code == 404 and len(forged.headers["x-request-id"]) == 32
    assert counted("linli_requests_total", route="(none)", status="404") == nowhere + 1
    assert street.root not in metrics.written().decode()


async def test_a_no_and_a_limit_are_counted_by_their_names(street: Street) -> None:
    visitor = await street.visitor()
    limit = {"limit": "sign-in code by phone"}
    before, hit = (
        counted("linli_refusals_total", code="not_found"),
        counted("linli_limits_hit_total", **limit),
    )
    assert (await visitor.http.get(f"{street.root}/stores/none-such")).status_code == 404
    assert counted("linli_refusals_total", code="not_found") == before + 1
    for _ in range(6):
        await visitor.press(f"{street.root}/sign-in", f"{street.root}/sign-in/codes", phone="+8613800000199")
    assert counted("linli_limits_hit_total", **limit) == hit + 1


async def test_ready_says_why_not_and_health_does_not_mind(street: Street) -> None:
    visitor, services = await street.visitor(), street.services
    assert (await visitor.get("/ready")).json() == {"status": "ready"}
    async with services.db.pool.acquire() as connection:
        await connection.execute("SET ROLE NONE")
        name = await connection.fetchval(FORGET)
        behind = await visitor.get("/ready", 503)
        await connection.execute(REMEMBER, name)
        await connection.execute("SET ROLE linli_app")
    assert behind.json()["why"] == "migrations"
    every = [await services.db.pool.acquire() for _ in range(street.settings.pool_size)]
    taken = await visitor.get("/ready", 503)
    assert taken.json()["why"] == "database"
    assert (await visitor.get("/health")).json() == {"status": "ok"}
    for connection in every:
        await services.db.pool.release(connection)
    services.drain()
    assert (await visitor.get("/ready", 503)).json()["why"] == "stopping"
    services.draining.clear()
    assert (await visitor.get("/ready")).json() == {"status": "ready"}
