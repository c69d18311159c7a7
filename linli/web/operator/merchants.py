"""Who sells in the market: the list, one merchant with stores and staff, stopping one or letting it sell."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel import trail
from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.paging import Page
from linli.kernel.refusals import Refusal
from linli.kernel.trail import DeedFilter
from linli.modules import merchants, settlement
from linli.modules.merchants import Merchant, MerchantFilter, MerchantState, StaffPlace, Store, StoreFilter
from linli.modules.settlement import Rule, RuleKind
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import act_with_reason, may, room_page, room_url, say
from linli.web.operator.trail import deed_lines
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
ACT = {"who": Who.OPERATOR, "roles": roles.JUDGES}
KINDS = {"applied": "offer", "verified": "good", "suspended": "bad", "lapsed": "offer"}
STORES_SHOWN, DEEDS_SHOWN = 20, 10
FILTERS = (
    Filter("q", "text"),
    Filter("state", choices=[state.value for state in MerchantState], words="operator.merchant_state"),
)
HEADINGS = (
    Heading("merchant"),
    Heading("state"),
    Heading("stores", number=True),
    Heading("commission", number=True),
    Heading("verified"),
    Heading("kind"),
)


class Sight(msgspec.Struct, frozen=True):
    """One merchant as the market sees it; the two sums only for those who see money. `suspended` says
    since when and why.
    """

    merchant: Merchant
    stores: list[Store]
    more_stores: bool
    staff: list[StaffPlace]
    payable: Money | None
    waiting: Money | None
    commission: str
    deeds: list[Line]
    suspended: trail.Deed | None


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Merchants by name with how many stores each runs."""
    state = MerchantState(wishes.text("state")) if wishes.text("state") else None
    wanted = MerchantFilter(state=state, text=wishes.text("q"))
    page = await merchants.merchants_of_market(reader, here.market_id, wanted, after, size)
    counts = await merchants.store_counts(reader, here.market_id, {one.merchant_id for one in page.items})
    rates = await commissions(reader, here.market_id, [one.merchant_id for one in page.items])
    rows = [
        Line(
            (
                Cell(one.name, room_url(here, f"merchants/{one.merchant_id}")),
                Cell(say(here, f"operator.merchant_state.{one.state}"), badge=KINDS[one.state]),
                Cell(counts.get(one.merchant_id, 0), room_url(here, f"stores?merchant={one.merchant_id}")),
                commission_cell(rates.get(one.merchant_id)),
                Cell(one.verified_at, soft=True),
                Cell(say(here, "badge.demo"), badge="outline") if one.demo else Cell(None),
            )
        )
        for one in page.items
    ]
    return Page(rows, page.next_cursor)


async def commissions(reader: Reader, market_id: int, ids: Sequence[UUID]) -> dict[UUID, Rule]:
    """The commission rule of each merchant where no trade, store or item has another."""
    wheres = {one: settlement.Where(one) for one in ids}
    rules = await settlement.rules_in_force(reader, market_id, list(wheres.values()), reader.now)
    found = {one: settlement.chosen(rules, RuleKind.COMMISSION, where) for one, where in wheres.items()}
    return {one: rule for one, rule in found.items() if rule}


def commission_cell(rule: Rule | None) -> Cell:
    """A commission as a percentage, soft where it is everybody's."""
    held = settlement.commission_of(rule)
    if rule is None or held is None:
        return Cell(None)
    return Cell(points_said(held.rate_bp), soft=rule.scope == "market")


def points_said(points: int) -> str:
    """Hundredths of a percent as people read them: 550 → 5.50%."""
    return f"{points // 100}.{points % 100:02d}%"


LISTING = Listing("merchants", HEADINGS, FILTERS, lines)


@get("/{market:str}/operator/merchants", opt=SEE)
async def merchant_list(here: Asked) -> Response[str]:
    """Every merchant of the market."""
    return await list_page(here, LISTING)


@get("/{market:str}/operator/merchants.csv", opt=SEE)
async def merchant_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


@get("/{market:str}/operator/merchants/{merchant_id:uuid}", opt=SEE)
async def merchant_page(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """One merchant: stores, staff, money, and what the market did about it."""
    return await _page(here, merchant_id)


async def _page(
    here: Here, merchant_id: UUID, refusal: Refusal | None = None, why: str = ""
) -> Response[str]:
    async with here.services.db.read() as reader:
        sight = await _sight(here, reader, merchant_id)
    return await room_page(
        here,
        "merchant.html",
        nav="merchants",
        refused=refusal,
        said={
            "suspended": sight.merchant.state is MerchantState.SUSPENDED,
            "reinstated": sight.merchant.state is MerchantState.VERIFIED,
        },
        sight=sight,
        kind=KINDS[sight.merchant.state],
        commission=sight.commission,
        acts=may(here, roles.JUDGES),
        sees_trade=may(here, roles.TRADE),
        why=why,
    )


async def _sight(here: Here, reader: Reader, merchant_id: UUID) -> Sight:
    market_id, currency = here.market_id, here.market.currency
    found = await merchants.merchant(reader, market_id, merchant_id)
    wanted = StoreFilter(merchant_id=merchant_id)
    stores = await merchants.stores_of_market(reader, market_id, wanted, None, STORES_SHOWN)
    staff = await merchants.staff_of_merchant(reader, market_id, merchant_id)
    deeds = await trail.deeds(reader, market_id, DeedFilter(subject=str(merchant_id)), None, DEEDS_SHOWN)
    payable = waiting = None
    if may(here, roles.MONEY):
        payable = await settlement.balance(reader, market_id, merchant_id, currency)
        waiting = await settlement.waiting(reader, market_id, merchant_id, currency)
    last = DeedFilter(subject=str(merchant_id), action="merchant_suspended")
    stopped = found.state is MerchantState.SUSPENDED
    suspensions = (await trail.deeds(reader, market_id, last, None, 1)).items if stopped else []
    rates = await commissions(reader, market_id, [merchant_id])
    commission = str(commission_cell(rates.get(merchant_id)).value or "–")
    return Sight(
        merchant=found,
        stores=stores.items,
        more_stores=stores.next_cursor is not None,
        staff=staff,
        payable=payable,
        waiting=waiting,
        commission=commission,
        deeds=await deed_lines(here, reader, deeds.items),
        suspended=suspensions[0] if suspensions else None,
    )


@post("/{market:str}/operator/merchants/{merchant_id:uuid}/suspension", opt=ACT)
async def suspend(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Stop a merchant from selling, with a reason; what was sold stays valid."""
    typed = await _typed(here)
    return await act_with_reason(
        here,
        lambda work, why: merchants.suspend_merchant(work, here.market_id, merchant_id, why),
        lambda refusal: _page(here, merchant_id, refusal, typed),
        *(f"merchants/{merchant_id}", "suspended"),
    )


@post("/{market:str}/operator/merchants/{merchant_id:uuid}/reinstatement", opt=ACT)
async def reinstate(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Let a suspended merchant sell again, with a reason."""
    typed = await _typed(here)
    return await act_with_reason(
        here,
        lambda work, why: merchants.reinstate_merchant(work, here.market_id, merchant_id, why),
        lambda refusal: _page(here, merchant_id, refusal, typed),
        *(f"merchants/{merchant_id}", "reinstated"),
    )


async def _typed(here: Here) -> str:
    return str((await here.request.form()).get("why", ""))


ROUTES = [merchant_list, merchant_csv, merchant_page, suspend, reinstate]
