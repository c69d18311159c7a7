"""A history played twice: through the product's own doors on a real database, and through the model."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Database
from linli.kernel.money import Money
from linli.kernel.sealing import Sealer
from linli.modules import ledger, orders, payments, settlement, treasury, vouchers
from linli.modules.settlement import Bearer
from tests.histories.model import STRANGE, Back, Order, Shop
from tests.integration.paper_bank import Paper
from tests.integration.trade_stage import MARKET, Town, answer

STOCK = 4
AGES = timedelta(days=120)
DAY = timedelta(days=1)
BETWEEN_STATEMENTS, UNTIL_CONFIRMED = 10 * DAY, 4 * DAY
SEALER = Sealer("a secret", "bank accounts")
CARD = ("6222 0200 0000 0020 008", "王老七", "工商银行河坊街支行")
BANK_WORDS = ("paid", "failed", "pending")
PAID = BANK_WORDS.index("paid")
LIVE = ("draft", "confirmed", "paying")
PURPOSES = [purpose.value for purpose in ledger.Purpose]
Step = tuple[str, int, int]


@dataclass
class Stage:
    """The town with a merchant and a deal of its own, and the model beside it; the n-th order is the n-th in
    both.
    """

    town: Town
    merchant_id: UUID
    store_id: UUID
    deal: Any
    shop: Shop
    bank: Paper = field(default_factory=Paper)
    statements: int = 0
    real: list[orders.Order] = field(default_factory=list)
    used: dict[Any, list[vouchers.Redeemed]] = field(default_factory=dict)

    def pair(self, which: int) -> tuple[orders.Order, Order] | None:
        if not self.real:
            return None
        return self.real[which % len(self.real)], self.shop.orders[which % len(self.real)]


async def play(town: Town, history: list[Step]) -> None:
    """Every step ends alike on both sides, and afterwards states, refunds and balances are the same."""
    stage = await _opened(town)
    for kind, which, number in history:
        await STEPS[kind](stage, which, number)
        await compare(stage, f"{kind} {which} {number} in {history}")
    # The next history finds nothing at the bank.
    await _settle(stage, 0, PAID)
    await compare(stage, f"the end of {history}")


async def _opened(town: Town) -> Stage:
    merchant_id, store_id = await town.shop()
    async with town.db.work() as work:
        about = (merchant_id, ids.uuid7(), CARD, "CN", SEALER, timedelta(0))
        await treasury.change_account(work, MARKET, *about)
    deal = await town.deal(price=999, stock=STOCK, per_person=99, store_id=store_id)
    return Stage(town, merchant_id, store_id, deal, Shop(STOCK))


async def compare(stage: Stage, where: str) -> None:
    for real, plain in zip(stage.real, stage.shop.orders, strict=True):
        now = await stage.town.order(real.order_id)
        units = [one.state.value for one in await stage.town.vouchers(real)]
        refunds = [
            Back(one.amount_minor, one.reason, one.state.value) for one in await stage.town.refunds(real)
        ]
        books = await _books(stage.town, real)
        assert now.state.value == plain.state, where
        assert sorted(units) == sorted(plain.units.elements()), where
        assert _listed(refunds) == _listed(plain.backs), where
        assert books == {p: plain.books[p] for p in PURPOSES if plain.books[p]}, where
    payee = stage.shop.payee
    assert await _purse(stage) == (payee.balance, payee.owed, payee.stated, payee.paid), where


async def _purse(stage: Stage) -> tuple[int, int, int, int]:
    """The merchant's balance, what it owes, what its statements wait for, and what was paid to it."""
    about = (MARKET, stage.merchant_id)
    async with stage.town.db.read() as reader:
        balance = await settlement.balance(reader, *about, "CNY")
        owed = await settlement.owed(reader, *about, "CNY")
        listed = (await settlement.statements(reader, *about)).items
    waits = sum(one.total_minor for one in listed if one.state.value in LIVE)
    paid = sum(one.total_minor for one in listed if one.state.value == "paid")
    return balance.minor, owed.minor, waits, paid


def _listed(backs: list[Back]) -> list[tuple[str, str, int]]:
    return sorted((back.reason, back.state, back.minor) for back in backs)


async def _books(town: Town, order: orders.Order) -> dict[str, int]:
    """What an order's transfers add up to, by the purpose of the account."""
    rows = await town.rows(
        "SELECT a.purpose, sum(CASE WHEN t.credit_account_id = a.account_id THEN t.amount_minor"
        " ELSE -t.amount_minor END)::bigint AS minor FROM ledger.transfers AS t"
        " JOIN ledger.accounts AS a ON a.account_id IN (t.debit_account_id, t.credit_account_id)"
        " AND a.market_id = t.market_id WHERE t.market_id = $1 AND t.subject_id = $2 GROUP BY a.purpose",
        MARKET,
        order.order_id,
    )
    return {row["purpose"]: row["minor"] for row in rows if row["minor"]}


async def _place(stage: Stage, _: int, number: int) -> None:
    quantity = number % 3 + 1
    if stage.shop.place(quantity) == "done":
        stage.real.append(await stage.town.place(stage.deal, quantity))
    else:
        assert await answer(stage.town.place(stage.deal, quantity)) == "sold_out"


