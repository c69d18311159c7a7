"""Goods on a shelf: the last unit, sales while somebody counts, and what arrives or is undone once."""

from uuid import UUID

from linli.kernel import ids
from linli.kernel.idempotency import Key
from linli.modules import items, merchants, stock
from tests.races.stage import MARKET_ID, STORE, Seen, Somebody, Stage, all_at_once, seen

SHELF = f"/stores/{STORE}/stock"
ON_HAND = "SELECT on_hand FROM stock.levels WHERE store_id = $1 AND variant_id = $2"


async def last_unit(stage: Stage) -> Seen:
    """One unit: twelve till sales and twelve transfers of it."""
    store, article, manager = await stocked(stage, 1)
    other, clerks = await second_store(stage, store), await stage.clerks(12)
    line = [{"variant_id": str(article), "quantity": 1}]
    send = {"to": other.slug, "lines": line}
    acts = [stage.call(who, "POST", f"{SHELF}/till-sales", {"lines": line}) for who in clerks]
    acts += [stage.call(manager, "POST", f"{SHELF}/transfers", send) for _ in range(12)]
    stage.dice.shuffle(acts)
    outcomes = await all_at_once(acts)
    assert set(outcomes) == {"done", "sold_out"}
    return seen(outcomes, 1, await _gone(stage, store, article))


async def sold_while_counted(stage: Stage) -> Seen:
    """Twenty till sales of ten units while ten clerks count what is there by the book: those who are late are
    told so, and what was sold is sold.
    """
    store, article, _ = await stocked(stage, 10)
    clerks = await stage.clerks(15)
    line, book = {"variant_id": str(article)}, {"found": 10, "seen": 10}
    sale = {"lines": [{**line, "quantity": 1}]}
    acts = [stage.call(who, "POST", f"{SHELF}/till-sales", sale) for who in clerks[:10] * 2]
    acts += [stage.call(who, "POST", f"{SHELF}/counts", {"lines": [{**line, **book}]}) for who in clerks[5:]]
    stage.dice.shuffle(acts)
    outcomes = await all_at_once(acts)
    assert set(outcomes) <= {"done", "sold_out", "stock_moved"}
    assert await stage.count(ON_HAND, store.store_id, article) == 0
    return seen(outcomes, 10, await _gone(stage, store, article))


async def transfer_ends_once(stage: Stage) -> Seen:
    """Ten clerks receive a parcel, and ten managers of who sent it call it back."""
    store, article, manager = await stocked(stage, 5)
    other = await second_store(stage, store)
    send = {"to": other.slug, "lines": [{"variant_id": str(article), "quantity": 3}]}
    parcel = (await stage.call(manager, "POST", f"{SHELF}/transfers", send)).json()["transfer_id"]
    there = (await _staff_of(stage, other, 10, "clerk"), f"/stores/{other.slug}/stock/transfers/{parcel}")
    acts = [stage.call(who, "POST", f"{there[1]}/arrival", {"lines": []}) for who in there[0]]
    back = f"{SHELF}/transfers/{parcel}/calling-back"
    acts += [stage.call(who, "POST", back) for who in await stage.clerks(10, "manager")]
    stage.dice.shuffle(acts)
    outcomes = await all_at_once(acts)
    assert set(outcomes) == {"done", "transfer_over"}
    total = "SELECT sum(on_hand) FROM stock.levels WHERE variant_id = $1"
    assert await stage.count(total, article) == 5
    return seen(outcomes, 1)


async def delivery_once(stage: Stage) -> Seen:
    """One delivery that is sent fifteen times under one key, and taken back by fifteen."""
    store, article, manager = await stocked(stage, 5)
    body, key = {"lines": [{"variant_id": str(article), "quantity": 3}]}, stage.key()
    acts = [stage.call(manager, "POST", f"{SHELF}/deliveries", body, key=key) for _ in range(15)]
    assert await all_at_once(acts) == {"done": 15}
    assert await stage.count(ON_HAND, store.store_id, article) == 8
    slip = "SELECT slip_id FROM stock.movements WHERE market_id = $1 AND delta = 3 AND level_id = $2"
    level = stock.level_id(MARKET_ID, store.store_id, article)
    undoing = f"{SHELF}/slips/{await stage.id_of(slip, MARKET_ID, level)}/undoing"
    outcomes = await all_at_once(stage.call(who, "POST", undoing) for who in await stage.clerks(15))
    assert set(outcomes) == {"done", "stock_undone"}
    assert await stage.count(ON_HAND, store.store_id, article) == 5
    return seen(outcomes, 1)


async def _gone(stage: Stage, store: merchants.Store, article: UUID) -> int:
    """Units that went over the till or into a parcel."""
    gone = (
        "SELECT coalesce(-sum(delta), 0) FROM stock.movements WHERE market_id = $1 AND level_id = $2"
        " AND kind IN ('sold_at_till', 'sent')"
    )
    level = stock.level_id(MARKET_ID, store.store_id, article)
    return await stage.count(gone, MARKET_ID, level)


async def stocked(stage: Stage, units: int) -> tuple[merchants.Store, UUID, Somebody]:
    """An article of the store with so many units, and a manager."""
    [manager] = await stage.clerks(1, "manager")
    async with stage.db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)
        assert store.merchant_id
        new = items.NewItem(
            kind=items.ItemKind.GOODS, title="赛跑", variants=[items.NewVariant(price_minor=990)]
        )
        where = (work, MARKET_ID)
        (made,) = await items.create_items(*where, store.merchant_id, [new], [store.store_id])
        article = made.variants[0].variant_id
        await stock.receive(*where, store.store_id, {article: units}, Key("races", stage.key(), b""))
    return store, article, manager


async def second_store(stage: Stage, store: merchants.Store) -> merchants.Store:
    """Another one of the same merchant."""
    place = {"trade": store.trade, "lat": store.lat, "lon": store.lon, "merchant_id": store.merchant_id}
    slug = f"second-{ids.uuid7().hex[-12:]}"
    other = merchants.Store(store_id=ids.uuid7(), slug=slug, name="分店", **place)
    async with stage.db.work() as work:
        await merchants.list_store(work, MARKET_ID, other)
    return other


async def _staff_of(stage: Stage, store: merchants.Store, count: int, role: str) -> list[Somebody]:
    found = await stage.people(count, "counter", "merchant")
    async with stage.db.work() as work:
        for one in found:
            await merchants.add_staff(work, MARKET_ID, one.person_id, store.store_id, role, "Racer")
    return found
