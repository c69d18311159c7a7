"""Staff at the desk: inviting, accepting, changing, removing; and what each role is shown."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import httpx
import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived
from linli.kernel.signing import Signer
from linli.modules import identity, merchants, notices
from tests import cast
from tests.integration.web.shop_stage import MARKET, NOODLES, SETTINGS, SLUG, Browser, Stage, open_stage

STAFF = f"/{SLUG}/desk/noodles/staff"
LINK = re.compile(rf"{re.escape(SETTINGS.public_url)}(/{SLUG}/invitations/[\w.-]+)")


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def newcomer(stage: Stage, name: str = "newcomer", phone: str | None = None) -> Browser:
    async with stage.db.work() as work:
        signer = Signer(SETTINGS.secret, "phones")
        stage.people[name] = await cast.join(work, phone, name.title(), signer=signer, password=None)
    return await stage.browser(name)


async def invited(by: Browser, place: str = "clerk@noodles", **fields: str) -> str:
    """The path of a fresh invitation's link."""
    answer = await by.post(f"{STAFF}/invitations", name="Lan", place=place, **{"phone": "", **fields})
    assert answer.status_code == 303, answer.text
    page = await by.get(answer.headers["location"])
    found = LINK.search(page.text)
    assert found
    return found[1]


async def role_of(stage: Stage, name: str) -> merchants.StaffRole | None:
    async with stage.db.read() as reader:
        found = await merchants.staff_member(reader, MARKET, stage.people[name].person_id, NOODLES)
    return found.role if found else None


async def test_a_link_makes_a_clerk_once(stage: Stage) -> None:
    owner, lan = await stage.browser("owner"), await newcomer(stage)
    link = await invited(owner)
    assert "Lan" in (await owner.get(STAFF)).text
    seen = await lan.get(link)
    assert seen.status_code == 200
    assert "Owner invites you as Clerk." in seen.text
    assert (await lan.get(f"/{SLUG}/counter/noodles")).status_code == 404
    answer = await lan.post(f"{link}/acceptance")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{SLUG}/counter/noodles?done=joined")
    assert (await lan.get(f"/{SLUG}/counter/noodles")).status_code == 200
    again = await lan.post(f"{link}/acceptance")
    assert again.status_code == 410
    other = await newcomer(stage, "other")
    assert (await other.get(link)).status_code == 410
    assert (await other.post(f"{link}/acceptance")).status_code == 410
    assert await role_of(stage, "other") is None
    for name in ("guest", "stranger"):
        assert await role_of(stage, name) is None


async def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(stage: Stage) -> None:
    link = await invited(await stage.browser("owner"))
    stranger = await stage.browser("guest")
    stranger.http.cookies.delete("linli_session")
    page = await stranger.get(link)
    assert page.status_code == 200
    assert f'/{SLUG}/sign-in?next={link}"' in unescape(page.text)
    answer = await stranger.post(f"{link}/acceptance")
    assert answer.status_code == 303
    assert "/sign-in?next=" in answer.headers["location"]


async def test_a_forged_link_is_not_there(stage: Stage) -> None:
    link = await invited(await stage.browser("owner"))
    lan = await newcomer(stage)
    for wrong in (link[:-3] + "xyz", f"/{SLUG}/invitations/nothing", link.replace(SLUG, "elsewhere")):
        assert (await lan.get(wrong)).status_code == 404
        assert (await lan.post(f"{wrong}/acceptance")).status_code == 404


async def test_an_invitation_by_phone_is_texted_and_only_for_that_phone(stage: Stage) -> None:
    owner = await stage.browser("owner")
    lan = await newcomer(stage, "lan", "+8613912345678")
    link = await invited(owner, "owner@head-office", phone="139 1234 5678")
    async with stage.db.read() as reader:
        message = (await notices.latest(reader, MARKET, 1))[0]
    assert message.recipient == "+8613912345678"
    assert link in message.body
    assert "店主" in message.body
    other = await newcomer(stage, "other")
    refused = await other.post(f"{link}/acceptance")
    assert refused.status_code == 403
    assert "sent to another phone number" in refused.text
    assert (await lan.post(f"{link}/acceptance")).headers["location"] == f"/{SLUG}/desk/noodles?done=joined"
    assert await role_of(stage, "lan") is merchants.StaffRole.OWNER


