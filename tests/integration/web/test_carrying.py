"""From a voucher's page to a calendar and to phones' wallets."""

import io
import json
import zipfile
from collections.abc import AsyncIterator

import icalendar
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import vouchers
from tests import pass_keys
from tests.integration.web.consumer_stage import Street, Town, Visitor, open_town


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres, **pass_keys.settings()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module")
async def plain_town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    """An installation without keys for passes."""
    async with open_town(postgres) as opened:
        yield opened


async def bought(street: Street) -> tuple[Visitor, vouchers.Voucher, str]:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor)
    [voucher] = await street.vouchers_of(order)
    return visitor, voucher, f"{street.root}/vouchers/{voucher.voucher_id}"


async def test_the_page_offers_a_calendar_and_both_wallets_and_each_has_the_voucher(town: Town) -> None:
    street = await town.street()
    visitor, voucher, address = await bought(street)
    page = await visitor.see(address)
    ways = [f"{address}/{end}" for end in ("calendar.ics", "voucher.pkpass", "google-wallet")]
    assert all(f'href="{way}"' in page for way in ways)

    entry = await visitor.get(ways[0])
    assert entry.headers["content-type"] == "text/calendar; charset=utf-8"
    assert entry.headers["content-disposition"] == 'attachment; filename="voucher.ics"'
    [event] = icalendar.Calendar.from_ical(entry.content).walk("VEVENT")
    assert str(event["URL"]).endswith(address)
    assert voucher.title_en in str(event["SUMMARY"])

    bundle = await visitor.get(ways[1])
    assert bundle.headers["content-type"] == "application/vnd.apple.pkpass"
    with zipfile.ZipFile(io.BytesIO(bundle.content)) as archive:
        shown = json.loads(archive.read("pass.json"))
    keys = await vouchers.signing_keys(street.db, street.services.issuers, street.market.market_id)
    [barcode] = shown["barcodes"]
    signed = vouchers.read_token(barcode["message"])
    token = vouchers.verify_token(signed, street.market.market_id, keys.public)
    assert (token.voucher_id, token.form) == (voucher.voucher_id, vouchers.TokenForm.STATIC)
    assert shown["coupon"]["primaryFields"][0]["value"] == voucher.title_en

    link = (await visitor.get(ways[2], 303)).headers["location"]
    assert link.startswith("https://pay.google.com/gp/v/save/")


async def test_what_nobody_can_use_any_more_is_not_carried_anywhere(town: Town) -> None:
    street = await town.street()
    visitor, voucher, address = await bought(street)
    page = f"{street.root}/orders/{voucher.order_id}"
    await visitor.press(page, f"{page}/refund")
    assert "calendar.ics" not in await visitor.see(address)
    for end in ("calendar.ics", "voucher.pkpass", "google-wallet"):
        await visitor.get(f"{address}/{end}", 404)


async def test_without_keys_only_the_calendar_is_offered(plain_town: Town) -> None:
    street = await plain_town.street()
    visitor, _, address = await bought(street)
    page = await visitor.see(address)
    assert f"{address}/calendar.ics" in page
    assert "pkpass" not in page and "google-wallet" not in page
    await visitor.get(f"{address}/voucher.pkpass", 404)
    await visitor.get(f"{address}/google-wallet", 404)
