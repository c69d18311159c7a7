"""What the counter's screens show, as frozen records."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import catalog, markets, vouchers
from linli.web.merchant.shop import Shop, midnight, money_here, pick, words_for
from linli.web.merchant.taking import Thing, handed, left_said, units_said
from linli.web.shared.formatting import money_text
from linli.web.shared.http import Here
from linli.web.shared.pictures import icon_or_trade

LAST = 8
# Validity ends just before an instant; people read the last day on which it holds.
LAST_MOMENT = timedelta(seconds=1)
# What has a screen of its own words; every other refusal speaks with its general message.
TOLD = frozenset(
    {
        *(
            "voucher_code_malformed",
            "voucher_of_another_market",
            "voucher_code_forged",
            "voucher_code_stale",
            "voucher_code_replaced",
            "voucher_unknown",
            "voucher_of_another_store",
        ),
        *("voucher_refunded", "voucher_expired", "voucher_used", "voucher_not_usable_now"),
        *("voucher_not_yet_valid", "voucher_part_needed", "voucher_too_little_left"),
        *("redemption_not_found", "undo_window_over", "redemption_undone"),
        *("too_many_tries", "short_codes_closed"),
    }
)


class Ticket(msgspec.Struct, frozen=True):
    """A voucher at the counter: what it is, what to hand over, what to mind."""

    code: str
    title: str
    value: Money
    icon: str
    things: Sequence[Thing]
    rules: Sequence[str]
    valid_until: datetime
    left: str = ""
    book_ahead: int = 0


class Taken(msgspec.Struct, frozen=True):
    """One line of the last redemptions; `undo` is the address that takes it back, while that is possible."""

    title: str
    code_tail: str
    units: str
    value: Money
    clerk: str
    at: datetime
    undone: bool
    undo: str | None


class Day(msgspec.Struct, frozen=True):
    """The counter's day so far."""

    count: int
    value: Money
    last: Sequence[Taken]


class No(msgspec.Struct, frozen=True):
    """Why not, and what next: `key` names the words, `values` fill them."""

    key: str
    message_key: str
    values: dict[str, Any]
    title: str = ""
    undo: str | None = None


def place_of(here: Here) -> dict[str, Any]:
    """What the rules of use need to know of where the counter stands."""
    return {"timezone": here.market.timezone, "country": here.market.country}


def undo_path(shop: Shop, redemption_id: UUID) -> str:
    return f"{shop.counter}/redemptions/{redemption_id}/undoing"


def undo_window(here: Here) -> timedelta:
    return timedelta(minutes=here.services.settings.undo_within_minutes)


async def day_of(here: Here, reader: Reader, shop: Shop) -> Day:
    """Today in numbers, and the last redemptions of the last 24 hours."""
    at, now = (here.market_id, shop.store.store_id), reader.now
    totals = await vouchers.redemption_totals(reader, *at, midnight(here, now))
    lines = await vouchers.redemptions_of_store(reader, *at, now - timedelta(days=1), LAST)
    latest = [_taken(here, shop, line, now) for line in lines]
    return Day(totals.redemptions, money_here(here, totals.value_minor), latest)


def _taken(here: Here, shop: Shop, line: vouchers.RedemptionLine, now: datetime) -> Taken:
    may_undo = not line.undone and line.at > now - undo_window(here)
    return Taken(
        title=pick(here, line.title, line.title_en),
        code_tail=line.code_tail,
        units=units_said(here, line.kind, line.parts, line.units, line.currency),
        value=line.value,
        clerk=line.clerk_name,
        at=line.at,
        undone=line.undone,
        undo=undo_path(shop, line.redemption_id) if may_undo else None,
    )


async def ticket_of(
    here: Here,
    reader: Reader,
    voucher: vouchers.Voucher,
    trade: str,
    done: vouchers.Redemption | None = None,
) -> Ticket:
    """The voucher with what was promised when it was bought, and what is left of it; `done` is the use of it
    that is shown. An unknown picture gives way to the trade's.
    """
    deal = await catalog.deal(reader, here.market_id, voucher.deal_id)
    terms = await catalog.terms(reader, here.market_id, voucher.terms_id)
    return Ticket(
        code=voucher.code,
        title=pick(here, voucher.title, voucher.title_en),
        value=Money(done.value_minor, voucher.currency) if done else voucher.left,
        icon=icon_or_trade(deal.icon, trade),
        things=handed(here, voucher, terms.contents, done.units if done else (1,) * len(voucher.units)),
        rules=(terms.rules_en or terms.rules_zh)
        if here.locale == "en"
        else (terms.rules_zh or terms.rules_en),
        valid_until=voucher.valid_until - LAST_MOMENT,
        left=left_said(here, voucher),
        book_ahead=voucher.book_ahead_hours,
    )


def no_of(here: Here, shop: Shop, refusal: Refusal, voucher: vouchers.Voucher | None, now: datetime) -> No:
    """A refusal in the counter's words; where the voucher is known, with its title and times."""
    key = refusal.code if refusal.code in TOLD else "other"
    values: dict[str, Any] = {**refusal.params, "shop": shop.name}
    if here.locale == "en" and "stores_en" in values:
        values["stores"] = values["stores_en"]
    if here.locale == "en" and "part_en" in values:
        values["part"] = values["part_en"]
    if voucher and voucher.kind is vouchers.VoucherKind.VALUE and "left" in values:
        values["left"] = money_text(values["left"], voucher.currency, here.locale)
    if voucher is None:
        return No(key, refusal.message_key, values)
    words = words_for(here, now)
    opens = markets.open_state(voucher.usable, now, **place_of(here)).changes_at
    values |= {
        "until": words.datetime(voucher.valid_until - LAST_MOMENT),
        "at": words.datetime(voucher.redeemed_at) if voucher.redeemed_at else "",
        "next": words.datetime(opens) if opens else "–",
        "usable": voucher.usable,
    }
    if refusal.code == "voucher_not_yet_valid":
        values["since"] = words.datetime(voucher.valid_from)
    redeemed = voucher.redemption_id if refusal.code == "voucher_used" else None
    fresh = voucher.redeemed_at is not None and voucher.redeemed_at > now - undo_window(here)
    undo = undo_path(shop, redeemed) if redeemed and fresh else None
    return No(key, refusal.message_key, values, pick(here, voucher.title, voucher.title_en), undo)
