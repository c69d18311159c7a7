"""Signing in: by a one-time code to a phone, or by password; the page also offers passkeys."""

from uuid import UUID

from litestar import Response, get, post

from linli.kernel.database import Work
from linli.kernel.refusals import TOO_MANY_TRIES, Refusal
from linli.modules import attribution, identity
from linli.services import Who
from linli.web.consumer import ceremony
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared import security
from linli.web.shared.http import Asked, Here

WAYS = ("code", "password")
OF_PASSKEYS = frozenset(("passkey_unknown", "passkey_expired", "passkey_wrong", "passkey_copied"))
SHOWN_IN_PLACE = OF_PASSKEYS | {
    "phone_invalid",
    "code_wrong",
    "code_expired",
    "sign_in_wrong",
    TOO_MANY_TRIES.code,
}


@get("/{market:str}/sign-in", opt={"who": Who.ANYONE})
async def sign_in_page(here: Asked) -> Response[str]:
    """The phone first, or the password if one prefers; whoever is signed in goes on."""
    asked = here.request.query_params
    if here.signed_in:
        return here.see_other(here.next_path(asked.get("next")))
    return _form(here, asked.get("way", "code"), next_path=asked.get("next", ""))


@post("/{market:str}/sign-in/codes", opt={"who": Who.ANYONE})
async def send_code(here: Asked) -> Response[str]:
    """Text a code, and ask for it. The same answer whether or not the phone is known."""
    form = await here.request.form()
    typed, next_path = str(form.get("phone", "")), str(form.get("next", ""))
    services, tongue = here.services, tongue_of(here)
    try:
        phone = identity.normal_phone(typed, here.market.country)
        async with services.db.work(here.actor) as work:
            await identity.count_code_request(work, phone, here.address)
            await identity.send_sign_in_code(
                work,
                here.market_id,
                phone,
                services.phones,
                lambda code: tongue.say("consumer.sms.sign_in_code", code=code),
            )
    except Refusal as refusal:
        return refused(here, refusal, "code", typed, next_path)
    return _form(here, "sent", phone=phone, next_path=next_path)


@post("/{market:str}/sign-in/sessions", opt={"who": Who.ANYONE})
async def sign_in_with_code(here: Asked) -> Response[str]:
    """The code from the message; a wrong one can be typed again."""
    form = await here.request.form()
    phone, next_path = str(form.get("phone", "")), str(form.get("next", ""))
    try:
        normal = identity.normal_phone(phone, here.market.country)
        signed_in = await identity.sign_in_with_code(
            here.services.db, normal, str(form.get("code", "")), here.services.phones, language=here.locale
        )
    except Refusal as refusal:
        return refused(here, refusal, "sent", phone, next_path)
    return await welcome(here, signed_in, next_path)


@post("/{market:str}/sign-in/password-sessions", opt={"who": Who.ANYONE})
async def sign_in_with_password(here: Asked) -> Response[str]:
    """Phone and password."""
    form = await here.request.form()
    phone, next_path = str(form.get("phone", "")), str(form.get("next", ""))
    try:
        normal = identity.normal_phone(phone, here.market.country)
        signed_in = await identity.sign_in_with_password(
            here.services.db,
            normal,
            str(form.get("password", "")),
            here.services.phones,
            address=here.address,
        )
    except Refusal as refusal:
        return refused(here, refusal, "password", phone, next_path)
    return await welcome(here, signed_in, next_path)


@post("/{market:str}/session/end", opt={"who": Who.PERSON})
async def end_session(here: Asked) -> Response[str]:
    """Sign out of this browser."""
    async with here.services.db.work(here.actor) as work:
        await identity.end_session(work, here.session_token)
    answer = here.see_other(here.url("") + "?done=signed_out")
    here.cookie(answer, security.SESSION_COOKIE, "", max_age=0)
    return answer


@post("/{market:str}/sessions/end", opt={"who": Who.PERSON})
async def end_every_session(here: Asked) -> Response[str]:
    """Sign out everywhere: every browser, this one too, and every program that holds a token."""
    async with here.services.db.work(here.actor) as work:
        await identity.sign_out_everywhere(work, here.person.person_id)
    answer = here.see_other(here.url("") + "?done=signed_out_everywhere")
    here.cookie(answer, security.SESSION_COOKIE, "", max_age=0)
    return answer


async def welcome(here: Here, signed_in: identity.SignedIn, next_path: str) -> Response[str]:
    """A session of its own for every sign-in; the one before, if any, ends."""
    before = here.session_token
    async with here.services.db.work(here.actor) as work:
        if before:
            await _end_before(work, before, signed_in.person.person_id)
        session = await identity.start_session(
            work, signed_in.person.person_id, epoch=signed_in.epoch, user_agent=here.user_agent
        )
        await identity.join_market(work, here.market_id, signed_in.person)
        if here.device_id is not None:
            await attribution.join_device(work, here.market_id, here.device_id, signed_in.person.person_id)
    done = "?done=welcome" if signed_in.new else ""
    answer = here.see_other(here.next_path(next_path) + done)
    here.keep_session(answer, session)
    return answer


async def _end_before(work: Work, cookie: str, person_id: UUID) -> None:
    """What this browser was before ends; what it did as a guest is this person's."""
    session = await identity.present_session(work, cookie)
    if session is not None and session.person.is_guest:
        await identity.adopt_guest(work, session.person.person_id, person_id)
    await identity.end_session(work, cookie)


def refused(here: Here, refusal: Refusal, way: str, phone: str, next_path: str) -> Response[str]:
    """The page again, with what was typed and why not."""
    if refusal.code not in SHOWN_IN_PLACE:
        raise refusal
    return _form(here, way, phone=phone, next_path=next_path, refusal=refusal)


def _form(
    here: Here, way: str, *, phone: str = "", next_path: str = "", refusal: Refusal | None = None
) -> Response[str]:
    return show(
        here,
        "sign_in.html",
        refused=refusal,
        without_bar=True,
        way=way if way in (*WAYS, "sent") else "code",
        phone=phone,
        next_path=next_path,
        refusal=refusal,
        of_passkeys=refusal is not None and refusal.code in OF_PASSKEYS,
        site=None if here.mall_here else ceremony.site_of(here),
        outbox=here.services.settings.is_demo and here.services.settings.demo_sign_in,
    )