async def _told(stage: Stage, which: int, number: int) -> None:
    """Two payments that may each be told again and again, in any order, rightly or not."""
    if not (pair := stage.pair(which)):
        return
    real, plain = pair
    name = ("first", "second")[number % 2]
    minor = plain.total + (STRANGE if number // 2 % 3 == 0 else 0)
    if name == plain.paid_as and minor != plain.total:
        return  # A word about a payment that was taken: only noted, see the tests of loose ends.
    stage.shop.told(plain, name, minor)
    async with stage.town.db.work() as work:
        told = (f"{name}_{real.number}", minor, "CNY", "sandbox")
        await payments.record_paid(work, MARKET, real.intent_id, *told)


async def _cancel(stage: Stage, which: int, _: int) -> None:
    if pair := stage.pair(which):
        assert await answer(stage.town.cancel(pair[0])) == stage.shop.cancel(pair[1])


async def _redeem(stage: Stage, which: int, _: int) -> None:
    if not (pair := stage.pair(which)):
        return
    unused = [one for one in await stage.town.vouchers(pair[0]) if one.state.value == "issued"]
    if stage.shop.redeem(pair[1]) == "done":
        stage.used.setdefault(pair[0].order_id, []).append(await stage.town.redeem(unused[0], stage.store_id))
    else:
        assert not unused


async def _undo(stage: Stage, which: int, _: int) -> None:
    pair = stage.pair(which)
    uses = stage.used.get(pair[0].order_id, []) if pair else []
    if not pair or not uses or stage.town.clock.at - uses[-1].redemption.at > timedelta(minutes=50):
        return
    ended = stage.shop.undo(pair[1])
    assert await answer(stage.town.undo(uses[-1], stage.store_id)) == ended
    if ended == "done":
        uses.pop()


async def _refund(stage: Stage, which: int, number: int) -> None:
    if not (pair := stage.pair(which)):
        return
    real, units = pair[0], number % 3

    async def ask() -> None:
        async with stage.town.db.work() as work:
            wanted = {1: units} if units else None
            key = stage.town.key()
            await orders.refund(work, MARKET, real.order_id, real.person_id, key, wanted)

    assert await answer(ask()) == stage.shop.refund(pair[1], units)


async def _decide(stage: Stage, which: int, number: int) -> None:
    if not (pair := stage.pair(which)):
        return
    bearer, minor = list(Bearer)[number % 2], number * 37 % 1200 + 1

    async def ask() -> None:
        async with stage.town.db.work() as work:
            about = (pair[0].order_id, 1, Money(minor, "CNY"), bearer, "decided", stage.town.key())
            await orders.refund_decided(work, MARKET, *about)

    assert await answer(ask()) == stage.shop.decide(pair[1], minor, bearer.value)


async def _decide_unclear(stage: Stage, which: int, _: int) -> None:
    if not (pair := stage.pair(which)):
        return
    stage.shop.decide_unclear(pair[1])
    async with stage.town.db.work() as work:
        _, found = await payments.loose_ends(work, MARKET, 10_000)
        for one in found:
            if one.order_id == pair[0].order_id and one.kind is payments.LooseKind.HELD:
                await payments.send_back(work, MARKET, one.loose_end_id, "decided")


async def _news(stage: Stage, which: int, number: int) -> None:
    if not (pair := stage.pair(which)):
        return
    real, word = pair[0], ("sent", "refused", "bounced", "again", "otherwise")[number % 5]
    refunds = await stage.town.refunds(real)
    place = number // 5
    if not refunds:
        assert stage.shop.news(pair[1], place, word) == "nothing"
        return
    one = refunds[place % len(refunds)]

    async def ask() -> None:
        async with stage.town.db.work() as work:
            if word == "again":
                await payments.send_again(work, MARKET, [one.refund_id], "once more")
            elif word == "otherwise":
                way = payments.OtherWay.BANK
                await payments.pay_back_otherwise(work, MARKET, one.refund_id, way, "by hand")
            else:
                kind = payments.NewsKind.REFUNDED if word == "sent" else payments.NewsKind.REFUND_FAILED
                name = f"{'no' if word == 'refused' else 'ref'}_{one.refund_id}_{one.round}"
                news = payments.News("told", kind, one.refund_id, name, one.amount_minor, one.currency)
                await payments.record_news(work, MARKET, news, "sandbox")

    repeat = word == "sent" and one.state is payments.RefundState.OTHERWISE
    if not repeat:
        assert await answer(ask()) == stage.shop.news(pair[1], place, word)


async def _settle(stage: Stage, _: int, number: int) -> None:
    """Drafted, confirmed, and to the bank; which pays, says no, or has not decided yet."""
    stage.statements += 1
    town, word = stage.town, BANK_WORDS[number % 3]
    drafted = town.clock.at + stage.statements * BETWEEN_STATEMENTS
    await settlement.draft_statements(_at(town, drafted), MARKET)
    later = _at(town, drafted + UNTIL_CONFIRMED)
    await settlement.confirm_due(later, MARKET)
    async with later.work() as work:
        account = await treasury.account_of(work, MARKET, stage.merchant_id)
        if account and account.refused_at:
            await treasury.trust_account(work, MARKET, stage.merchant_id, "asked the owner")
    await treasury.make_batch(later, MARKET, "CNY")
    stage.bank.status = word
    for _asked in range(2):
        await treasury.follow_batches(later, MARKET, stage.bank, SEALER)
    stage.shop.payee.settle(word)


def _at(town: Town, moment: datetime) -> Database:
    """The same town, days later."""
    return Database(town.db.pool, town.db.journey, lambda: moment)


async def _time_passes(stage: Stage, _: int, __: int) -> None:
    town = stage.town
    town.clock.move_on(AGES)
    stage.shop.time_passes()
    await orders.expire_unpaid(town.db, MARKET, {})
    await vouchers.expire_due(town.db, MARKET)
    await town.work_off()


STEPS = {
    "place": _place,
    "told": _told,
    "cancel": _cancel,
    "redeem": _redeem,
    "undo": _undo,
    "refund": _refund,
    "decide": _decide,
    "decide unclear": _decide_unclear,
    "news": _news,
    "settle": _settle,
    "time passes": _time_passes,
}
