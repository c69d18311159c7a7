"""Payments that wait for a person: the longest waiting on the overview, all of them in a list, and each with
what can be done about it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.paging import Page
from linli.kernel.refusals import Refusal
from linli.modules import orders, payments
from linli.modules.payments import LooseFilter, LooseKind
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import back_with, may, reason_in, room_page, room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SHOWN = 50
SEE = {"who": Who.OPERATOR, "roles": roles.TRADE}
ACT = {"who": Who.OPERATOR, "roles": roles.MONEY}
# Refused refunds are in the list of refunds.
KINDS = tuple(kind.value for kind in LooseKind if kind is not LooseKind.REFUND_FAILED)
RETURNABLE = frozenset((LooseKind.HELD, LooseKind.PAID_TWICE))
FILTERS = (
    Filter("open", choices=("yes", "no"), words="operator.loose_open"),
    Filter("what", choices=KINDS, words="operator.loose_kind"),
    Filter("since", "day"),
    Filter("until", "day"),
)
HEADINGS = (
    Heading("loose_kind"),
    Heading("order"),
    Heading("ours", number=True),
    Heading("told"),
    Heading("suspense", number=True),
    Heading("at_provider"),
    Heading("noted", sortable=True),
    Heading("outcome"),
)


class LooseRow(msgspec.Struct, frozen=True):
    """One thing to look at on the overview; `told` is what the provider told where that differs from ours,
    `href` where something can be done about it.
    """

    kind: str
    order: str
    ours: Money
    told: Money | str
    provider: str
    provider_ref: str
    since: datetime
    href: str


async def loose_rows(here: Here, reader: Reader) -> tuple[int, Sequence[LooseRow]]:
    """How many wait, and those that wait longest."""
    count, found = await payments.loose_ends(reader, here.market_id, SHOWN)
    known = await orders.orders_of_ids(reader, here.market_id, [one.order_id for one in found])
    return count, [_row(here, one, known.get(one.order_id)) for one in found]


def _row(here: Here, one: payments.LooseEnd, order: orders.Order | None) -> LooseRow:
    place = "refunds" if one.kind is LooseKind.REFUND_FAILED else "loose-ends"
    return LooseRow(
        kind=one.kind.value,
        order=order.number_grouped if order else str(one.order_id),
        ours=one.amount,
        told=_told(one),
        provider=one.provider,
        provider_ref=one.provider_ref,
        since=one.noted_at,
        href=room_url(here, f"{place}/{one.loose_end_id}"),
    )


def _told(one: payments.LooseEnd) -> Money | str:
    """What the provider told where it differs; in its own words where it told a currency that nobody has."""
    if (one.told_minor, one.told_currency) == (one.amount_minor, one.currency):
        return ""
    try:
        return Money(one.told_minor, one.told_currency)
    except ValueError:
        return f"{one.told_minor} {one.told_currency}"


def _booked(one: payments.LooseEnd) -> Money | None:
    return Money(one.booked_minor, one.told_currency) if one.booked_minor else None


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Loose ends with the number of their order and what became of them."""
    kind = wishes.choice("what")
    wanted = LooseFilter(
        open=wishes.yes_no("open"),
        kind=LooseKind(kind) if kind else None,
        since=wishes.since(),
        until=wishes.until(),
    )
    page = await payments.loose_ends_of_market(
        reader, here.market_id, wanted, after, size, oldest_first=wishes.oldest_first
    )
    about = await orders.orders_of_ids(reader, here.market_id, {one.order_id for one in page.items})
    rows = []
    for one in page.items:
        order = about.get(one.order_id)
        outcome = say(here, f"operator.loose_outcome.{one.outcome or 'open'}")
        cells = (
            Cell(
                say(here, f"operator.loose_kind.{one.kind}"), room_url(here, f"loose-ends/{one.loose_end_id}")
            ),
            Cell(
                order.number_grouped if order else None, room_url(here, f"orders/{one.order_id}"), code=True
            ),
            Cell(one.amount),
            Cell(_told(one) or say(here, "operator.loose_same")),
            Cell(_booked(one)),
            Cell(f"{one.provider} {one.provider_ref}", code=True),
            Cell(one.noted_at, soft=True),
            Cell(outcome, badge="outline" if one.outcome else "bad"),
        )
        rows.append(Line(cells))
    return Page(rows, page.next_cursor)


LISTING = Listing("loose_ends", HEADINGS, FILTERS, lines, path="loose-ends")


