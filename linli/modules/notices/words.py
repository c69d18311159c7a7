"""What notices say: texts by key, in the language of who reads them, from the house's message files."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = ("en", "zh")
FOLDER = Path(__file__).parents[2] / "web" / "shared" / "locale"


def in_words(language: str, key: str, values: Mapping[str, object]) -> str:
    """The text of `notice.<key>` with its values filled in; a value that is a mapping has a text for each
    language. A key that nobody has written is a KeyError.
    """
    spoken = language if language in LOCALES else LOCALES[0]
    said = {name: value[spoken] if isinstance(value, Mapping) else value for name, value in values.items()}
    return _texts(spoken)[f"notice.{key}"].format_map(said)


@lru_cache
def _texts(language: str) -> dict[str, str]:
    with (FOLDER / language / "notices.po").open("rb") as file:
        return {
            str(message.id): str(message.string) for message in read_po(file, locale=language) if message.id
        }