async def test_a_withdrawn_or_old_invitation_is_over(stage: Stage) -> None:
    owner, lan = await stage.browser("owner"), await newcomer(stage)
    link = await invited(owner)
    page = (await owner.get(STAFF)).text
    path = re.findall(rf'href="({STAFF}/invitations/[\w-]+)"', page)[0]
    assert (await owner.post(f"{path}/withdrawal")).headers["location"] == f"{STAFF}?done=withdrawn"
    assert (await lan.post(f"{link}/acceptance")).status_code == 410
    assert (await owner.post(f"{path}/withdrawal")).status_code == 410
    assert (await owner.get(path)).headers["location"] == STAFF
    late = await invited(owner)
    async with stage.db.work() as work:
        asked = (await merchants.open_invitations(work, MARKET, stage.deal.merchant_id))[0]
    async with stage.db.work(now=asked.expires_at - timedelta(seconds=1)) as work:
        assert await merchants.open_invitations(work, MARKET, stage.deal.merchant_id)
    assert (await lan.get(late)).status_code == 200


async def test_a_removed_clerk_s_next_request_is_refused(stage: Stage) -> None:
    owner, clerk = await stage.browser("owner"), await stage.browser("clerk")
    person = stage.people["clerk"].person_id
    assert (await clerk.get(f"/{SLUG}/counter/noodles")).status_code == 200
    answer = await owner.post(f"{STAFF}/{person}/removal", at="noodles")
    assert answer.headers["location"] == f"{STAFF}?done=removed"
    assert (await clerk.get(f"/{SLUG}/counter/noodles")).status_code == 404
    assert (await clerk.get(f"/{SLUG}/desk/noodles/orders")).status_code == 404
    assert (await owner.post(f"{STAFF}/{person}/removal", at="noodles")).status_code == 404


async def test_the_last_owner_stays_and_is_told_why(stage: Stage) -> None:
    owner = await stage.browser("owner")
    path = f"{STAFF}/{stage.people['owner'].person_id}"
    for answer in (
        await owner.post(f"{path}/removal", at="head-office"),
        await owner.post(f"{path}/role", at="head-office", place="clerk@noodles"),
    ):
        assert answer.status_code == 409
        assert "Somebody must own the business" in answer.text
    assert await role_of(stage, "owner") is merchants.StaffRole.OWNER


async def test_a_role_is_changed(stage: Stage) -> None:
    owner = await stage.browser("owner")
    path = f"{STAFF}/{stage.people['clerk'].person_id}/role"
    answer = await owner.post(path, at="noodles", place="manager@noodles")
    assert answer.headers["location"] == f"{STAFF}?done=role_changed"
    assert await role_of(stage, "clerk") is merchants.StaffRole.MANAGER
    assert (await (await stage.browser("clerk")).get(STAFF)).status_code == 200
    for at, place in (("noodles", "king@noodles"), ("noodles", "clerk@tea"), ("tea", "clerk@noodles")):
        assert (await owner.post(path, at=at, place=place)).status_code == 422
    assert await role_of(stage, "clerk") is merchants.StaffRole.MANAGER


async def test_a_manager_leads_the_clerks_and_nobody_else(stage: Stage) -> None:
    manager = await stage.browser("manager")
    page = (await manager.get(STAFF)).text
    assert 'value="clerk@noodles"' in page
    assert "manager@noodles" not in page
    assert "owner@head-office" not in page
    owner = stage.people["owner"].person_id
    tries = [
        await manager.post(f"{STAFF}/invitations", name="X", place="manager@noodles", phone=""),
        await manager.post(f"{STAFF}/invitations", name="X", place="owner@head-office", phone="13912345678"),
        await manager.post(f"{STAFF}/{owner}/removal", at="head-office"),
        await manager.post(f"{STAFF}/{owner}/role", at="head-office", place="clerk@noodles"),
        await manager.post(
            f"{STAFF}/{stage.people['manager'].person_id}/role", at="noodles", place="owner@head-office"
        ),
    ]
    assert [answer.status_code for answer in tries] == [403] * 5
    clerk = stage.people["clerk"].person_id
    assert (await manager.post(f"{STAFF}/{clerk}/removal", at="noodles")).status_code == 303


