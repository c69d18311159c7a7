"""What a place can be found by, and what a query asks for, in one common spelling."""

import re
import unicodedata
from collections.abc import Iterable

# Letters that Unicode does not take apart into a base letter and an accent, and the two apostrophes.
_PLAIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "ı": "i", "’": "'"}
)
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[\u3400-\u9fff]+|(?:(?![\u3400-\u9fff])[\w&'+.])+")
NAMES_END = "\n"
MOST_WORDS = 8
LONGEST_QUERY = 100


def folded(text: str) -> str:
    """Lower case, full-width letters narrowed, accents off: `Café`, `CAFE` and `ｃａｆｅ` are one."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare).translate(_PLAIN)


def query_patterns(text: str) -> list[str]:
    """The LIKE patterns of a query's words, all of which must match; at most eight, none for no words.

    A change between Chinese and other letters starts a new word: `西湖coffee` asks for both.
    """
    words = _WORD.findall(folded(text[:LONGEST_QUERY]))
    return [f"%{escaped(word)}%" for word in words[:MOST_WORDS]]


def escaped(word: str) -> str:
    """A word as LIKE reads it literally."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def words_of(*, names: Iterable[str], trade_words: str, address: str, titles: Iterable[str]) -> str:
    """Everything a place can be found by, folded: its names, and after a line's end all the rest.

    Chinese is there in pinyin too, whole and by initials (`西湖`: `xihu`, `xh`).
    """
    first = _spoken(names)
    rest = [trade_words, address, *_spoken(titles)]
    return NAMES_END.join(" ".join(dict.fromkeys(folded(part) for part in parts)) for parts in (first, rest))


def _spoken(texts: Iterable[str]) -> list[str]:
    kept = [text for text in texts if text]
    return [*kept, *(sound for text in kept for sound in (*pinyin(text), *initials(text)))]


def pinyin(text: str) -> list[str]:
    """Each Chinese stretch of a text in letters: `西湖` is `xihu`."""
    # Imported at first use: its dictionary takes 59 MB and a third of a second, and only whoever refreshes
    # places needs it; a process that answers searches never does.
    from pypinyin import lazy_pinyin

    return ["".join(lazy_pinyin(stretch)) for stretch in _CHINESE.findall(text)]


def initials(text: str) -> list[str]:
    """The first letters of each Chinese stretch of two characters or more: `西湖` is `xh`."""
    from pypinyin import Style, lazy_pinyin

    stretches = [stretch for stretch in _CHINESE.findall(text) if len(stretch) > 1]
    return ["".join(lazy_pinyin(stretch, style=Style.FIRST_LETTER)) for stretch in stretches]
