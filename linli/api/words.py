"""The words of refusals and of passes in every language, read from the same message files as the pages'."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

LOCALES = ("en", "zh")
FOLDER = Path(__file__).parents[1] / "web" / "shared" / "locale"
# What is said to programs: refusals, and what files for other apps have in them.
SAID = ("refusals_*.po", "passes.po")
_LONGEST_HEADER = 500


def say(locale: str, key: str, values: Mapping[str, Any] | None = None) -> str:
    """The text of a message with its values filled in; the key itself where nobody has written it yet."""
    text = _messages(locale).get(key, key)
    try:
        return text.format_map(dict(values or {}))
    except (KeyError, IndexError, ValueError):
        return text


def choose(accept: str | None, default: str) -> str:
    """The language most wanted by an Accept-Language header that we speak; else the default."""
    wishes = []
    for part in (accept or "")[:_LONGEST_HEADER].split(","):
        tag, _, quality = part.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        language = tag.strip().lower().split("-")[0]
        if weight > 0 and language in LOCALES:
            wishes.append((-weight, language))
    best = min(wishes, key=lambda wish: wish[0], default=(0, default))[1]
    return best if best in LOCALES else LOCALES[0]


@lru_cache
def _messages(locale: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(path for name in SAID for path in (FOLDER / locale).glob(name)):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if isinstance(message.id, str) and isinstance(message.string, str) and message.string:
                    found[message.id] = message.string
    return found
