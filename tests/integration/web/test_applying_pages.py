"""Opening a shop from a phone: steps that are kept, files that are looked at, and who may see what."""

from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import merchants
from linli.modules.merchants import ApplicationState
from linli.web.shared.uploads import UPLOAD_BODY
from tests import cast
from tests.integration.application_stage import filled
from tests.integration.web.applying_stage import (
    LICENSE,
    PDF,
    application_at,
    applying_stage,
    begun,
    fill,
    send,
)
from tests.integration.web.shop_stage import MARKET, SLUG, Stage

ENTRY = f"/{SLUG}/applications"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with applying_stage(postgres) as opened:
        yield opened


async def test_everybody_may_read_how_it_goes_and_signing_in_comes_back(stage: Stage) -> None:
    guest = await stage.browser("guest")
    guest.http.cookies.clear()
    page = await guest.get(ENTRY)
    assert page.status_code == 200
    assert "sign-in?next=" in page.text
    me = await (await stage.browser("guest")).get(f"/{SLUG}/me")
    assert f'href="{ENTRY}"' in me.text


async def test_a_whole_application_is_sent_in_and_waits(stage: Stage) -> None:
    guest = await stage.browser("guest")
    place = await begun(guest)
    assert await begun(guest) == place
    first = await guest.get(place)
    assert first.headers["location"] == f"{place}/business"
    await fill(guest, place)
    review = await guest.get(f"{place}/review")
    assert "Osmanthus Kitchen" in review.text
    sent = await guest.post(f"{place}/submission")
    assert sent.headers["location"] == f"{place}?done=application_sent"
    status = await guest.get(place)
    assert "A reviewer is looking at it" in status.text
    assert (await application_at(stage, place)).state is ApplicationState.SUBMITTED
    assert (await guest.get(f"{place}/store")).headers["location"] == place
    again = await guest.post(f"{place}/submission")
    assert again.status_code == 409
    assert "Being checked" in again.text


async def test_what_is_wrong_is_said_in_place_and_kept(stage: Stage) -> None:
    guest = await stage.browser("guest")
    place = await begun(guest)
    answer = await send(guest, f"{place}/business", legal_name="某某公司", license_number="12345")
    assert answer.status_code == 422
    assert 'value="12345"' in answer.text
    assert "This is not a license number" in answer.text
    kept = await guest.get(f"{place}/business")
    assert 'value="12345"' in kept.text
    later = await send(guest, f"{place}/store", name="桂花", later="yes")
    assert later.headers["location"] == f"{ENTRY}?done=application_kept"
    assert "桂花" in (await guest.get(ENTRY)).text
    early = await guest.post(f"{place}/submission")
    assert early.status_code == 422
    assert "Registered name" not in early.text.split("notice-bad")[1].split("</div>")[0]
    assert "License number" in early.text


async def test_a_file_that_is_no_document_is_refused_and_the_words_are_kept(stage: Stage) -> None:
    guest = await stage.browser("guest")
    place = await begun(guest)
    nothing = ("virus.jpg", b"MZ not a picture", "image/jpeg")
    answer = await send(guest, f"{place}/business", ("license_file", nothing), legal_name="某某公司")
    assert answer.status_code == 422
    assert "We cannot read this document" in answer.text
    assert (await application_at(stage, place)).form.legal_name == "某某公司"
    huge = ("huge.jpg", b"\xff" * (UPLOAD_BODY + 1), "image/jpeg")
    too_much = await send(guest, f"{place}/business", ("license_file", huge), legal_name="x")
    assert too_much.status_code == 413
    assert "8 MB" in too_much.text


