"""Showing once more who one is: by password, or with a code that was texted just now."""

from urllib.parse import quote

from litestar import Response, get, post

from linli.kernel.refusals import TOO_MANY_TRIES, Refusal
from linli.modules import identity
from linli.services import Who
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import PATH_SIGNS, Asked, Here

SHOWN_IN_PLACE = frozenset(("proof_wrong", "code_wrong", "code_expired", TOO_MANY_TRIES.code))


@get("/{market:str}/me/proof", opt={"who": Who.PERSON})
async def proof_page(here: Asked) -> Response[str]:
    """Asks for the password; for a code where there is none. Whoever has just signed in goes on."""
    asked = here.request.query_params
    if identity.is_proven(here.session, here.services.db.clock()):
        return here.see_other(here.next_path(asked.get("next")))
    return await _page(here, asked.get("way", ""), asked.get("next", ""))


@post("/{market:str}/me/proof/codes", opt={"who": Who.PERSON})
async def send_proof_code(here: Asked) -> Response[str]:
    """Text a code that opens nothing but this form."""
    form = await here.request.form()
    next_path, services, tongue = str(form.get("next", "")), here.services, tongue_of(here)
    try:
        async with services.db.work(here.actor) as work:
            await identity.send_proof_code(
                work,
                here.market_id,
                here.person.person_id,
                here.address,
                services.phones,
                lambda code: tongue.say("consumer.sms.proof_code", code=code),
            )
    except Refusal as refusal:
        return await _page(here, "code", next_path, refusal)
    wanted = quote(here.next_path(next_path), safe=PATH_SIGNS)
    return here.see_other(here.url("me/proof") + f"?way=code&next={wanted}")


@post("/{market:str}/me/proof", opt={"who": Who.PERSON})
async def prove(here: Asked) -> Response[str]:
    """Good for fifteen minutes in this browser."""
    form = await here.request.form()
    way, next_path = "code" if "code" in form else "old", str(form.get("next", ""))
    try:
        if way == "code":
            typed = str(form.get("code", ""))
            await identity.prove_with_code(here.services.db, here.session, typed, here.services.phones)
        else:
            typed = str(form.get("password", ""))
            await identity.prove_with_password(here.services.db, here.session, typed, address=here.address)
    except Refusal as refusal:
        return await _page(here, way, next_path, refusal)
    return here.see_other(here.next_path(next_path))


async def _page(here: Here, way: str, next_path: str, refusal: Refusal | None = None) -> Response[str]:
    if refusal and refusal.code not in SHOWN_IN_PLACE:
        raise refusal
    async with here.services.db.read() as reader:
        has_one = await identity.has_password(reader, here.person.person_id)
    return show(
        here,
        "proof.html",
        refused=refusal,
        without_bar=True,
        way="code" if way == "code" else "old" if has_one else "none",
        has_one=has_one,
        next_path=next_path,
        refusal=refusal,
        outbox=here.services.settings.is_demo and here.services.settings.demo_sign_in,
    )
