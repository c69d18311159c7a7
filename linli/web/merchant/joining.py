"""The page that an invitation's link opens: what one is asked to, and taking the place."""

from datetime import datetime

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import identity, merchants
from linli.modules.merchants import Invitation, StaffRole
from linli.services import Who
from linli.web.merchant.shop import pick
from linli.web.merchant.staff_views import read_link
from linli.web.shared.http import Asked, Here


class Offered(msgspec.Struct, frozen=True):
    """What somebody is asked to; `place` is empty for the head office, `by` who asks."""

    merchant: str
    place: str
    role: str
    name: str
    by: str
    phone_tail: str
    expires_at: datetime
    open: bool


@get("/{market:str}/invitations/{signed:str}", opt={"who": Who.ANYONE})
async def invitation_seen(here: Asked, signed: FromPath[str]) -> Response[str]:
    """What one is asked to. Anybody with the link may look; to accept one signs in."""
    return await _page(here, signed)


@post("/{market:str}/invitations/{signed:str}/acceptance", opt={"who": Who.PERSON})
async def invitation_accepted(here: Asked, signed: FromPath[str]) -> Response[str]:
    """The signed-in person takes the place; a clerk goes to the counter, all others to the desk."""
    invitation_id = read_link(here, signed)
    if invitation_id is None:
        raise NOT_FOUND()
    person_id = here.person.person_id
    try:
        async with here.services.db.work(here.actor) as work:
            asked = await merchants.accept_invitation(
                work, here.market_id, invitation_id, person_id, here.services.phones
            )
            roles = await merchants.staff_roles(work, here.market_id, person_id)
    except Refusal as refusal:
        return await _page(here, signed, refusal)
    stores = [one for one in roles if asked.store_id in (None, one.store_id)]
    mine = next((one for one in stores if one.merchant_id == asked.merchant_id), None)
    if mine is None:
        return here.see_other(here.url("desk"))
    face = "counter" if asked.role is StaffRole.CLERK else "desk"
    return here.see_other(f"{here.url(face)}/{mine.store_slug}?done=joined")


async def _page(here: Here, signed: str, refusal: Refusal | None = None) -> Response[str]:
    invitation_id = read_link(here, signed)
    if invitation_id is None:
        raise NOT_FOUND()
    async with here.services.db.read() as reader:
        found = await merchants.invitation(reader, here.market_id, invitation_id)
        by = (await identity.people(reader, [found.invited_by])).get(found.invited_by)
    asked = _asked(here, found, by.nickname if by else "", found.open_at(reader.now))
    return here.page(
        "merchant/joining.html",
        status=200 if asked.open else 410,
        refused=refusal,
        asked=asked,
        action=here.url(f"invitations/{signed}/acceptance"),
        refusal=refusal,
        without_bar=True,
    )


def _asked(here: Here, found: Invitation, by: str, open_now: bool) -> Offered:
    return Offered(
        merchant=found.merchant_name,
        place=pick(here, found.store_name or "", found.store_name_en or ""),
        role=found.role.value,
        name=found.name,
        by=by,
        phone_tail=found.phone_tail,
        expires_at=found.expires_at,
        open=open_now,
    )


ROUTES = [invitation_seen, invitation_accepted]
