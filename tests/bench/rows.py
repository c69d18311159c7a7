"""The rows of a market in which very much has been bought: every table that an audit reads, consistent."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from linli.kernel import ids
from linli.modules import ledger
from linli.modules.ledger import Account, Purpose

MARKET = 1
BEGAN = datetime(2026, 10, 1, tzinfo=UTC)
EVERY = timedelta(seconds=9)
PRICE, COMMISSION = 1000, 55
MERCHANTS = 200
CLEARING = Account("provider:sandbox", Purpose.CLEARING, "CNY")
REFUNDS = Account("provider:sandbox", Purpose.REFUNDS, "CNY")
EARNED = Account("market", Purpose.COMMISSION, "CNY")
Row = tuple[Any, ...]
# Of ten orders seven are consumed, one went back, one is going back, one waits.
ENDS = ("redeemed",) * 7 + ("refunded", "going back", "waiting")


def id_at(moment: datetime, number: int) -> UUID:
    """A UUIDv7 of that moment; `number` keeps those of one millisecond apart."""
    high = (int(moment.timestamp() * 1000) << 16) | 0x7000 | (number >> 12 & 0xFFF)
    return UUID(int=(high << 64) | (0b10 << 62) | (number & 0xFFF) << 32 | number)


@cache
def key_of(account: Account) -> UUID:
    """An account's id, worked out once."""
    return account.account_id


@cache
def derived(what: str, number: int) -> UUID:
    return ids.derived(what, number)


def merchant_of(number: int) -> UUID:
    return derived("bench merchant", number % MERCHANTS)


def payable(number: int) -> Account:
    return Account(f"merchant:{merchant_of(number)}", Purpose.PAYABLE, "CNY")


class Sale:
    """One order of one voucher, from its payment to its end."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.end = ENDS[number % len(ENDS)]
        self.at = BEGAN + number * EVERY
        self.order_id = id_at(self.at, number)
        self.deal_id = derived("bench deal", number % 500)
        self.person_id = derived("bench person", number % 40_000)
        self.escrow = Account(f"order:{self.order_id}", Purpose.ESCROW, "CNY")
        self.released = PRICE if self.end == "redeemed" else 0
        self.returned = PRICE if self.end in ("refunded", "going back") else 0

    def moves(self) -> Iterator[tuple[Account, Account, int, str]]:
        yield CLEARING, self.escrow, PRICE, "paid"
        if self.end == "redeemed":
            yield self.escrow, payable(self.number), PRICE - COMMISSION, "released"
            yield self.escrow, EARNED, COMMISSION, "commission"
        if self.returned:
            yield self.escrow, REFUNDS, PRICE, "refund_due"
        if self.end == "refunded":
            yield REFUNDS, CLEARING, PRICE, "refunded"

    def transfers(self) -> list[Row]:
        return [
            (
                *(MARKET, id_at(self.at, 8 * self.number + n), key_of(debit), key_of(credit), minor),
                *("CNY", kind, self.order_id, self.at),
            )
            for n, (debit, credit, minor, kind) in enumerate(self.moves())
        ]

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Everything but the ledger, as (table, row)."""
        o, at, later = self.order_id, self.at, self.at + timedelta(days=30)
        store, merchant = merchant_of(self.number), merchant_of(self.number)
        state = {"redeemed": "completed", "waiting": "paid"}.get(self.end, "refunded")
        use = {"redeemed": "redeemed", "waiting": "issued"}.get(self.end, "refunded")
        what = ("面", "Noodles", "noodles")
        yield (
            "payments.intents",
            (MARKET, o, o, PRICE, self.returned, "CNY", "x", "sandbox", "paid", at, later),
        )
        number = f"{self.number:012}"
        seen = (MARKET, o, number, number, self.person_id, store, merchant, self.deal_id, *what)
        yield "orders.orders", (*seen, 1, PRICE, PRICE, "CNY", o, state, at, later, self.deal_id)
        line = (MARKET, o, 1, self.deal_id, self.deal_id, store, *what)
        yield "orders.lines", (*line, 1, PRICE, 0, PRICE, "CNY")
        bought = (MARKET, o, o, self.deal_id, store, merchant, self.person_id, number, "面", "Noodles")
        yield "vouchers.vouchers", (*bought, PRICE, "CNY", "", use, at, later, self.deal_id, [store], 1)
        if use == "redeemed":
            yield "vouchers.redemptions", (MARKET, o, o, store, merchant, "Mei", at)
        sums = (self.released, self.returned)
        yield "settlement.escrows", (MARKET, o, merchant, "CNY", PRICE, *sums, at, "sandbox")
        kept = (MARKET, o, 1, self.deal_id, store, merchant, "CNY", PRICE, 550, "[]", 0)
        yield "settlement.lines", (*kept, *sums)
        if self.released:
            gain = (MARKET, o, merchant, "released", "store", o, 1, store, o)
            yield "settlement.entries", (*gain, PRICE, COMMISSION, PRICE - COMMISSION, "CNY", at, at)
        if self.returned:
            sent = "done" if self.end == "refunded" else "due"
            yield "payments.refunds", (MARKET, o, o, o, PRICE, "CNY", "asked", sent, at, at, "sandbox")
        held = PRICE and (1 if use == "refunded" else 0)
        ended = "returned" if held else "confirmed"
        yield "reservations.holds", (MARKET, o, self.deal_id, 1, ended, at, held)


COLUMNS = {
    "payments.intents": "market_id intent_id order_id amount_minor refunded_minor currency subject provider"
    " state created_at expires_at",
    "orders.orders": "market_id order_id number tracking_code person_id store_id merchant_id deal_id title"
    " title_en icon quantity unit_price_minor total_minor currency intent_id state placed_at pay_before"
    " terms_id",
    "orders.lines": "market_id order_id line_no deal_id terms_id store_id title title_en icon quantity"
    " unit_price_minor discount_minor total_minor currency",
    "vouchers.vouchers": "market_id voucher_id order_id deal_id store_id merchant_id person_id code title"
    " title_en value_minor currency usable state issued_at valid_until terms_id store_ids line_no",
    "vouchers.redemptions": "market_id redemption_id voucher_id store_id clerk_id clerk_name at",
    "settlement.escrows": "market_id order_id merchant_id currency amount_minor released_minor refunded_minor"
    " held_at provider",
    "settlement.lines": "market_id order_id line_no deal_id store_id merchant_id currency amount_minor"
    " commission_bp shares claims_hours released_minor refunded_minor",
    "settlement.entries": "market_id entry_id payee_id kind part order_id line_no store_id voucher_id"
    " gross_minor commission_minor amount_minor currency made_at available_at",
    "payments.refunds": "market_id refund_id intent_id order_id amount_minor currency reason state due_at"
    " next_try_at provider",
    "reservations.holds": "market_id owner_id pool_id quantity state held_at returned",
    "ledger.accounts": "market_id account_id owner purpose currency limited opened_at",
    "ledger.balances": "market_id account_id balance_minor",
    "ledger.transfers": "market_id transfer_id debit_account_id credit_account_id amount_minor currency kind"
    " subject_id made_at",
    "ledger.unsealed": "market_id since kind entry_id",
    "reservations.pools": "market_id pool_id kind total held taken",
}


def account_row(account: ledger.Account, at: datetime) -> Row:
    return (MARKET, key_of(account), account.owner, account.purpose.value, "CNY", account.limited, at)
