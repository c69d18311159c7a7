"""A mall under its own host name: its pages there, others on the platform, nobody else's name in a link."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.modules import chains, identity, malls, merchants
from linli.web.shared import security
from tests import cast
from tests.integration.web.consumer_stage import SITE
from tests.integration.web.shop_stage import MARKET, SEED, SETTINGS, SLUG, TEA, Browser, Stage, open_stage

NAME = "tea.example"
PHONE = "+8613812345678"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        async with opened.db.work() as work:
            about = (work, MARKET, opened.deal.merchant_id)
            await malls.make_mall(*about, "wangjie", malls.Look(name="望街", name_en="Wangjie"))
            await malls.open_mall(*about)
            await malls.ask_for_host(*about, NAME)
            operator = opened.people["operator"].person_id
            await identity.appoint_operator(work, MARKET, operator, "director")
        yield opened


async def confirm(stage: Stage, deed: str = "confirmation") -> httpx.Response:
    operator = await stage.browser("operator")
    at = f"/{SLUG}/operator/malls/{stage.deal.merchant_id}/host-{deed}"
    return await operator.post(at, host=NAME, why="the TXT record is there")


def visitor(stage: Stage, host: str = NAME) -> httpx.AsyncClient:
    """A browser without a session that asks under this name."""
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=stage.app), base_url=f"http://{host}")
    client.cookies.set(security.SEED_COOKIE, SEED)
    client.cookies.set(security.LANGUAGE_COOKIE, "en")
    return client


async def signed_in(stage: Stage) -> httpx.AsyncClient:
    """The guest is somebody new, who signs in under the mall's own name by the page's own form."""
    async with stage.db.work() as work:
        signer = Signer(SETTINGS.secret, "phones")
        stage.people["guest"] = await cast.join(work, PHONE, "Member", signer=signer)
    client = visitor(stage)
    form = {"phone": PHONE, "password": cast.PASSWORD, "next": "/", **token()}
    answer = await client.post(f"/{SLUG}/sign-in/password-sessions", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return client


def token() -> dict[str, str]:
    return {"csrf_token": security.form_token(Signer(SETTINGS.secret, "forms"), SEED)}


async def test_only_a_confirmed_name_leads_to_the_mall(stage: Stage) -> None:
    browser = visitor(stage)
    front = (await browser.get("/")).text
    assert "Wangjie" not in front
    assert NAME not in front
    waiting = (await (await stage.browser("operator")).get(f"/{SLUG}/operator/malls?waiting=1")).text
    assert f"_linli.{NAME}" in waiting
    assert (await confirm(stage)).status_code == 303
    asked = [
        await (visitor(stage, "street.test")).get(f"/mall-host?domain={one}") for one in (NAME, "x.example")
    ]
    assert [one.status_code for one in asked] == [200, 404]
    told = (await browser.get(f"/api/v1/markets/{SLUG}/malls/wangjie")).json()
    assert (told["host"], told["url"]) == (NAME, f"{SITE}/{SLUG}/malls/wangjie")
    assert told["stores"] == ["noodles"]
    shown = await browser.get("/")
    assert "<title>Wangjie</title>" in shown.text
    assert "Noodles for two" in shown.text
    manifest = (await browser.get(f"/{SLUG}/malls/wangjie/app.webmanifest")).json()
    assert (manifest["id"], manifest["start_url"], manifest["scope"]) == ("/", "/", "/")
    # A name that nobody confirmed is as the platform's own, and stands in nothing.
    other = await visitor(stage, "evil.example").get(f"/{SLUG}/stores/noodles")
    assert other.status_code == 200
    assert "evil.example" not in other.text + str(other.headers)
    assert (await confirm(stage, "withdrawal")).status_code == 303
    assert "<title>Wangjie</title>" not in (await browser.get("/")).text


async def test_pages_of_the_mall_are_there_and_all_others_on_the_platform(stage: Stage) -> None:
    await confirm(stage)
    browser = visitor(stage)
    for path in ("stores/noodles", f"deals/{stage.deal.deal_id}", "sign-in", "malls/wangjie/look.css", "me"):
        answer = await browser.get(f"/{SLUG}/{path}")
        assert answer.status_code == 200, path
    assert "data-passkey" not in (await browser.get(f"/{SLUG}/sign-in")).text
    for path in ("stores/tea", "search?q=a%0d%0ab", "desk", "operator", "me/passkeys", "counter/noodles"):
        answer = await browser.get(f"/{SLUG}/{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{SITE}/{SLUG}/{path}")
    odd = await browser.get("/elsewhere/a%0d%0aset-cookie:x")
    assert odd.status_code == 404 or "\n" not in odd.headers["location"]
    for path in (SLUG, f"{SLUG}/malls/wangjie"):
        assert (await browser.get(f"/{path}?lang=zh")).headers["location"] == "/?lang=zh"
    assert (await browser.get(f"/{SLUG}/stores/nobody")).status_code == 404
    sent = await browser.post(f"/{SLUG}/stores/tea/following", data=token())
    assert sent.status_code == 404


async def test_a_member_buys_there_and_the_session_is_good_there_only(stage: Stage) -> None:
    await confirm(stage)
    member = await signed_in(stage)
    assert "Member" in (await member.get(f"/{SLUG}/me")).text
    # What is kept under the mall's name is no session of the platform's, nor the other way round.
    orders = f"/{SLUG}/orders"
    stolen = Browser(stage.app, member.cookies[security.SESSION_COOKIE], "en")
    assert (await stolen.get(orders)).status_code == 303
    own = await stage.browser("guest")
    smuggled = visitor(stage)
    smuggled.cookies.set(security.SESSION_COOKIE, own.http.cookies[security.SESSION_COOKIE])
    assert (await smuggled.get(orders)).status_code == 303
    # Under the mall's name a member sees what is of the mall; on the platform everything.
    async with stage.db.work() as work:
        tea = await cast.publish(work, await merchants.store(work, MARKET, TEA), title_en="Tea for two")
    for deal in (tea, stage.deal):
        await stage.buy(deal=deal)
    for path in ("orders", "wallet"):
        there, here = (await member.get(f"/{SLUG}/{path}")).text, (await own.get(f"/{SLUG}/{path}")).text
        assert ("Noodles for two" in there, "Tea for two" in there) == (True, False)
        assert ("Noodles for two" in here, "Tea for two" in here) == (True, True)
    form = {"quantity": "1", "key": "a-key-of-this-order", **token()}
    placed = await member.post(f"/{SLUG}/deals/{stage.deal.deal_id}/orders", data=form)
    assert placed.status_code == 303
    assert placed.headers["location"].startswith(f"/{SLUG}/orders/")
    assert (await member.get(placed.headers["location"])).status_code == 200
    assert (await member.post(f"/{SLUG}/session/end", data=token())).status_code == 303
    assert (await member.get(orders)).status_code == 303


async def test_a_franchisees_branch_is_of_the_mall_from_when_it_has_joined(stage: Stage) -> None:
    await confirm(stage)
    member = await signed_in(stage)
    async with stage.db.work() as work:
        store = await merchants.store(work, MARKET, TEA)
        assert store.merchant_id is not None
        deal = await cast.publish(work, store, title_en="Tea for two")
        asked = await chains.invite_branch(work, MARKET, stage.deal.merchant_id, TEA, chains.Terms())
    await stage.buy(deal=deal)
    assert "Tea for two" not in (await member.get("/")).text
    assert (await member.get(f"/{SLUG}/stores/tea")).status_code == 303
    async with stage.db.work() as work:
        await chains.accept_terms(work, MARKET, store.merchant_id, TEA, asked.revision)
    for path in (
        "",
        f"{SLUG}/stores/tea",
        f"{SLUG}/deals/{deal.deal_id}",
        f"{SLUG}/orders",
        f"{SLUG}/wallet",
    ):
        answer = await member.get(f"/{path}")
        assert answer.status_code == 200, path
        assert "Tea for two" in answer.text, path
