"""Signing in with a passkey: the page's script fetches a challenge and sends the answer to it as a form."""

from typing import Any

from litestar import Response, post

from linli.kernel.refusals import Refusal
from linli.modules import identity
from linli.services import Who
from linli.web.consumer import ceremony
from linli.web.consumer.sign_in import refused, welcome
from linli.web.shared.http import Asked


@post("/{market:str}/sign-in/passkey-challenges", opt={"who": Who.ANYONE})
async def ask_for_passkey(here: Asked) -> Response[dict[str, Any]]:
    """A challenge for this browser, as JSON. It names no key and tells nothing of anyone."""
    try:
        async with here.services.db.work(here.actor) as work:
            site = ceremony.site_of(here)
            asked = await identity.offer_passkey_sign_in(work, site, here.seed, here.address)
    except Refusal as refusal:
        return ceremony.refusal(here, refusal)
    return ceremony.options(asked)


@post("/{market:str}/sign-in/passkey-sessions", opt={"who": Who.ANYONE})
async def sign_in_with_passkey(here: Asked) -> Response[str]:
    """The device's answer; a refused one leaves the other ways to sign in in front of the person."""
    form = await here.request.form()
    next_path = str(form.get("next", ""))
    try:
        signed_in = await identity.sign_in_with_passkey(
            here.services.db,
            here.market_id,
            str(form.get("credential", "")),
            ceremony.site_of(here),
            browser=here.seed,
        )
    except Refusal as refusal:
        return refused(here, refusal, "code", "", next_path)
    return await welcome(here, signed_in, next_path)
