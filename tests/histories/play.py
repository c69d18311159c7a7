"""A history played twice: through the product's own doors on a real database, and through the model."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from linli.kernel.money import Money
from linli.modules import ledger, orders, payments, vouchers
from linli.modules.settlement import Bearer
from tests.histories.model import STRANGE, Back, Order, Shop
from tests.integration.trade_stage import MARKET, Town, answer

STOCK = 4
AGES = timedelta(days=120)
PURPOSES = [purpose.value for purpose in ledger.Purpose]
Step = tuple[str, int, int]


@dataclass
class Stage:
    """The town with one deal of its own, and the model beside it; the n-th order is the n-th in both."""

    town: Town
    deal: Any
    shop: Shop
    real: list[orders.Order] = field(default_factory=list)
    used: dict[Any, list[vouchers.Redeemed]] = field(default_factory=dict)

    def pair(self, which: int) -> tuple[orders.Order, Order] | None:
        if not self.real:
            return None
        return self.real[which % len(self.real)], self.shop.orders[which % len(self.real)]


async def play(town: Town, history: list[Step]) -> None:
    """Every step ends alike on both sides, and afterwards states, refunds and balances are the same."""
    stage = Stage(town, await town.deal(price=999, stock=STOCK, per_person=99), Shop(STOCK))
    for kind, which, number in history:
        await STEPS[kind](stage, which, number)
        await compare(stage, f"{kind} {which} {number} in {history}")


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
        stage.used.setdefault(pair[0].order_id, []).append(await stage.town.redeem(unused[0]))
    else:
        assert not unused


async def _undo(stage: Stage, which: int, _: int) -> None:
    pair = stage.pair(which)
    uses = stage.used.get(pair[0].order_id, []) if pair else []
    if not pair or not uses or stage.town.clock.at - uses[-1].redemption.at > timedelta(minutes=50):
        return
    ended = stage.shop.undo(pair[1])
    assert await answer(stage.town.undo(uses[-1])) == ended
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
    "time passes": _time_passes,
}
