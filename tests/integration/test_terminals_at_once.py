"""Syncs, counters, refunds and the deciding job at the same moment: nothing is counted twice or deadlocks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import terminals, vouchers
from tests.integration.trade_stage import MARKET, Town, answer, open_town
from tests.offline.play import ISSUERS, MEI, TERMINALS, Shop, open_shop
from tests.offline_log import Log

STATIC = vouchers.TokenForm.STATIC
LATER = timedelta(days=8)


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as opened:
        yield opened


async def logs_of(shop: Shop) -> list[Log]:
    """Each terminal of the shop has just synced."""
    town, made = shop.town, []
    for device in shop.terminals:
        async with town.db.work() as work:
            about = (work, MARKET, device.device_id, town.clock.at)
            anchor = await terminals.anchor_device(*about, told_all=True)
        assert anchor is not None
        log = Log(device, shop.store_id)
        log.since(anchor.anchor_id)
        made.append(log)
    return made


async def test_twenty_arrivals_of_each_entry_while_others_use_refund_and_decide(town: Town) -> None:
    shop = await open_shop(town)
    order, held = await town.bought(shop.deals["times"], 2)
    keys = await vouchers.signing_keys(town.db, ISSUERS, MARKET)
    logs = await logs_of(shop)
    sent = [
        (
            log.device.device_id,
            log.write(vouchers.token_of(keys, one, STATIC, town.clock.at).text, MEI[0], town.clock.at),
        )
        for log in logs
        for one in held
    ]
    later = Database(town.db.pool, town.db.journey, lambda: town.clock.at + LATER)
    arrivals = [
        terminals.take_entry(town.db, MARKET, device_id, entry, keys.public) for device_id, entry in sent * 7
    ]
    deciding = [vouchers.decide_offline(later, MARKET) for _ in range(6)]
    at_counters = [answer(town.refund(order)), *(answer(_taken(shop, one)) for one in held)]
    results = await asyncio.gather(*arrivals, *deciding, *at_counters)
    assert {one.state for one in results[: len(arrivals)]} <= {"waiting", "settled", "lost"}
    await vouchers.decide_offline(later, MARKET)
    for voucher in await town.vouchers(order):
        async with town.db.read() as reader:
            uses = await vouchers.offline_uses_of_voucher(reader, MARKET, voucher.voucher_id)
            redeemed = await vouchers.redemptions_of_vouchers(reader, MARKET, [voucher.voucher_id])
        assert len(uses) == TERMINALS and not any(voucher.waiting)
        settled = sum(use.settled[0] for use in uses)
        online = sum(one.units[0] for one in redeemed if one.device_id is None)
        assert voucher.used == (settled + online,) and voucher.used[0] <= 4


async def _taken(shop: Shop, voucher: vouchers.Voucher) -> None:
    async with shop.town.db.work() as work:
        place = {"timezone": "Asia/Shanghai", "country": "CN"}
        scan = vouchers.Scan(code=voucher.code)
        await vouchers.redeem(work, MARKET, scan, shop.store_id, MEI, shop.town.key(), place, (1,))
