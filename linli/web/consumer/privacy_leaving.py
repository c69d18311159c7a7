"""Taking everything away, and being erased: both behind a fresh proof of who one is."""

from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import Refusal
from linli.modules import identity, markets, privacy
from linli.services import Who
from linli.web.consumer.privacy import PLACE
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared import security
from linli.web.shared.http import Asked, Here

# Where each obstacle is ended.
WAYS = {
    "open_orders": "orders",
    "unused_vouchers": "wallet",
    "works_at_shop": "me",
    "applications": "applications",
    "operates": "operator",
}


class InTheWay(msgspec.Struct, frozen=True, kw_only=True):
    """What must end first: so many, in a market by its name, and where to end it."""

    kind: str
    count: int
    place: str
    href: str


def _to_proof(here: Here, path: str) -> Response[str]:
    return here.see_other(here.url("me/proof") + "?next=" + quote(here.url(path), safe="/"))


def _is_proven(here: Here) -> bool:
    return identity.is_proven(here.session, here.services.db.clock())


@post("/{market:str}/me/privacy/exports", opt={"who": Who.PERSON})
async def ask_export(here: Asked) -> Response[str]:
    """Has the file made; a second tap waits for the same one."""
    if not _is_proven(here):
        return _to_proof(here, PLACE)
    async with here.services.db.work(here.actor) as work:
        await privacy.ask_export(work, here.market_id, here.person.person_id, here.locale)
    return here.see_other(here.url(PLACE) + "?done=export_asked#export")


@get("/{market:str}/me/privacy/exports/{export_id:uuid}", opt={"who": Who.PERSON})
async def export_file(here: Asked, export_id: FromPath[UUID]) -> Response[bytes] | Response[str]:
    """The ZIP. Refuses: export_not_ready."""
    if not _is_proven(here):
        return _to_proof(here, PLACE)
    async with here.services.db.read() as reader:
        body = await privacy.export_file(reader, here.person.person_id, export_id)
    headers = {
        "Content-Disposition": 'attachment; filename="linli.zip"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, media_type="application/zip", headers=headers)


@get("/{market:str}/me/privacy/erasure", opt={"who": Who.PERSON})
async def erasure_page(here: Asked) -> Response[str]:
    """What goes, what stays, and what is in the way."""
    return await _page(here)


@post("/{market:str}/me/privacy/erasure", opt={"who": Who.PERSON})
async def erase_me(here: Asked) -> Response[str]:
    """Gone, at once, if the box was ticked and nothing stands in the way."""
    if not _is_proven(here):
        return _to_proof(here, f"{PLACE}/erasure")
    form = await here.request.form()
    if form.get("sure") != "yes":
        return await _page(here, unsure=True)
    try:
        async with here.services.db.work(here.actor) as work:
            person_id, signer = here.person.person_id, here.services.phones
            await privacy.erase(work, here.market_id, person_id, signer)
    except Refusal as refusal:
        if refusal.code != "erasure_blocked":
            raise
        return await _page(here, refusal=refusal)
    answer = here.see_other(here.url("") + "?done=erased")
    here.cookie(answer, security.SESSION_COOKIE, "", max_age=0)
    return answer


async def _page(here: Here, *, unsure: bool = False, refusal: Refusal | None = None) -> Response[str]:
    tongue = tongue_of(here)
    async with here.services.db.read() as reader:
        found = await privacy.obstacles(reader, here.person.person_id)
        every = {one.market_id: one for one in await markets.all_markets(reader)}
    in_the_way = [
        InTheWay(
            kind=one.kind.value,
            count=one.count,
            place=tongue.market(every[one.market_id]),
            href=f"/{every[one.market_id].slug}/{WAYS[one.kind.value]}",
        )
        for one in found
    ]
    return show(
        here,
        "privacy_erasure.html",
        refused=refusal,
        nav="me",
        in_the_way=in_the_way,
        unsure=unsure,
        proven=_is_proven(here),
        proof=here.url("me/proof") + "?next=" + quote(here.url(f"{PLACE}/erasure"), safe="/"),
    )
