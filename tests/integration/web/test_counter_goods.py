"""Goods at the counter and the desk: handed over, undone, returned, given up; the aisle and its pass."""

import io
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
import zxingcpp
from PIL import Image

from linli.api.v1 import shapes_stock
from linli.api.v1.stock import variants_named
from linli.kernel import clock
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import chains, items, merchants, orders, payments, pickups, stock
from tests.integration.web.shop_stage import MARKET, NOODLES, SETTINGS, SLUG, TEA, Browser, Stage, open_stage

HOME, DESK = f"/{SLUG}/counter/noodles", f"/{SLUG}/desk/noodles/pickups"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def sells(stage: Stage) -> UUID:
    """Rice by the bag, twenty of them."""
    rice = items.NewItem(
        kind=items.ItemKind.GOODS,
        title="大米",
        title_en="Rice",
        variants=[items.NewVariant(price_minor=1_999, gtin="4006381333931")],
    )
    async with stage.db.work() as work:
        (made,) = await items.create_items(work, MARKET, stage.deal.merchant_id, [rice], [NOODLES])
    variant = made.variants[0].variant_id
    async with stage.db.work() as work:
        await stock.receive(work, MARKET, NOODLES, {variant: 20}, Key("test", secrets.token_hex(4), b""))
    return variant


async def bought(stage: Stage, variant: UUID, quantity: int, kind: str = "pickup") -> pickups.Pickup:
    async with stage.db.work() as work:
        order = await orders.place_goods(
            work,
            MARKET,
            stage.people["guest"].person_id,
            NOODLES,
            [orders.Wanted(variant, quantity)],
            orders.OrderKind(kind),
            visit_id=None,
            link_code=None,
            provider="sandbox",
            pay_within=timedelta(minutes=15),
            key=Key("test", secrets.token_hex(8), b""),
        )
    async with stage.db.work() as work:
        told = (f"pay_{order.number}", order.total_minor, order.currency)
        await payments.record_paid(work, MARKET, order.intent_id, *told)
    async with stage.db.read() as reader:
        return await pickups.pickup(reader, MARKET, order.order_id)


async def now(stage: Stage, pickup: pickups.Pickup) -> pickups.Pickup:
    async with stage.db.read() as reader:
        return await pickups.pickup(reader, MARKET, pickup.order_id)


async def left(stage: Stage, variant: UUID) -> int:
    async with stage.db.read() as reader:
        return (await stock.levels(reader, MARKET, NOODLES, [variant]))[variant].left


async def test_some_are_handed_over_undone_handed_over_again_and_one_comes_back(stage: Stage) -> None:
    rice = await sells(stage)
    pickup = await bought(stage, rice, 3)
    clerk = await stage.browser("clerk")
    seen = await clerk.post(f"{HOME}/preview", code=pickups.qr_text(SLUG, pickup.code))
    assert seen.status_code == 200
    assert "3 articles to collect" in seen.text
    about = {"code": pickup.code, "key": "one form", "units-1": "2"}
    done = await clerk.post(f"{HOME}/hand-overs", **about)
    again = await clerk.post(f"{HOME}/hand-overs", **about)
    assert (done.status_code, again.status_code) == (200, 200)
    assert 'data-outcome="ok"' in done.text
    assert "1 article still waits" in done.text
    assert (await now(stage, pickup)).waits.units == 1

    undo = done.text.split(f'action="{HOME}/hand-overs/')[1].split('"')[0]
    back = await clerk.post(f"{HOME}/hand-overs/{undo}")
    assert back.headers["location"] == f"{HOME}?done=goods_undone"
    assert "Hand-over taken back" in (await clerk.get(back.headers["location"])).text
    late = await clerk.post(f"{HOME}/hand-overs/{undo}")
    assert "was taken back already" in late.text

    await clerk.post(f"{HOME}/hand-overs", code=pickup.code, key="whole", **{"units-1": "3"})
    assert "Something comes back" in (await clerk.post(f"{HOME}/preview", code=pickup.code_grouped)).text
    about = {"code": pickup.code, "key": "back", "units-1": "1", "reason": "torn"}
    returned = await clerk.post(f"{HOME}/returns", **about, restock="yes")
    assert "¥19.99 goes back" in returned.text
    assert await left(stage, rice) == 18
    assert (
        await clerk.post(f"{HOME}/returns", **{**about, "key": "more", "units-1": "5"})
    ).status_code == 409


