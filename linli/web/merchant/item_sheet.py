"""Many articles written otherwise at once, in the list like in a sheet; and the last change taken back."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader, Work
from linli.kernel.refusals import INVALID, NOT_ALLOWED, Refusal
from linli.modules import items, stock
from linli.modules.items import Item, NewItem
from linli.services import Who
from linli.web.merchant.item_deeds import COUNT, Deed, done_to, written_as_typed
from linli.web.merchant.item_form import uuid_of
from linli.web.merchant.item_list import asking, found_page, list_page, rows_of
from linli.web.merchant.item_rows import Row, Typed, as_typed
from linli.web.merchant.item_shelf import Shelf, shelf_of
from linli.web.merchant.shop import typed
from linli.web.merchant.stock_views import PIECES
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}
MOST_ROWS = 200
# A page of lines: more than a plain form has.
SHEET_BODY = 2 * 2**20


class Line(msgspec.Struct, frozen=True):
    """One line as it was sent: its article, the revision that was looked at, the print of what stood in its
    fields, and what stands there now (None where it could not be written).
    """

    item_id: UUID
    revision: int
    was: str
    typed: Typed | None
    picked: bool

    @property
    def touched(self) -> bool:
        return self.typed is not None and self.typed.print != self.was


@post("/{market:str}/desk/{slug:str}/items/sheet", opt=ONLY_MANAGERS, request_max_body_size=SHEET_BODY)
async def sheet_written(here: Asked, slug: FromPath[str]) -> Response[str]:
    """All lines that were typed in, and what the pressed button does to those that are picked: in one go,
    all or none. A refusal keeps everything as typed.
    """
    sent = await here.request.form()
    lines, deed = read_lines(sent), read_deed(sent)
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
    back = asking(here).query()
    if not any(one.touched or (one.picked and deed.verb) for one in lines):
        return here.see_other(shelf.root + back)
    try:
        async with here.services.db.work(here.actor) as work:
            shelf = await shelf_of(here, work, slug)
            await _write(here, work, shelf, lines, deed)
    except Refusal as refusal:
        return await _as_typed(here, slug, lines, deed, refusal)
    return here.see_other(f"{shelf.root}{back}{'&' if back else '?'}done=items_saved")


@post("/{market:str}/desk/{slug:str}/items/changes/{change_id:uuid}/undoing", opt=ONLY_MANAGERS)
async def change_undone(here: Asked, slug: FromPath[str], change_id: FromPath[UUID]) -> Response[str]:
    """Take back a change of one's own; if somebody changed one of its articles since, nothing of it."""
    back = asking(here).query()
    try:
        async with here.services.db.work(here.actor) as work:
            shelf = await shelf_of(here, work, slug)
            about = (work, here.market_id, shelf.merchant_id, here.person.person_id)
            await items.undo_change(*about, change_id)
    except Refusal as refusal:
        if refusal.kind not in (items.ITEM_CHANGED, items.CODE_TAKEN):
            raise
        return await found_page(here, slug, refusal)
    return here.see_other(f"{shelf.root}{back}{'&' if back else '?'}done=items_undone")


def read_lines(sent: FormMultiDict) -> list[Line]:
    """The lines of the sheet; what is none is passed over."""
    picked = {str(one) for one in sent.getall("pick", [])}
    prices: dict[str, dict[str, str]] = {}
    for name in sent:
        if name.startswith("p."):
            of_item, _, of_variant = name.removeprefix("p.").partition(".")
            prices.setdefault(of_item, {})[of_variant] = typed(sent, name)
    lines = []
    for text in sent.getall("row", [])[:MOST_ROWS]:
        key, revision, print_ = [*str(text).split(":", 2), "", ""][:3]
        item_id = uuid_of(key)
        if item_id is None or not (revision.isascii() and revision.isdigit() and len(revision) < 9):
            continue
        cells = None
        if f"t.{key}" in sent:
            title, category, state = (typed(sent, f"{name}.{key}") for name in ("t", "c", "s"))
            cells = Typed(title, category, state, prices.get(key, {}))
        lines.append(Line(item_id, int(revision), print_, cells, key in picked))
    return lines


def read_deed(sent: FormMultiDict) -> Deed:
    """`deed` is the pressed button, as `state:hidden` or `percent`."""
    verb, _, which = typed(sent, "deed").partition(":")
    words = {name: typed(sent, f"deed_{name}") for name in ("category", "percent", "step", "store")}
    return Deed(verb=verb, state=which, **words)


