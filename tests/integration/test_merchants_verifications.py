"""Verifications run out with the license: owners are told in time, sales stop, what was sold stays good."""

from datetime import timedelta
from uuid import UUID

import pytest

from linli.journey import wire
from linli.kernel.database import Database, Work
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import catalog, discovery, media, merchants, notices
from linli.modules.merchants import MerchantState
from linli.worker.inline import drain
from tests import cast
from tests.integration.application_stage import (
    MARKET,
    PAPER,
    approved,
    invented_license,
    join,
    renewed,
    reviewer,
    submitted,
    verified_merchant,
)
from tests.integration.own_database import Clock, own_database


async def test_a_verification_ends_with_the_last_day_of_the_license_in_the_market(work: Work) -> None:
    await cast.open_market(work)
    done = await verified_merchant(work, days=10)
    assert done.merchant_id is not None
    mark = await merchants.latest_verification(work, MARKET, done.merchant_id)
    assert mark is not None
    # Midnight in Shanghai is 16:00 UTC of the day before.
    assert (mark.valid_until.hour, mark.valid_until.minute) == (16, 0)
    assert mark.valid_until.date() == mark.license_until


async def test_a_license_without_an_end_is_looked_at_again_after_two_years(work: Work) -> None:
    await cast.open_market(work)
    done = await approved(work, await reviewer(work), await submitted(work, await join(work)))
    assert done.merchant_id is not None
    mark = await merchants.latest_verification(work, MARKET, done.merchant_id)
    assert mark is not None
    assert mark.license_until is None
    assert mark.valid_until == work.now + timedelta(days=730)


async def test_selling_is_refused_before_during_application_and_after_the_end(work: Work) -> None:
    await cast.open_market(work)
    sent = await submitted(work, await join(work))
    assert sent.store_id is None
    listing = await cast.open_store(work, cast.WEST_LAKE, "tea", claimed=False)
    with pytest.raises(Refusal, match="merchant_not_verified"):
        await cast.publish(work, listing)
    done = await approved(work, await reviewer(work), sent)
    assert done.store_id is not None
    store = await merchants.store(work, MARKET, done.store_id)
    deal = await cast.publish(work, store)
    assert (await catalog.deal_for_sale(work, MARKET, deal.deal_id)).deal_id == deal.deal_id
    work.now += timedelta(days=731)
    with pytest.raises(Refusal, match="verification_over"):
        await cast.publish(work, store)


async def test_owners_are_told_twice_and_then_it_ends_until_the_license_is_renewed(
    postgres: EmbeddedPostgres,
) -> None:
    async with own_database(postgres) as (plain, clock):
        db = Database(plain.pool, wire(Journey()), clock)
        async with db.work() as work:
            await cast.open_market(work)
            done = await verified_merchant(work, days=60)
            assert done.merchant_id is not None
            assert done.store_id is not None
            await cast.publish(work, await merchants.store(work, MARKET, done.store_id))
        await drain(db, MARKET)
        told = [day for day in range(70) if await _a_day_later(db, clock)]
        assert [day + 1 for day in told] == [31, 54, 61]
        async with db.read() as reader:
            merchant = await merchants.merchant(reader, MARKET, done.merchant_id)
            messages = [one.body for one in await notices.latest(reader, MARKET)]
            (due,) = (await merchants.rechecks_due(reader, MARKET)).items
        assert merchant.state is MerchantState.LAPSED
        assert due.merchant_id == merchant.merchant_id
        assert len([body for body in messages if "the verification of" in body]) == 3
        assert await _shown(db, done.store_id) == (False, 0)
        async with db.work() as work:
            await renewed(work, done, license_open_end="yes")
            assert (await merchants.require_verified(work, MARKET, merchant.merchant_id)).verified
        await drain(db, MARKET)
        assert await _shown(db, done.store_id) == (True, 1)
        async with db.read() as reader:
            assert (await merchants.rechecks_due(reader, MARKET)).items == []


async def _a_day_later(db: Database, clock: Clock) -> int:
    """How many merchants the timetable found; a second run finds none."""
    clock.move_on(timedelta(days=1))
    found = await merchants.watch_verifications(db, MARKET)
    assert await merchants.watch_verifications(db, MARKET) == 0
    await drain(db, MARKET)
    return found


async def _shown(db: Database, store_id: UUID) -> tuple[bool, int]:
    async with db.read() as reader:
        here = (cast.WEST_LAKE.lat, cast.WEST_LAKE.lon)
        found = await discovery.find(reader, MARKET, at=here, place=cast.WEST_LAKE)
    place = next(one.place for one in found if one.place.store_id == store_id)
    return place.verified, place.deal_count


async def test_renewing_does_not_lift_a_suspension_and_only_owners_renew(work: Work) -> None:
    await cast.open_market(work)
    done = await verified_merchant(work)
    assert done.merchant_id is not None
    with pytest.raises(Refusal, match="not_found"):
        await merchants.apply_for_renewal(work, MARKET, await join(work), done.merchant_id)
    await merchants.suspend_merchant(work, MARKET, done.merchant_id, "complaints")
    await renewed(work, done)
    after = await merchants.merchant(work, MARKET, done.merchant_id)
    assert after.state is MerchantState.SUSPENDED


async def test_a_renewal_under_a_new_number_frees_the_old_one(work: Work) -> None:
    await cast.open_market(work)
    done = await verified_merchant(work)
    await renewed(work, done, license_number=invented_license())
    other = await submitted(work, await join(work), license_number=done.license_number)
    assert other.license_number == done.license_number


async def test_what_came_to_nothing_leaves_no_license_behind(postgres: EmbeddedPostgres) -> None:
    async with own_database(postgres) as (plain, clock):
        db = Database(plain.pool, wire(Journey()), clock)
        async with db.work() as work:
            await cast.open_market(work)
            by = await reviewer(work)
            waiting = await submitted(work, await join(work))
            refused = await submitted(work, await join(work))
            await merchants.refuse_application(work, MARKET, by, refused.application_id, "No license.")
            draft = await merchants.apply_for_store(work, MARKET, await join(work))
            key = (work, MARKET, draft.person_id, draft.application_id)
            await merchants.save_license_file(*key, PAPER)
        clock.move_on(timedelta(days=89))
        assert await merchants.clear_applications(db, MARKET) == 0
        clock.move_on(timedelta(days=2))
        assert await merchants.clear_applications(db, MARKET) == 2
        assert await merchants.clear_applications(db, MARKET) == 0
        async with db.read() as reader:
            kept = [
                len(await media.documents(reader, MARKET, one.application_id))
                for one in (waiting, refused, draft)
            ]
            after = await merchants.application(reader, MARKET, refused.application_id)
            assert await merchants.applications_of(reader, MARKET, draft.person_id) == []
        assert kept == [1, 0, 0]
        assert (after.reason, after.license_file_id) == ("No license.", None)
