"""Rules are changed by adding one: what applied before stays to be read."""

from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import merchants
from linli.modules.markets import TRADES
from linli.modules.settlement.queries import rules_in_force
from linli.modules.settlement.refusals import RULE_NEEDED, RULE_NOT_IN_FORCE
from linli.modules.settlement.rules import (
    LADDER,
    MARKET,
    USUAL_COMMISSION,
    Body,
    Commission,
    Rule,
    RuleKind,
    Split,
    Where,
    checked,
    chosen,
)
from linli.modules.settlement.statements import SQL

LONGEST_REASON = 300


async def add_rule(
    work: Work,
    market_id: int,
    kind: RuleKind,
    target: str,
    body: Body,
    why: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Rule:
    """Add a rule for a target, in force from `since` (now) until just before `until` (no end).

    What was sold before keeps what applied then. Written into the audit trail.
    Refuses: invalid (target, value, since before now, until before since, why), not_found (no such merchant).
    """
    checked(kind, body)
    target = await _known(work, market_id, target)
    for share in body.shares if isinstance(body, Split) else ():
        if share.payee_id is not None:
            await merchants.merchant(work, market_id, share.payee_id)
    begins = since or work.now
    if begins < work.now:
        raise INVALID(field="since")
    if until is not None and until <= begins:
        raise INVALID(field="until")
    return await _write(work, market_id, kind, target, msgspec.to_builtins(body), begins, until, why)


async def end_rule(work: Work, market_id: int, rule_id: UUID, why: str) -> Rule:
    """From now on this rule's target has none of its own: the next more general one applies.

    Refuses: not_found, rule_not_in_force (another one has taken its place), rule_needed (the market's own
    commission, which only another one replaces), invalid (why).
    """
    rule = await work.one(Rule, SQL.find_rule, market_id, rule_id)
    if rule is None:
        raise NOT_FOUND()
    if rule.kind is RuleKind.COMMISSION and rule.target == MARKET:
        raise RULE_NEEDED()
    held = await work.many(Rule, SQL.rules_in_force, market_id, [rule.target], work.now)
    if rule.body is None or rule_id not in {one.rule_id for one in held}:
        raise RULE_NOT_IN_FORCE()
    return await _write(work, market_id, rule.kind, rule.target, None, work.now, None, why)


async def set_market_commission(work: Work, market_id: int, rate_bp: int) -> None:
    """What a market was opened with becomes its commission rule, unless that is what applies already."""
    rules = await rules_in_force(work, market_id, [Where()], work.now)
    standing = chosen(rules, RuleKind.COMMISSION, Where())
    body: dict[str, object] = {"rate_bp": rate_bp}
    if standing is None or standing.body != body:
        checked(RuleKind.COMMISSION, Commission(rate_bp))
        await _write(work, market_id, RuleKind.COMMISSION, MARKET, body, work.now, None, USUAL_COMMISSION)


async def _known(work: Work, market_id: int, target: str) -> str:
    """The target as it is looked for, however its id was written. Refuses: invalid (no such scope, trade or
    id), not_found (no such merchant or store).
    """
    scope, _, subject = target.partition(":")
    if scope not in LADDER or (scope == MARKET) is bool(subject):
        raise INVALID(field="target")
    if scope == "trade" and subject not in TRADES:
        raise INVALID(field="target")
    if scope in ("merchant", "store", "item"):
        try:
            subject_id = UUID(subject)
        except ValueError:
            raise INVALID(field="target") from None
        if scope == "merchant":
            await merchants.merchant(work, market_id, subject_id)
        elif scope == "store":
            await merchants.store(work, market_id, subject_id)
        return f"{scope}:{subject_id}"
    return target


async def _write(
    work: Work,
    market_id: int,
    kind: RuleKind,
    target: str,
    body: dict[str, object] | None,
    begins: datetime,
    ends: datetime | None,
    why: str,
) -> Rule:
    reason = texts.line(why, "why", LONGEST_REASON)
    rule = Rule(
        rule_id=ids.uuid7(),
        kind=kind,
        target=target,
        body=body,
        effective_from=begins,
        effective_until=ends,
        reason=reason,
        made_by=work.actor.name,
        made_at=work.now,
    )
    row = (kind.value, target, body, begins, ends, reason, rule.made_by, work.now)
    await work.run(SQL.insert_rule, market_id, rule.rule_id, *row)
    action = "rule_ended" if body is None else "rule_added"
    facts = {"kind": kind.value, "target": target, "body": body}
    await work.audit(market_id, action, str(rule.rule_id), reason, **facts)
    return rule