@get("/{market:str}/operator/loose-ends", opt=SEE)
async def loose_end_list(here: Asked) -> Response[str]:
    """Every loose end of the market, settled ones too."""
    return await list_page(here, LISTING, place="refunds")


@get("/{market:str}/operator/loose-ends.csv", opt=SEE)
async def loose_end_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


@get("/{market:str}/operator/loose-ends/{loose_end_id:uuid}", opt=SEE)
async def loose_end_page(here: Asked, loose_end_id: FromPath[UUID]) -> Response[str]:
    """One loose end, and what can be done about it."""
    return await _page(here, loose_end_id)


async def _page(here: Here, loose_end_id: UUID, refused: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        one = await payments.loose_end(reader, here.market_id, loose_end_id)
        order = await orders.order(reader, here.market_id, one.order_id, None)
    open_now = one.settled_at is None
    return await room_page(
        here,
        "loose_end.html",
        nav="refunds",
        status=refused.status if refused else 200,
        refused=refused,
        said={
            "still_unclear": open_now,
            **{outcome.value: one.outcome is outcome for outcome in payments.Outcome},
        },
        one=one,
        order=order,
        told=_told(one),
        booked=_booked(one),
        acts=open_now and may(here, roles.MONEY),
        askable=one.kind is not LooseKind.REFUNDED_TWICE,
        returnable=one.kind in RETURNABLE,
    )


async def _ask(here: Here, loose_end_id: UUID) -> payments.LooseEnd:
    """The provider itself says how the payment stands; what it says is recorded."""
    db = here.services.db
    async with db.read() as reader:
        one = await payments.loose_end(reader, here.market_id, loose_end_id)
    await payments.check_intent(db, here.market_id, one.intent_id, here.services.gateways)
    async with db.read() as reader:
        return await payments.loose_end(reader, here.market_id, loose_end_id)


@post("/{market:str}/operator/loose-ends/{loose_end_id:uuid}/question", opt=ACT)
async def ask_provider(here: Asked, loose_end_id: FromPath[UUID]) -> Response[str]:
    """Ask the provider: it may know our amount after all, and then the order is paid."""
    try:
        one = await _ask(here, loose_end_id)
    except Refusal as refusal:
        if refusal.kind is not payments.PROVIDER_UNREACHABLE:
            raise
        return await _page(here, loose_end_id, refusal)
    return back_with(here, f"loose-ends/{loose_end_id}", one.outcome or "still_unclear")


@post("/{market:str}/operator/loose-ends/{loose_end_id:uuid}/return", opt=ACT)
async def send_back(here: Asked, loose_end_id: FromPath[UUID]) -> Response[str]:
    """All of it goes back to where it came from, with a reason, unless the provider, asked first, knows our
    amount after all.
    """
    why = await reason_in(here)
    try:
        one = await _ask(here, loose_end_id)
        if one.outcome is None:
            async with here.services.db.work(here.actor) as work:
                await payments.send_back(work, here.market_id, loose_end_id, why)
                # Somebody else may have decided otherwise in the same moment.
                one = await payments.loose_end(work, here.market_id, loose_end_id)
    except Refusal as refusal:
        if refusal.kind not in (payments.PROVIDER_UNREACHABLE, payments.NOTHING_TO_SEND_BACK):
            raise
        return await _page(here, loose_end_id, refusal)
    return back_with(here, f"loose-ends/{loose_end_id}", one.outcome or "still_unclear")


@post("/{market:str}/operator/loose-ends/{loose_end_id:uuid}/settlement", opt=ACT)
async def settle_loose_end(here: Asked, loose_end_id: FromPath[UUID]) -> Response[str]:
    """Somebody has put it right at the provider and says how, which stands in the audit trail under their
    name; where it was decided otherwise in the meantime, that is shown.
    """
    why = await reason_in(here)
    async with here.services.db.work(here.actor) as work:
        await payments.settle_loose_end(work, here.market_id, loose_end_id, why)
        one = await payments.loose_end(work, here.market_id, loose_end_id)
    if one.outcome is not payments.Outcome.LOOKED_AFTER:
        return back_with(here, f"loose-ends/{loose_end_id}", one.outcome or "still_unclear")
    return here.see_other(here.url("operator") + "#loose-ends")


ROUTES = [
    loose_end_list,
    loose_end_csv,
    loose_end_page,
    ask_provider,
    send_back,
    settle_loose_end,
]
