"""The people of a merchant, and a store's hours."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from linli.api.call import Call, Called
from linli.api.v1 import shapes_staff as shapes
from linli.kernel.refusals import INVALID
from linli.modules import identity, merchants
from linli.modules.merchants import StaffMember, StaffRole
from linli.services import Who

MANAGER = StaffRole.MANAGER
STAFF = "/markets/{market:str}/stores/{slug:str}/staff"
WhichStore = Annotated[
    str | None, QueryParameter(max_length=80, description="The store; without it the head office.")
]


@get(
    STAFF, opt={"who": Who.MANAGER, "scope": "merchant"}, tags=["Desk"], summary="Who works for the merchant"
)
async def list_staff(call: Called, slug: FromPath[str]) -> shapes.StaffList:
    """Every place of every person."""
    async with call.services.db.read() as reader:
        _, member = await call.staffed(reader, slug, MANAGER)
        stores = await merchants.stores_of_merchant(reader, call.market_id, member.merchant_id)
        places = await merchants.staff_of_merchant(reader, call.market_id, member.merchant_id)
    slugs = {store.store_id: store.slug for store in stores}
    return shapes.StaffList(
        [
            shapes.StaffPlace(one.person_id, _slug(slugs, one.store_id), one.role, one.name)
            for one in places
            if _sees(member, one.store_id)
        ]
    )


@get(
    STAFF + "/invitations",
    opt={"who": Who.MANAGER, "scope": "merchant"},
    tags=["Desk"],
    summary="Open invitations",
)
async def list_invitations(call: Called, slug: FromPath[str]) -> shapes.InvitationList:
    """Those that can still be accepted."""
    async with call.services.db.read() as reader:
        _, member = await call.staffed(reader, slug, MANAGER)
        stores = await merchants.stores_of_merchant(reader, call.market_id, member.merchant_id)
        every = await merchants.open_invitations(reader, call.market_id, member.merchant_id)
    slugs = {store.store_id: store.slug for store in stores}
    return shapes.InvitationList([_invitation(call, one, slugs) for one in every if _leads(member, one)])


@post(
    STAFF + "/invitations",
    opt={"who": Who.MANAGER, "scope": "merchant", "once": True, "refuses": "phone_invalid too_many_tries"},
    tags=["Desk"],
    summary="Invite somebody to work here",
)
async def make_invitation(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.NewInvitation]
) -> shapes.Invitation:
    """Open for seven days. An owner may invite anybody, a manager the clerks of their store."""
    phone = identity.normal_phone(data.phone, call.market.country) if data.phone else ""
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug, MANAGER)
        stores = await merchants.stores_of_merchant(work, call.market_id, member.merchant_id)
        store_id = _store_id(stores, data.store)

        async def act() -> shapes.Invitation:
            asked = await merchants.invite(
                work,
                call.market_id,
                member,
                data.role,
                store_id,
                data.name,
                phone=phone,
                signer=call.services.phones,
                write=lambda invitation_id: f"{store.name}: {_url(call, invitation_id)}",
            )
            return _invitation(call, asked, {one.store_id: one.slug for one in stores})

        return await call.once(work, "invitations", (store.store_id, data), shapes.Invitation, act)


@delete(
    STAFF + "/invitations/{invitation_id:uuid}",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "invitation_over"},
    tags=["Desk"],
    summary="Withdraw an invitation",
)
async def end_invitation(call: Called, slug: FromPath[str], invitation_id: FromPath[UUID]) -> None:
    """Its link leads nowhere from now on."""
    async with call.services.db.work(call.actor) as work:
        _, member = await call.staffed(work, slug, MANAGER)
        await merchants.withdraw_invitation(work, call.market_id, member, invitation_id)


@patch(
    STAFF + "/{person_id:uuid}",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "last_owner"},
    status_code=204,
    tags=["Desk"],
    summary="Change somebody's role or place",
)
async def change_place(
    call: Called, slug: FromPath[str], person_id: FromPath[UUID], data: JSONBody[shapes.PlaceChange]
) -> None:
    """From `store` to `to_store`, in the new role."""
    async with call.services.db.work(call.actor) as work:
        _, member = await call.staffed(work, slug, MANAGER)
        stores = await merchants.stores_of_merchant(work, call.market_id, member.merchant_id)
        was, wanted = _store_id(stores, data.store), _store_id(stores, data.to_store)
        await merchants.change_role(work, call.market_id, member, person_id, was, data.role, wanted)


@delete(
    STAFF + "/{person_id:uuid}",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "last_owner"},
    tags=["Desk"],
    summary="Let somebody go",
)
async def end_place(
    call: Called, slug: FromPath[str], person_id: FromPath[UUID], store: WhichStore = None
) -> None:
    """At once: their next call as staff is refused."""
    async with call.services.db.work(call.actor) as work:
        _, member = await call.staffed(work, slug, MANAGER)
        stores = await merchants.stores_of_merchant(work, call.market_id, member.merchant_id)
        await merchants.remove_staff(work, call.market_id, member, person_id, _store_id(stores, store))


@put(
    "/markets/{market:str}/stores/{slug:str}/hours",
    opt={"who": Who.MANAGER, "scope": "merchant"},
    tags=["Desk"],
    summary="Set when a store is open",
)
async def set_hours(call: Called, slug: FromPath[str], data: JSONBody[shapes.Hours]) -> shapes.Hours:
    """From now on; the store's page and the search follow."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)
        changed = await merchants.change_hours(work, call.market_id, store.store_id, data.hours)
    return shapes.Hours(changed.hours)


def _store_id(stores: Sequence[merchants.Store], slug: str | None) -> UUID | None:
    """Refuses: invalid (store)."""
    if slug is None:
        return None
    found = next((store.store_id for store in stores if store.slug == slug), None)
    if found is None:
        raise INVALID(field="store")
    return found


def _slug(slugs: Mapping[UUID, str], store_id: UUID | None) -> str | None:
    return slugs[store_id] if store_id else None


def _sees(member: StaffMember, store_id: UUID | None) -> bool:
    return member.whole or store_id in (None, member.store_id)


def _leads(member: StaffMember, asked: merchants.Invitation) -> bool:
    """A link is shown only to those who could have made it."""
    if member.role is StaffRole.OWNER:
        return True
    own = member.whole or asked.store_id == member.store_id
    return asked.store_id is not None and own and (member.whole or asked.role is StaffRole.CLERK)


def _url(call: Call, invitation_id: UUID) -> str:
    signed = call.services.invitations.sign(invitation_id.hex)
    return f"{call.services.settings.public_url}/{call.market.slug}/invitations/{signed}"


def _invitation(call: Call, asked: merchants.Invitation, slugs: Mapping[UUID, str]) -> shapes.Invitation:
    return shapes.Invitation(
        invitation_id=asked.invitation_id,
        name=asked.name,
        role=asked.role,
        store=_slug(slugs, asked.store_id),
        phone_tail=asked.phone_tail,
        expires_at=asked.expires_at,
        url=_url(call, asked.invitation_id),
    )
