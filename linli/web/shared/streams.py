"""Server-sent events: an open page hears that it should look again; it looks without having heard, too."""

from collections.abc import AsyncIterator

from litestar import Response
from litestar.response import Stream

from linli.kernel.live import Live
from linli.web.shared.http import Here

# A stream ends by itself and the browser opens another: so servers can be changed.
LASTS_SECONDS = 120
# A word from time to time keeps what is in between from closing it.
WORD_EVERY_SECONDS = 15
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}


def stream_of(here: Here, *topics: str) -> Response[str] | Stream:
    """What is heard of these topics, which the caller has checked are theirs to hear of. Where no more pages
    may stay open, nothing (204), which tells a browser to ask no more; its page goes on looking by itself.
    `?seconds=` asks for a shorter stream.
    """
    wished = here.request.query_params.get("seconds", "")
    lasts = min(int(wished), LASTS_SECONDS) if wished.isdecimal() and len(wished) < 5 else LASTS_SECONDS
    live, who = here.services.live, str(here.person.person_id)
    if not live.has_room(who):
        return Response("", status_code=204, headers=HEADERS)
    return Stream(_said(live, who, topics, lasts), media_type="text/event-stream", headers=HEADERS)


async def _said(live: Live, who: str, topics: tuple[str, ...], lasts: int) -> AsyncIterator[bytes]:
    async with live.listening(who, *topics) as ear:
        yield b"retry: 2000\n\n"
        for _ in range(lasts // WORD_EVERY_SECONDS):
            heard = await ear.heard(WORD_EVERY_SECONDS)
            if ear.closed:
                return
            yield b"event: changed\ndata: .\n\n" if heard else b": still here\n\n"
