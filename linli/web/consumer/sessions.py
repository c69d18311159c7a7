"""Where I am signed in: browsers and programs, each with its end."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.modules import identity
from linli.services import Who
from linli.web.consumer.tongue import show
from linli.web.shared import security
from linli.web.shared.http import Asked


@get("/{market:str}/me/sessions", opt={"who": Who.PERSON})
async def sessions_page(here: Asked) -> Response[str]:
    """Every session and token that still opens something, this browser first."""
    async with here.services.db.read() as reader:
        found = await identity.sessions_of(reader, here.person.person_id)
        tokens = await identity.tokens_of(reader, here.person.person_id)
    present = here.session.session_id
    which = here.request.query_params.get("which")
    ended = bool(which) and which not in {str(one.session_id) for one in found}
    ended_token = bool(which) and which not in {str(one.token_id) for one in tokens}
    return show(
        here,
        "sessions.html",
        said={"session_ended": ended, "others_ended": len(found) == 1, "token_ended": ended_token},
        nav="me",
        sessions=sorted(found, key=lambda one: one.session_id != present),
        tokens=tokens,
        present=present,
    )


@post("/{market:str}/me/sessions/{session_id:uuid}/end", opt={"who": Who.PERSON})
async def end_session(here: Asked, session_id: FromPath[UUID]) -> Response[str]:
    """End one session; ending this one is signing out."""
    async with here.services.db.work(here.actor) as work:
        await identity.end_listed_session(work, here.person.person_id, session_id)
    if session_id == here.session.session_id:
        answer = here.see_other(here.url("") + "?done=signed_out")
        here.cookie(answer, security.SESSION_COOKIE, "", max_age=0)
        return answer
    return here.see_other(here.url("me/sessions") + f"?done=session_ended&which={session_id}")


@post("/{market:str}/me/sessions/others/end", opt={"who": Who.PERSON})
async def end_other_sessions(here: Asked) -> Response[str]:
    """Every browser but this one; programs go on."""
    async with here.services.db.work(here.actor) as work:
        await identity.end_other_sessions(work, here.session)
    return here.see_other(here.url("me/sessions") + "?done=others_ended")


@post("/{market:str}/me/tokens/{token_id:uuid}/end", opt={"who": Who.PERSON})
async def end_token(here: Asked, token_id: FromPath[UUID]) -> Response[str]:
    """A program that holds this token gets in no more."""
    async with here.services.db.work(here.actor) as work:
        await identity.end_listed_token(work, here.person.person_id, token_id)
    return here.see_other(here.url("me/sessions") + f"?done=token_ended&which={token_id}")
