"""Everything about one order: what was bought, its payment, vouchers, refunds, bookings and steps."""

import secrets
from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel import trail
from linli.kernel.database import Reader
from linli.kernel.idempotency import Key
from linli.kernel.money import Money, parse
from linli.kernel.refusals import INVALID
from linli.kernel.signing import body_print
from linli.kernel.trail import DeedFilter
from linli.modules import (
    community,
    identity,
    ledger,
    marketing,
    merchants,
    orders,
    payments,
    settlement,
    vouchers,
)
from linli.modules.settlement import Bearer
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.journal import account_said, kind_said
from linli.web.operator.orders import KINDS, person_cell, store_cell
from linli.web.operator.refunds import KINDS as REFUND_KINDS
from linli.web.operator.refunds import reason_said
from linli.web.operator.room import back_with, may, reason_in, room_page, room_url, say
from linli.web.operator.trail import HEADINGS as TRAIL_HEADINGS
from linli.web.operator.trail import deed_lines
from linli.web.operator.vouchers import KINDS as VOUCHER_KINDS
from linli.web.shared.dense import Cell, Column, DenseTable, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.TRADE}
ACT = {"who": Who.OPERATOR, "roles": roles.MONEY}
PAYMENT_KINDS = {"paid": "good", "held": "bad", "failed": "bad", "pending": "offer"}


class Whole(msgspec.Struct, frozen=True):
    """One order with what every module knows of it."""

    order: orders.Order
    intent: payments.Intent | None
    escrow: settlement.Escrow | None
    store: merchants.Store | None
    person: identity.Person | None
    review: community.Review | None


