"""What people say, and taking it out of sight or putting it back, with a reason."""

from uuid import UUID

from litestar import Response, get, post
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.kernel.refusals import Refusal
from linli.modules import community, merchants
from linli.modules.community import ReviewFilter
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.orders import store_cell, store_named
from linli.web.operator.room import back_with, masked, may, picked_in, reason_in, room_url, say, uuid_in
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.REVIEWS}
ACT = {"who": Who.OPERATOR, "roles": roles.JUDGES}
LONGEST_SHOWN = 140
FILTERS = (
    Filter("hidden", choices=("no", "yes"), words="operator.hidden"),
    Filter("at_most", choices=("1", "2", "3", "4"), words="operator.at_most"),
    Filter("store", "text"),
    Filter("person", "id"),
)
HEADINGS = (
    Heading("written"),
    Heading("stars"),
    Heading("words"),
    Heading("store"),
    Heading("writer"),
    Heading("answered"),
    Heading("state"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Reviews with their store; each can be picked."""
    try:
        store_id = await store_named(reader, here.market_id, wishes.text("store"))
    except Refusal:
        return Page([])
    wanted = ReviewFilter(
        hidden=wishes.yes_no("hidden"),
        store_id=store_id,
        person_id=wishes.uuid("person"),
        at_most=int(wishes.text("at_most")) if wishes.text("at_most") else None,
    )
    page = await community.reviews_of_market(reader, here.market_id, wanted, after, size)
    return Page(await review_lines(here, reader, page.items), page.next_cursor)


async def review_lines(here: Here, reader: Reader, found: list[community.Review]) -> list[Line]:
    """Rows of reviews: one more query, however many there are."""
    stores = await merchants.stores(reader, here.market_id, {one.store_id for one in found})
    sees_orders = may(here, roles.TRADE)
    rows = []
    for one in found:
        words = one.body if len(one.body) <= LONGEST_SHOWN else one.body[:LONGEST_SHOWN] + "…"
        state = "yes" if one.hidden else "no"
        cells = (
            Cell(one.written_at, room_url(here, f"orders/{one.order_id}") if sees_orders else ""),
            Cell(f"{one.tenths // 10}.{one.tenths % 10}"),
            Cell(words, note=one.body if words != one.body else ""),
            store_cell(here, stores.get(one.store_id)),
            Cell(masked(one.nickname)),
            Cell(one.replied_at, soft=True),
            Cell(say(here, f"operator.hidden.{state}"), badge="bad" if one.hidden else "outline"),
        )
        rows.append(Line(cells, str(one.review_id)))
    return rows


LISTING = Listing(
    "reviews",
    HEADINGS,
    FILTERS,
    lines,
    action="reviews/hiding",
    told=("reviews_hidden", "reviews_shown", "nothing_turned"),
)


@get("/{market:str}/operator/reviews", opt=SEE)
async def review_list(here: Asked) -> Response[str]:
    """Every review of the market; where only hidden ones are listed, the action is to show them again."""
    hidden = here.request.query_params.get("hidden") == "yes"
    acts = may(here, roles.JUDGES)
    way = "showing" if hidden else "hiding"
    return await list_page(here, LISTING, acts=acts, way=way)


@get("/{market:str}/operator/reviews.csv", opt=SEE)
async def review_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


@post("/{market:str}/operator/reviews/hiding", opt=ACT)
async def hide_reviews(here: Asked) -> Response[str]:
    """Picked reviews go out of sight; those that are already are left alone."""
    return await _turn(here, shown=False)


@post("/{market:str}/operator/reviews/showing", opt=ACT)
async def show_reviews(here: Asked) -> Response[str]:
    """Picked reviews come back in sight; those that are already are left alone."""
    return await _turn(here, shown=True)


async def _turn(here: Here, *, shown: bool) -> Response[str]:
    why = await reason_in(here)
    picked = [uuid_in(text, "pick") for text in await picked_in(here)]
    turned = [await _one(here, review_id, why, shown) for review_id in picked]
    done = ("reviews_shown" if shown else "reviews_hidden") if any(turned) else "nothing_turned"
    return back_with(here, "reviews", done)


async def _one(here: Here, review_id: UUID, why: str, shown: bool) -> bool:
    """A transaction for each, so that one that is gone keeps no other back."""
    turn = community.show_review if shown else community.hide_review
    try:
        async with here.services.db.work(here.actor) as work:
            await turn(work, here.market_id, review_id, why)
    except Refusal:
        return False
    return True


ROUTES = [review_list, review_csv, hide_reviews, show_reviews]
