"""Who works here: the list, invitations, roles, and letting people go."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import identity, merchants
from linli.modules.merchants import StaffRole, Store
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, shop_of, typed
from linli.web.merchant.staff_views import (
    InvitationLine,
    PersonLine,
    invitation_line,
    link_of,
    offers,
    person_line,
    read_at,
    read_place,
    visible,
)
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}
# What is said at its field; everything else stands above the form.
FIELDS = {"phone_invalid": "phone"}


class InvitationForm(msgspec.Struct, frozen=True):
    """As it was typed."""

    name: str = ""
    place: str = ""
    phone: str = ""


@get("/{market:str}/desk/{slug:str}/staff", opt=ONLY_MANAGERS)
async def staff(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Everybody who works here, who was asked to, and a form to ask somebody."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return await _page(here, shop)


@post("/{market:str}/desk/{slug:str}/staff/invitations", opt=ONLY_MANAGERS)
async def invitation_made(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Ask somebody: by text message where a phone is given, else by a link or its QR code."""
    sent = await here.request.form()
    form = InvitationForm(typed(sent, "name"), typed(sent, "place"), typed(sent, "phone"))
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    try:
        asked = await _invite(here, slug, form)
    except Refusal as refusal:
        return await _page(here, shop, form=form, refusal=refusal)
    return here.see_other(f"{shop.desk}/staff/invitations/{asked.invitation_id}?done=invited")


@get("/{market:str}/desk/{slug:str}/staff/invitations/{invitation_id:uuid}", opt=ONLY_MANAGERS)
async def invitation_page(here: Asked, slug: FromPath[str], invitation_id: FromPath[UUID]) -> Response[str]:
    """The link and its QR code, to be shown to whoever stands here. Over: back to the list."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        every = await merchants.open_invitations(reader, here.market_id, shop.member.merchant_id)
    asked = next((one for one in every if one.invitation_id == invitation_id), None)
    if asked is None or not visible(shop, asked.store_id):
        return here.see_other(f"{shop.desk}/staff")
    line = invitation_line(here, shop, asked)
    link = link_of(here, invitation_id) if line.may_withdraw else ""
    return desk_page(
        here, shop, "invitation.html", nav="staff", asked=line, link=link, said={"invited": True}
    )


@post("/{market:str}/desk/{slug:str}/staff/invitations/{invitation_id:uuid}/withdrawal", opt=ONLY_MANAGERS)
async def invitation_withdrawn(
    here: Asked, slug: FromPath[str], invitation_id: FromPath[UUID]
) -> Response[str]:
    """The link leads nowhere from now on."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    try:
        async with here.services.db.work(here.actor) as work:
            by = (await shop_of(here, work, slug, StaffRole.MANAGER)).member
            await merchants.withdraw_invitation(work, here.market_id, by, invitation_id)
    except Refusal as refusal:
        return await _page(here, shop, refusal=refusal)
    return here.see_other(f"{shop.desk}/staff?done=withdrawn")


@post("/{market:str}/desk/{slug:str}/staff/{person_id:uuid}/role", opt=ONLY_MANAGERS)
async def role_changed(here: Asked, slug: FromPath[str], person_id: FromPath[UUID]) -> Response[str]:
    """Another role, here or in another place of the merchant."""
    sent = await here.request.form()
    at, wanted = typed(sent, "at"), typed(sent, "place")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    try:
        async with here.services.db.work(here.actor) as work:
            by = (await shop_of(here, work, slug, StaffRole.MANAGER)).member
            stores = await merchants.stores_of_merchant(work, here.market_id, by.merchant_id)
            role, store_id = read_place(wanted, stores)
            was = read_at(at, stores)
            await merchants.change_role(work, here.market_id, by, person_id, was, role, store_id)
    except Refusal as refusal:
        return await _page(here, shop, refusal=refusal)
    return here.see_other(f"{shop.desk}/staff?done=role_changed")


@post("/{market:str}/desk/{slug:str}/staff/{person_id:uuid}/removal", opt=ONLY_MANAGERS)
async def person_removed(here: Asked, slug: FromPath[str], person_id: FromPath[UUID]) -> Response[str]:
    """They work here no longer; whatever they open next is refused."""
    at = typed(await here.request.form(), "at")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    try:
        async with here.services.db.work(here.actor) as work:
            by = (await shop_of(here, work, slug, StaffRole.MANAGER)).member
            stores = await merchants.stores_of_merchant(work, here.market_id, by.merchant_id)
            await merchants.remove_staff(work, here.market_id, by, person_id, read_at(at, stores))
    except Refusal as refusal:
        return await _page(here, shop, refusal=refusal)
    if person_id == here.person.person_id:
        return here.see_other(here.url("me"))
    return here.see_other(f"{shop.desk}/staff?done=removed")


async def _invite(here: Here, slug: str, form: InvitationForm) -> merchants.Invitation:
    phone = identity.normal_phone(form.phone, here.market.country) if form.phone else ""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        stores = await merchants.stores_of_merchant(work, here.market_id, shop.member.merchant_id)
        role, store_id = read_place(form.place, stores)
        return await merchants.invite(
            work,
            here.market_id,
            shop.member,
            role,
            store_id,
            form.name,
            phone=phone,
            signer=here.services.phones,
            write=lambda invitation_id: _message(here, shop, role, invitation_id),
        )


def _message(here: Here, shop: Shop, role: StaffRole, invitation_id: UUID) -> str:
    """The text message, in the market's language: nobody knows yet what the reader's is."""
    words = here.words_in(here.market.language)
    store = shop.store.name_en or shop.store.name if here.market.language == "en" else shop.store.name
    said = words.t(
        "desk.staff.sms",
        shop=store,
        role=words.t(f"desk.role.{role.value}"),
        link=link_of(here, invitation_id),
    )
    return str(said.unescape())


async def _page(
    here: Here, shop: Shop, *, form: InvitationForm | None = None, refusal: Refusal | None = None
) -> Response[str]:
    async with here.services.db.read() as reader:
        stores = await merchants.stores_of_merchant(reader, here.market_id, shop.member.merchant_id)
        people = await _people(here, reader, shop, stores)
        asked = await _asked(here, reader, shop)
    may_give = offers(here, shop, stores)
    field = ""
    if refusal:
        field = FIELDS.get(refusal.code) or (
            str(refusal.params.get("field", "")) if refusal.kind is INVALID else ""
        )
    return desk_page(
        here,
        shop,
        "staff.html",
        refused=refusal,
        said={"withdrawn": True, "role_changed": len(people) > 0, "removed": True},
        nav="staff",
        people=people,
        asked=asked,
        offers=may_give,
        several=len(stores) > 1,
        form=form or InvitationForm(place=may_give[0].value if may_give else ""),
        wrong=field,
        refusal=refusal,
    )


async def _people(here: Here, reader: Reader, shop: Shop, stores: Sequence[Store]) -> Sequence[PersonLine]:
    places = await merchants.staff_of_merchant(reader, here.market_id, shop.member.merchant_id)
    shown = [place for place in places if visible(shop, place.store_id)]
    people = await identity.people(reader, {place.person_id for place in shown})
    slugs = {store.store_id: store.slug for store in stores}
    return [person_line(here, shop, place, people, slugs) for place in shown]


async def _asked(here: Here, reader: Reader, shop: Shop) -> Sequence[InvitationLine]:
    every = await merchants.open_invitations(reader, here.market_id, shop.member.merchant_id)
    return [invitation_line(here, shop, one) for one in every if visible(shop, one.store_id)]


ROUTES = [staff, invitation_made, invitation_page, invitation_withdrawn, role_changed, person_removed]
