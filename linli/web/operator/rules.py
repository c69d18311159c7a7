"""Commission, splits, cycles and deposits: every rule ever added, ending one, which would apply."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.kernel.refusals import Refusal
from linli.modules import merchants, settlement
from linli.modules.markets import TRADES
from linli.modules.settlement import LADDER, Rule, RuleKind
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.actors import actors_said
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.merchants import points_said
from linli.web.operator.room import act_with_reason, room_page, room_url, say, uuid_in
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.formatting import money_text
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
ACT = {"who": Who.OPERATOR, "roles": roles.MONEY}
KINDS = [kind.value for kind in RuleKind]
FILTERS = (
    Filter("rule", choices=KINDS, words="operator.rule_kind"),
    Filter("scope", choices=LADDER, words="operator.rule_scope"),
)
HEADINGS = (
    Heading("rule"),
    Heading("about"),
    Heading("says"),
    Heading("from"),
    Heading("until"),
    Heading("why"),
    Heading("by"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Rules, newest first, with what each is about by name."""
    kind = RuleKind(wishes.text("rule")) if wishes.text("rule") else None
    scope = wishes.choice("scope")
    page = await settlement.rules_of_market(reader, here.market_id, kind, scope, after, size)
    names = await names_of(here, reader, page.items)
    makers = await actors_said(here, reader, {one.made_by for one in page.items})
    rows = [
        Line(
            (
                Cell(say(here, f"operator.rule_kind.{one.kind}"), room_url(here, f"rules/{one.rule_id}")),
                Cell(names[one.target]),
                Cell(said_of(here, one)),
                Cell(one.effective_from),
                Cell(one.effective_until, soft=True),
                Cell(reason_of(here, one), soft=True),
                Cell(makers[one.made_by], soft=True),
            )
        )
        for one in page.items
    ]
    return Page(rows, page.next_cursor)


async def names_of(here: Here, reader: Reader, rules: list[Rule]) -> Mapping[str, str]:
    """What each target is called."""
    ids: dict[str, set[UUID]] = {"merchant": set(), "store": set()}
    for rule in rules:
        if rule.scope in ids:
            ids[rule.scope].add(UUID(rule.subject))
    sellers = await merchants.merchants_of_ids(reader, here.market_id, ids["merchant"])
    stores = await merchants.stores(reader, here.market_id, ids["store"])
    named = {f"merchant:{key}": one.name for key, one in sellers.items()}
    named |= {f"store:{key}": one.name for key, one in stores.items()}
    named |= {f"trade:{trade}": say(here, f"trade.{trade}") for trade in TRADES}
    named["market"] = say(here, "operator.rule_scope.market")
    return {rule.target: named.get(rule.target, rule.subject[-8:]) for rule in rules}


def said_of(here: Here, rule: Rule) -> str:
    """A rule's body in a few words."""
    if rule.body is None:
        return say(here, "operator.rule_says.ended")
    if rule.kind is RuleKind.COMMISSION:
        body = settlement.commission_of(rule)
        return points_said(body.rate_bp) if body else ""
    if rule.kind is RuleKind.CYCLE:
        cycle = settlement.cycle_of(rule)
        return say(here, "operator.rule_says.cycle", days=cycle.days, hours=cycle.claims_hours)
    if rule.kind is RuleKind.DEPOSIT:
        held = settlement.deposit_of(rule)
        required = money_text(held.required_minor, here.market.currency, here.locale)
        return say(here, "operator.rule_says.deposit", amount=required, share=points_said(held.top_up_bp))
    shares = settlement.shares_of(rule, UUID(int=0))[:-1]
    return " · ".join(f"{say(here, f'operator.part.{one.part}')} {points_said(one.bp)}" for one in shares)


def reason_of(here: Here, rule: Rule) -> str:
    """Why it was added, as it was typed; what the market opened with, in the reader's words."""
    opened_with = rule.reason == settlement.USUAL_COMMISSION
    return say(here, "operator.rule.usual_commission") if opened_with else rule.reason


LISTING = Listing("rules", HEADINGS, FILTERS, lines, told=("rule_added", "rule_ended"))


@get("/{market:str}/operator/rules", opt=SEE)
async def rule_list(here: Asked) -> Response[str]:
    """Every rule that was ever added."""
    return await list_page(
        here, LISTING, tools=[("rule_new", "rules/new"), ("rule_which", "rules/explanation")]
    )


@get("/{market:str}/operator/rules.csv", opt=SEE)
async def rule_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


@get("/{market:str}/operator/rules/{rule_id:uuid}", opt=SEE)
async def rule_page(here: Asked, rule_id: FromPath[UUID]) -> Response[str]:
    """One rule, whether it applies now, and a way to end it."""
    return await _rule(here, rule_id)


async def _rule(here: Here, rule_id: UUID, refusal: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        rule = await settlement.rule(reader, here.market_id, rule_id)
        names = await names_of(here, reader, [rule])
    return await room_page(
        here,
        "rule.html",
        nav="rules",
        refused=refusal,
        rule=rule,
        name=names[rule.target],
        reason=reason_of(here, rule),
        says=said_of(here, rule),
    )


@post("/{market:str}/operator/rules/{rule_id:uuid}/end", opt=ACT)
async def rule_ended(here: Asked, rule_id: FromPath[UUID]) -> Response[str]:
    """From now on this target has no rule of its own."""
    return await act_with_reason(
        here,
        lambda work, why: settlement.end_rule(work, here.market_id, rule_id, why),
        lambda refusal: _rule(here, rule_id, refusal),
        *("rules", "rule_ended"),
    )


class Rung(msgspec.Struct, frozen=True):
    """One step of the ladder from the most specific target down: its rule, if one is in force."""

    scope: str
    says: str
    reason: str
    since: datetime | None
    href: str
    applies: bool


@get("/{market:str}/operator/rules/explanation", opt=SEE)
async def explanation(here: Asked) -> Response[str]:
    """Which rules would apply to something sold now in a store (`?store=`, `?deal=`), and why."""
    asked = here.request.query_params
    slug, deal = asked.get("store", "").strip(), asked.get("deal", "").strip()
    ladders: dict[str, list[Rung]] = {}
    store, refusal = None, None
    if slug:
        try:
            async with here.services.db.read() as reader:
                store = await merchants.store_by_slug(reader, here.market_id, slug)
                deal_id = uuid_in(deal, "deal") if deal else None
                where = settlement.Where(store.merchant_id, store.trade, store.store_id, deal_id)
                held = await settlement.rules_in_force(reader, here.market_id, [where], reader.now)
            ladders = {kind.value: _ladder(here, held, kind, where) for kind in RuleKind}
        except Refusal as refused:
            refusal = refused
    return await room_page(
        here,
        "rule_explanation.html",
        nav="rules",
        refused=refusal,
        slug=slug,
        deal=deal,
        store=store,
        ladders=ladders,
    )


def _ladder(here: Here, held: list[Rule], kind: RuleKind, where: settlement.Where) -> list[Rung]:
    winner = settlement.chosen(held, kind, where)
    by_target = {rule.target: rule for rule in held if rule.kind is kind}
    rungs = []
    for target in where.targets():
        rule = by_target.get(target)
        rungs.append(
            Rung(
                scope=target.partition(":")[0],
                says=said_of(here, rule) if rule else "",
                reason=reason_of(here, rule) if rule else "",
                since=rule.effective_from if rule else None,
                href=room_url(here, f"rules/{rule.rule_id}") if rule else "",
                applies=winner is not None and rule is winner,
            )
        )
    return rungs


ROUTES = [rule_list, rule_csv, explanation, rule_page, rule_ended]
