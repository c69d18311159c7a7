"""A list of the room: filters in the URL, a dense table a page at a time, and the whole of it as CSV."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import msgspec
from litestar import Response
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.web.operator.room import room_page, room_url, say
from linli.web.operator.wishes import OLDEST, Filter, Wishes, read_wishes
from linli.web.shared import security
from linli.web.shared.dense import (
    BYTE_ORDER_MARK,
    Column,
    DenseTable,
    Line,
    csv_line,
    csv_value,
)
from linli.web.shared.http import Here

PAGE, BATCH = 50, 500
Lines = Callable[[Here, Reader, Wishes, str | None, int], Awaitable[Page[Line]]]


class Heading(msgspec.Struct, frozen=True):
    """One column: its message is `operator.col.<key>`. One column of a list may be `sortable`, by time."""

    key: str
    number: bool = False
    sortable: bool = False


class Listing(msgspec.Struct, frozen=True):
    """A list as its page file declares it; `lines` reads a page of rows for some wishes, after a cursor.

    `path` and `export` are its addresses inside the room where they do not follow from its key; `action` is
    where picked rows are sent with a reason, `told` the notices of what was done there.
    """

    key: str
    headings: Sequence[Heading]
    filters: Sequence[Filter]
    lines: Lines
    path: str = ""
    export: str = ""
    action: str = ""
    told: Sequence[str] = ()

    @property
    def address(self) -> str:
        return self.path or self.key

    @property
    def sortable(self) -> bool:
        return any(heading.sortable for heading in self.headings)


async def list_page(
    here: Here,
    listing: Listing,
    *,
    acts: bool = False,
    status: int = 200,
    place: str = "",
    **context: Any,
) -> Response[str]:
    """One page of a list. `acts`: rows can be picked; `place`: in the navigation, if not the key.

    Refuses: invalid (a filter, the cursor).
    """
    given = here.request.query_params
    wishes = _wishes_of(here, listing)
    after = given.get("after") or None
    async with here.services.db.read() as reader:
        page = await listing.lines(here, reader, wishes, after, PAGE)
    return await room_page(
        here,
        "list.html",
        nav=place or listing.key,
        status=status,
        said=dict.fromkeys(listing.told, True),
        wide=True,
        listing=listing,
        wishes=wishes,
        table=table_of(here, listing, wishes, page, after, acts=acts),
        csv_href=room_url(here, listing.export or f"{listing.address}.csv") + wishes.query(),
        action=room_url(here, listing.action) if acts else "",
        filter_fields=[one for one in listing.filters if one.kind != "id"],
        kept=[(one.name, wishes.text(one.name)) for one in listing.filters if one.kind == "id"],
        **context,
    )


def _wishes_of(here: Here, listing: Listing) -> Wishes:
    given = here.request.query_params
    return read_wishes(given, listing.filters, here.market.timezone, sortable=listing.sortable)


def table_of(
    here: Here, listing: Listing, wishes: Wishes, page: Page[Line], after: str | None, *, acts: bool
) -> DenseTable:
    """The rows of one page with their header and pager."""
    base = room_url(here, listing.address)
    own_text = f"operator.{listing.key}.none_text"
    none_text = own_text if here.words.has(own_text) else "operator.none_text"
    return DenseTable(
        caption=say(here, f"operator.{listing.key}.title"),
        columns=[_column(here, heading, wishes, base) for heading in listing.headings],
        lines=page.items if acts else [Line(line.cells) for line in page.items],
        empty_title=say(here, "operator.none_found" if wishes.values else f"operator.{listing.key}.none"),
        empty_text=say(here, "operator.none_found_text" if wishes.values else none_text),
        first_href=base + wishes.query() if after else "",
        next_href=base + wishes.query(after=page.next_cursor) if page.next_cursor else "",
        form="picked" if acts and any(line.pick for line in page.items) else "",
    )


def _column(here: Here, heading: Heading, wishes: Wishes, base: str) -> Column:
    label = say(here, f"operator.col.{heading.key}")
    if not heading.sortable:
        return Column(label, heading.number)
    turned = wishes.query(order="" if wishes.oldest_first else OLDEST)
    return Column(label, heading.number, base + turned, "ascending" if wishes.oldest_first else "descending")


async def list_csv(here: Here, listing: Listing) -> Stream:
    """The whole list, not only a page of it, streamed as it is read; written into the audit trail first.

    Refuses: invalid (a filter).
    """
    wishes = _wishes_of(here, listing)
    async with here.services.db.work(here.actor) as work:
        first = await listing.lines(here, work, wishes, None, BATCH)
        await work.audit(here.market_id, "list_exported", listing.key, filters=dict(wishes.values))
    name = f"{here.market.slug}-{listing.key}-{here.services.db.clock():%Y%m%d-%H%M}.csv"
    headers = security.headers_for(here.services.settings, here.nonce)
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Stream(_csv(here, listing, wishes, first), media_type="text/csv; charset=utf-8", headers=headers)


async def _csv(here: Here, listing: Listing, wishes: Wishes, page: Page[Line]) -> AsyncIterator[str]:
    """A connection is taken for a batch at a time, so that a slow reader holds none."""
    zone = here.market.timezone
    yield BYTE_ORDER_MARK + csv_line(
        [say(here, f"operator.col.{heading.key}") for heading in listing.headings]
    )
    while True:
        yield "".join(csv_line([csv_value(cell.value, zone) for cell in line.cells]) for line in page.items)
        if page.next_cursor is None:
            return
        async with here.services.db.read() as reader:
            page = await listing.lines(here, reader, wishes, page.next_cursor, BATCH)
