"""The digits of a member code: `77`, the market, thirteen by lot, a check digit.

Digits alone, so that they fit into few bars and can be typed; by their beginning no payment code of another
company is taken for one. Thirteen by lot are 43 bits: enough for what lives a minute and leads only to a
question on the phone of whoever showed it; whoever tries at a counter is slowed down besides.
"""

import secrets
from datetime import timedelta

from linli.kernel import ids

CODE_LENGTH = 20
BEGINNING = "77"
_OF_MARKET = 4
_BY_LOT = CODE_LENGTH - len(BEGINNING) - _OF_MARKET - 1
# Good for so long after it was shown; the phone shows another one before.
GOOD_FOR = timedelta(seconds=60)
NEW_CODE_AFTER = timedelta(seconds=40)
# A counter that has read it needs time to type the amount.
TAKEN_FOR = timedelta(minutes=5)
# So long it is still known what became of a code.
REMEMBERED_FOR = timedelta(minutes=10)


def new_code(market_id: int) -> str:
    lot = "".join(str(secrets.randbelow(10)) for _ in range(_BY_LOT))
    body = f"{BEGINNING}{_of_market(market_id)}{lot}"
    return body + ids.luhn(body)


def read_digits(typed: str) -> str | None:
    """The code that was scanned or typed, spaces forgiven; None where it is none, or has a slip in it."""
    digits = ids.read_number(typed, CODE_LENGTH)
    return digits if digits and digits.startswith(BEGINNING) else None


def looks_like_code(typed: str) -> bool:
    """Whether a counter's reader holds a member code, and no voucher, article or other code."""
    return read_digits(typed) is not None


def is_of_market(digits: str, market_id: int) -> bool:
    start = len(BEGINNING)
    return digits[start : start + _OF_MARKET] == _of_market(market_id)


def _of_market(market_id: int) -> str:
    return f"{market_id % 10**_OF_MARKET:0{_OF_MARKET}d}"
