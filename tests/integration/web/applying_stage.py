"""An applicant's and an operator's browsers: what the tests of applying on the pages stand on."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.modules import identity, merchants
from linli.web.shared import security
from tests import cast
from tests.integration.application_stage import filled
from tests.integration.web.shop_stage import MARKET, SEED, SETTINGS, SLUG, Browser, Stage, open_stage
from tests.unit.modules.test_media_drawing import picture

LICENSE = ("license.jpg", picture(900, 600), "image/jpeg")
PDF = ("license.pdf", b"%PDF-1.7 x\n%%EOF\n", "application/pdf")
STORE_FIELDS = ("name", "name_en", "trade", "address", "lat", "lon", "days", "opens", "closes", "phone")


@asynccontextmanager
async def applying_stage(server: EmbeddedPostgres) -> AsyncIterator[Stage]:
    """The shop's stage, with somebody who decides and somebody who only helps."""
    async with open_stage(server) as stage:
        async with stage.db.work() as work:
            for name in ("reviewer", "supporter"):
                signer = Signer(SETTINGS.secret, "phones")
                stage.people[name] = await cast.join(
                    work, nickname=name.title(), signer=signer, password=None
                )
            for name, role in (("reviewer", "reviewer"), ("supporter", "support")):
                await identity.appoint_operator(work, MARKET, stage.people[name].person_id, role)
        yield stage


async def sent_in(stage: Stage, who: str = "guest", **changes: str) -> str:
    """The address of an application that waits for the operator."""
    browser = await stage.browser(who)
    place = await begun(browser)
    await fill(browser, place, **changes)
    answer = await browser.post(f"{place}/submission")
    assert answer.status_code == 303, answer.text
    return place


async def send(
    browser: Browser, path: str, file: tuple[str, Any] | None = None, **fields: str
) -> httpx.Response:
    """A form with a file, as a browser sends it; a field without one is sent empty."""
    token = security.form_token(Signer(SETTINGS.secret, "forms"), SEED)
    files = {file[0]: file[1]} if file else {"nothing_file": ("", b"", "application/octet-stream")}
    return await browser.http.post(path, data={"csrf_token": token, **fields}, files=files)


async def begun(browser: Browser) -> str:
    """The address of a new application for a store."""
    answer = await browser.post(f"/{SLUG}/applications")
    assert answer.status_code == 303
    return answer.headers["location"]


async def fill(browser: Browser, place: str, **changes: str) -> None:
    """All three steps, as they should be."""
    form = filled(**changes)
    business = {name: form[name] for name in ("legal_name", "license_number", "license_open_end")}
    first = await send(browser, f"{place}/business", ("license_file", LICENSE), **business)
    assert first.headers["location"] == f"{place}/store", first.text
    second = await send(browser, f"{place}/store", **{name: form[name] for name in STORE_FIELDS})
    assert second.headers["location"] == f"{place}/person", second.text
    contact = {name: form[name] for name in ("contact_name", "contact_role")}
    third = await send(browser, f"{place}/person", **contact)
    assert third.headers["location"] == f"{place}/review", third.text


async def application_at(stage: Stage, place: str) -> merchants.Application:
    found = re.search(r"applications/([0-9a-f-]{36})", place)
    assert found is not None
    async with stage.db.read() as reader:
        return await merchants.application(reader, MARKET, UUID(found[1]))
