"""Staff by invitation, the head office, and who may place whom."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from uuid import UUID

import pytest

from linli.kernel import ids
from linli.kernel.database import Actor, Database, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import identity, merchants, notices
from linli.modules.merchants import StaffRole
from tests import cast
from tests.databases import copy_of

OWNER, MANAGER, CLERK = StaffRole.OWNER, StaffRole.MANAGER, StaffRole.CLERK
SIGNER = Signer("a secret of this test", "phones")


class House:
    """A chain of two stores with an owner, and a person who could join."""

    def __init__(self, work: Work) -> None:
        self.work = Work(work._connection, work.now, Actor("person"), Journey())
        self.market_id = cast.WEST_LAKE.market_id

    async def build(self) -> "House":
        market = await cast.open_market(self.work)
        self.first = await cast.open_store(self.work, market, "first")
        merchant_id = self.first.merchant_id
        self.second = await cast.open_store(self.work, market, "second", merchant_id=merchant_id)
        self.other = await cast.open_store(self.work, market, "other")
        self.ming = await cast.join(self.work, nickname="明", signer=SIGNER, password=None)
        self.lan = await cast.join(self.work, nickname="兰", signer=SIGNER, password=None)
        self.owner = await self.add(self.ming.person_id, self.first.store_id, OWNER)
        return self

    async def add(self, person_id: UUID, store_id: UUID, role: StaffRole) -> merchants.StaffMember:
        return await merchants.add_staff(self.work, self.market_id, person_id, store_id, role, "Ming")

    async def invite(
        self, by: merchants.StaffMember, role: StaffRole, store_id: UUID | None, phone: str = ""
    ) -> merchants.Invitation:
        return await merchants.invite(
            self.work, self.market_id, by, role, store_id, "小兰", phone=phone, signer=SIGNER, write=str
        )

    async def accept(self, asked: merchants.Invitation, person: identity.Person) -> None:
        key = (self.market_id, asked.invitation_id, person.person_id)
        await merchants.accept_invitation(self.work, *key, SIGNER)

    async def role(self, person: identity.Person, store: merchants.Store) -> StaffRole | None:
        found = await merchants.staff_member(self.work, self.market_id, person.person_id, store.store_id)
        return found.role if found else None


@pytest.fixture
async def house(work: Work) -> House:
    return await House(work).build()


async def refused(code: str, action: Awaitable[object]) -> None:
    with pytest.raises(Refusal) as no:
        await action
    assert no.value.code == code


async def test_an_owner_works_in_every_store_of_the_merchant_and_in_no_other(house: House) -> None:
    roles = await merchants.staff_roles(house.work, house.market_id, house.ming.person_id)
    assert [(one.store_slug, one.role, one.whole) for one in roles] == [
        ("first", OWNER, True),
        ("second", OWNER, True),
    ]
    assert await house.role(house.ming, house.other) is None
    assert await merchants.highest_role(house.work, house.market_id, house.ming.person_id) is OWNER
    assert await merchants.highest_role(house.work, house.market_id, house.lan.person_id) is None


async def test_of_two_roles_in_a_store_the_higher_one_counts_and_is_told_once(house: House) -> None:
    await house.add(house.ming.person_id, house.first.store_id, CLERK)
    assert await house.role(house.ming, house.first) is OWNER
    assert len(await merchants.staff_roles(house.work, house.market_id, house.ming.person_id)) == 2


async def test_an_accepted_invitation_is_a_place_once(house: House) -> None:
    asked = await house.invite(house.owner, CLERK, house.first.store_id)
    assert asked.expires_at == house.work.now + timedelta(days=7)
    assert [one.invitation_id for one in await open_of(house)] == [asked.invitation_id]
    await house.accept(asked, house.lan)
    assert await house.role(house.lan, house.first) is CLERK
    assert await house.role(house.lan, house.second) is None
    assert await open_of(house) == []
    third = await cast.join(house.work, nickname="第三", signer=SIGNER, password=None)
    await refused("invitation_over", house.accept(asked, third))
    await refused("invitation_over", withdraw(house, asked))


async def open_of(house: House) -> list[merchants.Invitation]:
    return await merchants.open_invitations(house.work, house.market_id, house.owner.merchant_id)


async def withdraw(house: House, asked: merchants.Invitation) -> None:
    await merchants.withdraw_invitation(house.work, house.market_id, house.owner, asked.invitation_id)


async def test_an_invitation_withdrawn_or_too_old_is_over(house: House) -> None:
    gone = await house.invite(house.owner, CLERK, house.first.store_id)
    await withdraw(house, gone)
    await refused("invitation_over", house.accept(gone, house.lan))
    old = await house.invite(house.owner, CLERK, house.first.store_id)
    house.work.now += timedelta(days=7)
    await refused("invitation_over", house.accept(old, house.lan))
    assert await open_of(house) == []
    assert await house.role(house.lan, house.first) is None


async def test_an_invitation_to_a_phone_is_texted_there_and_for_its_owner_alone(house: House) -> None:
    phone = await identity.phone_of(house.work, house.lan.person_id)
    asked = await house.invite(house.owner, OWNER, None, phone)
    assert asked.phone_tail == phone[-4:]
    message = (await notices.latest(house.work, house.market_id, 1))[0]
    assert (message.recipient, message.body) == (phone, str(asked.invitation_id))
    third = await cast.join(house.work, nickname="第三", signer=SIGNER, password=None)
    await refused("invitation_for_another", house.accept(asked, third))
    await house.accept(asked, house.lan)
    assert await house.role(house.lan, house.second) is OWNER


async def test_nobody_becomes_less_by_accepting(house: House) -> None:
    asked = await house.invite(house.owner, CLERK, house.first.store_id)
    await refused("staff_already", house.accept(asked, house.ming))
    await house.accept(asked, house.lan)
    again = await house.invite(house.owner, CLERK, house.first.store_id)
    await refused("staff_already", house.accept(again, house.lan))
    more = await house.invite(house.owner, MANAGER, house.first.store_id)
    await house.accept(more, house.lan)
    assert await house.role(house.lan, house.first) is MANAGER


async def test_who_may_invite_whom(house: House) -> None:
    first, second = house.first.store_id, house.second.store_id
    manager = await house.add(house.lan.person_id, first, MANAGER)
    await house.invite(manager, CLERK, first)
    await refused("not_found", house.invite(manager, CLERK, second))
    await refused("not_allowed", house.invite(manager, MANAGER, first))
    await refused("not_allowed", house.invite(manager, MANAGER, None))
    await refused("not_found", house.invite(house.owner, CLERK, house.other.store_id))
    await refused("invalid", house.invite(house.owner, CLERK, None))
    await refused("invalid", house.invite(house.owner, OWNER, first))
    await refused("invalid", house.invite(house.owner, OWNER, None))
    clerk = await cast.join(house.work, nickname="店员", signer=SIGNER, password=None)
    member = await house.add(clerk.person_id, first, CLERK)
    await refused("not_allowed", house.invite(member, CLERK, first))


async def test_a_head_office_manager_places_people_in_stores_but_not_above_them(house: House) -> None:
    asked = await house.invite(house.owner, MANAGER, None)
    await house.accept(asked, house.lan)
    lan = await merchants.require_staff(
        house.work, house.market_id, house.lan.person_id, house.second.store_id, MANAGER
    )
    await house.invite(lan, MANAGER, house.first.store_id)
    await refused("not_allowed", house.invite(lan, MANAGER, None))
    await refused("not_allowed", remove(house, lan, house.ming.person_id, None))


async def remove(house: House, by: merchants.StaffMember, person_id: UUID, store_id: UUID | None) -> None:
    await merchants.remove_staff(house.work, house.market_id, by, person_id, store_id)


async def change(
    house: House, by: merchants.StaffMember, person: UUID, was: UUID | None, role: StaffRole, to: UUID | None
) -> None:
    await merchants.change_role(house.work, house.market_id, by, person, was, role, to)


async def test_a_role_is_changed_and_moved_to_another_place(house: House) -> None:
    first, second, lan = house.first.store_id, house.second.store_id, house.lan.person_id
    await house.add(lan, first, CLERK)
    await change(house, house.owner, lan, first, MANAGER, first)
    assert await house.role(house.lan, house.first) is MANAGER
    await change(house, house.owner, lan, first, CLERK, second)
    assert (await house.role(house.lan, house.first), await house.role(house.lan, house.second)) == (
        None,
        CLERK,
    )
    await change(house, house.owner, lan, second, OWNER, None)
    assert await house.role(house.lan, house.first) is OWNER
    await change(house, house.owner, house.ming.person_id, None, MANAGER, first)
    assert await house.role(house.ming, house.second) is None
    places = await merchants.staff_of_merchant(house.work, house.market_id, house.owner.merchant_id)
    assert [(one.role, one.store_name) for one in places] == [(OWNER, None), (MANAGER, house.first.name)]


async def test_a_removed_person_is_nobody_there(house: House) -> None:
    first, lan = house.first.store_id, house.lan.person_id
    clerk = await house.add(lan, first, CLERK)
    await refused("not_found", remove(house, house.owner, lan, house.second.store_id))
    await refused("not_allowed", remove(house, clerk, house.ming.person_id, None))
    await remove(house, house.owner, lan, first)
    await refused("not_found", merchants.require_staff(house.work, house.market_id, lan, first))
    await refused("not_found", remove(house, house.owner, lan, first))


async def test_a_clerk_may_leave_and_a_stranger_s_owner_may_do_nothing(house: House) -> None:
    first, lan = house.first.store_id, house.lan.person_id
    clerk = await house.add(lan, first, CLERK)
    third = await cast.join(house.work, nickname="隔壁", signer=SIGNER, password=None)
    stranger = await house.add(third.person_id, house.other.store_id, OWNER)
    await refused("not_found", remove(house, stranger, lan, first))
    await refused("not_found", change(house, stranger, lan, first, MANAGER, first))
    asked = await house.invite(house.owner, CLERK, first)
    await refused(
        "not_found",
        merchants.withdraw_invitation(house.work, house.market_id, stranger, asked.invitation_id),
    )
    await remove(house, clerk, lan, first)
    assert await house.role(house.lan, house.first) is None


async def test_the_last_owner_stays(house: House) -> None:
    first, ming = house.first.store_id, house.ming.person_id
    await refused("last_owner", remove(house, house.owner, ming, None))
    await refused("last_owner", change(house, house.owner, ming, None, MANAGER, first))
    await house.add(house.lan.person_id, first, OWNER)
    await remove(house, house.owner, ming, None)
    assert await house.role(house.lan, house.second) is OWNER


async def test_two_owners_who_leave_at_once_leave_one(postgres: EmbeddedPostgres) -> None:
    pool = await open_pool(await copy_of(postgres, "last_owner"), size=3)
    db = Database(pool, Journey())
    async with db.work() as work:
        house = await House(work).build()
        other = await house.add(house.lan.person_id, house.first.store_id, OWNER)

    async def leave(member: merchants.StaffMember) -> str:
        try:
            async with db.work() as work:
                await merchants.remove_staff(work, house.market_id, member, member.person_id, None)
                await asyncio.sleep(0.05)
        except Refusal as no:
            return no.code
        return "left"

    assert sorted(await asyncio.gather(leave(house.owner), leave(other))) == ["last_owner", "left"]
    await pool.close()


async def test_an_unknown_invitation_is_not_there(house: House) -> None:
    key = (house.market_id, ids.uuid7())
    await refused("not_found", merchants.invitation(house.work, *key))
    await refused("not_found", merchants.accept_invitation(house.work, *key, house.lan.person_id, SIGNER))
