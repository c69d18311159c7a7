"""Coupons of a batch, of one person, of one code, in one order, and of a budget."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.modules import merchants, promotions
from tests.races.stage import MARKET_ID, STORE, Seen, Somebody, Stage, all_at_once, said, seen


async def _batch(stage: Stage, **words: Any) -> UUID:
    async with stage.db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)
        about: dict[str, Any] = {
            "title": stage.mark[:40],
            "kind": promotions.Kind.FIXED,
            "off_minor": 300,
            "valid_from": work.now - timedelta(hours=1),
            "valid_until": work.now + timedelta(days=1),
            "total": 100,
        }
        terms = promotions.Terms(**(about | words))
        return (await promotions.make_batch(work, MARKET_ID, store.merchant_id, terms)).batch_id


async def _claimed(stage: Stage, who: Somebody, batch_id: UUID) -> str:
    answer = await stage.call(who, "POST", "/coupons", {"batch_id": str(batch_id)}, key=stage.key())
    return str(answer.json()["coupon_id"])


async def claims(stage: Stage) -> Seen:
    """Forty people want one of fifteen coupons, each tapping twice."""
    batch_id = await _batch(stage, total=15)
    body = {"batch_id": str(batch_id)}

    async def claim(who: Somebody) -> str:
        key = stage.key()
        first, second = await asyncio.gather(
            *(stage.call(who, "POST", "/coupons", body, key=key) for _ in range(2))
        )
        assert said(first) == said(second), (first.text, second.text)
        return said(first)

    outcomes = Counter(await asyncio.gather(*(claim(who) for who in await stage.people(40))))
    assert set(outcomes) == {"done", "coupons_gone"}
    made = await stage.count("SELECT count(*) FROM promotions.coupons WHERE batch_id = $1", batch_id)
    return seen(outcomes, 15, made)


async def of_one_person(stage: Stage) -> Seen:
    """One person with twenty fingers, each with a key of its own."""
    batch_id, who = await _batch(stage, per_person=3), await stage.one()
    body = {"batch_id": str(batch_id)}
    outcomes = await all_at_once(stage.call(who, "POST", "/coupons", body) for _ in range(20))
    assert set(outcomes) == {"done", "coupon_limit"}
    return seen(outcomes, 3)


async def printed_code(stage: Stage) -> Seen:
    """One leaflet, photographed by twenty people."""
    batch_id = await _batch(stage, handing=promotions.Handing.CODES)
    async with stage.db.work() as work:
        await promotions.print_codes(work, MARKET_ID, batch_id, 1, None)
        (code,) = await promotions.codes_of_batch(work, MARKET_ID, batch_id)
    people = await stage.people(20)
    outcomes = await all_at_once(stage.call(who, "POST", "/coupons", {"code": code.code}) for who in people)
    assert set(outcomes) == {"done", "coupon_code_taken"}
    return seen(outcomes, 1)


async def one_order(stage: Stage) -> Seen:
    """One coupon in twenty orders of its person."""
    batch_id, who = await _batch(stage), await stage.one()
    deal_id, coupon = await stage.deal(), await _claimed(stage, who, batch_id)
    body = {"deal_id": str(deal_id), "coupon_ids": [coupon]}
    outcomes = await all_at_once(stage.call(who, "POST", "/orders", body) for _ in range(20))
    assert set(outcomes) <= {"done", "coupon_taken", "coupon_not_usable"}
    holds = "SELECT count(*) FROM promotions.uses WHERE coupon_id = $1 AND state = 'held'"
    return seen(outcomes, 1, await stage.count(holds, UUID(coupon)))


async def budget(stage: Stage) -> Seen:
    """Money for four coupons of three, and twelve people who have one."""
    batch_id, deal_id = await _batch(stage, budget_minor=1300), await stage.deal()
    people = await stage.people(12)
    hand = [(who, await _claimed(stage, who, batch_id)) for who in people]
    outcomes = await all_at_once(
        stage.call(who, "POST", "/orders", {"deal_id": str(deal_id), "coupon_ids": [coupon]})
        for who, coupon in hand
    )
    assert set(outcomes) <= {"done", "coupon_budget_spent", "coupon_not_usable"}
    held = "SELECT coalesce(sum(merchant_minor), 0) / 300 FROM promotions.uses WHERE batch_id = $1"
    return seen(outcomes, 4, await stage.count(held, batch_id))
