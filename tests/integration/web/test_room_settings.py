"""What holds for the whole market: seen by every colleague, set by directors, with a reason and on record."""

from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import markets, payments
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, Stage

PAGE = f"{ROOM}/settings"
WHY = "two shops opened where no shop is"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        yield opened


async def checks(stage: Stage) -> bool:
    async with stage.db.read() as reader:
        return (await markets.market(reader, MARKET)).checks_branches


async def test_a_director_lets_branches_be_checked_first_and_the_reason_is_on_record(stage: Stage) -> None:
    director = await colleague(stage, "director")
    assert 'value="at_once" required checked' in (await director.get(PAGE)).text
    for said in ("branches_first", "setting_same"):
        answer = await director.post(f"{PAGE}/branches", branches="first", why=WHY)
        assert answer.headers["location"] == f"{PAGE}?done={said}"
    assert await checks(stage)
    assert 'value="first" required checked' in (await director.get(PAGE)).text
    kept = (await director.get(f"{ROOM}/trail.csv?action=branch_checks_changed")).text
    assert kept.count(WHY) == 1 and "Director" in kept


async def test_nothing_is_set_without_a_reason_and_what_was_typed_is_kept(stage: Stage) -> None:
    director = await colleague(stage, "director")
    for fields in ({"branches": "first", "why": " a "}, {"branches": "never", "why": WHY}, {}):
        answer = await director.post(f"{PAGE}/branches", **fields)
        assert answer.status_code == 422
        if fields.get("branches") == "first":
            assert 'value="first" required checked' in answer.text and 'aria-invalid="true"' in answer.text
            assert "Say why in 3 to 300 characters." in answer.text
    assert not await checks(stage)


async def test_only_directors_set_and_a_notice_in_an_address_is_not_believed(stage: Stage) -> None:
    for role in ("reviewer", "finance", "support"):
        browser = await colleague(stage, role)
        page = (await browser.get(f"{PAGE}?done=branches_first")).text
        assert "Open at once" in page and '<input type="radio"' not in page
        assert "checked first from now on" not in page
        assert (await browser.post(f"{PAGE}/branches", branches="first", why=WHY)).status_code == 403
    foreigner = await stage.browser("foreigner")
    assert (await foreigner.post(f"{PAGE}/branches", branches="first", why=WHY)).status_code == 404
    assert not await checks(stage)


async def test_a_market_says_what_its_payment_codes_say(stage: Stage) -> None:
    director = await colleague(stage, "director")
    at = f"{PAGE}/codes"
    for wrong in ({"network": "no spaces"}, {"account": "号"}, {"why": "a"}):
        fields = {"shown": "yes", "network": "com.unionpay", "account": "310290", "why": WHY} | wrong
        answer = await director.post(at, **fields)
        assert (answer.status_code, answer.text.count('aria-invalid="true"')) == (422, 1)
        assert f'value="{fields["network"]}"' in answer.text
    said = {"network": "com.unionpay", "account": "310290", "why": WHY}
    for done, fields in (
        ("pay_codes_on", {"shown": "yes"}),
        ("setting_same", {"shown": "yes"}),
        ("pay_codes_off", {}),
    ):
        answer = await director.post(at, **said, **fields)
        assert answer.headers["location"] == f"{PAGE}?done={done}"
    async with stage.db.read() as reader:
        rule = await payments.pay_code_rule(reader, MARKET)
    assert rule == payments.PayCodeRule(shown=False, network="com.unionpay", account="310290")
    assert (await director.get(f"{ROOM}/trail.csv?action=pay_codes_changed")).text.count(WHY) == 2
    assert (await (await colleague(stage, "finance")).post(at, **said)).status_code == 403
