"""Adding a rule: a form for each kind, read as people write percentages, amounts and days."""

from collections.abc import Mapping
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post

from linli.kernel import money as amounts
from linli.kernel.database import Reader
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import INVALID, Refusal
from linli.kernel.signing import body_print
from linli.modules import catalog, merchants, settlement
from linli.modules.markets import TRADES
from linli.modules.settlement import LADDER, Body, RuleKind
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import back_with, reason_in, room_page
from linli.web.operator.rules import KINDS
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

ACT = {"who": Who.OPERATOR, "roles": roles.MONEY}
FIELDS = (
    *("kind", "scope", "subject", "since", "until", "why", "rate", "days", "claims_hours", "minimum"),
    *("confirm_days", "required", "top_up", "head_office", "head_office_share", "center", "center_share"),
    "platform_share",
)


@get("/{market:str}/operator/rules/new", opt=ACT)
async def rule_form(here: Asked) -> Response[str]:
    """A form for a rule of one kind (`?kind=`)."""
    given = {name: here.request.query_params.get(name, "") for name in FIELDS}
    return await _form(here, given)


async def _form(
    here: Here, given: dict[str, str], refusal: Refusal | None = None, key: str = ""
) -> Response[str]:
    """What was typed stays, and so does the key, under which one rule is added however often it is sent."""
    kind = given.get("kind") if given.get("kind") in KINDS else RuleKind.COMMISSION.value
    return await room_page(
        here,
        "rule_form.html",
        nav="rules",
        refused=refusal,
        kinds=KINDS,
        kind=kind,
        scopes=LADDER,
        trades=TRADES,
        given=given,
        key=key or new_nonce(),
        wrong=str(refusal.params.get("field", "")) if refusal else "",
    )


@post("/{market:str}/operator/rules", opt=ACT)
async def rule_added(here: Asked) -> Response[str]:
    """Add a rule; what was sold before keeps what applied then."""
    form = await here.request.form()
    given = {name: str(form.get(name, "")).strip()[:300] for name in FIELDS}
    print_of_it = body_print("rule", *given.values())
    asked = Key(f"operator:{here.person.person_id}", str(form.get("key", "")), print_of_it)
    try:
        why = await reason_in(here)
        kind = _kind_in(given["kind"])
        async with here.services.db.work(here.actor) as work:

            async def act() -> settlement.Rule:
                target = await _target_in(here, work, given["scope"], given["subject"])
                body = body_in(here, kind, given)
                since, until = (day_in(here, given[name], name) for name in ("since", "until"))
                what = (kind, target, body, why)
                return await settlement.add_rule(work, here.market_id, *what, since=since, until=until)

            await once(work, here.market_id, asked, settlement.Rule, act)
    except Refusal as refusal:
        return await _form(here, given, refusal, asked.key)
    return back_with(here, "rules", "rule_added")


def body_in(here: Here, kind: RuleKind, given: Mapping[str, str]) -> Body:
    """What a rule says, as typed. Refuses: invalid (the field)."""
    if kind is RuleKind.COMMISSION:
        return settlement.Commission(points_in(given["rate"], "rate"))
    if kind is RuleKind.CYCLE:
        names = ("days", "claims_hours", "confirm_days")
        days, hours, confirm = (_whole_in(given[name], name) for name in names)
        return settlement.Cycle(days, hours, minor_in(here, given["minimum"], "minimum"), confirm)
    if kind is RuleKind.DEPOSIT:
        required = minor_in(here, given["required"], "required")
        return settlement.Deposit(required, points_in(given["top_up"], "top_up"))
    shares = []
    for part, field in (("head_office", "head_office"), ("regional_center", "center")):
        if given[field]:
            points = points_in(given[f"{field}_share"], f"{field}_share")
            shares.append(settlement.Share(part, _uuid_in(given[field], field), points))
    if given["platform_share"]:
        points = points_in(given["platform_share"], "platform_share")
        shares.append(settlement.Share("platform", None, points))
    return settlement.Split(tuple(shares))


def points_in(typed: str, field: str) -> int:
    """`5.5` (percent) as 550 hundredths. Refuses: invalid."""
    try:
        return amounts.parse(typed.removesuffix("%").strip(), "EUR").minor
    except ValueError:
        raise INVALID(field=field) from None


def minor_in(here: Here, typed: str, field: str) -> int:
    """An amount of the market's currency; nothing typed is nothing. Refuses: invalid."""
    try:
        return amounts.parse(typed or "0", here.market.currency).minor
    except ValueError:
        raise INVALID(field=field) from None


def _whole_in(typed: str, field: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
        raise INVALID(field=field)
    return int(typed)


def _uuid_in(typed: str, field: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise INVALID(field=field) from None


def _kind_in(typed: str) -> RuleKind:
    if typed not in KINDS:
        raise INVALID(field="kind")
    return RuleKind(typed)


async def _target_in(here: Here, reader: Reader, scope: str, subject: str) -> str:
    """A store may be named by its address in the URL; everything else by trade or id. Refuses: invalid,
    not_found (no such store or deal).
    """
    if scope == "market":
        return scope
    if scope == "store" and len(subject) < 36:
        return f"store:{(await merchants.store_by_slug(reader, here.market_id, subject)).store_id}"
    if scope == "item":
        await catalog.deal(reader, here.market_id, _uuid_in(subject, "target"))
    return f"{scope}:{subject}"


def day_in(here: Here, typed: str, field: str) -> datetime | None:
    """The midnight with which a day begins in the market. Refuses: invalid."""
    if not typed:
        return None
    try:
        day = datetime.fromisoformat(typed).date()
        return datetime.combine(day, time(), ZoneInfo(here.market.timezone))
    except (ValueError, OverflowError):
        raise INVALID(field=field) from None


ROUTES = [rule_form, rule_added]