async def test_unknown_codes_count_as_guesses_and_another_shop_is_told_where(stage: Stage) -> None:
    pickup = await bought(stage, await sells(stage), 1)
    stranger = await stage.browser("stranger")
    elsewhere = await stranger.post(f"/{SLUG}/counter/tea/preview", code=pickup.code)
    assert elsewhere.status_code == 409
    assert "Wangjie Noodles" in elsewhere.text
    assert (await now(stage, pickup)).waits.units == 1
    clerk = await stage.browser("clerk")
    made_up = "0" * 14
    answers = [await clerk.post(f"{HOME}/preview", code=made_up) for _ in range(21)]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429


async def test_the_desk_says_ready_gives_up_and_keeps_the_rules(stage: Stage) -> None:
    rice = await sells(stage)
    first, second = await bought(stage, rice, 2), await bought(stage, rice, 1)
    clerk, manager = await stage.browser("clerk"), await stage.browser("manager")
    page = (await clerk.get(DESK)).text
    assert "Rice" in page
    assert "Hours to collect" not in page
    ready = await clerk.post(f"{DESK}/{first.order_id}/readiness")
    assert ready.headers["location"].endswith("?done=pickup_ready")
    assert (await now(stage, first)).state is pickups.PickupState.READY
    assert "Ready" in (await clerk.get(f"{DESK}?only=ready")).text
    given = await clerk.post(f"{DESK}/{second.order_id}/refund", key="once")
    assert given.status_code == 303
    assert (await now(stage, second)).state is pickups.PickupState.CLOSED
    assert await left(stage, rice) == 18
    other = await stage.browser("stranger")
    assert (await other.post(f"/{SLUG}/desk/tea/pickups/{first.order_id}/readiness")).status_code == 404

    assert (await clerk.post(f"{DESK}/rules", collect_hours="5", return_days="1")).status_code == 404
    days = {"collect_hours": "5", "return_days": "0", "bring_days": "4"}
    saved = await manager.post(f"{DESK}/rules", **days, self_checkout="yes")
    assert saved.status_code == 303
    assert (await manager.post(f"{DESK}/rules", **{**days, "collect_hours": "0"})).status_code == 422
    assert (await manager.post(f"{DESK}/rules", **{**days, "bring_days": "31"})).status_code == 422
    async with stage.db.read() as reader:
        assert await pickups.rules(reader, MARKET, NOODLES) == pickups.Rules(5, 0, True, False, 4)
    await clerk.post(f"{HOME}/hand-overs", code=first.code, key="a", **{"units-1": "2"})
    back = {"code": first.code, "units-1": "1", "reason": "changed my mind"}
    assert "takes goods back for 0 days" in (await clerk.post(f"{HOME}/returns", key="b", **back)).text
    assert "goes back" in (await manager.post(f"{HOME}/returns", key="c", **back)).text


async def scanned(guest: Browser, code: str) -> str:
    aisle = f"/{SLUG}/stores/noodles/aisle"
    sent = await guest.post(f"{aisle}/lines", code=code)
    return (await guest.get(sent.headers["location"])).text


