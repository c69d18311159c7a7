"""My password: changed with the old one, or set with a code that was texted just now."""

from litestar import Response, get, post

from linli.kernel.refusals import Refusal
from linli.modules import identity
from linli.services import Who
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked, Here

# Where on the page each refusal is said; any other is an answer of its own.
PLACES = {
    "password_weak": "password",
    "password_wrong": "old",
    "code_wrong": "code",
    "code_expired": "code",
    "too_many_tries": "top",
}


@get("/{market:str}/me/password", opt={"who": Who.PERSON})
async def password_page(here: Asked) -> Response[str]:
    """Asks for the old password; for a code where there is none, or where it was forgotten."""
    return await _page(here, here.request.query_params.get("way", ""))


@post("/{market:str}/me/password/codes", opt={"who": Who.PERSON})
async def send_password_code(here: Asked) -> Response[str]:
    """Text a code that opens nothing but this form."""
    services, tongue = here.services, tongue_of(here)
    try:
        async with services.db.work(here.actor) as work:
            await identity.send_password_code(
                work,
                here.market_id,
                here.person.person_id,
                here.address,
                services.phones,
                lambda code: tongue.say("consumer.sms.password_code", code=code),
            )
    except Refusal as refusal:
        return await _page(here, "code", refusal)
    return here.see_other(here.url("me/password") + "?way=code")


@post("/{market:str}/me/password", opt={"who": Who.PERSON})
async def change_password(here: Asked) -> Response[str]:
    """Every session and token ends; this browser goes on with a new one."""
    form = await here.request.form()
    way = "code" if "code" in form else "old"
    shown, new = str(form.get(way, "")), str(form.get("password", ""))
    db, person_id = here.services.db, here.person.person_id
    try:
        if way == "code":
            signed_in = await identity.reset_password(db, person_id, shown, new, here.services.phones)
        else:
            signed_in = await identity.change_password(db, person_id, shown, new, address=here.address)
    except Refusal as refusal:
        return await _page(here, way, refusal)
    async with db.work(here.actor) as work:
        session = await identity.start_session(
            work, person_id, epoch=signed_in.epoch, user_agent=here.user_agent
        )
    answer = here.see_other(here.url("me") + "?done=password_set")
    here.keep_session(answer, session)
    return answer


async def _page(here: Here, way: str, refusal: Refusal | None = None) -> Response[str]:
    if refusal and refusal.code not in PLACES:
        raise refusal
    async with here.services.db.read() as reader:
        has_one = await identity.has_password(reader, here.person.person_id)
    return show(
        here,
        "password.html",
        refused=refusal,
        without_bar=True,
        way="code" if way == "code" else "old" if has_one else "none",
        has_one=has_one,
        refusal=refusal,
        wrong=PLACES[refusal.code] if refusal else "",
        outbox=here.services.settings.is_demo and here.services.settings.demo_sign_in,
    )
