"""A store's name as it can stand in a URL."""

import re
import unicodedata

from pypinyin import lazy_pinyin

LONGEST = 60


def slug_of(name: str, name_en: str) -> str:
    """Small letters, digits and hyphens: from the English name, else from the sound of the Chinese one."""
    return _plain(name_en) or _plain("-".join(lazy_pinyin(name))) or "store"


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-")
