"""People of the shop as the desk shows them, and the places that one may give."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.refusals import INVALID
from linli.modules import identity
from linli.modules.merchants import Invitation, StaffMember, StaffPlace, StaffRole, Store
from linli.web.merchant.shop import Shop, pick
from linli.web.shared.http import Here

HEAD_OFFICE = "head-office"


class PersonLine(msgspec.Struct, frozen=True):
    """One place of one person. `at` is a store's name in the URL or "head-office"; `place` its name."""

    name: str
    nickname: str
    phone_tail: str
    role: str
    at: str
    place: str
    you: bool
    may_change: bool
    may_remove: bool
    href: str

    @property
    def current(self) -> str:
        return f"{self.role}@{self.at}"


class InvitationLine(msgspec.Struct, frozen=True):
    """An invitation that nobody has accepted yet."""

    name: str
    role: str
    place: str
    phone_tail: str
    expires_at: datetime
    may_withdraw: bool
    href: str


class Offer(msgspec.Struct, frozen=True):
    """A role in a place that the reader may give; `value` names both in a form."""

    value: str
    role: str
    place: str


def may_place(member: StaffMember, role: StaffRole, store_id: UUID | None) -> bool:
    """Whether `member` may give or take this place (the module asks again)."""
    if member.role is StaffRole.OWNER:
        return True
    if member.role is not StaffRole.MANAGER or store_id is None:
        return False
    return member.whole or (store_id == member.store_id and role is StaffRole.CLERK)


def offers(here: Here, shop: Shop, stores: Sequence[Store]) -> list[Offer]:
    """Every role that the reader may give, store by store, their own store first; then the head office."""
    own_first = sorted(stores, key=lambda store: store.store_id != shop.store.store_id)
    found = [
        Offer(f"{role.value}@{store.slug}", role.value, pick(here, store.name, store.name_en))
        for store in own_first
        for role in (StaffRole.CLERK, StaffRole.MANAGER)
        if may_place(shop.member, role, store.store_id)
    ]
    return found + [
        Offer(f"{role.value}@{HEAD_OFFICE}", role.value, "")
        for role in (StaffRole.MANAGER, StaffRole.OWNER)
        if may_place(shop.member, role, None)
    ]


def read_place(text: str, stores: Sequence[Store]) -> tuple[StaffRole, UUID | None]:
    """`clerk@noodles` as a role and a store (None: the head office). Refuses: invalid (place)."""
    role, _, at = text.partition("@")
    if role not in {one.value for one in StaffRole}:
        raise INVALID(field="place")
    return StaffRole(role), read_at(at, stores)


def read_at(at: str, stores: Sequence[Store]) -> UUID | None:
    """A store's name in the URL as its id; None for the head office. Refuses: invalid (place)."""
    if at == HEAD_OFFICE:
        return None
    found = next((store.store_id for store in stores if store.slug == at), None)
    if found is None:
        raise INVALID(field="place")
    return found


def person_line(
    here: Here,
    shop: Shop,
    place: StaffPlace,
    people: Mapping[UUID, identity.Person],
    slugs: Mapping[UUID, str],
) -> PersonLine:
    person = people.get(place.person_id)
    you = place.person_id == here.person.person_id
    may = may_place(shop.member, place.role, place.store_id)
    return PersonLine(
        name=place.name,
        nickname=person.nickname if person else "",
        phone_tail=person.phone_tail if person else "",
        role=place.role.value,
        at=slugs.get(place.store_id, "") if place.store_id else HEAD_OFFICE,
        place=pick(here, place.store_name or "", place.store_name_en or ""),
        you=you,
        may_change=may,
        may_remove=may or you,
        href=f"{shop.desk}/staff/{place.person_id}",
    )


def invitation_line(here: Here, shop: Shop, asked: Invitation) -> InvitationLine:
    return InvitationLine(
        name=asked.name,
        role=asked.role.value,
        place=pick(here, asked.store_name or "", asked.store_name_en or ""),
        phone_tail=asked.phone_tail,
        expires_at=asked.expires_at,
        may_withdraw=may_place(shop.member, asked.role, asked.store_id),
        href=f"{shop.desk}/staff/invitations/{asked.invitation_id}",
    )


def visible(shop: Shop, store_id: UUID | None) -> bool:
    """A store's manager sees that store and the head office; the head office sees all."""
    return shop.member.whole or store_id in (None, shop.store.store_id)


def link_of(here: Here, invitation_id: UUID) -> str:
    """The address that accepts an invitation; signed, so that it cannot be guessed from another."""
    return here.absolute(here.url(f"invitations/{here.services.invitations.sign(invitation_id.hex)}"))


def read_link(here: Here, signed: str) -> UUID | None:
    """The invitation that a link is about; None where we did not sign it."""
    text = here.services.invitations.read(signed)
    return UUID(hex=text) if text else None
