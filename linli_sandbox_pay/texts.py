"""What the pages say, in Chinese and English, and how amounts and times are put."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import clock

TEXTS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
SYMBOLS = {
    "CNY": "¥",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "HKD": "HK$",
    "TWD": "NT$",
    "SGD": "S$",
}
WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "PYG", "UGX", "XAF", "XOF", "XPF"})
WITH_THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


@dataclass(frozen=True)
class Price:
    """An amount in the three sizes it is set in."""

    symbol: str
    whole: str
    cents: str

    def __str__(self) -> str:
        return f"{self.symbol}{self.whole}{self.cents}"


def price(amount: int, currency: str) -> Price:
    digits = 0 if currency in WITHOUT_CENTS else 3 if currency in WITH_THOUSANDTHS else 2
    whole, cents = divmod(amount, 10**digits)
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return Price(symbol, f"{whole:,}", f".{cents:0{digits}d}" if digits else "")


def time_left(milliseconds: int, texts: dict[str, Any]) -> str:
    """Rounded up, so that nobody is told 0 minutes while they can still pay."""
    minutes = max(1, -(-milliseconds // (60 * clock.SECOND)))
    if minutes <= 120:
        return str(texts["minutes"]).format(n=minutes)
    if minutes <= 48 * 60:
        return str(texts["hours"]).format(n=round(minutes / 60))
    return str(texts["days"]).format(n=round(minutes / 1440))
