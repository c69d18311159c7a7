"""A store's name as it can stand in a URL."""

import re
import unicodedata

LONGEST = 60


def slug_of(name: str, name_en: str) -> str:
    """Small letters, digits and hyphens: from the English name, else from the sound of the Chinese one."""
    return _plain(name_en) or _plain(_sound(name)) or "store"


def _sound(name: str) -> str:
    # Its dictionary is large: only a new store without an English name loads it.
    from pypinyin import lazy_pinyin

    return "-".join(lazy_pinyin(name))


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-")
