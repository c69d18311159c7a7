"""The people of the market, masked. A phone number is looked for only whole, and every look is on record."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.kernel.refusals import Refusal
from linli.modules import community, identity, merchants, orders, vouchers
from linli.modules.community import ReviewFilter
from linli.modules.orders import OrderFilter
from linli.modules.vouchers import VoucherFilter
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.orders import HEADINGS as ORDER_HEADINGS
from linli.web.operator.orders import order_lines
from linli.web.operator.reviews import HEADINGS as REVIEW_HEADINGS
from linli.web.operator.reviews import review_lines
from linli.web.operator.room import masked, masked_phone, refused_text, room_page, room_url, say
from linli.web.operator.vouchers import HEADINGS as VOUCHER_HEADINGS
from linli.web.operator.vouchers import voucher_lines
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Column, DenseTable, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.PEOPLE}
SHOWN = 10
FILTERS = (Filter("q", "text"),)
HEADINGS = (Heading("person"), Heading("phone"), Heading("language"), Heading("member_since"))


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Members by nickname, whose nickname begins as wished."""
    page = await identity.members(
        reader, here.market_id, name_begins=wishes.text("q"), cursor=after, size=size
    )
    known = await identity.people(reader, {one.person_id for one in page.items})
    rows = []
    for one in page.items:
        person = known.get(one.person_id)
        if person is not None:
            cells = (
                Cell(masked(person.nickname), room_url(here, f"people/{one.person_id}")),
                Cell(masked_phone(person.phone_tail), code=True),
                Cell(say(here, f"language.{person.language}") if person.language else None),
                Cell(one.joined_at, soft=True),
            )
            rows.append(Line(cells))
    return Page(rows, page.next_cursor)


LISTING = Listing("people", HEADINGS, FILTERS, lines)


@get("/{market:str}/operator/people", opt=SEE)
async def people_list(here: Asked) -> Response[str]:
    """Everyone who signed in, ordered or works in the market."""
    return await list_page(here, LISTING, lookup=_lookup(here), lookup_refused="")


@get("/{market:str}/operator/people.csv", opt=SEE)
async def people_csv(here: Asked) -> Stream:
    """The same as a file, as masked."""
    return await list_csv(here, LISTING)


@post("/{market:str}/operator/people/lookups", opt=SEE)
async def look_up(here: Asked) -> Response[str]:
    """From a whole phone number, which stands in no address, to its person's page."""
    try:
        typed = str((await here.request.form()).get("phone", ""))
        found = await member_with_phone(here, typed)
    except Refusal as refusal:
        said = refused_text(here, refusal)
        return await list_page(here, LISTING, refused=refusal, lookup=_lookup(here), lookup_refused=said)
    if found is None:
        said = say(here, "operator.people.unknown")
        return await list_page(here, LISTING, status=404, lookup=_lookup(here), lookup_refused=said)
    return here.see_other(room_url(here, f"people/{found.person_id}"))


def _lookup(here: Here) -> str:
    return room_url(here, "people/lookups")


async def member_with_phone(here: Here, typed: str) -> identity.Member | None:
    """The member of this market with this whole number; the look is counted and, with a find, on record.

    Refuses: phone_invalid, too_many_tries (60 an hour for an operator).
    """
    phone = identity.normal_phone(typed, here.market.country)
    async with here.services.db.work(here.actor) as work:
        await identity.count_phone_lookup(work, here.person.person_id)
    async with here.services.db.work(here.actor) as work:
        found = await identity.member_by_phone(work, here.market_id, phone, here.services.phones)
        if found:
            await work.audit(here.market_id, "phone_looked_up", str(found.person_id))
    return found


@get("/{market:str}/operator/people/{person_id:uuid}", opt=SEE)
async def person_page(here: Asked, person_id: FromPath[UUID]) -> Response[str]:
    """One person as this market knows them; that the page was opened is written into the audit trail."""
    async with here.services.db.work(here.actor) as work:
        member = await identity.member(work, here.market_id, person_id)
        person = await identity.person(work, person_id)
        await work.audit(here.market_id, "person_opened", str(person_id))
        jobs = await merchants.staff_roles(work, here.market_id, person_id)
        role = await identity.operator_role(work, here.market_id, person_id)
        tables = await _tables(here, work, person_id)
    return await room_page(
        here,
        "person.html",
        nav="people",
        name=masked(person.nickname),
        phone=masked_phone(person.phone_tail),
        language=person.language,
        member_since=member.joined_at,
        joined_at=person.joined_at,
        jobs=jobs,
        role=role.value if role else "",
        tables=tables,
        person_id=person_id,
        sees_trail=here.operator_role in roles.TRAIL,
    )


async def _tables(here: Here, reader: Reader, person_id: UUID) -> list[tuple[str, DenseTable, str]]:
    """The latest orders, vouchers and reviews, each with the way to all of them."""
    about = (reader, here.market_id)
    bought = await orders.orders_of_market(*about, OrderFilter(person_id=person_id), None, SHOWN)
    held = await vouchers.vouchers_of_market(*about, VoucherFilter(person_id=person_id), None, SHOWN)
    said = await community.reviews_of_market(*about, ReviewFilter(person_id=person_id), None, SHOWN)
    return [
        _part(here, person_id, "orders", ORDER_HEADINGS, await order_lines(here, reader, bought.items)),
        _part(here, person_id, "vouchers", VOUCHER_HEADINGS, await voucher_lines(here, reader, held.items)),
        _part(here, person_id, "reviews", REVIEW_HEADINGS, await review_lines(here, reader, said.items)),
    ]


def _part(
    here: Here, person_id: UUID, key: str, headings: tuple[Heading, ...], rows: list[Line]
) -> tuple[str, DenseTable, str]:
    table = DenseTable(
        caption=say(here, f"operator.{key}.title"),
        columns=[Column(say(here, f"operator.col.{one.key}"), one.number) for one in headings],
        lines=[Line(row.cells) for row in rows],
        empty_title=say(here, f"operator.{key}.none"),
        empty_text=say(here, "operator.none_text"),
    )
    return key, table, room_url(here, f"{key}?person={person_id}")


ROUTES = [people_list, people_csv, look_up, person_page]
