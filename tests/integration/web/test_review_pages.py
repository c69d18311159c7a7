"""The operator's verification pages: a queue with filters, a checklist, questions, a shop that goes live."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import merchants, notices
from linli.modules.merchants import ApplicationState
from tests.integration.application_stage import verified_merchant
from tests.integration.web.applying_stage import application_at, applying_stage, fill, sent_in
from tests.integration.web.shop_stage import MARKET, SLUG, Browser, Stage

QUEUE = f"/{SLUG}/operator/applications"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with applying_stage(postgres) as opened:
        yield opened


def seen_by_operator(place: str) -> str:
    return place.replace("/applications/", "/operator/applications/")


async def tick_all(browser: Browser, at: str) -> None:
    page = (await browser.get(at)).text
    for kind in re.findall(r"/checks/(\w+)\"", page):
        assert (await browser.post(f"{at}/checks/{kind}", done="yes")).status_code == 303


async def test_the_queue_is_calm_when_empty_and_every_tab_has_its_words(stage: Stage) -> None:
    for language, words in (("en", "Nothing waits for you"), ("zh", "没有待审核的申请")):
        browser = await stage.browser("reviewer", language)
        assert words in (await browser.get(QUEUE)).text
        for tab in ("asked", "due", "approved", "refused"):
            assert (await browser.get(f"{QUEUE}?state={tab}")).status_code == 200
    assert (await browser.get(f"{QUEUE}?state=nowhere")).status_code == 422
    assert (await browser.get(f"{QUEUE}?kind=nothing")).status_code == 422


async def test_a_yes_opens_the_shop_and_tells_the_owner(stage: Stage) -> None:
    place = await sent_in(stage)
    at = seen_by_operator(place)
    reviewer = await stage.browser("reviewer")
    queue = await reviewer.get(QUEUE)
    assert at in queue.text
    page = await reviewer.get(at)
    assert "5 checks are still open" in page.text
    early = await reviewer.post(f"{at}/approval")
    assert early.status_code == 409
    assert "5 left on the list" in early.text
    await tick_all(reviewer, at)
    ticked = (await reviewer.get(at)).text
    assert ticked.count('aria-pressed="true"') == 5
    done = await reviewer.post(f"{at}/approval", why="all fine")
    assert done.headers["location"] == f"{at}?done=application_approved"
    await stage.settle()
    guest = await stage.browser("guest")
    store = await guest.get(f"/{SLUG}/stores/osmanthus-kitchen")
    assert f"/{SLUG}/stores/osmanthus-kitchen/trust" in store.text
    found = await guest.get(f"/{SLUG}/search?q=osmanthus")
    assert "Osmanthus Kitchen" in found.text
    mark = await guest.get(f"/{SLUG}/stores/osmanthus-kitchen/trust")
    assert "is verified" in mark.text
    assert "Looked up in the official register" in mark.text
    assert "Publish the first deal" in (await guest.get(place)).text
    assert (await guest.get(f"/{SLUG}/desk/osmanthus-kitchen")).status_code == 200
    async with stage.db.read() as reader:
        bodies = [one.body for one in await notices.latest(reader, MARKET)]
    assert any("is verified. You can sell from now on" in body for body in bodies)
    again = await reviewer.post(f"{at}/approval")
    assert again.status_code == 409


async def test_a_question_goes_there_and_comes_back(stage: Stage) -> None:
    place = await sent_in(stage)
    at = seen_by_operator(place)
    reviewer, guest = await stage.browser("reviewer"), await stage.browser("guest")
    empty = await reviewer.post(f"{at}/questions", question="  ")
    assert empty.status_code == 422
    await reviewer.post(f"{at}/questions", question="Which door is it?")
    status = (await guest.get(place)).text
    assert "Which door is it?" in status
    refused = await guest.post(f"{place}/submission")
    assert refused.status_code == 409
    assert "has not been answered yet" in refused.text
    action = re.search(rf"{place}/questions/[0-9a-f-]+/answer", status)
    assert action is not None
    assert (await guest.post(action[0], answer="")).status_code == 422
    await guest.post(action[0], answer="The green one")
    assert (await guest.post(f"{place}/submission")).status_code == 303
    assert "The green one" in (await reviewer.get(at)).text


async def test_a_no_has_a_reason_and_may_be_sent_in_again(stage: Stage) -> None:
    place = await sent_in(stage)
    at = seen_by_operator(place)
    reviewer, guest = await stage.browser("reviewer"), await stage.browser("guest")
    silent = await reviewer.post(f"{at}/refusal", reason="")
    assert silent.status_code == 422
    await reviewer.post(f"{at}/refusal", reason="The photo is too dark to read.")
    status = await guest.get(place)
    assert "The photo is too dark to read." in status.text
    await fill(guest, place)
    assert (await guest.post(f"{place}/submission")).status_code == 303
    assert (await application_at(stage, place)).state is ApplicationState.SUBMITTED


async def test_who_does_not_decide_sees_the_queue_and_nothing_more(stage: Stage) -> None:
    at = seen_by_operator(await sent_in(stage))
    supporter = await stage.browser("supporter")
    assert (await supporter.get(QUEUE)).status_code == 200
    for path in (at, f"{at}/files/license"):
        assert (await supporter.get(path)).status_code == 403
    for name, fields in (
        ("approval", {}),
        ("refusal", {"reason": "no"}),
        ("questions", {"question": "who?"}),
        ("checks/name", {"done": "yes"}),
    ):
        assert (await supporter.post(f"{at}/{name}", **fields)).status_code == 403
        for who in ("guest", "owner", "stranger"):
            assert (await (await stage.browser(who)).post(f"{at}/{name}", **fields)).status_code == 404


async def test_the_license_is_seen_by_reviewers_and_the_look_is_written_down(stage: Stage) -> None:
    at = seen_by_operator(await sent_in(stage))
    reviewer = await stage.browser("reviewer")
    file = await reviewer.get(f"{at}/files/license")
    assert (file.status_code, file.headers["content-type"]) == (200, "image/webp")
    assert file.headers["cache-control"] == "private, no-store"
    assert (await reviewer.get(f"{at}/files/proof")).status_code == 404
    for who in ("owner", "stranger"):
        assert (await (await stage.browser(who)).get(f"{at}/files/license")).status_code == 404


async def test_one_and_three_applications_cost_the_same_and_the_filter_finds(stage: Stage) -> None:
    reviewer = await stage.browser("reviewer")
    await sent_in(stage)
    before = await stage.queries(reviewer, QUEUE)
    for name, title in (("stranger", "桂花二店"), ("manager", "桂花三店")):
        await sent_in(stage, name, name=title)
    assert await stage.queries(reviewer, QUEUE) == before
    found = await reviewer.get(f"{QUEUE}?q=二店")
    assert "桂花二店" in found.text
    assert "桂花三店" not in found.text
    assert "Nothing fits this filter" in (await reviewer.get(f"{QUEUE}?q=nowhere")).text
    assert "Nothing fits this filter" in (await reviewer.get(f"{QUEUE}?kind=claim")).text


async def test_the_queue_is_a_file_too_and_formulas_stay_words(stage: Stage) -> None:
    await sent_in(stage, name="=1+1")
    reviewer = await stage.browser("reviewer")
    file = await reviewer.get(f"{QUEUE}.csv?state=submitted")
    assert file.headers["content-type"].startswith("text/csv")
    assert "'=1+1" in file.text
    assert "=1+1" not in (await reviewer.get(f"{QUEUE}.csv?state=refused")).text
    assert (await (await stage.browser("guest")).get(f"{QUEUE}.csv")).status_code == 404


async def test_a_verification_that_ends_soon_stands_on_its_own_tab(stage: Stage) -> None:
    async with stage.db.work(now=stage.db.clock() - timedelta(days=715)) as work:
        done = await verified_merchant(work, days=5000)
    reviewer = await stage.browser("reviewer")
    page = await reviewer.get(f"{QUEUE}?state=due")
    assert "杭州示例餐饮有限公司" in page.text
    assert "Nothing sent yet" in page.text
    async with stage.db.work() as work:
        assert done.merchant_id is not None
        await merchants.apply_for_renewal(work, MARKET, done.person_id, done.merchant_id)
    assert "Look at it" in (await reviewer.get(f"{QUEUE}?state=due")).text
