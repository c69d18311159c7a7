"""One-time codes, and tokens for programs."""

from datetime import timedelta
from uuid import UUID

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody

from linli.api import gate, words
from linli.api.call import Called
from linli.api.v1 import shapes_sign_in as shapes
from linli.kernel import limits
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_ALLOWED, NOT_FOUND
from linli.modules import identity, notices
from linli.services import Who

TOKENS_PER_PHONE = limits.Limit("token by phone", 20, timedelta(minutes=15))
TOKENS_PER_ADDRESS = limits.Limit("token by address", 60, timedelta(minutes=15))
ROLE_OF_SCOPE = {
    shapes.Scope.COUNTER: Who.CLERK,
    shapes.Scope.MERCHANT: Who.MANAGER,
    shapes.Scope.OPERATOR: Who.OPERATOR,
}


@post(
    "/markets/{market:str}/sign-in-codes",
    opt={"who": Who.ANYONE, "once": True, "refuses": "phone_invalid too_many_tries"},
    status_code=202,
    tags=["Signing in"],
    summary="Text a one-time code",
)
async def send_code(call: Called, data: JSONBody[shapes.CodeWanted]) -> shapes.CodeSent:
    """Five an hour for a phone. The code is good for ten minutes and five tries, and replaces the last."""
    phone = identity.normal_phone(data.phone, call.market.country)

    def write(code: str) -> str:
        return words.say(call.locale, "api.sign_in_code", {"code": code, "market": call.market.name})

    async with call.services.db.work(call.actor) as work:

        async def act() -> shapes.CodeSent:
            # Counted only where it is sent, so a repeat of the same request costs nothing.
            await identity.count_code_request(work, phone, call.address)
            await identity.send_sign_in_code(work, call.market_id, phone, call.services.phones, write)
            return shapes.CodeSent(phone[-4:])

        print_of_phone = call.services.phones.print_of(phone)
        return await call.once(work, "sign-in-codes", print_of_phone, shapes.CodeSent, act)


@post(
    "/markets/{market:str}/tokens",
    opt={
        "who": Who.ANYONE,
        "refuses": "phone_invalid token_name_invalid code_wrong code_expired sign_in_wrong not_allowed "
        "too_many_tries",
    },
    tags=["Signing in"],
    summary="Sign in and get a token",
)
async def make_token(call: Called, data: JSONBody[shapes.TokenWanted]) -> shapes.Token:
    """Good for 30 days. Takes no idempotency key: the answer is a secret, and secrets are not remembered."""
    if bool(data.code) == bool(data.password):
        raise INVALID(field="code")
    phone = identity.normal_phone(data.phone, call.market.country)
    # Before a code is used up for nothing.
    name = identity.clean_token_name(data.name)
    services = call.services
    async with services.db.work(call.actor) as work:
        await limits.count(work, TOKENS_PER_PHONE, phone)
        await limits.count(work, TOKENS_PER_ADDRESS, limits.network_of(call.address))
    if data.code:
        signed_in = await identity.sign_in_with_code(
            services.db, phone, data.code, services.phones, language=call.locale
        )
    else:
        signed_in = await identity.sign_in_with_password(
            services.db, phone, data.password, services.phones, address=call.address
        )
    async with services.db.work(call.actor) as work:
        scopes = await _useful(work, call.market_id, signed_in.person, data.scopes)
        await identity.join_market(work, call.market_id, signed_in.person)
        issued = await identity.issue_token(
            work, signed_in.person.person_id, scopes, epoch=signed_in.epoch, name=name
        )
    return shapes.token_of(issued, signed_in.person)


async def _useful(
    work: Work, market_id: int, person: identity.Person, wanted: list[shapes.Scope]
) -> list[str]:
    """Those of the wanted scopes that the person can have a use for. Refuses: not_allowed (none)."""
    useful = [
        scope.value
        for scope in dict.fromkeys(wanted)
        if scope not in ROLE_OF_SCOPE or await gate.has_role(work, ROLE_OF_SCOPE[scope], market_id, person)
    ]
    if not useful:
        raise NOT_ALLOWED()
    return useful


@delete("/token", opt={"who": Who.PERSON}, tags=["Signing in"], summary="End this token")
async def end_token(call: Called) -> None:
    """It is worthless from now on."""
    async with call.services.db.work(call.actor) as work:
        await identity.end_token(work, gate.bearer_token(call.request) or "")


@get("/tokens", opt={"who": Who.PERSON, "scope": "consumer"}, tags=["Signing in"], summary="Your tokens")
async def list_tokens(call: Called) -> shapes.TokenList:
    """Every token of yours that still opens something, in whatever market it was made."""
    async with call.services.db.read() as reader:
        found = await identity.tokens_of(reader, call.person_id)
    return shapes.TokenList([shapes.token_line_of(token, call.token_id) for token in found])


@delete(
    "/tokens/{token_id:uuid}",
    opt={"who": Who.PERSON, "scope": "consumer", "refuses": "not_found"},
    tags=["Signing in"],
    summary="End one of your tokens",
)
async def end_listed_token(call: Called, token_id: FromPath[UUID]) -> None:
    """It is worthless from now on, whoever holds it."""
    async with call.services.db.work(call.actor) as work:
        await identity.end_listed_token(work, call.person_id, token_id)


@get(
    "/markets/{market:str}/sandbox/messages",
    opt={"who": Who.ANYONE},
    tags=["Signing in"],
    summary="Text messages of a demo",
)
async def list_messages(call: Called) -> shapes.MessageList:
    """What would have been texted, so that a demo needs no phone. Not there in production."""
    if not (call.services.settings.is_demo and call.services.settings.demo_sign_in):
        raise NOT_FOUND()
    async with call.services.db.read() as reader:
        messages = await notices.latest(reader, call.market_id)
    return shapes.MessageList([shapes.message_of(message) for message in messages])
