"""What people agree to, word for word, in numbered versions that are never rewritten."""

import tomllib
from pathlib import Path

from linli.modules.consents.model import Purpose, Text

_DATA = Path(__file__).parent / "data" / "texts.toml"
LANGUAGES = ("zh", "en")


def _read(source: str) -> dict[tuple[Purpose, int, str], Text]:
    found = {}
    for purpose, versions in tomllib.loads(source).items():
        for number, entry in enumerate(versions, start=1):
            for language in LANGUAGES:
                said = Text(version=number, title=entry[language]["title"], body=entry[language]["body"])
                found[Purpose(purpose), number, language] = said
    return found


_TEXTS = _read(_DATA.read_text(encoding="utf-8"))
_NEWEST = {purpose: max(n for p, n, _ in _TEXTS if p is purpose) for purpose in Purpose}


def newest(purpose: Purpose) -> int:
    """The version that is shown today."""
    return _NEWEST[purpose]


def text_of(purpose: Purpose, version: int, language: str) -> Text:
    """What somebody was shown then; English where the language is none of ours."""
    return _TEXTS[purpose, version, language if language in LANGUAGES else "en"]


def current_text(purpose: Purpose, language: str) -> Text:
    """What is shown today."""
    return text_of(purpose, newest(purpose), language)
