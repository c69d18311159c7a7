"""The market's books."""

from collections import defaultdict

from litestar import get

from linli.api.call import Called
from linli.api.v1 import shapes_desk as shapes
from linli.modules import ledger
from linli.services import Who


@get(
    "/markets/{market:str}/ledger/totals",
    opt={"who": Who.OPERATOR, "scope": "operator"},
    tags=["Operators"],
    summary="All debits and credits by purpose",
)
async def get_totals(call: Called) -> shapes.TotalList:
    """They balance, or something is badly wrong."""
    async with call.services.db.read() as reader:
        totals = await ledger.totals(reader, call.market_id)
    sums: dict[str, int] = defaultdict(int)
    for total in totals:
        sums[total.currency] += total.debits_minor - total.credits_minor
    return shapes.TotalList([shapes.total_of(total) for total in totals], not any(sums.values()))
