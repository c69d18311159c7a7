"""Money as its owner reads it: entries, what is on its way, the terms."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import merchants, orders, settlement
from linli.modules.settlement import Entry, EntryKind, PayeeRules, Rule, RuleKind
from linli.web.merchant.shop import Shop, money_here, pick
from linli.web.shared.http import Here

# Entries of something that was consumed, or was not after all; any other has no price.
CONSUMED = frozenset((EntryKind.RELEASED, EntryKind.UNDONE, EntryKind.TAKEN_BACK))


class EntryRow(msgspec.Struct, frozen=True):
    """One entry with the order behind it; `href` leads to all there is to know of it. `elsewhere` is the
    store where it was earned, if that is not the one at whose desk it is read.
    """

    entry_id: UUID
    at: datetime
    kind: str
    part: str
    title: str
    number: str
    store: str
    gross: Money
    commission: Money
    others: Money
    amount: Money
    note: str
    href: str
    expected: datetime | None = None
    elsewhere: str = ""
    subsidy: Money | None = None


class DaySum(msgspec.Struct, frozen=True):
    """What comes into the statement of a day, as things stand."""

    at: datetime
    entries: int
    amount: Money


class Terms(msgspec.Struct, frozen=True):
    """What the merchant has agreed to."""

    rate: str
    scope: str
    since: datetime | None
    days: int
    claims_hours: int
    confirm_days: int
    minimum: Money
    deposit: Money
    top_up: str


class Purse(msgspec.Struct, frozen=True):
    """Everything that is the merchant's, or will be."""

    balance: Money
    waiting: Money
    on_its_way: Money
    stated: Money
    paying: Money
    disputed: Money
    deposit: Money
    owed: Money
    days: list[DaySum]
    terms: Terms


def percent(points: int) -> str:
    """Hundredths of a percent as people read them: 550 → 5.5%."""
    return f"{points / 100:.2f}".rstrip("0").rstrip(".") + "%"


async def purse_of(here: Here, reader: Reader, shop: Shop) -> Purse:
    """Where all of the merchant's money is at this moment."""
    about = (reader, here.market_id, shop.member.merchant_id, here.market.currency)
    stands = await settlement.standing(*about)
    rules = await _rules(here, reader, shop)
    days = await settlement.open_days(*about, here.market.timezone)
    return Purse(
        balance=await settlement.balance(*about),
        waiting=await settlement.waiting(*about),
        on_its_way=money_here(here, stands.open_minor),
        stated=money_here(here, stands.stated_minor),
        paying=money_here(here, stands.paying_minor),
        disputed=money_here(here, stands.disputed_minor),
        deposit=await settlement.deposit(*about),
        owed=await settlement.owed(*about),
        days=[
            DaySum(
                _noon(here, _day_of_statement(here, one.day, rules)),
                one.entries,
                money_here(here, one.amount_minor),
            )
            for one in days
        ],
        terms=await terms_of(here, reader, shop, rules),
    )


async def _rules(here: Here, reader: Reader, shop: Shop) -> PayeeRules:
    stores = await merchants.stores_of_merchant(reader, here.market_id, shop.member.merchant_id)
    trades = {store.trade for store in stores}
    payee = shop.member.merchant_id
    return await settlement.payee_rules(reader, here.market_id, payee, trades, reader.now)


async def terms_of(here: Here, reader: Reader, shop: Shop, rules: PayeeRules) -> Terms:
    """The commission of this store and the merchant's cycle and deposit."""
    where = settlement.Where(shop.member.merchant_id, shop.store.trade, shop.store.store_id)
    held = await settlement.rules_in_force(reader, here.market_id, [where], reader.now)
    rule = settlement.chosen(held, RuleKind.COMMISSION, where)
    rate = settlement.commission_of(rule)
    return Terms(
        rate=percent(rate.rate_bp if rate else here.market.commission_bp),
        scope=rule.scope if rule else "market",
        since=rule.effective_from if rule else None,
        days=rules.cycle.days,
        claims_hours=rules.cycle.claims_hours,
        confirm_days=rules.cycle.confirm_days,
        minimum=money_here(here, rules.cycle.minimum_minor),
        deposit=money_here(here, rules.deposit.required_minor),
        top_up=percent(rules.deposit.top_up_bp),
    )


async def entry_rows(here: Here, reader: Reader, shop: Shop, entries: Iterable[Entry]) -> list[EntryRow]:
    """Entries with their orders and stores, in two more queries however many there are."""
    listed = list(entries)
    about = await orders.orders_of_ids(
        reader, here.market_id, {one.order_id for one in listed if one.order_id}
    )
    stores = await merchants.stores(reader, here.market_id, {one.store_id for one in listed if one.store_id})
    return [_entry_row(here, shop, one, about, stores) for one in listed]


def _entry_row(
    here: Here,
    shop: Shop,
    entry: Entry,
    about: Mapping[UUID, orders.Order],
    stores: Mapping[UUID, merchants.Store],
) -> EntryRow:
    order = about.get(entry.order_id) if entry.order_id else None
    store = stores.get(entry.store_id) if entry.store_id else None
    return EntryRow(
        entry_id=entry.entry_id,
        at=entry.made_at,
        kind=entry.kind.value,
        part=entry.part,
        title=pick(here, order.title, order.title_en) if order else "",
        number=order.number_grouped if order else "",
        store=pick(here, store.name, store.name_en) if store else "",
        gross=entry.gross if entry.kind in CONSUMED else money_here(here, 0),
        commission=entry.commission,
        others=entry.others,
        amount=entry.amount,
        note=entry.note,
        href=f"{shop.desk}/money/entries/{entry.entry_id}",
        elsewhere=pick(here, store.name, store.name_en)
        if store and store.store_id != shop.store.store_id
        else "",
        subsidy=entry.subsidy if entry.subsidy_minor else None,
    )


def rule_said(here: Here, rule: Rule | None) -> str:
    """Whose rule it is, in words: of the market, of this trade …"""
    return here.words.t(f"desk.money.scope.{rule.scope if rule else 'market'}").unescape()


def _day_of_statement(here: Here, day: date, rules: PayeeRules) -> date:
    return settlement.statement_day(_noon(here, day), here.market.timezone, rules.cycle.days)


def _noon(here: Here, day: date) -> datetime:
    """A moment that is this day wherever the market is."""
    return datetime.combine(day, time(12), ZoneInfo(here.market.timezone))
