"""Changing a deal at the desk: what is sold keeps its terms, stock is honest, and nobody's change is lost."""

import io
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import catalog, orders, payments, reservations, vouchers
from linli.web.shared import security
from tests.integration.web.shop_stage import MARKET, SEED, SETTINGS, SLUG, Browser, Stage, open_stage

DEALS = f"/{SLUG}/desk/noodles/deals"
TYPED: dict[str, Any] = {
    "title": "双人面套餐",
    "title_en": "Noodles for two",
    "content_name": ["片儿川", "油焖笋", ""],
    "content_name_en": ["Pian'erchuan", "Braised bamboo shoots", ""],
    "content_qty": ["2", "1", "1"],
    "content_price": ["31", "18", ""],
    "price": "62",
    "list_price": "80",
    "stock": "500",
    "per_person": "500",
    "valid_days": "30",
    "times": "always",
    "usable": "",
    "rules_zh": "可打包",
    "rules_en": "Takeaway is fine",
    "picture": "",
    "revision": "1",
}


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def now(stage: Stage, deal: catalog.Deal) -> catalog.Deal:
    async with stage.db.read() as reader:
        return await catalog.deal(reader, MARKET, deal.deal_id)


async def change(stage: Stage, by: str = "manager", **changes: Any) -> Any:
    browser = await stage.browser(by)
    return await browser.post(f"{DEALS}/{stage.deal.deal_id}", **{**TYPED, **changes})


def a_picture(color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1600, 900), color).save(out, "JPEG", exif=b"Exif\x00\x00secret place")
    return out.getvalue()


async def upload(browser: Browser, path: str, picture: bytes, **fields: Any) -> Any:
    token = security.form_token(Signer(SETTINGS.secret, "forms"), SEED)
    files = {"upload": ("photo.jpg", picture, "image/jpeg")}
    return await browser.http.post(path, data={"csrf_token": token, **TYPED, **fields}, files=files)


async def test_the_form_shows_what_is_sold_and_saving_it_unchanged_keeps_the_terms(stage: Stage) -> None:
    manager = await stage.browser("manager")
    page = (await manager.get(f"{DEALS}/{stage.deal.deal_id}")).text
    for part in ('value="片儿川"', 'value="62"', 'value="80"', 'value="500"', "可打包</textarea>"):
        assert part in page
    assert (await change(stage)).headers["location"] == f"{DEALS}?done=deal_changed"
    deal = await now(stage, stage.deal)
    assert (deal.terms_id, deal.revision) == (stage.deal.terms_id, 2)
    assert deal.contents == stage.deal.contents


async def test_whoever_bought_before_keeps_what_was_promised(stage: Stage) -> None:
    [before] = await stage.buy(1)
    changes = {
        "times": "weekends",
        "valid_days": "7",
        "content_name": ["只有一碗", "油焖笋", ""],
        "rules_en": "New rule",
    }
    assert (await change(stage, **changes, price="70")).status_code == 303
    [after] = await stage.buy(1)
    assert (before.usable, after.usable) == ("", "Sa-Su")
    assert (before.value_minor, after.value_minor) == (6_200, 7_000)
    assert before.valid_until > after.valid_until
    clerk = await stage.browser("clerk")
    ticket = (await clerk.post(f"/{SLUG}/counter/noodles/preview", code=before.code)).text
    assert "Takeaway is fine" in ticket
    assert "Braised bamboo shoots" in ticket
    assert "New rule" not in ticket
    async with stage.db.read() as reader:
        old = await catalog.terms(reader, MARKET, before.terms_id)
        new = await catalog.terms(reader, MARKET, after.terms_id)
    assert (old.valid_days, new.valid_days) == (30, 7)
    assert [one.name for one in new.contents] == ["只有一碗", "油焖笋"]


async def test_an_order_that_waits_for_its_payment_is_paid_under_its_own_terms(stage: Stage) -> None:
    async with stage.db.work() as work:
        guest, key = stage.people["guest"].person_id, Key("test", secrets.token_hex(8), b"order")
        order = await orders.place(
            work,
            MARKET,
            guest,
            stage.deal.deal_id,
            1,
            visit_id=None,
            link_code=None,
            provider="sandbox",
            pay_within=timedelta(minutes=15),
            key=key,
        )
    assert (await change(stage, times="weekends", price="99", list_price="99")).status_code == 303
    async with stage.db.work() as work:
        await payments.record_paid(work, MARKET, order.intent_id, "pay_x", order.total_minor, order.currency)
    async with stage.db.read() as reader:
        [voucher] = await vouchers.vouchers_of_order(reader, MARKET, order.order_id)
    assert (voucher.usable, voucher.value_minor) == ("", 6_200)


