"""A batch of coupons as it is typed, at a shop's desk and in the operators' room."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from linli.kernel import money
from linli.kernel.refusals import INVALID
from linli.modules import markets, promotions

FIELDS = (
    *("title", "title_en", "kind", "off", "percent", "most", "least", "since", "until", "days"),
    *("per_person", "total", "budget", "handing", "where", "deal", "store", "funder", "share"),
    *("place-deals", "place-goods", "place-sales", "key"),
)
USUAL = {
    "kind": promotions.Kind.FULL_REDUCTION.value,
    "per_person": "1",
    "total": "100",
    "handing": promotions.Handing.PAGE.value,
    "funder": promotions.Funder.PLATFORM.value,
    "share": "50",
    **dict.fromkeys(("place-deals", "place-goods", "place-sales"), "yes"),
}
LONGEST = 120
BP = 100
Word = TypeVar("Word", bound=StrEnum)


class Scope(msgspec.Struct, frozen=True):
    """Where a batch counts, and who bears it, as the page that has the form says."""

    store_ids: Sequence[UUID] = ()
    deal_ids: Sequence[UUID] = ()
    funder: promotions.Funder = promotions.Funder.MERCHANT
    platform_bp: int = 0


def read(form: Mapping[str, object]) -> dict[str, str]:
    """Every field as typed."""
    return {name: str(form.get(name, "")).strip()[:LONGEST] for name in FIELDS}


def terms(given: Mapping[str, str], market: markets.Market, now: datetime, scope: Scope) -> promotions.Terms:
    """What is meant. Refuses: invalid (the field that cannot be read)."""
    kind = _one_of(promotions.Kind, given["kind"], "kind")
    percent = kind is promotions.Kind.PERCENT
    since = _day(given["since"], market, "valid_from")
    last = _day(given["until"], market, "valid_until")
    if last is None:
        raise INVALID(field="valid_until")
    return promotions.Terms(
        title=given["title"],
        title_en=given["title_en"],
        kind=kind,
        off_minor=0 if percent else _amount(given["off"], market, "off") or 0,
        percent_bp=percent_in(given["percent"]) if percent else 0,
        most_minor=_amount(given["most"], market, "most") if percent else None,
        from_minor=0 if kind is promotions.Kind.FIXED else _amount(given["least"], market, "from") or 0,
        store_ids=tuple(scope.store_ids),
        deal_ids=tuple(scope.deal_ids),
        places=tuple(one for one in promotions.GoodFor if given[f"place-{one.value}"]),
        valid_from=since or now,
        valid_until=last + timedelta(days=1),
        days_after_claim=_number(given["days"], "days"),
        per_person=_number(given["per_person"], "per_person") or 0,
        total=_number(given["total"], "total") or 0,
        budget_minor=_amount(given["budget"], market, "budget"),
        funder=scope.funder,
        platform_bp=scope.platform_bp,
        handing=_one_of(promotions.Handing, given["handing"], "handing"),
    )


def percent_in(typed: str) -> int:
    """ "12.5" or "12.5 %" in hundredths of a percent. Refuses: invalid (percent)."""
    whole, _, part = typed.removesuffix("%").removesuffix("％").strip().partition(".")
    if not whole.isdecimal() or len(whole) > 2 or (part and not part.isdecimal()) or len(part) > 2:
        raise INVALID(field="percent")
    return int(whole) * BP + int(part.ljust(2, "0") or 0)


def _one_of(kind: type[Word], typed: str, field: str) -> Word:
    try:
        return kind(typed)
    except ValueError:
        raise INVALID(field=field) from None


def _amount(typed: str, market: markets.Market, field: str) -> int | None:
    if not typed:
        return None
    try:
        return money.parse(typed.replace(",", "").replace("，", ""), market.currency).minor
    except ValueError:
        raise INVALID(field=field) from None


def _number(typed: str, field: str) -> int | None:
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 7:
        raise INVALID(field=field)
    return int(typed)


def _day(typed: str, market: markets.Market, field: str) -> datetime | None:
    """When that day of the market begins."""
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise INVALID(field=field) from None
    return datetime.combine(day, time(), ZoneInfo(market.timezone))
