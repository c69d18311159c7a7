"""Who hears that little is left, and how often; what a till sells that nobody counts."""

from uuid import UUID

from linli.journey import consume
from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.events import Event
from linli.kernel.idempotency import Key
from linli.kernel.journey import Journey
from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer
from linli.modules import identity, merchants, notices, stock
from tests.integration.items_stage import MARKET, TEA, Range, a_range

PHONES = Signer(DEMO_SECRET, "phones")


def a_key() -> Key:
    return Key("person", ids.uuid7().hex, b"same")


async def a_member(shop: Range, place: int, role: str, phone: str) -> None:
    person = await identity.register_demo_person(shop.work, phone, role, None, PHONES)
    await merchants.add_staff(shop.work, MARKET, person.person_id, shop.stores[place], role, role)


async def test_managers_hear_once_that_little_is_left_and_again_only_after_there_was_more(work: Work) -> None:
    shop, told = await a_range(work), []

    async def hear(_: Work, event: Event) -> None:
        told.append(event)

    journey = Journey()
    journey.on(stock.StockLow).at_once(hear)
    work = Work(work._connection, work.now, work.actor, journey)
    (tea,) = await shop.create(TEA)
    store, small = shop.stores[0], tea.variants[0].variant_id
    await stock.receive(work, MARKET, store, {small: 5}, a_key())
    await stock.watch(work, MARKET, store, {small: 3})
    assert told == []
    for _ in range(5):
        await stock.sell_at_till(work, MARKET, store, {small: 1}, a_key())
    assert [(event.left, event.low_from) for event in told] == [(3, 3)]
    await stock.receive(work, MARKET, store, {small: 9}, a_key())
    await stock.write_off(work, MARKET, store, {small: 9}, a_key(), note="wet")
    assert [event.left for event in told] == [3, 0]

    await a_member(shop, 0, "manager", "+8613800001111")
    await a_member(shop, 0, "clerk", "+8613800002222")
    await a_member(shop, 1, "manager", "+8613800003333")
    await a_member(shop, 1, "owner", "+8613800004444")
    await consume.tell_low(work, told[0])
    said = {one.recipient: one.body for one in await notices.latest(work, MARKET)}
    assert sorted(said) == ["+8613800001111", "+8613800004444"]
    assert said["+8613800001111"] == "Only 3 left of “Biluochun tea 50 克” at tea-0."


async def test_a_till_sells_what_nobody_counts_and_counting_begins_with_the_first_delivery(
    work: Work,
) -> None:
    shop = await a_range(work)
    (tea,) = await shop.create(TEA)
    store, (small, large) = shop.stores[0], [one.variant_id for one in tea.variants]
    await stock.receive(work, MARKET, store, {small: 2}, a_key())
    sold = await stock.sell_at_till(work, MARKET, store, {small: 1, large: 4}, a_key())
    assert ([line.on_hand for line in sold.lines], sold.untracked) == ([1], [large])
    assert await stock.levels(work, MARKET, store, [large]) == {}
    assert await stock.claims(work, MARKET, store, {large: 1}) == []
    await stock.receive(work, MARKET, shop.stores[1], {small: 2, large: 1}, a_key())
    stores: list[UUID] = shop.stores
    assert await stock.elsewhere(work, MARKET, stores, {small: 2, large: 1}) == {
        stores[1]: {small: 2, large: 1}
    }
    assert set(await stock.elsewhere(work, MARKET, stores, {small: 1})) == set(stores)
