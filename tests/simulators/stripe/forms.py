"""Stripe's way of writing parameters: form fields with brackets, read into dicts and lists."""

import re
from typing import Any
from urllib.parse import parse_qsl

_PART = re.compile(r"\[([^\[\]]*)\]")


def read(text: str) -> dict[str, Any]:
    """`items[0][price][currency]=eur&expand[]=x` → nested; raises ValueError for what is no form."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
        head, bracket, _ = name.partition("[")
        rest = name[len(head) :] if bracket else ""
        parts = [head, *_PART.findall(rest)]
        if "".join(f"[{part}]" for part in parts[1:]) != rest:
            raise ValueError(f"not a parameter: {name}")
        _put(found, parts, value)
    return {name: _listed(value) for name, value in found.items()}


def _put(into: dict[str, Any], parts: list[str], value: str) -> None:
    for part in parts[:-1]:
        into = into.setdefault(part or str(len(into)), {})
    into[parts[-1] or str(len(into))] = value


def _listed(value: Any) -> Any:
    """Fields that are numbered from 0 are a list."""
    if not isinstance(value, dict):
        return value
    inside = {name: _listed(part) for name, part in value.items()}
    if list(inside) == [str(place) for place in range(len(inside))]:
        return list(inside.values())
    return inside
