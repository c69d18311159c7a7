"""What stands between pages and those who would misuse them."""

import asyncio
import re

import pytest
from litestar import Litestar, Router, get
from litestar.testing import TestClient

from linli.modules import community
from linli.services import Who
from linli.web.shared import security
from linli.web.shared.assets import static_url
from linli.web.shared.gate import guard
from tests.integration.apps import routes
from tests.integration.web.consumer_stage import Street


def test_every_endpoint_of_the_app_declares_who_may_call_it() -> None:
    undeclared = [
        f"{route.path} {handler.fn.__name__}"
        for route in routes()
        for handler in getattr(route, "route_handlers", [])
        if handler.http_methods != {"OPTIONS"} and not isinstance(handler.opt.get("who"), Who)
    ]
    assert undeclared == []


def test_an_endpoint_that_declares_nobody_lets_nobody_in() -> None:
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "secret"

    class _Nothing:
        """The guard must answer before it asks for anything."""

    app = Litestar([Router("/", route_handlers=[forgotten], guards=[guard])], openapi_config=None)
    app.state.services = _Nothing()
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/forgotten")
    assert answer.status_code >= 400
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path", ["", "/search", "/me", "/stores/nowhere", "/orders", "/desk", "/operator", "/counter"]
)
async def test_every_page_carries_a_strict_policy_with_a_nonce_of_its_own(street: Street, path: str) -> None:
    visitor = await street.visitor("小满")
    first, second = [await visitor.http.get(street.root + path) for _ in range(2)]
    policies = [answer.headers["content-security-policy"] for answer in (first, second)]
    for policy in policies:
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
    nonces = [re.findall(r"'nonce-([^']+)'", policy) for policy in policies]
    assert nonces[0] != nonces[1]
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["cache-control"] == "no-store"


async def test_cookies_cannot_be_read_by_scripts_or_sent_from_elsewhere(street: Street) -> None:
    visitor = await street.visitor()
    visitor.http.cookies.clear()
    answer = await visitor.http.get(f"{street.root}/sign-in")
    set_cookie = answer.headers["set-cookie"].lower()
    assert security.SEED_COOKIE in set_cookie
    assert "httponly" in set_cookie
    assert "samesite=lax" in set_cookie


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_that_another_site_sends_is_refused_even_with_its_token(
    street: Street, site: str
) -> None:
    visitor = await street.visitor("小满")
    page = await visitor.see(f"{street.root}/me")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    data = {"name": "Mallory", "csrf_token": token[1]}
    answer = await visitor.http.post(f"{street.root}/me/name", data=data, headers={"sec-fetch-site": site})
    assert answer.status_code == 403
    assert "Mallory" not in await visitor.see(f"{street.root}/me")


async def test_the_token_of_another_browser_opens_nothing(street: Street) -> None:
    visitor, other = await street.visitor("小满"), await street.visitor("大雪")
    token = re.search(r'name="csrf_token" value="([^"]+)"', await other.see(f"{street.root}/me"))
    assert token
    await visitor.see(f"{street.root}/me")
    answer = await visitor.http.post(
        f"{street.root}/me/name", data={"name": "Mallory", "csrf_token": token[1]}
    )
    assert answer.status_code == 403


async def test_not_yours_and_not_there_look_the_same(street: Street) -> None:
    stranger = await street.visitor("陌生人")
    for hidden, absent in (
        ("/operator", "/no-such-page"),
        (f"/counter/{street.store.slug}", "/counter/no-such-store"),
        (f"/desk/{street.store.slug}", "/desk/no-such-store"),
    ):
        mine, nobodys = [await stranger.http.get(street.root + path) for path in (hidden, absent)]
        assert (mine.status_code, nobodys.status_code) == (404, 404)
        assert _words(mine.text) == _words(nobodys.text)


async def test_those_who_send_slowly_keep_nobody_waiting(street: Street) -> None:
    """More of them than the pool has connections, each in the middle of a form."""
    visitor = await street.visitor("小满")
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"{street.root}/me/name",
        "query_string": b"",
        "headers": [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"900")],
    }
    begun = asyncio.Semaphore(0)

    async def receive() -> dict[str, object]:
        begun.release()
        await asyncio.Event().wait()
        return {}

    async def send(_message: object) -> None:
        raise AssertionError("nothing to answer yet")

    slow = [asyncio.create_task(street.app(dict(scope), receive, send)) for _ in range(12)]
    try:
        async with asyncio.timeout(20):
            for _ in slow:
                await begun.acquire()
            assert "小满" in await visitor.see(f"{street.root}/me")
    finally:
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)


