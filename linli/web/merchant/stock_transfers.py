"""Goods that go from one store of the merchant to another: sent, received with what differs, called back."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import merchants, reservations, stock
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of, typed
from linli.web.merchant.stock_views import (
    MOST_TYPED,
    StockLine,
    form_key,
    lines_of,
    number_in,
    said_of,
    variant_named,
)
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

ROWS = 6
ASKED = stock.TransferState.ASKED
TRANSFER = "/{market:str}/desk/{slug:str}/stock/transfers/{transfer_id:uuid}"


class Parcel(msgspec.Struct, frozen=True):
    """A transfer as the store at hand sees it; `to_us` where it was sent here."""

    href: str
    state: str
    other: str
    to_us: bool
    for_order: bool
    note: str
    kinds: int
    units: int
    differs: bool
    sent_at: datetime
    ended_at: datetime | None
    due_on: date | None


class ParcelLine(msgspec.Struct, frozen=True):
    """What is in it; `arrived` is None on the way."""

    line: StockLine
    sent: int
    arrived: int | None
    difference: int


class TypedLine(msgspec.Struct, frozen=True):
    """A row of the form as it was typed."""

    code: str = ""
    quantity: str = ""


@get("/{market:str}/desk/{slug:str}/stock/transfers", opt={"who": Who.CLERK})
async def transfers(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What the store has sent and been sent, the newest first."""
    after = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        where = (here.market_id, shop.store.store_id)
        page = await stock.transfers_of_store(reader, *where, after)
        names = await _names(here, reader, shop)
    parcels = [_parcel(shop, one, names) for one in page.items]
    return desk_page(
        here,
        shop,
        "transfers.html",
        nav="stock",
        parcels=parcels,
        after=page.next_cursor,
        sends=shop.leads and len(names) > 1,
    )


@get("/{market:str}/desk/{slug:str}/stock/transfers/new", opt={"who": Who.MANAGER})
async def transfer_form(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Where to, and what; `code` names an article to begin with."""
    code = here.request.query_params.get("code", "").replace("\x00", "")[:MOST_TYPED]
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return await _form(here, shop, [TypedLine(code)] if code else [])


@post("/{market:str}/desk/{slug:str}/stock/transfers", opt={"who": Who.MANAGER})
async def transfer_sent(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Goods leave; what was refused is said above the form, with what was typed."""
    form = await here.request.form()
    rows = [TypedLine(typed(form, f"code_{n}"), typed(form, f"quantity_{n}")) for n in range(ROWS)]
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, StaffRole.MANAGER)
            units = await _units(here, work, shop, rows, form)
            target = await _target(here, work, shop, typed(form, "to"))
            key = form_key(here, form, "send", target, units)
            between = (shop.store.store_id, target)
            note = typed(form, "note")
            sent = await stock.send_transfer(work, here.market_id, *between, units, key, note=note)
    except Refusal as refusal:
        if refusal.kind not in (INVALID, reservations.SOLD_OUT):
            raise
        async with here.services.db.read() as reader:
            shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        return await _form(here, shop, rows, form=form, refused=refusal)
    return here.see_other(f"{shop.desk}/stock/transfers/{sent.transfer_id}?done=sent")


@get(TRANSFER, opt={"who": Who.CLERK})
async def transfer(here: Asked, slug: FromPath[str], transfer_id: FromPath[UUID]) -> Response[str]:
    """What is in it, and what to do with it here."""
    return await _transfer(here, slug, transfer_id)


@post(f"{TRANSFER}/arrival", opt={"who": Who.CLERK})
async def transfer_arrived(here: Asked, slug: FromPath[str], transfer_id: FromPath[UUID]) -> Response[str]:
    """Counted when it was opened: as sent, or with what differs."""
    form = await here.request.form()
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug)
            where = (here.market_id, transfer_id, shop.store.store_id)
            sent = await stock.transfer(work, *where)
            named = [line.variant_id for line in sent.lines if f"arrived_{line.variant_id}" in form]
            arrived = {one: number_in(form, f"arrived_{one}") for one in named}
            here_now = (here.market_id, shop.store.store_id, transfer_id)
            await stock.receive_transfer(work, *here_now, arrived)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        return await _transfer(here, slug, transfer_id, refused=INVALID(field="quantity"))
    return here.see_other(f"{shop.desk}/stock/transfers/{transfer_id}?done=arrived")


@post(f"{TRANSFER}/dispatch", opt={"who": Who.CLERK})
async def transfer_dispatched(here: Asked, slug: FromPath[str], transfer_id: FromPath[UUID]) -> Response[str]:
    """What was asked for leaves; a second click finds it gone already, and that is what it says."""
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug)
            await stock.dispatch(work, here.market_id, shop.store.store_id, transfer_id)
    except Refusal as refusal:
        if refusal.kind is stock.TRANSFER_OVER:
            return here.see_other(here.url(f"desk/{slug}/stock/transfers/{transfer_id}"))
        if refusal.kind is not reservations.SOLD_OUT:
            raise
        return await _transfer(here, slug, transfer_id, refused=refusal)
    return here.see_other(f"{shop.desk}/stock/transfers/{transfer_id}?done=sent")


