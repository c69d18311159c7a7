"""My passkeys: making one with this device, another name, giving one up."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import identity
from linli.services import Who
from linli.web.consumer import ceremony
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked, Here

# How long the page says that a passkey was added.
JUST_NOW = timedelta(minutes=10)


@get("/{market:str}/me/passkeys", opt={"who": Who.PERSON})
async def passkeys_page(here: Asked) -> Response[str]:
    """What there is, and a new one for whoever has just shown who they are."""
    return await _page(here)


@post("/{market:str}/me/passkeys/challenges", opt={"who": Who.PERSON})
async def offer_passkey(here: Asked) -> Response[dict[str, Any]]:
    """A challenge for this session, as JSON; the name is read here already, before the device makes a key."""
    form = await here.request.form()
    try:
        async with here.services.db.work(here.actor) as work:
            asked = await identity.offer_passkey(
                work, here.session, str(form.get("name", "")), ceremony.site_of(here)
            )
    except Refusal as refusal:
        return ceremony.refusal(here, refusal)
    return ceremony.options(asked)


@post("/{market:str}/me/passkeys", opt={"who": Who.PERSON})
async def add_passkey(here: Asked) -> Response[str]:
    """The key that the device has made."""
    form = await here.request.form()
    name, credential = str(form.get("name", "")), str(form.get("credential", ""))
    try:
        await identity.add_passkey(
            here.services.db, here.market_id, here.session, name, credential, ceremony.site_of(here)
        )
    except Refusal as refusal:
        return await _page(here, name=name, refusal=refusal)
    return here.see_other(here.url("me/passkeys") + "?done=passkey_added")


@get("/{market:str}/me/passkeys/{passkey_id:uuid}", opt={"who": Who.PERSON})
async def passkey_page(here: Asked, passkey_id: FromPath[UUID]) -> Response[str]:
    """One passkey: its name, and giving it up."""
    return await _one(here, passkey_id)


@post("/{market:str}/me/passkeys/{passkey_id:uuid}/name", opt={"who": Who.PERSON})
async def rename_passkey(here: Asked, passkey_id: FromPath[UUID]) -> Response[str]:
    """A name by which one knows the device."""
    form = await here.request.form()
    name = str(form.get("name", ""))
    try:
        async with here.services.db.work(here.actor) as work:
            await identity.rename_passkey(work, here.person.person_id, passkey_id, name)
    except Refusal as refusal:
        return await _one(here, passkey_id, name=name, refusal=refusal)
    return here.see_other(here.url("me/passkeys") + "?done=passkey_renamed")


@post("/{market:str}/me/passkeys/{passkey_id:uuid}/removal", opt={"who": Who.PERSON})
async def remove_passkey(here: Asked, passkey_id: FromPath[UUID]) -> Response[str]:
    """It signs in no more; other browsers are signed out only if that was asked for."""
    form = await here.request.form()
    async with here.services.db.work(here.actor) as work:
        await identity.remove_passkey(work, here.market_id, here.person.person_id, passkey_id)
        if form.get("others") == "yes":
            await identity.end_other_sessions(work, here.session)
    return here.see_other(here.url("me/passkeys") + f"?done=passkey_removed&which={passkey_id}")


async def _page(here: Here, *, name: str | None = None, refusal: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        found = await identity.passkeys_of(reader, here.person.person_id)
        now = reader.now
    which = here.request.query_params.get("which")
    return show(
        here,
        "passkeys.html",
        refused=refusal,
        said={
            "passkey_added": any(now - one.created_at < JUST_NOW for one in found),
            "passkey_renamed": bool(found),
            "passkey_removed": bool(which) and which not in {str(one.passkey_id) for one in found},
        },
        nav="me",
        passkeys=found,
        proven=identity.is_proven(here.session, now),
        site=ceremony.site_of(here),
        name=suggested_name(here) if name is None else name,
        refusal=refusal,
    )


async def _one(
    here: Here, passkey_id: UUID, *, name: str | None = None, refusal: Refusal | None = None
) -> Response[str]:
    async with here.services.db.read() as reader:
        found = await identity.passkeys_of(reader, here.person.person_id)
    passkey = next((one for one in found if one.passkey_id == passkey_id), None)
    if passkey is None:
        raise NOT_FOUND()
    wanted = passkey.name if name is None else name
    return show(
        here, "passkey.html", refused=refusal, nav="me", passkey=passkey, name=wanted, refusal=refusal
    )


def suggested_name(here: Here) -> str:
    """What this device may be called, until its owner says otherwise."""
    device, tongue = identity.device_of(here.user_agent), tongue_of(here)
    browser = tongue.say(f"consumer.browser.{device.browser}") if device.browser else ""
    system = tongue.say(f"consumer.system.{device.system}") if device.system else ""
    known = " · ".join(word for word in (system, browser) if word)
    return known or tongue.say("consumer.device.unknown")
