"""Keyset paging: a page is what comes after a key, so it costs the same on page 1 and page 1,000."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar
from uuid import UUID

import msgspec

from linli.kernel.refusals import INVALID

T = TypeVar("T")
LAST_ID = UUID(int=2**128 - 1)


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some rows and the cursor of the next page (None on the last)."""

    items: list[T]
    next_cursor: str | None = None


def page_of(rows: Sequence[T], size: int, key: Callable[[T], UUID]) -> Page[T]:
    """Make a page of `size` from rows queried with LIMIT size + 1, newest id first."""
    items = list(rows[:size])
    more = len(rows) > size
    return Page(items, write_cursor(key(items[-1])) if more else None)


def write_cursor(last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def read_cursor(cursor: str | None) -> UUID:
    """The id to continue before; the greatest of all for the first page. Refuses: invalid."""
    if not cursor:
        return LAST_ID
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        raise INVALID(field="cursor") from None