@post(f"{TRANSFER}/declining", opt={"who": Who.MANAGER})
async def transfer_declined(here: Asked, slug: FromPath[str], transfer_id: FromPath[UUID]) -> Response[str]:
    """What was asked for does not go; who ordered it has the money back."""
    note = typed(await here.request.form(), "note")
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, StaffRole.MANAGER)
            await stock.decline(work, here.market_id, shop.store.store_id, transfer_id, note)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        return await _transfer(here, slug, transfer_id, refused=refusal)
    return here.see_other(f"{shop.desk}/stock/transfers/{transfer_id}?done=declined")


@post(f"{TRANSFER}/calling-back", opt={"who": Who.MANAGER})
async def transfer_back(here: Asked, slug: FromPath[str], transfer_id: FromPath[UUID]) -> Response[str]:
    """It did not leave after all."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        await stock.call_back(work, here.market_id, shop.store.store_id, transfer_id)
    return here.see_other(f"{shop.desk}/stock/transfers/{transfer_id}?done=called_back")


async def _transfer(
    here: Here, slug: str, transfer_id: UUID, *, refused: Refusal | None = None
) -> Response[str]:
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        found = await stock.transfer(reader, here.market_id, transfer_id, shop.store.store_id)
        names = await _names(here, reader, shop)
        known = await lines_of(here, reader, shop, [line.variant_id for line in found.lines])
    lines = [
        ParcelLine(
            known[one.variant_id],
            one.wanted if found.state is ASKED else one.sent,
            one.arrived,
            one.difference,
        )
        for one in found.lines
        if one.variant_id in known
    ]
    states = {"sent": "sent", "arrived": "arrived", "called_back": "called_back", "declined": "declined"}
    return desk_page(
        here,
        shop,
        "transfer.html",
        nav="stock",
        refused=refused,
        said={word: found.state == state for word, state in states.items()},
        missing_here=_short_of(refused, known),
        problem=said_of(here, refused) if refused else "",
        parcel=_parcel(shop, found, names),
        lines=lines,
    )


async def _form(
    here: Here,
    shop: Shop,
    rows: list[TypedLine],
    *,
    form: FormMultiDict | None = None,
    refused: Refusal | None = None,
) -> Response[str]:
    async with here.services.db.read() as reader:
        names = await _names(here, reader, shop)
        short = refused.params.get("variant_id") if refused else None
        known = await lines_of(here, reader, shop, [UUID(short)] if short else [])
    others = [(str(one), name) for one, name in names.items() if one != shop.store.store_id]
    return desk_page(
        here,
        shop,
        "transfer_new.html",
        nav="stock",
        refused=refused,
        problem=said_of(here, refused) if refused else "",
        short=known[UUID(short)].name if short and known else "",
        others=others,
        to=typed(form, "to") if form else "",
        note=typed(form, "note") if form else "",
        rows=[*rows, *[TypedLine()] * ROWS][:ROWS],
        key=(typed(form, "key") if form else "") or new_nonce(),
    )


async def _units(
    here: Here, reader: Reader, shop: Shop, rows: list[TypedLine], form: FormMultiDict
) -> dict[UUID, int]:
    """What was typed, by variant; two rows of one article are one. Refuses: invalid (code, quantity)."""
    units: dict[UUID, int] = {}
    for place, row in enumerate(rows):
        if not row.code:
            continue
        variant_id = await variant_named(here, reader, shop, row.code)
        if variant_id is None:
            raise INVALID(field="code")
        try:
            units[variant_id] = units.get(variant_id, 0) + number_in(form, f"quantity_{place}")
        except Refusal:
            raise INVALID(field="quantity") from None
    return units


async def _target(here: Here, reader: Reader, shop: Shop, text: str) -> UUID:
    """Another store of the merchant. Refuses: invalid (to)."""
    known = {str(one): one for one in await _names(here, reader, shop)}
    if text not in known:
        raise INVALID(field="to")
    return known[text]


async def _names(here: Here, reader: Reader, shop: Shop) -> dict[UUID, str]:
    """The merchant's stores that are open for business, by name."""
    every = await merchants.stores_of_merchant(reader, here.market_id, shop.member.merchant_id)
    return {one.store_id: pick(here, one.name, one.name_en) for one in every if not one.closed}


def _parcel(shop: Shop, one: stock.Transfer, names: Mapping[UUID, str]) -> Parcel:
    to_us = one.to_store_id == shop.store.store_id
    return Parcel(
        href=f"{shop.desk}/stock/transfers/{one.transfer_id}",
        state=one.state.value,
        other=names.get(one.from_store_id if to_us else one.to_store_id, "…"),
        to_us=to_us,
        for_order=one.for_order,
        note=one.note,
        kinds=len(one.lines),
        units=sum(line.wanted if one.state is ASKED else line.sent for line in one.lines),
        differs=one.differs,
        sent_at=one.sent_at,
        ended_at=one.ended_at,
        due_on=one.due_on if one.for_order else None,
    )


def _short_of(refused: Refusal | None, known: Mapping[UUID, StockLine]) -> str:
    """What is not there by the book, where that is why nothing was sent."""
    if refused is None or refused.kind is not reservations.SOLD_OUT:
        return ""
    short = known.get(UUID(refused.params["variant_id"]))
    return short.name if short else ""


ROUTES = [
    transfers,
    transfer_form,
    transfer_sent,
    transfer,
    transfer_arrived,
    transfer_dispatched,
    transfer_declined,
    transfer_back,
]
