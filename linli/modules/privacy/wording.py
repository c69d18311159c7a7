"""What kinds and fields are called in a file that people take away, in both languages."""

import tomllib
from pathlib import Path

_DATA = tomllib.loads((Path(__file__).parent / "data" / "names.toml").read_text(encoding="utf-8"))


def _said(area: str, key: str, language: str) -> str:
    """Chinese readers get Chinese, everybody else English; a key that has no name stands for itself."""
    entry = _DATA[area].get(key)
    return entry["zh" if language == "zh" else "en"] if entry else key.replace("_", " ")


def kind_name(kind: str, language: str) -> str:
    """What facts of a kind are called."""
    return _said("kinds", kind, language)


def field_name(name: str, language: str) -> str:
    """What a column of the file is called."""
    return _said("fields", name, language)


def value_name(value: str, language: str) -> str:
    """A word that the code uses, such as a state, in words; what somebody typed stays as it is."""
    entry = _DATA["values"].get(value)
    return entry["zh" if language == "zh" else "en"] if entry else value


def in_order(names: set[str]) -> list[str]:
    """The names of fields as they are listed: what it is, then how much, then when."""
    known = list(_DATA["fields"])
    return sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name))


def phrase(key: str, language: str) -> str:
    """The few sentences of the file."""
    return _said("phrases", key, language)


def named() -> tuple[set[str], set[str]]:
    """The kinds and the fields that have names."""
    return set(_DATA["kinds"]), set(_DATA["fields"])
