"""Staff: who may act for a store."""

from uuid import UUID

import pytest

from linli.kernel import ids
from linli.kernel.database import Actor, Work
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import merchants

MARKET = 1
MEI, BO = ids.derived("person", "mei"), ids.derived("person", "bo")
OWNER, MANAGER, CLERK = merchants.StaffRole.OWNER, merchants.StaffRole.MANAGER, merchants.StaffRole.CLERK


@pytest.fixture
def shop(work: Work) -> Work:
    """A work whose news nobody acts on."""
    return Work(work._connection, work.now, Actor("person", MEI), Journey())


async def store_of(work: Work, slug: str, *, claimed: bool = True, market_id: int = MARKET) -> UUID:
    merchant = merchants.Merchant(merchant_id=ids.uuid7(), name=slug, state=merchants.MerchantState.VERIFIED)
    await merchants.add_merchant(work, market_id, merchant)
    store = merchants.Store(
        store_id=ids.uuid7(),
        slug=slug,
        name=f"店 {slug}",
        name_en=slug.title(),
        trade="cafe",
        lat=1.0,
        lon=1.0,
        merchant_id=merchant.merchant_id if claimed else None,
    )
    return (await merchants.list_store(work, market_id, store)).store_id


async def test_an_added_member_is_found_with_the_store_they_work_in(shop: Work) -> None:
    store_id = await store_of(shop, "harbor")
    added = await merchants.add_staff(shop, MARKET, MEI, store_id, "clerk", " 小梅 ")
    assert (added.role, added.name, added.store_name) == (CLERK, "小梅", "店 harbor")
    assert (added.store_name_en, added.store_slug) == ("Harbor", "harbor")
    assert await merchants.staff_member(shop, MARKET, MEI, store_id) == added
    assert await merchants.staff_member(shop, MARKET, BO, store_id) is None


async def test_a_person_sees_all_stores_they_work_in_and_no_others(shop: Work) -> None:
    first, second, _ = [await store_of(shop, slug) for slug in ("b-store", "a-store", "other")]
    await merchants.add_staff(shop, MARKET, MEI, first, OWNER, "Mei")
    await merchants.add_staff(shop, MARKET, MEI, second, CLERK, "Mei")
    assert [member.store_id for member in await merchants.staff_roles(shop, MARKET, MEI)] == [second, first]
    assert await merchants.staff_roles(shop, MARKET, BO) == []
    assert await merchants.staff_roles(shop, 2, MEI) == []


@pytest.mark.parametrize(
    ("has", "needed", "allowed"),
    [
        (OWNER, (OWNER,), True),
        (OWNER, (CLERK,), True),
        (MANAGER, (OWNER,), False),
        (MANAGER, (MANAGER,), True),
        (MANAGER, (CLERK,), True),
        (CLERK, (MANAGER,), False),
        (CLERK, (CLERK,), True),
        (CLERK, (OWNER, CLERK), True),
        (CLERK, (OWNER, MANAGER), False),
        (CLERK, (), True),
        (MANAGER, ("manager",), True),
    ],
)
async def test_a_higher_role_covers_the_lower_ones(
    shop: Work, has: merchants.StaffRole, needed: tuple[merchants.StaffRole, ...], allowed: bool
) -> None:
    store_id = await store_of(shop, "harbor")
    member = await merchants.add_staff(shop, MARKET, MEI, store_id, has, "Mei")
    if allowed:
        assert await merchants.require_staff(shop, MARKET, MEI, store_id, *needed) == member
    else:
        with pytest.raises(Refusal, match="not_allowed"):
            await merchants.require_staff(shop, MARKET, MEI, store_id, *needed)


async def test_the_owner_of_one_store_is_nobody_in_the_store_next_door(shop: Work) -> None:
    mine, next_door = await store_of(shop, "mine"), await store_of(shop, "next-door")
    await merchants.add_staff(shop, MARKET, MEI, mine, OWNER, "Mei")
    for market_id, store_id in ((MARKET, next_door), (2, mine), (MARKET, ids.uuid7())):
        with pytest.raises(Refusal, match="not_found"):
            await merchants.require_staff(shop, market_id, MEI, store_id)


async def test_a_member_added_again_has_the_new_role(shop: Work) -> None:
    store_id = await store_of(shop, "harbor")
    await merchants.add_staff(shop, MARKET, MEI, store_id, CLERK, "Mei")
    await merchants.add_staff(shop, MARKET, MEI, store_id, MANAGER, "Mei Lin")
    roles = await merchants.staff_roles(shop, MARKET, MEI)
    assert [(member.role, member.name) for member in roles] == [(MANAGER, "Mei Lin")]


async def test_adding_a_member_is_in_the_audit_trail_under_who_did_it(shop: Work) -> None:
    store_id = await store_of(shop, "harbor")
    await merchants.add_staff(shop, MARKET, BO, store_id, CLERK, "Bo")
    row = await shop._connection.fetchrow("SELECT * FROM kernel.audit_trail WHERE action = 'staff_added'")
    assert (row["actor"], row["subject"]) == (f"person:{MEI}", str(store_id))
    assert row["facts"] == {"person": str(BO), "role": "clerk"}


async def test_nobody_works_in_a_store_that_no_merchant_runs_or_that_is_elsewhere(shop: Work) -> None:
    unclaimed = await store_of(shop, "unclaimed", claimed=False)
    elsewhere = await store_of(shop, "elsewhere", market_id=2)
    for store_id in (unclaimed, elsewhere, ids.uuid7()):
        with pytest.raises(Refusal, match="not_found"):
            await merchants.add_staff(shop, MARKET, MEI, store_id, CLERK, "Mei")


@pytest.mark.parametrize("name", ["", "  ", "x" * 41])
async def test_a_member_without_a_proper_name_is_refused(shop: Work, name: str) -> None:
    store_id = await store_of(shop, "harbor")
    with pytest.raises(Refusal) as refused:
        await merchants.add_staff(shop, MARKET, MEI, store_id, CLERK, name)
    assert refused.value.params == {"field": "name"}