async def test_only_the_applicant_sees_application_and_files_and_nothing_keeps_them(stage: Stage) -> None:
    guest = await stage.browser("guest")
    place = await begun(guest)
    await fill(guest, place)
    file = await guest.get(f"{place}/files/license")
    assert file.status_code == 200
    assert file.headers["content-type"] == "image/webp"
    assert file.headers["cache-control"] == "private, no-store"
    assert LICENSE[1] != file.content
    await send(guest, f"{place}/business", ("license_file", PDF), **_business())
    paper = await guest.get(f"{place}/files/license")
    assert paper.headers["content-disposition"] == 'attachment; filename="license.pdf"'
    for name in ("stranger", "owner", "operator"):
        other = await stage.browser(name)
        for path in (place, f"{place}/store", f"{place}/review", f"{place}/files/license"):
            assert (await other.get(path)).status_code == 404
        assert (await send(other, f"{place}/store", name="Mine")).status_code == 404
        assert (await other.post(f"{place}/submission")).status_code == 404


async def test_nothing_that_is_not_there_is_found(stage: Stage) -> None:
    guest = await stage.browser("guest")
    place = await begun(guest)
    for path in (f"{place}/money", f"{place}/files/proof", f"{place}/files/passport"):
        assert (await guest.get(path)).status_code == 404
    assert (await send(guest, f"{place}/review", name="x")).status_code == 404


async def test_a_listing_is_claimed_from_its_page_and_a_taken_one_is_not(stage: Stage) -> None:
    async with stage.db.work() as work:
        await cast.open_store(work, cast.WEST_LAKE, "old-well", claimed=False, name="古井茶馆", hours="24/7")
    guest = await stage.browser("guest")
    page = await guest.get(f"/{SLUG}/stores/old-well")
    assert f"/{SLUG}/stores/old-well/claim" in page.text
    assert (await guest.get(f"/{SLUG}/stores/old-well/claim")).status_code == 200
    begun_claim = await guest.post(f"/{SLUG}/stores/old-well/claims")
    place = begun_claim.headers["location"]
    step = await guest.get(f"{place}/store")
    assert "古井茶馆" in step.text
    assert 'value="24/7"' in step.text
    taken = await guest.get(f"/{SLUG}/stores/noodles/claim")
    assert taken.status_code == 409
    refused = await guest.post(f"/{SLUG}/stores/noodles/claims")
    assert refused.status_code == 409
    assert "already run by a merchant" in refused.text
    assert "Owner" not in refused.text.split("notice-bad")[1].split("</div>")[0]


async def test_a_license_that_is_used_is_refused_without_saying_whose(stage: Stage) -> None:
    first, second = await stage.browser("guest"), await stage.browser("stranger")
    number = filled()["license_number"]
    for browser in (first, second):
        place = await begun(browser)
        await fill(browser, place, license_number=number)
        answer = await browser.post(f"{place}/submission")
    assert answer.status_code == 409
    assert "This license number is already used in this market" in answer.text
    assert "杭州示例" not in answer.text.split("notice-bad")[1].split("</div>")[0]


async def test_the_trust_mark_says_what_was_checked_and_why_there_is_none(stage: Stage) -> None:
    guest = await stage.browser("guest")
    old = await guest.get(f"/{SLUG}/stores/noodles/trust")
    assert "before records of checks were kept" in old.text
    async with stage.db.work() as work:
        await cast.open_store(work, cast.WEST_LAKE, "old-well", claimed=False)
        store = await merchants.store_by_slug(work, MARKET, "noodles")
        assert store.merchant_id is not None
        await merchants.suspend_merchant(work, MARKET, store.merchant_id, "complaints")
    assert "may not sell at the moment" in (await guest.get(f"/{SLUG}/stores/noodles/trust")).text
    assert "Not selling at the moment" in (await guest.get(f"/{SLUG}/stores/noodles")).text
    assert "is only a listing" in (await guest.get(f"/{SLUG}/stores/old-well/trust")).text
    assert (await guest.get(f"/{SLUG}/stores/nowhere/trust")).status_code == 404


def _business() -> dict[str, str]:
    form = filled()
    return {name: form[name] for name in ("legal_name", "license_number", "license_open_end")}