async def _write(here: Here, work: Work, shelf: Shelf, lines: Sequence[Line], deed: Deed) -> None:
    wanted = [one for one in lines if one.touched or (one.picked and deed.verb)]
    found = {one.item_id: one for one in await items.items(work, here.market_id, _keys(wanted))}
    mine = [one for one in wanted if one.item_id in found]
    names = await _names(here, work, shelf)
    add, drop = _moves(shelf, mine, deed)
    changed: list[tuple[NewItem, int]] = []
    for line in mine:
        new = _meant(here, line, found[line.item_id], deed, names)
        if new != found[line.item_id].written() or line.touched:
            changed.append((new, line.revision))
    about = (work, here.market_id, shelf.merchant_id, here.person.person_id)
    await items.require_writable(
        work, here.market_id, shelf.keeper, [found[items_key(new)] for new, _ in changed]
    )
    if deed.verb == COUNT:
        await _count(here, work, shelf, [found[one.item_id] for one in mine if one.picked], deed.state)
    if changed or add or drop:
        try:
            await items.change_together(*about, changed, add, drop)
        except Refusal as refusal:
            raise _named(refusal, changed) from None


async def _count(here: Here, work: Work, shelf: Shelf, picked: Sequence[Item], which: str) -> None:
    """What is picked is counted in the store at hand from now on, or no longer. Refuses: stock_promised."""
    counted = [one for item in picked if item.kind in PIECES for one in item.variants]
    turn = stock.track if which == "yes" else stock.untrack
    if counted:
        await turn(work, here.market_id, shelf.shop.store.store_id, [one.variant_id for one in counted])


def items_key(new: NewItem) -> UUID:
    """The id of an article that there is."""
    if new.item_id is None:
        raise INVALID(field="item_id")
    return new.item_id


def _meant(here: Here, line: Line, item: Item, deed: Deed, names: Mapping[str, UUID]) -> NewItem:
    """The article as its line and the button say. Refuses: invalid (`<article>.<field>`)."""
    try:
        new = item.written()
        if line.typed is not None and line.touched:
            english = here.locale == "en"
            new = written_as_typed(item, line.typed, names, here.market.currency, english)
    except Refusal as refusal:
        raise INVALID(field=f"{item.item_id}.{refusal.params.get('field', '')}") from None
    return done_to(new, deed, names) if line.picked else new


def _moves(
    shelf: Shelf, lines: Sequence[Line], deed: Deed
) -> tuple[list[tuple[UUID, UUID]], list[tuple[UUID, UUID]]]:
    """What comes into the chosen store and what goes out. Refuses: not_allowed (not led)."""
    if not deed.moves:
        return [], []
    led, chosen = shelf.keeper.store_ids, uuid_of(deed.store)
    if deed.store != "all" and chosen not in led:
        raise NOT_ALLOWED()
    stores = [one for one in sorted(led) if deed.store == "all" or one == chosen]
    places = [(one, line.item_id) for one in stores for line in lines if line.picked]
    return (places, []) if deed.verb == "put" else ([], places)


async def _names(here: Here, reader: Reader, shelf: Shelf) -> dict[str, UUID]:
    """Each category by its names in both languages, without capitals."""
    known = await items.categories(reader, here.market_id, shelf.merchant_id)
    return {name.casefold(): one.category_id for one in known for name in (one.name_en, one.name)}


async def _as_typed(
    here: Here, slug: str, lines: Sequence[Line], deed: Deed, refusal: Refusal
) -> Response[str]:
    """The page with everything as it was typed. A line that somebody else overtook says how it is now, and
    is written over that when it is saved again.
    """
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        found = await items.items(reader, here.market_id, _keys(lines))
        mine = [one for one in found if one.merchant_id == shelf.merchant_id]
        rows = {row.item_id: row for row in await rows_of(here, reader, shelf, mine)}
    shown = [_shown(rows[line.item_id], line) for line in lines if line.item_id in rows]
    about = {name: getattr(deed, name) for name in Deed.__struct_fields__}
    return await list_page(here, shelf, asking(here), shown, refusal=refusal, deed=about)


def _shown(row: Row, line: Line) -> Row:
    if line.typed is None or not line.touched:
        return msgspec.structs.replace(row, picked=line.picked)
    now = row.typed
    theirs = (
        " · ".join(part for part in (now.title, now.category, *now.prices.values()) if part)
        if row.revision != line.revision
        else ""
    )
    return as_typed(row, line.typed, line.picked, theirs)


def _named(refusal: Refusal, changed: Sequence[tuple[NewItem, int]]) -> Refusal:
    """The refusal with the article that it is about, where only its place among the written ones is told."""
    place, _, field = str(refusal.params.get("field", "")).partition(".")
    if refusal.kind is not INVALID or not changed:
        return refusal
    if place.isdigit() and int(place) < len(changed):
        return INVALID(field=f"{changed[int(place)][0].item_id}.{field}")
    return INVALID(field=f"{changed[0][0].item_id}.{place}") if len(changed) == 1 else refusal


def _keys(lines: Sequence[Line]) -> list[UUID]:
    return [one.item_id for one in lines]


ROUTES = [sheet_written, change_undone]
