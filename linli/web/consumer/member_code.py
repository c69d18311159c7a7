"""The code by which a counter knows who stands there, and what it then asks of them."""

from litestar import Response, get
from litestar.response import Stream

from linli.kernel.live import topic
from linli.modules import members, orders
from linli.services import Who
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.bars import bars_svg
from linli.web.shared.http import Asked
from linli.web.shared.streams import stream_of

OF_PAYERS = {"who": Who.PERSON, "guest": True}


@get("/{market:str}/me/code", opt=OF_PAYERS)
async def code_page(here: Asked) -> Response[str]:
    """A new code each time it is opened, and every 40 seconds by itself."""
    async with here.services.db.work(here.actor) as work:
        shown = await members.show_code(work, here.market_id, here.person.person_id)
    seconds = int(members.NEW_CODE_AFTER.total_seconds())
    label = tongue_of(here).say("member.code.bars")
    return show(
        here,
        "member_code.html",
        without_bar=True,
        code=shown,
        bars=bars_svg(shown.digits, label),
        seconds=seconds,
    )


@get("/{market:str}/me/code/asked", opt=OF_PAYERS)
async def asked_of_me(here: Asked) -> Response[str]:
    """Whether a counter asks for money now: then on to it, else nothing (204)."""
    async with here.services.db.read() as reader:
        order = await orders.asked_of_person(reader, here.market_id, here.person.person_id)
    if order is None:
        return Response("", status_code=204, headers={"Cache-Control": "no-store"})
    address = here.url(f"orders/{order.order_id}")
    if not here.part:
        return here.see_other(address)
    return Response("", headers={"HX-Redirect": address, "Cache-Control": "no-store"})


@get("/{market:str}/me/live", opt=OF_PAYERS)
async def my_news(here: Asked) -> Response[str] | Stream:
    """A stream that says when something of mine has changed; what, the pages ask themselves."""
    return stream_of(here, topic("person", here.market_id, here.person.person_id))


ROUTES = [code_page, asked_of_me, my_news]
