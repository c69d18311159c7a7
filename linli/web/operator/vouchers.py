"""The market's vouchers. Of a code only the tail is shown: the whole of it is worth money."""

from litestar import Response, get
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.kernel.refusals import Refusal
from linli.modules import identity, merchants, vouchers
from linli.modules.vouchers import Voucher, VoucherFilter, VoucherState
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.orders import person_cell, store_cell, store_named
from linli.web.operator.room import pick, room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.TRADE}
KINDS = {"issued": "good", "redeemed": "outline", "refunded": "bad", "expired": "plain"}
FILTERS = (
    Filter("q", "text"),
    Filter("state", choices=[state.value for state in VoucherState], words="operator.voucher_state"),
    Filter("store", "text"),
    Filter("since", "day"),
    Filter("until", "day"),
    Filter("person", "id"),
)
HEADINGS = (
    Heading("code"),
    Heading("what"),
    Heading("value", number=True),
    Heading("state"),
    Heading("store"),
    Heading("buyer"),
    Heading("issued", sortable=True),
    Heading("valid_until"),
    Heading("redeemed"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Vouchers with their store and buyer; a whole code finds one voucher whatever else is wished."""
    try:
        if wishes.text("q"):
            code = vouchers.read_scan(wishes.text("q"), here.market.slug)
            found = [await vouchers.voucher_by_code(reader, here.market_id, code)]
            return Page(await voucher_lines(here, reader, found))
        store_id = await store_named(reader, here.market_id, wishes.text("store"))
    except Refusal:
        return Page([])
    wanted = VoucherFilter(
        state=VoucherState(wishes.text("state")) if wishes.text("state") else None,
        store_id=store_id,
        person_id=wishes.uuid("person"),
        since=wishes.since(),
        until=wishes.until(),
    )
    page = await vouchers.vouchers_of_market(
        reader, here.market_id, wanted, after, size, oldest_first=wishes.oldest_first
    )
    return Page(await voucher_lines(here, reader, page.items), page.next_cursor)


async def voucher_lines(here: Here, reader: Reader, found: list[Voucher]) -> list[Line]:
    """Rows of vouchers: two more queries, however many there are."""
    stores = await merchants.stores(reader, here.market_id, {one.store_id for one in found})
    people = await identity.people(reader, {one.person_id for one in found})
    return [
        Line(
            (
                Cell(f"…{one.code_tail}", room_url(here, f"orders/{one.order_id}#vouchers"), code=True),
                Cell(pick(here, one.title, one.title_en)),
                Cell(one.value),
                Cell(say(here, f"operator.voucher_state.{one.state}"), badge=KINDS[one.state]),
                store_cell(here, stores.get(one.store_id)),
                person_cell(here, people.get(one.person_id)),
                Cell(one.issued_at, soft=True),
                Cell(one.valid_until, soft=True),
                Cell(one.redeemed_at, soft=True),
            )
        )
        for one in found
    ]


LISTING = Listing("vouchers", HEADINGS, FILTERS, lines)


@get("/{market:str}/operator/vouchers", opt=SEE)
async def voucher_list(here: Asked) -> Response[str]:
    """Every voucher of the market."""
    return await list_page(here, LISTING)


@get("/{market:str}/operator/vouchers.csv", opt=SEE)
async def voucher_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


ROUTES = [voucher_list, voucher_csv]
