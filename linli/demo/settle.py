"""The demo's last two weeks of settlement: statements in every state, a payout that the bank sent back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.demo.cast import SIGN_INS
from linli.demo.files import StoreLine
from linli.demo.shops import person_id, store_id
from linli.kernel.database import Actor, Database
from linli.kernel.sealing import Sealer
from linli.modules import markets, merchants, settlement, treasury
from linli.modules.settlement import Commission, Deposit, EntryKind, RuleKind, StatementState
from linli.modules.treasury import Instruction, Word

DAYS = 14
NO_WAIT = timedelta(0)
# Sandbox accounts by country: one that is paid, one that the sandbox bank says is closed.
GOOD = {"CN": "6222020000000020008", "FI": "FI2112345600000785"}
CLOSED = {"CN": "6222020000000080002", "FI": "FI1612345600000002"}
CLOSED_ENDING = "0002"
WORDS = {
    "zh": ("河坊街支行", "按合同这一单的佣金应当是 5%。", "加盟合同", "餐饮行业惯例", "餐饮商户保证金"),
    "en": ("Hakaniemi branch", "By contract the commission on this is 5%.", "contract", "trade", "security"),
}


class Stopped:
    """A clock that stands still at a moment of the past."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def __call__(self) -> datetime:
        return self._at


class RememberedBank:
    """The bank as it answered then: everything is paid at once, but not to a closed account."""

    def __init__(self) -> None:
        self._batches: dict[UUID, Sequence[Instruction]] = {}

    async def send(self, batch_id: UUID, currency: str, payouts: Sequence[Instruction]) -> None:
        self._batches[batch_id] = payouts

    async def report(self, batch_id: UUID) -> Sequence[Word] | None:
        held = self._batches.get(batch_id)
        if held is None:
            return None
        closed = {one.payout_id: one.number.endswith(CLOSED_ENDING) for one in held}
        return [
            Word(one, "failed" if closed[one] else "paid", "account_closed" if closed[one] else "", "")
            for one in closed
        ]

    async def close(self) -> None:
        """It has no connections."""


async def agree(db: Database, market: markets.Market, opened: datetime) -> None:
    """Rules of the market and bank accounts, as they were agreed when the shops opened."""
    words = WORDS[market.language]
    async with db.work(now=opened + timedelta(hours=12)) as work:
        known = await settlement.rules_of_market(work, market.market_id, RuleKind.DEPOSIT)
        if known.items:
            return
        rate, deposit = Commission(market.commission_bp - 100), Deposit(20_000, 1000)
        at = (work, market.market_id)
        await settlement.add_rule(*at, RuleKind.COMMISSION, "trade:restaurant", rate, words[3])
        desk = await _desk(db, market)
        await settlement.add_rule(*at, RuleKind.DEPOSIT, f"merchant:{desk.merchant_id}", deposit, words[4])


async def play(db: Database, market: markets.Market, lines: Sequence[StoreLine], sealer: Sealer) -> None:
    """Draft, confirm and pay day by day; leave a draft, one with a disputed line, and what comes next."""
    now = db.clock()
    desk = await _desk(db, market)
    neighbor = next(line for line in lines if line.key != desk.slug and line.deal and line.staff)
    bank = RememberedBank()
    for back in range(DAYS, 0, -1):
        moment = now - timedelta(days=back)
        then = Database(db.pool, db.journey, Stopped(moment))
        if back == DAYS:
            await _accounts(then, market, desk, neighbor, sealer)
        await settlement.draft_statements(then, market.market_id)
        await settlement.confirm_due(then, market.market_id)
        if back == 1:
            break
        await treasury.make_batch(then, market.market_id, market.currency)
        await treasury.follow_batches(then, market.market_id, bank, sealer)
    await settlement.draft_statements(db, market.market_id)
    await _dispute(db, market, desk)


async def _desk(db: Database, market: markets.Market) -> merchants.Store:
    """The store whose desk can be signed in to."""
    slug = next(who.store for who in SIGN_INS if who.market == market.slug and who.role == "owner")
    async with db.read() as reader:
        return await merchants.store_by_slug(reader, market.market_id, slug)


async def _accounts(
    db: Database, market: markets.Market, desk: merchants.Store, neighbor: StoreLine, sealer: Sealer
) -> None:
    async with db.work() as work:
        other = await merchants.store(work, market.market_id, store_id(market, neighbor.key))
        for store, number in ((desk, GOOD), (other, CLOSED)):
            merchant_id = store.merchant_id
            if merchant_id is None or await treasury.account_of(work, market.market_id, merchant_id):
                continue
            owner = next(who for who in SIGN_INS if who.market == market.slug and who.role == "owner")
            typed = (number[market.country], store.name, WORDS[market.language][0])
            by = person_id(owner.phone)
            where = (market.market_id, merchant_id, by, typed, market.country)
            await treasury.change_account(work, *where, sealer, NO_WAIT)


async def _dispute(db: Database, market: markets.Market, desk: merchants.Store) -> None:
    """The owner does not accept a line of the older of the drafts."""
    merchant_id = desk.merchant_id
    owner = next(who for who in SIGN_INS if who.market == market.slug and who.role == "owner")
    async with db.work(Actor("person", person_id(owner.phone))) as work:
        drafts = await settlement.statements(work, market.market_id, merchant_id, StatementState.DRAFT)
        known = await settlement.disputes(work, market.market_id, merchant_id)
        if merchant_id is None or known.items or len(drafts.items) < 2:
            return
        for draft in reversed(drafts.items):
            found = await settlement.statement_entries(work, market.market_id, draft.statement_id)
            lines = [one for one in found.items if one.kind is EntryKind.RELEASED]
            line = min(lines, key=lambda one: one.amount_minor)
            if len(lines) > 1 and draft.total_minor > line.amount_minor:
                which = (merchant_id, draft.statement_id, line.entry_id, WORDS[market.language][1])
                await settlement.dispute_line(work, market.market_id, *which)
                return
