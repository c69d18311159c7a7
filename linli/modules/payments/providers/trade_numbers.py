"""The names under which WeChat Pay and Alipay know our payments and refunds.

WeChat Pay allows 6 to 32 letters, digits and a few signs, Alipay letters, digits and underscores. An intent's
id in base 32 (26 characters), an underscore and the attempt fit both, and read back without a table.
"""

import base64
from collections.abc import Callable
from uuid import UUID

from linli.modules.payments.model import Intent, Refund

_ID = 26
_SIGNS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUV")
_LONGEST_COUNT = 5


def trade_number(intent: Intent) -> str:
    """What the provider knows this attempt by: 28 to 32 characters."""
    return f"{_letters(intent.intent_id)}_{intent.attempt}"


def read_trade_number(text: str) -> UUID:
    """The intent of a payment. Raises ValueError for a number that is not one of ours."""
    name, mark, attempt = text.partition("_")
    if not (mark and _counts(attempt)):
        raise ValueError("not a payment of ours")
    return _id(name)


def refund_number(refund: Refund) -> str:
    """What the provider knows this refund by: the same however often it is asked, another once a person sends
    again what it refused.
    """
    return f"{_letters(refund.refund_id)}R{refund.round}"


def read_refund_number(text: str) -> UUID:
    """The refund. Raises ValueError for a number that is not one of ours."""
    name, mark, again = text[:_ID], text[_ID : _ID + 1], text[_ID + 1 :]
    if mark != "R" or not _counts(again):
        raise ValueError("not a refund of ours")
    return _id(name)


def ours(read: Callable[[str], UUID], text: str) -> UUID | None:
    """What a number on a bill names; None for business that is not ours."""
    try:
        return read(text)
    except ValueError:
        return None


def _counts(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_COUNT


def _letters(name: UUID) -> str:
    return base64.b32hexencode(name.bytes).decode("ascii").rstrip("=")


def _id(letters: str) -> UUID:
    if len(letters) != _ID or not set(letters) <= _SIGNS:
        raise ValueError("not a number of ours")
    found = UUID(bytes=base64.b32hexdecode(letters + "======"))
    # The last letter carries two bits that belong to nothing: only our own spelling counts.
    if _letters(found) != letters:
        raise ValueError("not a number of ours")
    return found