@get("/{market:str}/operator/orders/{order_id:uuid}", opt=SEE)
async def order_page(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """One order from its placing to its last movement."""
    async with here.services.db.read() as reader:
        whole = await _whole(reader, here.market_id, order_id)
        tables = [
            await _vouchers(here, reader, order_id),
            await _refunds(here, reader, order_id),
            await _steps(here, reader, order_id),
        ]
        lines = await settlement.lines_of_order(reader, here.market_id, order_id)
        decidable = [line for line in lines if line.returnable]
        if may(here, roles.MONEY):
            tables.append(await _bookings(here, reader, order_id))
        if may(here, roles.TRAIL):
            tables.append(await _deeds(here, reader, order_id))
    return await room_page(
        here,
        "order.html",
        nav="orders",
        whole=whole,
        decidable=decidable if may(here, roles.MONEY) else [],
        key=secrets.token_urlsafe(16),
        said={"decided": True},
        kind=KINDS[whole.order.state],
        payment_kind=PAYMENT_KINDS.get(whole.intent.state if whole.intent else "", "plain"),
        store=store_cell(here, whole.store),
        buyer=person_cell(here, whole.person),
        tables=tables,
    )


async def _whole(reader: Reader, market_id: int, order_id: UUID) -> Whole:
    order = await orders.order(reader, market_id, order_id, None)
    return Whole(
        order=order,
        intent=await payments.intent_of_order(reader, market_id, order_id),
        escrow=await settlement.escrow(reader, market_id, order_id),
        store=(await merchants.stores(reader, market_id, [order.store_id])).get(order.store_id),
        person=(await identity.people(reader, [order.person_id])).get(order.person_id),
        review=await community.review_of_order(reader, market_id, order_id),
    )


def _table(
    here: Here, key: str, columns: Sequence[tuple[str, bool]], rows: Sequence[Line]
) -> tuple[str, DenseTable]:
    table = DenseTable(
        caption=say(here, f"operator.order.{key}"),
        columns=[Column(say(here, f"operator.col.{name}"), number) for name, number in columns],
        lines=rows,
        empty_title=say(here, f"operator.order.no_{key}"),
        empty_text="",
    )
    return key, table


async def _vouchers(here: Here, reader: Reader, order_id: UUID) -> tuple[str, DenseTable]:
    found = await vouchers.vouchers_of_order(reader, here.market_id, order_id)
    ids = {one.voucher_id for one in found}
    uses = await vouchers.redemptions_of_vouchers(reader, here.market_id, ids)
    last = {use.voucher_id: use for use in uses}
    rows = []
    for one in found:
        use = last.get(one.voucher_id)
        undone = say(here, "operator.undone_by", name=use.clerk_name) if use and use.undoes else ""
        cells = (
            Cell(f"…{one.code_tail}", code=True),
            Cell(one.value),
            Cell(say(here, f"operator.voucher_state.{one.state}"), badge=VOUCHER_KINDS[one.state]),
            Cell(one.valid_until, soft=True),
            Cell(one.redeemed_at, soft=True),
            Cell(undone or (use.clerk_name if use else None)),
        )
        rows.append(Line(cells))
    columns = (("code", False), ("value", True), ("state", False), ("valid_until", False))
    return _table(here, "vouchers", (*columns, ("redeemed", False), ("clerk", False)), rows)


async def _refunds(here: Here, reader: Reader, order_id: UUID) -> tuple[str, DenseTable]:
    rows = [
        Line(
            (
                Cell(one.due_at),
                Cell(one.amount),
                Cell(say(here, f"operator.refund_state.{one.state}"), badge=REFUND_KINDS[one.state]),
                Cell(reason_said(here, one.reason)),
                Cell(one.tries),
                Cell(one.done_at, soft=True),
            )
        )
        for one in await payments.refunds_of_order(reader, here.market_id, order_id)
    ]
    columns = (("due", False), ("amount", True), ("state", False), ("reason", False))
    return _table(here, "refunds", (*columns, ("tries", True), ("done", False)), rows)


async def _steps(here: Here, reader: Reader, order_id: UUID) -> tuple[str, DenseTable]:
    currency = here.market.currency
    rows = [
        Line(
            (
                Cell(one.at),
                Cell(_step_said(here, one.kind)),
                Cell(_channel_said(here, one)),
                Cell(Money(one.amount_minor, currency) if one.amount_minor else None),
            )
        )
        for one in await marketing.line_of_order(reader, here.market_id, order_id)
    ]
    return _table(here, "steps", (("at", False), ("step", False), ("channel", False), ("amount", True)), rows)


async def _bookings(here: Here, reader: Reader, order_id: UUID) -> tuple[str, DenseTable]:
    found = await ledger.transfers_about(reader, here.market_id, order_id)
    sides = {side for one in found for side in (one.debit_account_id, one.credit_account_id)}
    accounts = await ledger.accounts_of_ids(reader, here.market_id, sides)

    def side(account_id: UUID) -> Cell:
        return Cell(
            account_said(here, accounts.get(account_id)), room_url(here, f"ledger/accounts/{account_id}")
        )

    rows = [
        Line(
            (
                Cell(one.made_at),
                Cell(kind_said(here, one.kind)),
                side(one.debit_account_id),
                side(one.credit_account_id),
                Cell(one.amount),
            )
        )
        for one in found
    ]
    columns = (("at", False), ("booking", False), ("debit", False), ("credit", False), ("amount", True))
    return _table(here, "bookings", columns, rows)


async def _deeds(here: Here, reader: Reader, order_id: UUID) -> tuple[str, DenseTable]:
    deeds = await trail.deeds(reader, here.market_id, DeedFilter(subject=str(order_id)), None, 20)
    columns = [(heading.key, heading.number) for heading in TRAIL_HEADINGS]
    return _table(here, "deeds", columns, await deed_lines(here, reader, deeds.items))


def _step_said(here: Here, kind: str) -> str:
    key = f"operator.step.{kind}"
    return say(here, key) if here.words.has(key) else kind


def _channel_said(here: Here, step: marketing.Step) -> str | None:
    return say(here, f"consumer.channel.{step.channel}") if step.channel else None


@post("/{market:str}/operator/orders/{order_id:uuid}/decided-refund", opt=ACT)
async def decide_refund(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """Money goes back after redemption: how much of which line, who bears it, and why; once per form."""
    why = await reason_in(here)
    form = await here.request.form()
    asked = {name: str(form.get(name, "")) for name in ("line", "amount", "bearer", "key")}
    if asked["bearer"] not in list(Bearer):
        raise INVALID(field="bearer")
    if not asked["line"].isdecimal() or len(asked["line"]) > 2:
        raise INVALID(field="line")
    try:
        amount = parse(asked["amount"].strip(), here.market.currency)
    except ValueError:
        raise INVALID(field="amount") from None
    key = Key(f"operator:{here.person.person_id}", asked["key"], body_print("decided", order_id, asked, why))
    about = (order_id, int(asked["line"]), amount, Bearer(asked["bearer"]), why, key)
    async with here.services.db.work(here.actor) as work:
        await orders.refund_decided(work, here.market_id, *about)
    return back_with(here, f"orders/{order_id}", "decided")


ROUTES = [order_page, decide_refund]
