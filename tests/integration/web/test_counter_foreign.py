"""Vouchers sold elsewhere, on the pages: an owner connects, a clerk takes, the results say where."""

import dataclasses
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.settings import Settings
from linli.modules import foreign_vouchers, identity, settlement
from linli.modules.foreign_vouchers import UseState
from linli.services import means_of
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Stage, open_stage
from tests.simulators import douyin

HOME = f"/{SLUG}/counter/noodles"
DESK = f"/{SLUG}/desk/noodles"
PLATFORMS = f"{DESK}/platforms"


@pytest_asyncio.fixture(scope="module")
async def program() -> AsyncIterator[douyin.Douyin]:
    started = douyin.started()
    yield started
    started.stop()


@pytest_asyncio.fixture(scope="module")
async def stage(postgres: EmbeddedPostgres, program: douyin.Douyin) -> AsyncIterator[Stage]:
    """The shop, on an installation that speaks to the simulator, connected by its owner."""
    async with open_stage(postgres) as opened:
        usual = opened.app.state.services
        spoken = means_of(Settings(douyin_url=program.url, douyin_link_url=program.url))
        opened.app.state.services = dataclasses.replace(usual, foreign=spoken)
        owner = await opened.browser("owner")
        answer = await owner.post(PLATFORMS, **keys(program))
        assert answer.headers["location"] == f"{PLATFORMS}?done=platform_connected"
        yield opened
        opened.app.state.services = usual


def keys(program: douyin.Douyin, **changed: str) -> dict[str, str]:
    account = program.account
    told = {"platform": "douyin", "app": account.app, "secret": account.secret, "shop": account.shop}
    return {**told, **changed}


async def looked_at(stage: Stage, text: str, name: str = "clerk") -> httpx.Response:
    clerk = await stage.browser(name)
    return await clerk.post(f"{HOME}/preview", code=text)


def use_in(answer: httpx.Response) -> str:
    """The address of the use that a screen leads to."""
    return answer.text.split(f'action="{HOME}/foreign-uses/')[1].split("/")[0]


async def test_a_clerk_takes_what_was_sold_elsewhere_and_takes_it_back(
    stage: Stage, program: douyin.Douyin
) -> None:
    sold = program.sell()
    shown = await looked_at(stage, program.link_of(sold))
    assert shown.status_code == 200
    assert "Sold on Douyin, good to use now" in shown.text
    assert "No money moves here" in shown.text
    base = f"{HOME}/foreign-uses/{use_in(shown)}"
    clerk = await stage.browser("clerk")
    for _ in range(2):
        answer = await clerk.post(f"{base}/redemption")
        assert (answer.status_code, answer.headers["location"]) == (303, base)
    done = await clerk.get(base)
    assert 'data-outcome="ok"' in done.text
    assert sold.uses == 1
    home = await clerk.get(HOME)
    assert "Sold elsewhere" in home.text
    assert sold.title in home.text
    assert f"{base}/undoing" in home.text
    await stage.settle()
    shift = (await clerk.get(f"{HOME}/shift")).text
    assert "<td>Douyin</td>" in shift
    manager = await stage.browser("manager")
    results = await manager.get(f"{DESK}/results")
    assert "Sold on Douyin" in results.text
    rows = await manager.get(f"{DESK}/results/redeemed?channel=douyin")
    assert sold.title in rows.text
    assert base in rows.text
    async with stage.db.read() as reader:
        balance = await settlement.balance(reader, MARKET, stage.deal.merchant_id, "CNY")
    assert balance.minor == 0
    answer = await clerk.post(f"{base}/undoing")
    assert answer.headers["location"] == base
    assert "Taken back" in (await clerk.get(base)).text
    assert "Undone" in (await clerk.get(HOME)).text


async def test_an_answer_that_is_lost_is_shown_in_red_and_looked_up_again(
    stage: Stage, program: douyin.Douyin
) -> None:
    sold = program.sell()
    base = f"{HOME}/foreign-uses/{use_in(await looked_at(stage, sold.code))}"
    clerk = await stage.browser("clerk")
    program.drop_verify = 1
    await clerk.post(f"{base}/redemption")
    unclear = await clerk.get(base)
    assert 'data-outcome="refused"' in unclear.text
    assert "Do not hand anything over yet" in unclear.text
    assert "Not clear yet" in (await clerk.get(HOME)).text
    answer = await clerk.post(f"{base}/undoing")
    assert (answer.status_code, "Not undone" in answer.text) == (409, True)
    # It arrives after all.
    sold.status, sold.uses = 2, 1
    sold.verify = {"verify_id": "v", "certificate_id": "c", "verify_time": int(_now(stage).timestamp())}
    answer = await clerk.post(f"{base}/inquiry")
    assert answer.headers["location"] == base
    assert 'data-outcome="ok"' in (await clerk.get(base)).text


def _now(stage: Stage) -> datetime:
    return stage.db.clock()


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_platforms_no_is_a_screen(stage: Stage, program: douyin.Douyin, language: str) -> None:
    clerk = await stage.browser("clerk", language)
    answer = await clerk.post(f"{HOME}/preview", code="123456789012")
    assert (answer.status_code, 'data-outcome="refused"' in answer.text) == (404, True)
    assert "券码不存在" in answer.text
    program.busy = 1
    answer = await clerk.post(f"{HOME}/preview", code=program.sell().code)
    assert answer.status_code == 503
    assert 'data-outcome="refused"' in answer.text


