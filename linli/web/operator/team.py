"""Who runs the market: appointing by phone, another role, dismissal. A market always has a director."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import INVALID, Refusal
from linli.modules import identity
from linli.modules.identity import OperatorRole
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import back_with, masked_phone, may, reason_in, room_page, say
from linli.web.shared.dense import Cell, Column, DenseTable, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
ACT = {"who": Who.OPERATOR, "roles": roles.DIRECTORS}
COLUMNS = ("name", "role", "phone", "appointed")


@get("/{market:str}/operator/team", opt=SEE)
async def team_page(here: Asked) -> Response[str]:
    """Colleagues by role, and what each role may do."""
    return await _page(here)


async def _page(here: Here, refusal: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        found = await identity.operators(reader, here.market_id)
        people = await identity.people(reader, {one.person_id for one in found})
    form = await here.request.form() if refusal else {}
    rows = [_line(here, one, people[one.person_id]) for one in found if one.person_id in people]
    table = DenseTable(
        caption=say(here, "operator.team.title"),
        columns=[Column(say(here, f"operator.col.{name}")) for name in COLUMNS],
        lines=rows,
        empty_title="",
        empty_text="",
    )
    mine = here.person.person_id
    return await room_page(
        here,
        "team.html",
        nav="team",
        refused=refusal,
        said=dict.fromkeys(("appointed", "role_changed", "dismissed"), True),
        table=table,
        colleagues=[(one, people[one.person_id]) for one in found if one.person_id in people],
        acts=may(here, roles.DIRECTORS),
        mine=mine,
        roles=[role.value for role in OperatorRole],
        typed={name: str(form.get(name, "")) for name in ("phone", "role", "why")},
    )


def _line(here: Here, one: identity.Operator, person: identity.Person) -> Line:
    return Line(
        (
            Cell(person.nickname),
            Cell(say(here, f"operator.role.{one.role}"), badge="good" if one.role == "director" else "plain"),
            Cell(masked_phone(person.phone_tail), code=True),
            Cell(one.appointed_at, soft=True),
        )
    )


@post("/{market:str}/operator/team/appointments", opt=ACT)
async def appoint(here: Asked) -> Response[str]:
    """Whoever has this phone number helps to run the market; they sign in with a code as anyone."""
    form = await here.request.form()
    try:
        why = await reason_in(here)
        phone = identity.normal_phone(str(form.get("phone", "")), here.market.country)
        role = _role(str(form.get("role", "")))
        async with here.services.db.work(here.actor) as work:
            person = await identity.person_with_phone(
                work, phone, here.services.phones, language=here.market.language
            )
            await identity.appoint_operator(work, here.market_id, person.person_id, role, why)
    except Refusal as refusal:
        return await _page(here, refusal)
    return back_with(here, "team", "appointed")


@post("/{market:str}/operator/team/{person_id:uuid}/role", opt=ACT)
async def change_role(here: Asked, person_id: FromPath[UUID]) -> Response[str]:
    """A colleague does something else from now on."""
    form = await here.request.form()
    try:
        why, role = await reason_in(here), _role(str(form.get("role", "")))
        async with here.services.db.work(here.actor) as work:
            await identity.change_operator_role(work, here.market_id, person_id, role, why)
    except Refusal as refusal:
        return await _page(here, refusal)
    return back_with(here, "team", "role_changed")


@post("/{market:str}/operator/team/{person_id:uuid}/dismissal", opt=ACT)
async def dismiss(here: Asked, person_id: FromPath[UUID]) -> Response[str]:
    """A colleague leaves; the last director cannot."""
    try:
        why = await reason_in(here)
        async with here.services.db.work(here.actor) as work:
            await identity.dismiss_operator(work, here.market_id, person_id, why)
    except Refusal as refusal:
        return await _page(here, refusal)
    if person_id == here.person.person_id:
        return here.see_other(here.url("me"))
    return back_with(here, "team", "dismissed")


def _role(text: str) -> OperatorRole:
    try:
        return OperatorRole(text)
    except ValueError:
        raise INVALID(field="role") from None


ROUTES = [team_page, appoint, change_role, dismiss]
