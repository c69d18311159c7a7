"""Stores and merchants: listing, importing, verifying."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.events import Event
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import merchants

MARKET = 1
LOUWAI = merchants.Merchant(
    merchant_id=ids.derived("merchant", "louwai"), name="楼外小馆", state=merchants.MerchantState.APPLIED
)
TEA = merchants.Store(
    store_id=ids.derived("store", "tea"),
    slug="longjing-tea",
    name="龙井茶舍",
    name_en="Longjing Tea",
    trade="tea_house",
    lat=30.23,
    lon=120.11,
    hours="Mo-Su 09:00-21:00",
    price_level=2,
    things=("teapot", "herb"),
    source="osm:node/1",
)


@pytest.fixture
def told(work: Work) -> list[Event]:
    """What is announced in this test, instead of what the product would do about it."""
    heard: list[Event] = []

    async def hear(_work: Work, event: Event) -> None:
        heard.append(event)

    journey = Journey()
    for kind in (
        merchants.StoreListed,
        merchants.ListingsImported,
        merchants.MerchantVerified,
        merchants.MerchantSuspended,
    ):
        journey.on(kind).at_once(hear)
    work._journey = journey
    return heard


def variant(store: merchants.Store, **changes: object) -> merchants.Store:
    fresh = {"store_id": ids.uuid7(), "slug": f"{store.slug}-2"}
    return msgspec.structs.replace(store, **{**fresh, **changes})


async def test_a_listed_store_is_found_and_announced(work: Work, told: list[Event]) -> None:
    listed = await merchants.list_store(work, MARKET, TEA)
    assert listed == msgspec.structs.replace(TEA, market_id=MARKET, listed_at=work.now)
    assert not listed.claimed
    assert await merchants.store_by_slug(work, MARKET, "longjing-tea") == listed
    assert await merchants.store(work, MARKET, TEA.store_id) == listed
    assert told == [merchants.StoreListed(market_id=MARKET, store_id=TEA.store_id)]


async def test_a_store_of_one_market_is_not_found_in_another(work: Work, told: list[Event]) -> None:
    await merchants.list_store(work, MARKET, TEA)
    with pytest.raises(Refusal, match="not_found"):
        await merchants.store(work, 2, TEA.store_id)
    with pytest.raises(Refusal, match="not_found"):
        await merchants.store_by_slug(work, 2, TEA.slug)
    await merchants.list_store(work, 2, TEA)


async def test_a_name_in_the_url_is_given_once_in_a_market(work: Work, told: list[Event]) -> None:
    await merchants.list_store(work, MARKET, TEA)
    with pytest.raises(Refusal, match="store_name_taken") as refused:
        await merchants.list_store(work, MARKET, variant(TEA, slug=TEA.slug))
    assert refused.value.params == {"slug": "longjing-tea"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "Longjing"),
        ("slug", ""),
        ("slug", "x" * 81),
        ("name", " "),
        ("trade", "casino"),
        ("lat", 91.0),
        ("lon", -181.0),
        ("lat", float("nan")),
        ("price_level", 5),
        ("hours", "mostly"),
    ],
)
async def test_a_store_with_a_wrong_field_is_refused(work: Work, field: str, value: object) -> None:
    with pytest.raises(Refusal) as refused:
        await merchants.list_store(work, MARKET, msgspec.structs.replace(TEA, **{field: value}))
    assert (refused.value.code, refused.value.params) == ("invalid", {"field": field})


async def test_a_store_of_a_merchant_that_is_not_there_is_refused(work: Work) -> None:
    with pytest.raises(Refusal, match="not_found"):
        await merchants.list_store(work, MARKET, variant(TEA, merchant_id=ids.uuid7()))


async def test_imported_listings_are_all_there_and_announced_once(work: Work, told: list[Event]) -> None:
    batch = [variant(TEA, slug=f"tea-{i}", name=f"茶舍 {i}", things=("teapot",) * i) for i in range(3)]
    assert await merchants.import_listings(work, MARKET, batch) == 3
    found = await merchants.stores(work, MARKET, [store.store_id for store in batch])
    assert {store.slug: store.things for store in found.values()} == {
        "tea-0": (),
        "tea-1": ("teapot",),
        "tea-2": ("teapot", "teapot"),
    }
    assert {store.listed_at for store in found.values()} == {work.now}
    named = tuple(store.store_id for store in batch)
    assert told == [merchants.ListingsImported(market_id=MARKET, store_ids=named)]


async def test_listings_imported_again_are_brought_up_to_date(work: Work, told: list[Event]) -> None:
    await merchants.import_listings(work, MARKET, [TEA])
    newer = msgspec.structs.replace(TEA, name="龙井新茶舍", listed_at=work.now + timedelta(days=1))
    assert await merchants.import_listings(work, MARKET, [newer]) == 1
    store = await merchants.store(work, MARKET, TEA.store_id)
    assert (store.name, store.listed_at) == ("龙井新茶舍", work.now)


async def test_an_import_leaves_a_merchants_store_and_other_stores_names_alone(
    work: Work, told: list[Event]
) -> None:
    await merchants.add_merchant(work, MARKET, LOUWAI)
    run = variant(TEA, merchant_id=LOUWAI.merchant_id, slug="run")
    await merchants.list_store(work, MARKET, run)
    batch = [msgspec.structs.replace(run, name="overwritten"), variant(TEA, slug="run"), variant(TEA)]
    assert await merchants.import_listings(work, MARKET, batch[:1] + batch[2:]) == 1
    assert await merchants.import_listings(work, MARKET, batch[1:2]) == 0
    assert (await merchants.store_by_slug(work, MARKET, "run")).name == "龙井茶舍"


async def test_an_import_drops_hours_that_nobody_can_read(work: Work, told: list[Event]) -> None:
    await merchants.import_listings(work, MARKET, [msgspec.structs.replace(TEA, hours="ask inside")])
    assert (await merchants.store(work, MARKET, TEA.store_id)).hours == ""


async def test_an_import_with_one_wrong_store_writes_none(work: Work, told: list[Event]) -> None:
    with pytest.raises(Refusal, match="invalid"):
        await merchants.import_listings(work, MARKET, [TEA, variant(TEA, trade="casino")])
    with pytest.raises(Refusal) as refused:
        await merchants.import_listings(work, MARKET, [TEA, variant(TEA, slug=TEA.slug)])
    assert refused.value.params == {"field": "slug"}
    assert await merchants.all_stores(work, MARKET) == []
    assert told == []


async def test_an_import_of_nothing_announces_nothing(work: Work, told: list[Event]) -> None:
    assert await merchants.import_listings(work, MARKET, []) == 0
    assert told == []


async def test_a_source_says_other_things_only_where_nobody_else_did(work: Work, told: list[Event]) -> None:
    await merchants.list_store(work, MARKET, TEA)
    said = merchants.listing_of(TEA)
    mine = merchants.StoreProfile(name="我的茶舍", attributes=("wifi",))
    await merchants.change_profile(work, MARKET, TEA.store_id, mine)
    newer = msgspec.structs.replace(
        said,
        name="新名字",
        hours="24/7",
        attributes=("dogs",),
        names=("Teahouse", "Tehus"),
        lat=30.5,
        brand="龙井",
    )
    change = merchants.ListingChange(TEA.store_id, msgspec.structs.asdict(said), newer)
    (now,) = await merchants.update_listings(work, MARKET, [change])
    assert (now.name, now.attributes) == ("我的茶舍", ("wifi",))
    assert (now.hours, now.names, now.lat, now.brand) == ("24/7", ("Teahouse", "Tehus"), 30.5, "龙井")
    with pytest.raises(Refusal, match="invalid"):
        wrong = msgspec.structs.replace(newer, attributes=("casino",))
        await merchants.update_listings(work, MARKET, [merchants.ListingChange(TEA.store_id, {}, wrong)])
    assert await merchants.update_listings(work, 2, [change]) == []


async def test_only_a_listing_that_nobody_runs_is_closed_and_opened_by_an_import(
    work: Work, told: list[Event]
) -> None:
    await merchants.add_merchant(work, MARKET, LOUWAI)
    run = variant(TEA, merchant_id=LOUWAI.merchant_id, slug="run")
    for store in (TEA, run):
        await merchants.list_store(work, MARKET, store)
    both = [TEA.store_id, run.store_id]
    near = await merchants.stores_near(work, MARKET, [(TEA.lat + 0.0005, TEA.lon)], 60)
    assert {store.store_id for store in near} == set(both)
    assert await merchants.stores_near(work, MARKET, [(TEA.lat + 0.0006, TEA.lon)], 60) == []
    assert await merchants.close_listings(work, MARKET, both) == [TEA.store_id]
    assert await merchants.close_listings(work, MARKET, both) == []
    assert len(await merchants.stores_near(work, MARKET, [(TEA.lat, TEA.lon)], 60)) == 1
    assert await merchants.reopen_listings(work, MARKET, both) == [TEA.store_id]
    assert not (await merchants.store(work, MARKET, TEA.store_id)).closed


async def test_all_stores_come_in_batches_each_once(work: Work, told: list[Event]) -> None:
    batch = [variant(TEA, slug=f"tea-{i}") for i in range(5)]
    await merchants.import_listings(work, MARKET, batch)
    await merchants.import_listings(work, 2, [variant(TEA)])
    seen: list[UUID] = []
    while stores := await merchants.all_stores(work, MARKET, seen[-1] if seen else None, 2):
        seen += [store.store_id for store in stores]
    assert seen == sorted(store.store_id for store in batch)


async def test_a_merchant_is_verified_suspended_and_verified_again(work: Work, told: list[Event]) -> None:
    await merchants.add_merchant(work, MARKET, LOUWAI)
    with pytest.raises(Refusal, match="merchant_not_verified"):
        await merchants.require_verified(work, MARKET, LOUWAI.merchant_id)
    verified = await merchants.verify_merchant(work, MARKET, LOUWAI.merchant_id, "license seen")
    assert (verified.verified, verified.verified_at) == (True, work.now)
    assert await merchants.require_verified(work, MARKET, LOUWAI.merchant_id) == verified
    await merchants.suspend_merchant(work, MARKET, LOUWAI.merchant_id, "complaints")
    with pytest.raises(Refusal, match="merchant_not_verified"):
        await merchants.require_verified(work, MARKET, LOUWAI.merchant_id)
    await merchants.verify_merchant(work, MARKET, LOUWAI.merchant_id)
    assert [type(event).__name__ for event in told] == [
        "MerchantVerified",
        "MerchantSuspended",
        "MerchantVerified",
    ]
    rows = await work._connection.fetch("SELECT action, why FROM kernel.audit_trail ORDER BY audit_id")
    assert [tuple(row) for row in rows][:2] == [
        ("merchant_verified", "license seen"),
        ("merchant_suspended", "complaints"),
    ]


async def test_a_move_that_a_merchants_state_does_not_allow_is_refused(work: Work, told: list[Event]) -> None:
    await merchants.add_merchant(work, MARKET, LOUWAI)
    with pytest.raises(Refusal, match="merchant_move_impossible") as refused:
        await merchants.suspend_merchant(work, MARKET, LOUWAI.merchant_id)
    assert refused.value.params == {"state": "applied"}
    with pytest.raises(Refusal, match="not_found"):
        await merchants.verify_merchant(work, 2, LOUWAI.merchant_id)
    assert told == []


async def test_a_merchant_added_again_keeps_its_state(work: Work, told: list[Event]) -> None:
    await merchants.add_merchant(work, MARKET, LOUWAI)
    await merchants.verify_merchant(work, MARKET, LOUWAI.merchant_id)
    assert (await merchants.add_merchant(work, MARKET, LOUWAI)).verified


async def test_several_merchants_are_read_at_once_and_the_unknown_left_out(work: Work) -> None:
    added = await merchants.add_merchant(work, MARKET, LOUWAI)
    found = await merchants.merchants_of_ids(work, MARKET, [LOUWAI.merchant_id, ids.uuid7()])
    assert found == {LOUWAI.merchant_id: added}
