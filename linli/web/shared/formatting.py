"""Money, time and distance as people read them, in one language, zone and currency."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from babel.numbers import (
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
)
from markupsafe import Markup, escape

_SYMBOLS = {"CNY": "¥"}
WHOLE_WHEN_ROUND = frozenset({"CNY"})
_DAY_SKELETON = {"en": "EEE d MMM", "zh": "M月d日 EEE"}
_DAY_YEAR_SKELETON = {"en": "d MMM y", "zh": "y年M月d日"}
_MONTH_SKELETON = {"en": "MMM y", "zh": "y年M月"}


def money_parts(minor: int, currency: str, locale: str) -> tuple[str, str, str, str]:
    """Sign, currency symbol, whole part with separators, and cents with their point (may be empty)."""
    digits = get_currency_precision(currency)
    whole, cents = divmod(abs(minor), 10**digits)
    symbol = _SYMBOLS.get(currency) or get_currency_symbol(currency, locale=locale)
    hide = digits == 0 or (cents == 0 and currency in WHOLE_WHEN_ROUND)
    return ("−" if minor < 0 else "", symbol, f"{whole:,}", "" if hide else f".{cents:0{digits}d}")


def money_text(minor: int, currency: str, locale: str = "en") -> str:
    """`¥58`, `€12.50`, `−¥3.20`."""
    return "".join(money_parts(minor, currency, locale))


@lru_cache(4096)
def money_markup(minor: int, currency: str, locale: str = "en") -> Markup:
    """The same, with small currency and small cents around a large whole part."""
    sign, symbol, whole, cents = money_parts(minor, currency, locale)
    tail = Markup('<span class="money-cents">{}</span>').format(cents) if cents else Markup("")
    return Markup('<span class="money">{}<span class="money-sign">{}</span>{}{}</span>').format(
        sign, symbol, escape(whole), tail
    )


@lru_cache(4096)
def _decimal(value: float, locale: str) -> str:
    return format_decimal(value, locale=locale)


@lru_cache(4096)
def _day(day: dt.date, pattern: str, locale: str) -> str:
    """A list has the same days over and over, and a pattern takes longer than all else of its line."""
    return format_date(day, pattern, locale=locale)


class Formatter:
    """Dates, times, distances and ratings for one reader. Instants are UTC inside and local here."""

    def __init__(self, locale: str, timezone: str, now: dt.datetime) -> None:
        self.locale = locale
        self.zone: dt.tzinfo = ZoneInfo(timezone)
        self.now = now

    def local(self, instant: dt.datetime) -> dt.datetime:
        """The instant in the market's zone; a naive one is refused, because nobody knows what it means."""
        if instant.tzinfo is None:
            raise ValueError("a time without a zone cannot be shown")
        return instant.astimezone(self.zone)

    def datetime(self, instant: dt.datetime) -> str:
        """`Fri 5 Jun, 18:30`; the year is said only when it is not this one."""
        return f"{self.date(instant)}{' ' if self.locale == 'zh' else ', '}{self.time(instant)}"

    def date(self, day: dt.datetime | dt.date) -> str:
        local = self.local(day) if isinstance(day, dt.datetime) else day
        this_year = self.local(self.now).year == local.year
        pattern = (_DAY_SKELETON if this_year else _DAY_YEAR_SKELETON)[self.locale]
        return _day(dt.date(local.year, local.month, local.day), pattern, self.locale)

    def weekday(self, day: dt.date) -> str:
        """`Friday`."""
        return format_date(day, "EEEE", locale=self.locale)

    def month(self, day: dt.date) -> str:
        """`Jun 2026`."""
        return format_date(day, _MONTH_SKELETON[self.locale], locale=self.locale)

    def days(self, since: dt.datetime, until: dt.datetime) -> str:
        """The days of a half-open stretch: `Fri 20 Nov`, or `Thu 12 Nov – Fri 13 Nov`."""
        first, last = self.date(since), self.date(until - dt.timedelta(microseconds=1))
        return first if first == last else f"{first} – {last}"

    def time(self, instant: dt.datetime) -> str:
        return self.local(instant).strftime("%H:%M")

    def exact(self, instant: dt.datetime) -> str:
        """To the second and unambiguous, for tables, exports and tooltips."""
        return self.local(instant).strftime("%Y-%m-%d %H:%M:%S")

    def relative(self, instant: dt.datetime) -> str:
        """`3 hours ago`, `in 2 days`; beyond four weeks the date."""
        gap = instant - self.now
        if abs(gap) > dt.timedelta(days=28):
            return self.date(instant)
        return format_timedelta(gap, add_direction=True, locale=self.locale)

    def distance(self, meters: float) -> str:
        """Meters to the nearest ten under a kilometer, then kilometers with one decimal under ten."""
        if meters < 995:
            return f"{max(10, round(meters / 10) * 10)} m"
        kilometers = meters / 1000
        return f"{kilometers:.1f} km" if kilometers < 9.95 else f"{kilometers:,.0f} km"

    def rating(self, value: float) -> str:
        return f"{value:.1f}"

    def number(self, value: float) -> str:
        return _decimal(value, self.locale)

    def percent(self, share: float) -> str:
        """`0.183` as `18 %`; one decimal under ten percent, so that small changes can be seen."""
        return format_percent(share, "0.#%" if abs(share) < 0.1 else "0%", locale=self.locale)