async def test_stock_goes_up_and_down_but_never_below_what_is_sold(stage: Stage) -> None:
    await stage.buy(3)
    assert (await change(stage, stock="10")).status_code == 303
    async with stage.db.read() as reader:
        assert await reservations.left(reader, MARKET, stage.deal.deal_id) == 7
    refused = await change(stage, stock="2", revision="2", title="别丢")
    assert refused.status_code == 409
    assert "3 are sold or being paid for already" in refused.text
    assert 'value="别丢"' in refused.text
    deal = await now(stage, stage.deal)
    assert (deal.stock, deal.title, deal.revision) == (10, "双人面套餐", 2)
    assert (await change(stage, stock="3", revision="2")).status_code == 303
    with pytest.raises(Refusal, match="sold_out"):
        await stage.buy(1)


async def test_a_new_limit_holds_for_those_who_bought_before(stage: Stage) -> None:
    await stage.buy(2)
    assert (await change(stage, per_person="1")).status_code == 303
    with pytest.raises(Refusal, match="limit_reached"):
        await stage.buy(1)
    assert (await change(stage, per_person="3", revision="2")).status_code == 303
    await stage.buy(1)
    with pytest.raises(Refusal, match="limit_reached"):
        await stage.buy(1)


async def test_of_two_who_change_at_once_the_second_is_told(stage: Stage) -> None:
    assert (await change(stage, title="第一")).status_code == 303
    second = await change(stage, "owner", title="第二")
    assert second.status_code == 409
    assert "Somebody else changed this deal" in second.text
    assert 'value="第二"' in second.text
    assert (await now(stage, stage.deal)).title == "第一"


@pytest.mark.parametrize(
    ("field", "value"), [("title", ""), ("price", "x"), ("valid_days", "0"), ("price", "90")]
)
async def test_a_wrong_field_is_told_and_nothing_changes(stage: Stage, field: str, value: str) -> None:
    answer = await change(stage, **{field: value, "rules_zh": "留着"})
    assert answer.status_code == 422
    assert "留着</textarea>" in answer.text
    assert (await now(stage, stage.deal)).revision == 1


async def test_an_ended_deal_and_another_shop_s_deal_cannot_be_changed(stage: Stage) -> None:
    path = f"{DEALS}/{stage.deal.deal_id}"
    for name in ("stranger", "guest", "clerk"):
        assert (await change(stage, name)).status_code == 404
        assert (await (await stage.browser(name)).get(path)).status_code == 404
    stranger = await stage.browser("stranger")
    theirs = f"/{SLUG}/desk/tea/deals/{stage.deal.deal_id}"
    assert (await stranger.post(theirs, **TYPED)).status_code == 404
    manager = await stage.browser("manager")
    assert (await manager.post(f"{path}/end")).status_code == 303
    assert (await manager.get(path)).status_code == 410
    assert (await manager.post(path, **TYPED)).status_code == 410


async def test_a_photo_is_drawn_anew_and_shown_wherever_the_deal_is(stage: Stage) -> None:
    manager = await stage.browser("manager")
    path = f"{DEALS}/{stage.deal.deal_id}"
    assert (await upload(manager, path, a_picture())).status_code == 303
    deal = await now(stage, stage.deal)
    assert deal.picture_id
    address = f"/{SLUG}/pictures/{deal.picture_id}"
    for page in (DEALS, path, f"/{SLUG}/stores/noodles", f"/{SLUG}/deals/{deal.deal_id}"):
        assert address in (await manager.get(page)).text, page
    file = await manager.get(f"{address}/640.webp")
    assert file.headers["content-type"] == "image/webp"
    assert b"secret place" not in file.content
    kept = await change(stage, revision="2", picture=str(deal.picture_id), title="新名字")
    assert kept.status_code == 303
    assert (await now(stage, deal)).picture_id == deal.picture_id
    gone = await change(stage, revision="3", picture=str(deal.picture_id), without_picture="yes")
    assert gone.status_code == 303
    assert (await now(stage, deal)).picture_id is None


async def test_a_refusal_does_not_lose_the_photo_that_was_just_chosen(stage: Stage) -> None:
    manager = await stage.browser("manager")
    answer = await upload(manager, f"{DEALS}/{stage.deal.deal_id}", a_picture("blue"), title="")
    assert answer.status_code == 422
    assert 'name="picture" value=""' not in answer.text
    assert f"/{SLUG}/pictures/" in answer.text


async def test_what_is_no_picture_is_refused(stage: Stage) -> None:
    manager = await stage.browser("manager")
    path = f"{DEALS}/{stage.deal.deal_id}"
    answer = await upload(manager, path, b"<svg onload=alert(1)>", title="留着")
    assert answer.status_code == 422
    assert 'value="留着"' in answer.text
    odd = await change(stage, picture="not an id")
    assert odd.status_code == 303
    assert (await now(stage, stage.deal)).picture_id is None
