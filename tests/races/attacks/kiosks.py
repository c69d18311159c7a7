"""Shops' screens: what was chosen goes onto one phone, and one browser becomes the screen."""

from linli.kernel.database import Work
from linli.kernel.ids import uuid7
from linli.modules import items, kiosks, merchants
from linli.modules.kiosks import Chosen, Kiosk, Mark
from tests.races.attacks.sales import Act, work_at_once
from tests.races.stage import MARKET_ID, STORE, Seen, Stage, seen


async def taken_once(stage: Stage) -> Seen:
    """Fifteen phones scan one code and take what was chosen, all at once."""
    people = await stage.people(15)
    async with stage.db.work() as work:
        kiosk = await _kiosk(work, stage)
        sold = await items.items_of_store(work, MARKET_ID, kiosk.store_id, size=1)
        line = Chosen(kiosk.store_id, sold.items[0].variants[0].variant_id, 2)
        made = await kiosks.choose(work, MARKET_ID, kiosk, [line])

    def take(place: int) -> Act:
        return lambda work: kiosks.take(work, MARKET_ID, made.selection_id, people[place].person_id)

    outcomes = await work_at_once(stage, [take(place) for place in range(15)])
    assert set(outcomes) <= {"done", "selection_taken"}
    carts = "SELECT count(DISTINCT person_id) FROM carts.lines WHERE person_id = ANY($1::uuid[])"
    return seen(outcomes, 1, await stage.count(carts, [one.person_id for one in people]))


async def opened_once(stage: Stage) -> Seen:
    """Twelve browsers follow one offer."""
    async with stage.db.work() as work:
        kiosk = await _kiosk(work, stage)
    assert kiosk.offer_id

    async def follow(work: Work) -> None:
        await kiosks.open_kiosk(work, MARKET_ID, kiosk.kiosk_id, kiosk.offer_id or uuid7())

    outcomes = await work_at_once(stage, [follow] * 12)
    assert set(outcomes) <= {"done", "kiosk_offer_over"}
    return seen(outcomes, 1)


async def _kiosk(work: Work, stage: Stage) -> Kiosk:
    [owner] = await stage.clerks(1, "owner")
    store = await merchants.store_by_slug(work, MARKET_ID, STORE)
    by = await merchants.require_staff(work, MARKET_ID, owner.person_id, store.store_id)
    return await kiosks.set_up(work, MARKET_ID, by, stage.key()[-20:], Mark(uuid7(), "NOCODE"), {})
