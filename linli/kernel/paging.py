"""Keyset paging: a page is what comes after a key, so it costs the same on page 1 and page 1,000."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

import msgspec

from linli.kernel.refusals import INVALID

T = TypeVar("T")
FIRST_ID = UUID(int=0)
LAST_ID = UUID(int=2**128 - 1)


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some rows and the cursor of the next page (None on the last)."""

    items: list[T]
    next_cursor: str | None = None


class Listed(msgspec.Struct, frozen=True):
    """A public page as a sitemap names it: `name` is the last part of its address, `changed_at` is None where
    nobody keeps it.
    """

    id: UUID
    name: str
    changed_at: datetime | None = None


def page_of(rows: Sequence[T], size: int, key: Callable[[T], UUID]) -> Page[T]:
    """Make a page of `size` from rows queried with LIMIT size + 1, newest id first."""
    items = list(rows[:size])
    more = len(rows) > size
    return Page(items, write_cursor(key(items[-1])) if more else None)


def write_cursor(last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def read_cursor(cursor: str | None, *, oldest_first: bool = False) -> UUID:
    """The id to continue before (after, oldest first); for the first page, beyond all. Refuses: invalid."""
    if not cursor:
        return FIRST_ID if oldest_first else LAST_ID
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        raise INVALID(field="cursor") from None


def word_page_of(rows: Sequence[T], size: int, key: Callable[[T], tuple[str, UUID]]) -> Page[T]:
    """As `page_of`, for rows in the order of a word and, among equals, an id."""
    items = list(rows[:size])
    more = len(rows) > size
    return Page(items, write_word_cursor(*key(items[-1])) if more else None)


def write_word_cursor(word: str, last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes + word.encode()).decode().rstrip("=")


def read_word_cursor(cursor: str | None) -> tuple[str, UUID]:
    """The word and id to continue after; before every word for the first page. Refuses: invalid."""
    if not cursor:
        return "", FIRST_ID
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return raw[16:].decode().replace("\x00", ""), UUID(bytes=raw[:16])
    except (binascii.Error, ValueError):
        raise INVALID(field="cursor") from None