async def test_what_is_neither_ours_nor_theirs_is_no_code(stage: Stage, program: douyin.Douyin) -> None:
    asked = dict(program.asked)
    for text in ("12345", "https://example.org/x/"):
        answer = await looked_at(stage, text)
        assert answer.status_code == 422
    assert program.asked == asked


async def test_codes_that_no_platform_knows_count_as_guesses(stage: Stage) -> None:
    manager = await stage.browser("manager")
    statuses = [
        (await manager.post(f"{HOME}/preview", code=f"9{number:011d}")).status_code for number in range(22)
    ]
    assert statuses == [404] * 20 + [429] * 2


async def test_another_shops_counter_does_not_find_a_use(stage: Stage, program: douyin.Douyin) -> None:
    use = use_in(await looked_at(stage, program.sell().code))
    stranger = await stage.browser("stranger")
    path = f"/{SLUG}/counter/tea/foreign-uses/{use}"
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.post(f"{path}/redemption")).status_code == 404
    async with stage.db.read() as reader:
        found = await foreign_vouchers.use(reader, MARKET, UUID(use), NOODLES)
    assert found.state is UseState.PREPARED


async def test_a_program_takes_it_and_takes_it_back(stage: Stage, program: douyin.Douyin) -> None:
    clerk, root = await stage.browser("clerk"), f"/api/v1/markets/{SLUG}/stores/noodles"
    async with stage.db.work() as work:
        who = stage.people["clerk"].person_id
        issued = await identity.issue_token(work, who, identity.SCOPES)
    headers = {"Authorization": f"Bearer {issued.token}"}
    code = {"code": program.sell().code}
    preview = (await clerk.http.post(f"{root}/redemption-previews", json=code, headers=headers)).json()
    (seen,) = preview["foreign"]
    assert (preview["usable_now"], preview["voucher"], seen["state"]) == (True, None, "prepared")
    use = f"{root}/foreign-uses/{seen['use_id']}"
    taken = [(await clerk.http.post(f"{use}/redemption", headers=headers)).json() for _ in range(2)]
    assert [one["state"] for one in taken] == ["taken", "taken"]
    assert taken[0]["paid"] == {"amount": 4990, "currency": "CNY"}
    listed = (await clerk.http.get(f"{root}/foreign-uses", headers=headers)).json()
    assert taken[0] in listed["items"]
    assert (await clerk.http.post(f"{use}/undoing", headers=headers)).json()["state"] == "undone"
    again = await clerk.http.post(f"{use}/redemption", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "foreign_scan_again")
    unknown = await clerk.http.post(
        f"{root}/redemption-previews", json={"code": "123456789012"}, headers=headers
    )
    assert (unknown.status_code, unknown.json()["code"]) == (404, "foreign_code_unknown")
    neither = await clerk.http.post(f"{root}/redemption-previews", json={"code": "12345"}, headers=headers)
    assert (neither.status_code, neither.json()["code"]) == (422, "voucher_code_malformed")


async def test_an_owner_pauses_resumes_and_sees_what_is_wrong(stage: Stage, program: douyin.Douyin) -> None:
    owner = await stage.browser("owner")
    async with stage.db.read() as reader:
        (one,) = await foreign_vouchers.connections(reader, MARKET, NOODLES)
    path = f"{PLATFORMS}/{one.connection_id}"
    answer = await owner.post(f"{path}/pausing")
    assert answer.headers["location"].endswith("done=platform_paused")
    page = (await owner.get(f"{PLATFORMS}?done=platform_paused")).text
    assert "Paused. New codes are not taken." in page
    assert program.account.secret not in page
    assert (await looked_at(stage, program.sell().code)).status_code == 422
    await owner.post(f"{path}/resumption")
    program.withdrawn = True
    assert (await looked_at(stage, program.sell().code)).status_code == 409
    assert "does not let this application redeem" in (await owner.get(PLATFORMS)).text
    program.withdrawn = False
    assert (await looked_at(stage, program.sell().code)).status_code == 200
    assert "does not let this application redeem" not in (await owner.get(PLATFORMS)).text


async def test_keys_with_a_slip_are_told_at_the_form(stage: Stage, program: douyin.Douyin) -> None:
    """Of another shop, which has no account there yet."""
    stranger = await stage.browser("stranger")
    path = f"/{SLUG}/desk/tea/platforms"
    answer = await stranger.post(path, **keys(program, secret="not it"))
    assert (answer.status_code, "without spaces" in answer.text) == (422, True)
    answer = await stranger.post(path, **keys(program, secret="wrong"))
    assert (answer.status_code, "does not accept these keys" in answer.text) == (422, True)
    assert program.account.app in answer.text
    answer = await stranger.post(path, **keys(program, platform="nobody"))
    assert answer.status_code == 422
    answer = await stranger.post(path, **keys(program))
    assert answer.status_code == 303
    answer = await stranger.post(path, **keys(program))
    assert (answer.status_code, "connected to the platform already" in answer.text) == (409, True)


async def test_a_longer_day_costs_no_more_questions(stage: Stage, program: douyin.Douyin) -> None:
    clerk = await stage.browser("clerk")
    counted = []
    for _ in range(2):
        for _ in range(2):
            base = f"{HOME}/foreign-uses/{use_in(await looked_at(stage, program.sell().code))}"
            await clerk.post(f"{base}/redemption")
        counted.append(await stage.queries(clerk, HOME))
    assert counted[0] == counted[1]
    async with stage.db.read() as reader:
        totals = await foreign_vouchers.use_totals(reader, MARKET, NOODLES, reader.now - timedelta(hours=1))
    assert totals[0].uses >= 4
