"""The markets that the reader helps to run, each with its rules and its staff by role."""

from collections import Counter

from litestar import Response, get

from linli.modules import identity, markets, settlement
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.merchants import commission_cell
from linli.web.operator.room import pick, room_page, say
from linli.web.shared.dense import Cell, Column, DenseTable, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
COLUMNS = ("market", "slug", "my_role", "currency", "timezone", "commission", "staff")


@get("/{market:str}/operator/markets", opt=SEE)
async def market_list(here: Asked) -> Response[str]:
    """Market by market, as each keeps its own staff; those that are none of the reader's are not told of."""
    rows = []
    async with here.services.db.read() as reader:
        for market in await markets.all_markets(reader):
            staff = await identity.operators(reader, market.market_id)
            mine = next((one.role for one in staff if one.person_id == here.person.person_id), None)
            if mine is not None:
                roles_held = Counter(one.role.value for one in staff)
                where = settlement.Where()
                held = await settlement.rules_in_force(reader, market.market_id, [where], reader.now)
                rate = settlement.chosen(held, settlement.RuleKind.COMMISSION, where)
                rows.append(_line(here, market, mine.value, roles_held, rate))
    table = DenseTable(
        caption=say(here, "operator.markets.title"),
        columns=[Column(say(here, f"operator.col.{name}"), name == "commission") for name in COLUMNS],
        lines=rows,
        empty_title="",
        empty_text="",
    )
    return await room_page(here, "markets.html", nav="markets", table=table)


def _line(
    here: Here, market: markets.Market, mine: str, staff: Counter[str], rate: settlement.Rule | None
) -> Line:
    name = pick(here, market.name_zh, market.name_en)
    by_role = [f"{say(here, f'operator.role.{role}')} {count}" for role, count in staff.items()]
    return Line(
        (
            Cell(name, f"/{market.slug}/operator"),
            Cell(market.slug, code=True),
            Cell(say(here, f"operator.role.{mine}"), badge="good" if mine == "director" else "plain"),
            Cell(market.currency),
            Cell(market.timezone, soft=True),
            commission_cell(rate),
            Cell(" · ".join(by_role)),
        )
    )


ROUTES = [market_list]
