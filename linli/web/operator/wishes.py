"""What an operator wants to see of a list, as it stands in the URL: its address leads to these rows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from linli.kernel.refusals import INVALID

LONGEST_TEXT = 200
OLDEST = "oldest"


class Filter(msgspec.Struct, frozen=True):
    """One thing a list can be narrowed by: kind is choice, text, day or id (which no field offers)."""

    name: str
    kind: str = "choice"
    choices: Sequence[str] = ()
    # What a choice is called: the prefix of its message.
    words: str = ""


class Wishes(msgspec.Struct, frozen=True):
    """The filters as read from the URL, checked."""

    values: Mapping[str, str]
    timezone: str
    oldest_first: bool = False

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def choice(self, name: str) -> str | None:
        return self.values.get(name) or None

    def uuid(self, name: str) -> UUID | None:
        return UUID(self.values[name]) if name in self.values else None

    def yes_no(self, name: str) -> bool | None:
        """`yes` and `no` as themselves, anything else as open."""
        return {"yes": True, "no": False}.get(self.values.get(name, ""))

    def since(self, name: str = "since") -> datetime | None:
        """The first moment of a day in the market's zone."""
        return self._midnight(name, timedelta(0))

    def until(self, name: str = "until") -> datetime | None:
        """The first moment after a day in the market's zone."""
        return self._midnight(name, timedelta(days=1))

    def _midnight(self, name: str, later: timedelta) -> datetime | None:
        if name not in self.values:
            return None
        day = date.fromisoformat(self.values[name]) + later
        return datetime.combine(day, time(), ZoneInfo(self.timezone))

    def query(self, **changes: str) -> str:
        """These wishes as a query string, with some changed; an empty value drops its name."""
        named = {**self.values, **({"order": OLDEST} if self.oldest_first else {}), **changes}
        kept = {name: value for name, value in named.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


def read_wishes(
    given: Mapping[str, str], filters: Sequence[Filter], timezone: str, *, sortable: bool = False
) -> Wishes:
    """The wishes of a URL; names that the list does not know are passed over. Refuses: invalid (a value)."""
    values = {}
    for one in filters:
        typed = given.get(one.name, "").strip()
        if typed:
            values[one.name] = _checked(one, typed)
    oldest_first = sortable and given.get("order") == OLDEST
    return Wishes(values, timezone, oldest_first)


def _checked(one: Filter, typed: str) -> str:
    if one.kind == "choice" and one.choices and typed not in one.choices:
        raise INVALID(field=one.name)
    if one.kind == "text" and len(typed) > LONGEST_TEXT:
        raise INVALID(field=one.name)
    try:
        if one.kind == "id":
            UUID(typed)
        # A day later must be a day as well.
        if one.kind == "day" and date.fromisoformat(typed) > date.max - timedelta(days=2):
            raise INVALID(field=one.name)
    except ValueError:
        raise INVALID(field=one.name) from None
    return typed