@pytest.mark.parametrize("path", ["", "/search", "/no-such-page"])
async def test_head_answers_what_get_answers_without_its_body(street: Street, path: str) -> None:
    visitor = await street.visitor()
    got, head = await visitor.http.get(street.root + path), await visitor.http.head(street.root + path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/stores/a%00b", 404), ("/search?q=a%00b", 422), ("%00", 404), ("/me?next=%00", 422)],
)
async def test_what_no_database_can_hold_is_refused(street: Street, path: str, status: int) -> None:
    visitor = await street.visitor("小满")
    assert (await visitor.http.get(street.root + path)).status_code == status


async def test_a_form_with_a_nul_or_a_file_for_its_token_is_refused(street: Street) -> None:
    visitor = await street.visitor("小满")
    token = re.search(r'name="csrf_token" value="([^"]+)"', await visitor.see(f"{street.root}/me"))
    assert token
    where = f"{street.root}/me/name"
    nul = await visitor.http.post(where, data={"name": "a\x00b", "csrf_token": token[1]})
    file = await visitor.http.post(
        where, data={"name": "Mei"}, files={"csrf_token": ("t.txt", token[1].encode())}
    )
    assert (nul.status_code, file.status_code) == (422, 403)


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.test/x",
        "https://evil.test",
        "//[",
        "/\\evil.test",
        "/{market}/\u4f60\u597d",
        "/{market}/a\r\nb",
    ],
)
async def test_no_address_to_go_on_to_breaks_signing_in_or_leads_away(street: Street, wanted: str) -> None:
    visitor = await street.visitor("小满")
    wanted = wanted.format(market=street.market.slug)
    answer = await visitor.http.get(f"{street.root}/sign-in", params={"next": wanted})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/{street.market.slug}/")
    assert answer.headers["location"].isascii()


@pytest.mark.parametrize("referer", ["https://[", "http://street.test/\xff", "http://street.test//evil.test"])
async def test_no_referer_breaks_the_way_back_to_signing_in(street: Street, referer: str) -> None:
    visitor = await street.visitor()
    page = await visitor.see(f"{street.root}/sign-in")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    answer = await visitor.http.post(
        f"{street.root}/me/name",
        data={"name": "Mei", "csrf_token": token[1]},
        headers={"referer": referer.encode("latin-1")},
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{street.root}/sign-in?next=/")
    assert not answer.headers["location"].endswith("next=//evil.test")


@pytest.mark.parametrize(("accepts", "sent"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
async def test_pages_and_files_are_sent_as_small_as_the_browser_can_read(
    street: Street, accepts: str, sent: str | None
) -> None:
    visitor = await street.visitor()
    for path in (street.root, static_url("css/linli.bundle.css"), "/art/shop/cafe/x.svg"):
        answer = await visitor.http.get(path, headers={"accept-encoding": accepts})
        assert answer.headers.get("content-encoding") == sent
        plain = await visitor.http.get(path, headers={"accept-encoding": "identity"})
        if path != street.root:
            assert answer.content == plain.content


async def test_a_forms_token_never_looks_the_same_twice(street: Street) -> None:
    visitor = await street.visitor("小满")
    tokens = {
        token
        for _ in range(3)
        for token in re.findall(r'name="csrf_token" value="([^"]+)"', await visitor.see(f"{street.root}/me"))
    }
    assert len(tokens) >= 3


def _words(page: str) -> str:
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main
    return re.sub(r"<[^>]+>|\s+", " ", main[0])


async def test_a_statement_that_takes_too_long_is_told_in_words_and_says_when_to_try_again(
    street: Street,
) -> None:
    """Somebody else holds the row; the database waits for it no longer than a fifth of a second."""
    visitor, store = await street.visitor("小满"), f"{street.root}/stores/{street.store.slug}"
    page = await visitor.get(store)
    assert visitor.person
    who = (street.market.market_id, street.store.store_id, visitor.person.person_id)
    async with street.db.work() as work:
        await community.follow(work, *who)
        await _patience(street, "200ms")
        try:
            told = await visitor.send(page, f"{store}/following")
            visitor.http.headers["accept"] = "application/json"
            problem = await visitor.send(page, f"{store}/following")
        finally:
            await _patience(street, "0")
    assert (told.status_code, told.headers["retry-after"]) == (503, "15")
    assert "This took longer than it should" in told.text
    assert "Traceback" not in told.text
    assert (problem.status_code, problem.headers["retry-after"]) == (503, "15")
    assert problem.json()["code"] == "took_too_long"


async def _patience(street: Street, most: str) -> None:
    """How long the database lets each of the app's statements run."""
    pool = street.services.db.pool
    every = [await pool.acquire() for _ in range(street.settings.pool_size)]
    for connection in every:
        await connection.execute(f"SET statement_timeout = '{most}'")
        await pool.release(connection)
