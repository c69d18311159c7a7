"""Units of a flash sale: claimed by many at once at both servers, and each claim ordered once."""

import asyncio
from collections import Counter
from datetime import timedelta

from linli.modules import flash, merchants
from tests.races.stage import MARKET_ID, STORE, Seen, Somebody, Stage, said, seen

BUYERS, UNITS = 40, 15


async def units(stage: Stage) -> Seen:
    """Forty people want fifteen units, each tapping thrice; then each orders twice, whether they hold one or
    not.
    """
    deal_id = await stage.deal(UNITS)
    async with stage.db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)
        ends = work.now + timedelta(hours=1)
        terms = {"units": UNITS, "per_person": 1, "price_minor": 990, "hold_seconds": 600}
        new = flash.NewSale(
            store_id=store.store_id, deal_id=deal_id, starts_at=work.now, ends_at=ends, **terms
        )
        sale_id = (await flash.announce_sale(work, MARKET_ID, new)).sale_id
    people, path = await stage.people(BUYERS), f"/flash-sales/{sale_id}/claims"
    taps = [stage.call(who, "POST", path, {"quantity": 1}) for who in people for _ in range(3)]
    stage.dice.shuffle(taps)
    assert {said(answer) for answer in await asyncio.gather(*taps)} == {"done"}
    held = await stage.count("SELECT held FROM reservations.pools WHERE pool_id = $1", sale_id)
    assert held == UNITS
    body = {"deal_id": str(deal_id), "quantity": 1, "flash_sale_id": str(sale_id)}

    async def order(who: Somebody) -> str:
        twice = await asyncio.gather(*(stage.call(who, "POST", "/orders", body) for _ in range(2)))
        return "done" if sorted(map(said, twice)) == ["done", "flash_claim_first"] else said(twice[0])

    outcomes = Counter(await asyncio.gather(*(order(who) for who in people)))
    assert set(outcomes) == {"done", "flash_claim_first"}
    made = await stage.count("SELECT count(*) FROM orders.orders WHERE deal_id = $1", deal_id)
    return seen(outcomes, UNITS, made)
