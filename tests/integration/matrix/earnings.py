"""What was earned and stands in a statement: objects of the money pages."""

from datetime import timedelta
from itertools import count
from uuid import UUID

from linli.kernel.database import Database
from linli.kernel.ids import derived
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.kernel.sealing import Sealer
from linli.modules import ledger, markets, settlement, treasury
from tests.integration.matrix import objects
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import OWNERS, World

# Each statement is drafted on a day of its own, for a payee has one a day.
DAYS = count(3)


async def stated(world: World, at: str = "here") -> Made:
    """A used order, its entry, and the draft that it stands in."""
    names = await objects.redeemed(world, at)
    moment = world.db.clock() + timedelta(days=next(DAYS))
    later = Database(world.db.pool, world.db.journey, lambda: moment)
    await settlement.draft_statements(later, world.market_id)
    merchant_id = world.shops[at].merchant_id
    async with world.db.read() as reader:
        page = await settlement.entries_of_payee(reader, world.market_id, merchant_id)
        entry = page.items[0]
    assert entry.statement_id is not None
    return {
        **names,
        "entry_id": str(entry.entry_id),
        "statement_id": str(entry.statement_id),
        "merchant_id": str(merchant_id),
    }


async def disputed(world: World, at: str = "here") -> Made:
    """A line of a draft that its merchant does not accept."""
    names = await stated(world, at)
    async with world.db.work() as work:
        merchant_id = world.shops[at].merchant_id
        assert merchant_id is not None
        which = (merchant_id, *(_uuid(names[key]) for key in ("statement_id", "entry_id")))
        dispute_id = await settlement.dispute_line(work, world.market_id, *which, "not mine")
    return {**names, "dispute_id": str(dispute_id)}


async def ruled(world: World, at: str = "here") -> Made:
    """A merchant's own commission."""
    names = await objects.shop(world, at)
    async with world.db.work() as work:
        target, rate = f"merchant:{world.shops[at].merchant_id}", settlement.Commission(500)
        kind = settlement.RuleKind.COMMISSION
        rule = await settlement.add_rule(work, world.market_id, kind, target, rate, "agreed")
    return {**names, "rule_id": str(rule.rule_id), "merchant_id": str(world.shops[at].merchant_id)}


async def refused_account(world: World, at: str = "here") -> Made:
    """A bank account that the bank has sent a payout back from."""
    merchant_id = world.shops[at].merchant_id
    assert merchant_id is not None
    async with world.db.work() as work:
        by, typed = world.id_of(OWNERS[at]), ("6222020000000020008", "王老七", "工商银行")
        sealer, soon = Sealer("matrix", "bank accounts"), timedelta(0)
        account = await treasury.change_account(
            work, world.market_id, merchant_id, by, typed, "CN", sealer, soon
        )
    async with world.db.pool.acquire() as connection:
        said = "UPDATE treasury.bank_accounts SET refused_at = now() WHERE account_id = $1"
        await connection.execute(said, account.account_id)
    return {"slug": world.shops[at].slug, "merchant_id": str(merchant_id)}


async def deposited(world: World, at: str = "here") -> Made:
    """A merchant with a deposit."""
    merchant_id = world.shops[at].merchant_id
    async with world.db.work() as work:
        deposit = ledger.Account(f"merchant:{merchant_id}", ledger.Purpose.DEPOSIT, world.market.currency)
        bank = ledger.Account("market", ledger.Purpose.BANK, world.market.currency)
        move = ledger.Move(bank, deposit, Money(100, world.market.currency), "deposit", derived("matrix"))
        await ledger.transfer(work, world.market_id, move)
    return {"slug": world.shops[at].slug, "merchant_id": str(merchant_id)}


async def closed(world: World, at: str = "here") -> Made:
    """Yesterday, closed."""
    names = await objects.shop(world, at)
    day = markets.day_began(world.db.clock(), world.market.timezone).date() - timedelta(days=1)
    try:
        async with world.db.work() as work:
            await treasury.close_day(work, world.market_id, day)
    except Refusal as refusal:
        assert refusal.code == "day_closed", refusal.code
    return {**names, "day": day.isoformat()}


def _uuid(text: str) -> UUID:
    return UUID(text)
