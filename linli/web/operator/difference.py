"""One difference: its three sides beside each other, its history, and what can be done about it."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel import trail
from linli.kernel.database import Reader, Work
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, Refusal
from linli.kernel.trail import DeedFilter
from linli.modules import identity, orders, reconciliation
from linli.modules.reconciliation import Difference, DifferenceKind, Return
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.differences import order_cell, state_cell
from linli.web.operator.reconciliation import provider_cell
from linli.web.operator.refunds import way_in
from linli.web.operator.room import back_with, room_page, room_url, say
from linli.web.operator.trail import HEADINGS as TRAIL_HEADINGS
from linli.web.operator.trail import deed_lines
from linli.web.shared.dense import Cell, Column, DenseTable
from linli.web.shared.http import Asked, Here

SEE = ACT = {"who": Who.OPERATOR, "roles": roles.MONEY}
PAGE = "/{market:str}/operator/differences/{difference_id:uuid}"
DEEDS = 50
Decision = Callable[[Work, int, UUID, str], Awaitable[object]]
DONE = ("taken", "put_back", "explained", "corrected", "sent_back", "linked", "again", "otherwise")


class Side(msgspec.Struct, frozen=True):
    """One side as it is shown: what it knows of the amount, and the rest of what it says."""

    key: str
    amount: Money | str | None
    facts: list[tuple[str, Cell]]


class Sight(msgspec.Struct, frozen=True):
    """Everything on the page."""

    one: Difference
    title: str
    sides: list[Side]
    state: Cell
    taken: str
    mine: bool
    back: Return | None
    corrects: bool
    links: bool
    sends: bool


@get(PAGE, opt=SEE)
async def difference_page(here: Asked, difference_id: FromPath[UUID]) -> Response[str]:
    """One difference."""
    return await _page(here, difference_id)


async def _page(here: Here, difference_id: UUID, refused: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        sight = await _sight(here, reader, difference_id)
        history = await _history(here, reader, difference_id)
    return await room_page(
        here,
        "difference.html",
        nav="differences",
        status=refused.status if refused else 200,
        refused=refused,
        said=dict.fromkeys(DONE, True),
        sight=sight,
        history=history,
        href=room_url(here, f"differences/{difference_id}"),
    )


async def _sight(here: Here, reader: Reader, difference_id: UUID) -> Sight:
    one = await reconciliation.difference(reader, here.market_id, difference_id)
    known = await orders.orders_of_ids(reader, here.market_id, [one.order_id] if one.order_id else [])
    taker = await identity.people(reader, [one.taken_by] if one.taken_by else [])
    stray = one.kind is DifferenceKind.MISSING_HERE and one.gap_minor == one.billed_minor
    stray = stray and one.is_open and one.billed_currency == one.currency and not one.corrected_minor
    return Sight(
        one=one,
        title=say(here, f"operator.difference.{one.kind}"),
        sides=_sides(here, one, known.get(one.order_id) if one.order_id else None),
        state=state_cell(here, one),
        taken=taker[one.taken_by].nickname if one.taken_by in taker else "",
        mine=one.taken_by == here.person.person_id,
        back=await reconciliation.return_of(reader, here.market_id, difference_id),
        corrects=one.is_open and bool(one.gap),
        links=stray,
        # A payment of ours goes back by itself, once it is linked.
        sends=stray and one.known_state is None,
    )


def _sides(here: Here, one: Difference, order: orders.Order | None) -> list[Side]:
    """The provider's, ours, and the ledger's."""
    amount = reconciliation.amount_of
    billed = [
        ("provider", provider_cell(here, one.provider)),
        ("provider_ref", Cell(one.provider_ref, code=True)),
        ("billed_at", Cell(one.billed_at)),
        ("fee", Cell(amount(one.fee_minor, one.billed_currency))),
    ]
    known = [
        ("payment_state", Cell(_payment_said(here, one.known_state))),
        ("reference", Cell(str(one.reference) if one.reference else None, code=True)),
        ("happened_at", Cell(one.known_at)),
        ("order", order_cell(here, order)),
        ("order_state", Cell(_order_said(here, one.order_state))),
    ]
    corrected = amount(one.corrected_minor, one.currency) if one.corrected_minor else None
    entries = room_url(here, f"orders/{one.order_id}#bookings") if one.order_id else ""
    booked = [
        ("gap", Cell(one.gap)),
        ("corrected", Cell(corrected)),
        ("entries", Cell(say(here, "operator.differences.entries") if entries else None, entries)),
    ]
    return [
        Side("billed", amount(one.billed_minor, one.billed_currency), billed),
        Side("known", amount(one.known_minor, one.known_currency), known),
        Side("booked", amount(one.booked_minor, one.currency), booked),
    ]


def _payment_said(here: Here, state: str | None) -> str | None:
    for key in (f"operator.payment_state.{state}", f"operator.refund_state.{state}"):
        if state and here.words.has(key):
            return say(here, key)
    return state


def _order_said(here: Here, state: str | None) -> str | None:
    key = f"desk.order_state.{state}"
    return say(here, key) if state and here.words.has(key) else state


async def _history(here: Here, reader: Reader, difference_id: UUID) -> DenseTable:
    deeds = await trail.deeds(reader, here.market_id, DeedFilter(subject=str(difference_id)), None, DEEDS)
    return DenseTable(
        caption=say(here, "operator.differences.history"),
        columns=[Column(say(here, f"operator.col.{one.key}"), one.number) for one in TRAIL_HEADINGS],
        lines=await deed_lines(here, reader, deeds.items),
        empty_title=say(here, "operator.differences.no_history"),
        empty_text="",
    )


async def _typed(here: Here, name: str) -> str:
    value = (await here.request.form()).get(name, "")
    return value if isinstance(value, str) else ""


@post(PAGE + "/taking", opt=ACT)
async def take(here: Asked, difference_id: FromPath[UUID]) -> Response[str]:
    """I work on it, or (`put_back`) no longer."""
    put_back = await _typed(here, "put_back") == "yes"
    async with here.services.db.work(here.actor) as work:
        who = None if put_back else here.person.person_id
        await reconciliation.take_on(work, here.market_id, difference_id, who)
    return back_with(here, f"differences/{difference_id}", "put_back" if put_back else "taken")


async def _decided(here: Asked, difference_id: UUID, decide: Decision, said: str) -> Response[str]:
    """What a person decided, with the reason they gave; refused, the page says why and keeps the reason."""
    why = await _typed(here, "why")
    try:
        async with here.services.db.work(here.actor) as work:
            await decide(work, here.market_id, difference_id, why)
    except Refusal as refusal:
        return await _told(here, difference_id, refusal)
    return back_with(here, f"differences/{difference_id}", said)


@post(PAGE + "/explanation", opt=ACT)
async def explain(here: Asked, difference_id: FromPath[UUID]) -> Response[str]:
    """Closed with its explanation; no money moves."""
    return await _decided(here, difference_id, reconciliation.explain, "explained")


@post(PAGE + "/correction", opt=ACT)
async def correct(here: Asked, difference_id: FromPath[UUID]) -> Response[str]:
    """What is left between bill and ledger is booked."""
    return await _decided(here, difference_id, reconciliation.correct, "corrected")


@post(PAGE + "/return", opt=ACT)
async def send_back(here: Asked, difference_id: FromPath[UUID]) -> Response[str]:
    """Money of no order is due back; the timetable sends it within half a minute."""
    return await _decided(here, difference_id, reconciliation.send_back, "sent_back")


@post(PAGE + "/return/again", opt=ACT)
async def send_again(here: Asked, difference_id: FromPath[UUID]) -> Response[str]:
    """What the provider refused to send back is due once more."""
    return await _decided(here, difference_id, reconciliation.send_again, "again")


@post(PAGE + "/return/other-way", opt=ACT)
async def returned_otherwise(here: Asked, difference_id: FromPath[UUID]) -> Response[str]:
    """What the provider refused to send back was paid back by a person: how, and why."""
    way = way_in(await _typed(here, "way"))

    async def paid_back(work: Work, market_id: int, one: UUID, why: str) -> None:
        await reconciliation.returned_otherwise(work, market_id, one, way, why)

    return await _decided(here, difference_id, paid_back, "otherwise")


@post(PAGE + "/link", opt=ACT)
async def link(here: Asked, difference_id: FromPath[UUID]) -> Response[str]:
    """It is the payment of the order with this number."""
    why, typed = await _typed(here, "why"), await _typed(here, "order")
    try:
        number = orders.read_number(typed)
        if number is None:
            raise INVALID(field="order")
        async with here.services.db.work(here.actor) as work:
            order = await orders.order_by_number(work, here.market_id, number)
            await reconciliation.link(work, here.market_id, difference_id, order.order_id, why)
    except Refusal as refusal:
        return await _told(here, difference_id, refusal)
    return back_with(here, f"differences/{difference_id}", "linked")


async def _told(here: Here, difference_id: UUID, refusal: Refusal) -> Response[str]:
    """A refusal is said on the page, where something can be done about it; nothing is there for strangers."""
    return await _page(here, difference_id, refusal)


ROUTES = [difference_page, take, explain, correct, send_back, send_again, returned_otherwise, link]