async def test_clerks_strangers_and_guests_have_no_staff_page(stage: Stage) -> None:
    clerk_id = stage.people["clerk"].person_id
    for name in ("clerk", "stranger", "guest"):
        browser = await stage.browser(name)
        answers: list[httpx.Response] = [
            await browser.get(STAFF),
            await browser.post(f"{STAFF}/invitations", name="X", place="clerk@noodles", phone=""),
            await browser.post(f"{STAFF}/{clerk_id}/removal", at="noodles"),
            await browser.post(f"{STAFF}/{clerk_id}/role", at="noodles", place="manager@noodles"),
        ]
        assert {answer.status_code for answer in answers} <= {403, 404}, name
    assert await role_of(stage, "clerk") is merchants.StaffRole.CLERK


async def test_another_shop_s_owner_cannot_touch_our_people_through_their_own_desk(stage: Stage) -> None:
    stranger = await stage.browser("stranger")
    theirs = f"/{SLUG}/desk/tea/staff"
    clerk = stage.people["clerk"].person_id
    assert (await stranger.post(f"{theirs}/{clerk}/removal", at="noodles")).status_code == 422
    assert (await stranger.post(f"{theirs}/{clerk}/removal", at="tea")).status_code == 404
    assert "Clerk" not in re.sub(r"<(select|dl).*?</\1>", "", (await stranger.get(theirs)).text, flags=re.S)
    link = await invited(await stage.browser("owner"))
    asked = f"{theirs}/invitations/{await _open_id(stage)}"
    assert (await stranger.get(asked)).headers["location"] == theirs
    assert (await stranger.post(f"{asked}/withdrawal")).status_code == 404
    assert (await (await newcomer(stage)).get(link)).status_code == 200


async def _open_id(stage: Stage) -> object:
    async with stage.db.read() as reader:
        return (await merchants.open_invitations(reader, MARKET, stage.deal.merchant_id))[0].invitation_id


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "a name of 1 to 40"),
        ({"name": "x" * 41}, "a name of 1 to 40"),
        ({"place": "nothing"}, "Choose one of the roles"),
        ({"phone": "12"}, "phone"),
        ({"place": "owner@head-office"}, "To invite an owner, give their phone number"),
    ],
)
async def test_a_refused_invitation_keeps_what_was_typed(
    stage: Stage, fields: dict[str, str], words: str
) -> None:
    owner = await stage.browser("owner")
    form = {"name": "小兰", "place": "clerk@noodles", "phone": "", **fields}
    answer = await owner.post(f"{STAFF}/invitations", **form)
    assert answer.status_code == 422
    assert words in answer.text
    if "name" not in fields:
        assert 'value="小兰"' in answer.text


async def test_head_office_sees_all_stores_and_switches(stage: Stage) -> None:
    async with stage.db.work() as work:
        market = await cast.open_market(work)
        await cast.open_store(
            work,
            market,
            "noodles-east",
            store_id=derived("counter stage", "east"),
            merchant_id=stage.deal.merchant_id,
            name="望街面馆东店",
            name_en="Wangjie Noodles East",
        )
    owner, manager = await stage.browser("owner"), await stage.browser("manager")
    choice = await owner.get(f"/{SLUG}/desk")
    assert "/desk/noodles-east" in choice.text
    assert (await owner.get(f"/{SLUG}/desk/noodles-east")).status_code == 200
    assert (await manager.get(f"/{SLUG}/desk/noodles-east")).status_code == 404
    page = (await owner.get(STAFF)).text
    assert 'value="manager@noodles-east"' in page
    assert 'value="manager@head-office"' in page


async def test_the_page_costs_the_same_for_one_and_for_many(stage: Stage) -> None:
    owner = await stage.browser("owner")
    few = await stage.queries(owner, STAFF)
    async with stage.db.work() as work:
        signer = Signer(SETTINGS.secret, "phones")
        for number in range(5):
            person: identity.Person = await cast.join(work, signer=signer, password=None)
            await merchants.add_staff(work, MARKET, person.person_id, NOODLES, "clerk", f"Clerk {number}")
    for _ in range(3):
        await invited(owner)
    assert await stage.queries(owner, STAFF) == few
