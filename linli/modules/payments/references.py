"""What providers know our attempts and refunds by.

Short names are for fields that hold 32 characters or fewer.
"""

from uuid import UUID

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LENGTH = 22
_WRITTEN = 36  # characters of an id with its hyphens


def id_in(reference: str) -> UUID:
    """Our id at the beginning of a key such as `Refund.send_key`; raises ValueError where there is none."""
    return UUID(reference[:_WRITTEN]) if len(reference) >= _WRITTEN else UUID("")


def short_reference(intent_id: UUID, attempt: int) -> str:
    """Letters, digits and one hyphen: 22 characters for the id, then the attempt's number."""
    number, text = intent_id.int, ""
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        text = _DIGITS[digit] + text
    return f"{text}-{attempt}"


def read_reference(text: str) -> tuple[UUID, int]:
    """The intent and the attempt; raises ValueError for what is no short reference."""
    name, hyphen, attempt = text.partition("-")
    if len(name) != _LENGTH or not hyphen or not (attempt.isascii() and attempt.isdigit()):
        raise ValueError("not a short reference")
    number = 0
    for sign in name:
        number = number * len(_DIGITS) + _DIGITS.index(sign)
    return UUID(int=number), int(attempt)