async def test_scanned_in_the_aisle_paid_and_let_out_once(stage: Stage) -> None:
    rice = await sells(stage)
    guest, clerk = await stage.browser("guest"), await stage.browser("clerk")
    aisle = f"/{SLUG}/stores/noodles/aisle"
    assert (await guest.get(aisle)).status_code == 409
    async with stage.db.work() as work:
        await pickups.set_rules(work, MARKET, NOODLES, pickups.Rules(self_checkout=True))
    assert "This code is not sold here" in await scanned(guest, "12345")
    page = await scanned(guest, "4006381333931")
    assert "In your basket" in page
    assert "Rice" in page

    pickup = await bought(stage, rice, 2, "aisle")
    assert pickup.state is pickups.PickupState.HANDED_OVER
    shown = await guest.get(f"/{SLUG}/orders/{pickup.order_id}/exit")
    assert "2 articles, paid" in shown.text
    exits = Signer(SETTINGS.secret, "exits")
    fresh = pickups.exit_text(exits, SLUG, pickup.order_id, clock.now())
    old = pickups.exit_text(exits, SLUG, pickup.order_id, clock.now() - timedelta(minutes=2))
    assert "older than 45 seconds" in (await clerk.post(f"{HOME}/preview", code=old)).text
    stranger = await stage.browser("stranger")
    assert (await stranger.post(f"/{SLUG}/counter/tea/preview", code=fresh)).status_code == 409
    assert "2 articles, paid" in (await clerk.post(f"{HOME}/preview", code=fresh)).text
    assert "checked already by Clerk" in (await clerk.post(f"{HOME}/preview", code=fresh)).text
    assert (await clerk.post(f"{HOME}/preview", code=fresh[:-3] + "abc")).status_code == 422
    assert TEA != NOODLES


async def test_the_poster_of_the_aisle_opens_it_where_the_shop_allows_it(stage: Stage) -> None:
    await sells(stage)
    guest, clerk = await stage.browser("guest"), await stage.browser("clerk")
    store, poster = f"/{SLUG}/stores/noodles", f"/{SLUG}/desk/noodles/aisle"
    assert "Nobody can pay in the aisle here yet" in (await clerk.get(poster)).text
    assert (await clerk.get(f"{poster}/qr.png")).status_code == 404
    assert f'href="{store}/aisle"' not in (await guest.get(store)).text
    async with stage.db.work() as work:
        await pickups.set_rules(work, MARKET, NOODLES, pickups.Rules(self_checkout=True))
    assert f'href="{store}/aisle"' in (await guest.get(store)).text
    url = f"{SETTINGS.public_url}{store}/aisle"
    sheet = (await clerk.get(poster)).text
    assert url.partition("://")[2] in sheet
    assert "qr.svg" in sheet
    picture = (await clerk.get(f"{poster}/qr.png")).content
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert read.text == url
    assert (await guest.get(url.removeprefix(SETTINGS.public_url))).status_code == 200
    assert (await clerk.get(f"{poster}/qr.svg")).headers["content-type"].startswith("image/svg+xml")


async def test_a_head_offices_code_is_read_in_a_franchisees_aisle_and_by_its_till(stage: Stage) -> None:
    rice = await sells(stage)
    code, head = "4006381333931", stage.deal.merchant_id
    guest, tea = await stage.browser("guest"), f"/{SLUG}/stores/tea/aisle"
    async with stage.db.work() as work:
        await pickups.set_rules(work, MARKET, TEA, pickups.Rules(self_checkout=True))
        store = await merchants.store(work, MARKET, TEA)
        assert store.merchant_id
        asked = await chains.invite_branch(work, MARKET, head, TEA, chains.Terms())
    assert store.merchant_id != head
    lines = [shapes_stock.Named(code=code)]
    # Asked in is not joined: the code is nobody's there.
    async with stage.db.read() as reader:
        with pytest.raises(Refusal, match="invalid"):
            await variants_named(reader, store, lines)
    sent = await guest.post(f"{tea}/lines", code=code)
    assert sent.headers["location"].endswith("?done=unknown_code")
    async with stage.db.work() as work:
        await chains.accept_terms(work, MARKET, store.merchant_id, TEA, asked.revision)
    await stage.settle()
    async with stage.db.read() as reader:
        assert await variants_named(reader, store, lines) == [rice]
    sent = await guest.post(f"{tea}/lines", code=code)
    assert sent.headers["location"].endswith("?done=in_basket")
    assert "Rice" in (await guest.get(tea)).text
    # What the franchisee itself calls so comes first.
    async with stage.db.work() as work:
        own = items.NewItem(
            kind=items.ItemKind.GOODS,
            title="茶叶",
            variants=[items.NewVariant(price_minor=3_000, gtin=code)],
        )
        (mine,) = await items.create_items(work, MARKET, store.merchant_id, [own], [TEA])
    async with stage.db.read() as reader:
        assert await variants_named(reader, store, lines) == [mine.variants[0].variant_id]
