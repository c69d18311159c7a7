"""Saying how it was: three marks and a text, after a voucher was used."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import INVALID, Refusal
from linli.modules import community, orders
from linli.services import Who
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked, Here

MARKS = ("quality", "place", "service")


@get("/{market:str}/orders/{order_id:uuid}/review", opt={"who": Who.PERSON})
async def review_page(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """The form; without a used voucher, or after the review, only the order."""
    async with here.services.db.read() as reader:
        order = await orders.order(reader, here.market_id, order_id, here.person.person_id)
        if not await community.may_review(reader, here.market_id, order_id, here.person.person_id):
            return here.see_other(here.url(f"orders/{order_id}"))
    return _form(here, order, {}, "")


@post("/{market:str}/orders/{order_id:uuid}/review", opt={"who": Who.PERSON})
async def write_review(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """Publish it under the person's nickname. What was missing is said in place and nothing typed is lost."""
    form = await here.request.form()
    person = here.person
    marks = {name: _mark(str(form.get(name, ""))) for name in MARKS}
    body = str(form.get("body", ""))
    try:
        async with here.services.db.work(here.actor) as work:
            await community.write_review(
                work, here.market_id, order_id, person.person_id, **marks, body=body, nickname=person.nickname
            )
    except Refusal as refusal:
        if refusal.kind is community.REVIEW_EXISTS:
            return here.see_other(here.url(f"orders/{order_id}"))
        if refusal.kind is not INVALID:
            raise
        async with here.services.db.read() as reader:
            order = await orders.order(reader, here.market_id, order_id, person.person_id)
        return _form(here, order, marks, body, str(refusal.params["field"]))
    return here.see_other(here.url(f"orders/{order_id}") + "?done=reviewed")


def _form(
    here: Here, order: orders.Order, marks: dict[str, int], body: str, missing: str = ""
) -> Response[str]:
    return show(
        here,
        "review.html",
        status=INVALID.status if missing else 200,
        without_bar=True,
        order_id=order.order_id,
        title=tongue_of(here).pick(order.title, order.title_en),
        mark_names=MARKS,
        marks=marks,
        body=body,
        missing=missing,
    )


def _mark(text: str) -> int:
    return int(text) if text in ("1", "2", "3", "4", "5") else 0
