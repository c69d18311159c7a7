"""Facts as a table that people can read: names of columns, words for states, money and times as such."""

from datetime import datetime, tzinfo
from typing import Any

import msgspec

from linli.kernel.money import MINOR_DIGITS
from linli.modules.privacy.wording import field_name, in_order, value_name

NOTHING = "—"


class Told(msgspec.Struct, frozen=True):
    """Columns by name, and rows of text, the newest first."""

    columns: list[str]
    rows: list[list[str]]


def told_as(rows: list[dict[str, Any]], stores: dict[str, str], language: str, zone: tzinfo) -> Told:
    """Facts of one kind; `stores` are their names by id, times are in the zone."""
    names = in_order({name for row in rows for name in row if _is_shown(name)})
    newest = sorted(rows, key=_moment, reverse=True)
    texts = [[_text(row, name, stores, language, zone) for name in names] for row in newest]
    # What is empty in every row says nothing.
    full = [place for place in range(len(names)) if any(row[place] != NOTHING for row in texts)]
    columns = [field_name(names[place], language) for place in full]
    return Told(columns, [[row[place] for place in full] for row in texts])


def _is_shown(name: str) -> bool:
    """Ids are for programs; a store has a name, and a currency stands beside its amount."""
    return name == "store_id" or not (name.endswith("_id") or name in ("currency", "source"))


def _moment(row: dict[str, Any]) -> str:
    """When a fact was, by the first time in it; what has none stands last."""
    return next((str(row[name]) for name in row if _is_time(name) and row[name]), "")


def _is_time(name: str) -> bool:
    return name.endswith(("_at", "_until", "_before")) or name == "at"


def _text(row: dict[str, Any], name: str, stores: dict[str, str], language: str, zone: tzinfo) -> str:
    value = row.get(name)
    if value is None or value == "" or value == []:
        return NOTHING
    if name == "store_id":
        return stores.get(str(value), NOTHING)
    if name.endswith("_minor"):
        return _money(int(value), str(row.get("currency", "")))
    if _is_time(name):
        return datetime.fromisoformat(str(value)).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, dict):
        return "; ".join(str(one) for one in value.values() if one) or NOTHING
    return ", ".join(map(str, value)) if isinstance(value, list) else value_name(str(value), language)


def _money(minor: int, currency: str) -> str:
    digits = MINOR_DIGITS.get(currency, 0)
    whole, rest = divmod(minor, 10**digits)
    return f"{whole}.{rest:0{digits}} {currency}" if digits else f"{whole} {currency}"
