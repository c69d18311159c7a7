"""Which rule applies: of each kind the one with the most specific target that is in force."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel.refusals import INVALID

MARKET = "market"
# The reason of the rule that a market is opened with; nobody has typed it.
USUAL_COMMISSION = "the market's usual commission"
# From the most specific to the most general.
LADDER = ("item", "store", "merchant", "trade", MARKET)
WHOLE = 10_000


class RuleKind(StrEnum):
    """What a rule decides."""

    COMMISSION = "commission"
    SPLIT = "split"
    CYCLE = "cycle"
    DEPOSIT = "deposit"


class Commission(msgspec.Struct, frozen=True):
    """What the market keeps of every release, in hundredths of a percent, rounded down."""

    rate_bp: int


class Share(msgspec.Struct, frozen=True):
    """One bearer of a line: `bp` hundredths of a percent of what the shares before it have left.

    `part` says what it is to the line (store, head_office, regional_center, platform); `payee_id` is the
    merchant that it is credited to, none for the platform.
    """

    part: str
    payee_id: UUID | None
    bp: int


class Split(msgspec.Struct, frozen=True):
    """How what is left after the commission is divided; the store's merchant gets the remainder."""

    shares: tuple[Share, ...]


class Cycle(msgspec.Struct, frozen=True):
    """When earnings are paid out.

    `days`: T+N, whole days of the market after the day of the redemption. `claims_hours`: how long a claim
    may hold an earning back. `minimum_minor`: a smaller statement waits for more. `confirm_days`: after so
    many days a draft confirms itself.
    """

    days: int = 2
    claims_hours: int = 24
    minimum_minor: int = 0
    confirm_days: int = 3


class Deposit(msgspec.Struct, frozen=True):
    """What a merchant keeps as security, filled up from its statements by `top_up_bp` of each."""

    required_minor: int
    top_up_bp: int


Body = Commission | Split | Cycle | Deposit
BODIES: dict[RuleKind, type[Body]] = {
    RuleKind.COMMISSION: Commission,
    RuleKind.SPLIT: Split,
    RuleKind.CYCLE: Cycle,
    RuleKind.DEPOSIT: Deposit,
}
PARTS = ("head_office", "regional_center", "platform")
STORE_PART = "store"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as it was added; without a body it ends what its target had. In force from `effective_from`
    until just before `effective_until`, unless a later one of the same kind and target begins earlier.
    """

    rule_id: UUID
    kind: RuleKind
    target: str
    body: dict[str, object] | None
    effective_from: datetime
    effective_until: datetime | None
    reason: str
    made_by: str
    made_at: datetime

    @property
    def scope(self) -> str:
        return self.target.partition(":")[0]

    @property
    def subject(self) -> str:
        """What the target names: a trade or an id; empty for the market."""
        return self.target.partition(":")[2]


class Where(msgspec.Struct, frozen=True):
    """What is asked about: a line of an order, or less (a merchant alone, a market alone)."""

    merchant_id: UUID | None = None
    trade: str = ""
    store_id: UUID | None = None
    deal_id: UUID | None = None

    def targets(self) -> list[str]:
        """Whose rules could apply, the most specific first."""
        named = {
            "item": self.deal_id,
            "store": self.store_id,
            "merchant": self.merchant_id,
            "trade": self.trade,
        }
        return [
            MARKET if scope == MARKET else f"{scope}:{named[scope]}"
            for scope in LADDER
            if scope == MARKET or named[scope]
        ]


def chosen(rules: Iterable[Rule], kind: RuleKind, where: Where) -> Rule | None:
    """The rule that applies; `rules` are those in force, at most one for each kind and target."""
    held = {rule.target: rule for rule in rules if rule.kind is kind}
    ladder = (held.get(target) for target in where.targets())
    return next((rule for rule in ladder if rule is not None and rule.body is not None), None)


def commission_of(rule: Rule | None) -> Commission | None:
    return None if rule is None else msgspec.convert(rule.body, Commission)


def cycle_of(rule: Rule | None) -> Cycle:
    """The cycle of a rule; where there is none, the usual one."""
    return Cycle() if rule is None else msgspec.convert(rule.body, Cycle)


def deposit_of(rule: Rule | None) -> Deposit:
    """What is asked as security; nothing where no rule says so."""
    return Deposit(0, 0) if rule is None else msgspec.convert(rule.body, Deposit)


def shares_of(rule: Rule | None, merchant_id: UUID) -> tuple[Share, ...]:
    """The bearers of a line in order; the last is the store's own merchant, with all that is left."""
    before = () if rule is None else msgspec.convert(rule.body, Split).shares
    return (*before, Share(STORE_PART, merchant_id, WHOLE))


def divided(released: int, commission_bp: int, shares: Sequence[Share]) -> tuple[int, tuple[int, ...]]:
    """The commission on `released` minor units, and what each share gets of the rest; exactly all of it.

    Each step rounds down what it takes. So every part grows with `released` or stays: what a release or an
    undoing moves is the difference of two such divisions, and no order of events changes the sum.
    """
    commission = released * commission_bp // WHOLE
    left, parts = released - commission, []
    for share in shares[:-1]:
        parts.append(left * share.bp // WHOLE)
        left -= parts[-1]
    return commission, (*parts, left)


def checked(kind: RuleKind, body: Body) -> None:
    """Refuses: invalid (the field whose value makes no sense)."""
    if not isinstance(body, BODIES[kind]):
        raise INVALID(field="kind")
    limits = {
        Commission: {"rate_bp": WHOLE},
        Cycle: {"days": 60, "claims_hours": 59 * 24, "minimum_minor": 10**9, "confirm_days": 30},
        Deposit: {"required_minor": 10**12, "top_up_bp": WHOLE},
    }
    for name, most in limits.get(type(body), {}).items():
        if not 0 <= getattr(body, name) <= most:
            raise INVALID(field=name)
    if isinstance(body, Cycle) and (not body.days or body.claims_hours > 24 * (body.days - 1)):
        # The claims window is over when the statement is drafted, else that one waits a day more.
        raise INVALID(field="claims_hours" if body.days else "days")
    if isinstance(body, Split):
        _checked_split(body)


def _checked_split(body: Split) -> None:
    if len({(share.part, share.payee_id) for share in body.shares}) != len(body.shares):
        raise INVALID(field="shares")
    for share in body.shares:
        named = share.payee_id is not None
        if share.part not in PARTS or not 0 < share.bp <= WHOLE or named is (share.part == "platform"):
            raise INVALID(field="shares")
