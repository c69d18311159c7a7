"""What the pages of a store's stock show of an article, and how they read what was typed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from litestar.datastructures import FormMultiDict

from linli.kernel.database import Reader
from linli.kernel.idempotency import Key
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import chains, items, merchants, stock
from linli.web.merchant.shop import Shop, pick, typed
from linli.web.shared.http import Here

# Kinds of articles that are counted piece by piece; the others by the day, or not at all.
PIECES = frozenset({items.ItemKind.GOODS, items.ItemKind.DISH})
MOST_TYPED = 80


class StockLine(msgspec.Struct, frozen=True, kw_only=True):
    """One variant in a store. `level` is None where the store does not count it."""

    variant_id: UUID
    title: str
    variant: str
    code: str
    icon: str
    href: str
    level: stock.Level | None = None
    coming: int = 0

    @property
    def name(self) -> str:
        return f"{self.title} {self.variant}".strip()


class Done(msgspec.Struct, frozen=True):
    """What was just done to an article, and may be taken back."""

    line: StockLine
    kind: str
    delta: int
    on_hand: int
    undo: str


class Happened(msgspec.Struct, frozen=True):
    """One movement as its page tells it; `undo` is where to take it back, or empty."""

    kind: str
    delta: int
    on_hand: int
    note: str
    who: str
    at: datetime
    undone: bool
    undo: str
    transfer: str


async def lines_of(
    here: Here, reader: Reader, shop: Shop, variant_ids: Iterable[UUID]
) -> dict[UUID, StockLine]:
    """What the store has of these variants, by variant; those that do not exist are not among them."""
    wanted = list(variant_ids)
    where = (here.market_id, shop.store.store_id)
    known = await items.variants(reader, here.market_id, wanted)
    levels = await stock.levels(reader, *where, wanted)
    coming = await stock.on_the_way(reader, *where, wanted)
    return {
        one: StockLine(
            variant_id=one,
            title=pick(here, known[one].title, known[one].title_en),
            variant=pick(here, known[one].variant_name, known[one].variant_name_en),
            code=known[one].gtin or known[one].sku,
            icon=known[one].icon,
            href=f"{shop.desk}/stock/{one}",
            level=levels.get(one),
            coming=coming.get(one, 0),
        )
        for one in wanted
        if one in known
    }


async def line_of(here: Here, reader: Reader, shop: Shop, variant_id: UUID) -> StockLine:
    """One variant that the store may count: the merchant's own, or sold here. Refuses: not_found."""
    known = (await items.variants(reader, here.market_id, [variant_id])).get(variant_id)
    if known is None or known.kind not in PIECES:
        raise NOT_FOUND()
    if known.merchant_id != shop.member.merchant_id:
        sold = await items.sellable(reader, here.market_id, shop.store.store_id, [variant_id])
        if variant_id not in sold:
            raise NOT_FOUND()
    return (await lines_of(here, reader, shop, [variant_id]))[variant_id]


async def variant_named(here: Here, reader: Reader, shop: Shop, code: str) -> UUID | None:
    """What a barcode or article number names that the store may count: of its own merchant, or of the head
    office whose range it sells; None where nothing.
    """
    own, store_id = shop.member.merchant_id, shop.store.store_id
    for owner in dict.fromkeys((own, *await chains.heads_of_store(reader, here.market_id, store_id, own))):
        found = (await items.variants_by_code(reader, here.market_id, owner, [code])).get(code)
        if found is None:
            continue
        known = (await items.variants(reader, here.market_id, [found]))[found]
        sold = owner == own or await items.sellable(reader, here.market_id, store_id, [found])
        if sold and known.kind in PIECES:
            return found
    return None


async def just_done(here: Here, reader: Reader, shop: Shop) -> Done | None:
    """What the address says was done, if it was, and was not taken back (`of`: the article, `slip`)."""
    try:
        of, slip = (UUID(here.request.query_params.get(name, "")) for name in ("of", "slip"))
    except ValueError:
        return None
    where = (here.market_id, shop.store.store_id)
    page = await stock.movements(reader, *where, of, size=5)
    row = next((one for one in page.items if one.slip_id == slip and not one.undone), None)
    lines = await lines_of(here, reader, shop, [of])
    if row is None or of not in lines:
        return None
    return Done(lines[of], row.kind.value, row.delta, row.on_hand, undo_of(here, shop, row))


def undo_of(here: Here, shop: Shop, row: stock.Movement) -> str:
    """Where a movement's slip is taken back; empty where it is not, any more."""
    fresh = row.at >= here.services.db.clock() - stock.UNDO_WITHIN
    may = row.kind in stock.UNDOABLE and (shop.leads or row.kind not in stock.BY_LEADERS)
    if row.undone or not may or not fresh:
        return ""
    return f"{shop.desk}/stock/slips/{row.slip_id}/undoing"


def happened(here: Here, shop: Shop, row: stock.Movement, names: Mapping[UUID, str]) -> Happened:
    return Happened(
        kind=row.kind.value,
        delta=row.delta,
        on_hand=row.on_hand,
        note=row.note,
        who=names.get(row.person_id, "") if row.person_id else "",
        at=row.at,
        undone=row.undone,
        undo=undo_of(here, shop, row),
        transfer=f"{shop.desk}/stock/transfers/{row.transfer_id}" if row.transfer_id else "",
    )


async def names_of_staff(here: Here, reader: Reader, shop: Shop) -> dict[UUID, str]:
    staff = await merchants.staff_of_merchant(reader, here.market_id, shop.member.merchant_id)
    return {one.person_id: one.name for one in staff}


def number_in(form: FormMultiDict, name: str) -> int:
    """A whole number that was typed. Refuses: invalid (the field)."""
    text = typed(form, name)
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise INVALID(field=name)
    return int(text)


def form_key(here: Here, form: FormMultiDict, operation: str, *asked: object) -> Key:
    """A form that is sent twice is one act."""
    person_id = here.person.person_id
    return Key(f"desk:{person_id}", typed(form, "key"), body_print(operation, here.market_id, *asked))


def said_of(here: Here, refusal: Refusal) -> str:
    """Why it was not done, in the reader's words."""
    if refusal.kind is INVALID:
        return here.words.t(f"desk.stock.wrong.{refusal.params['field']}")
    return here.words.t(refusal.message_key, **refusal.params)
