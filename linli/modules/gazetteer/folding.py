"""Names in one common spelling, and the stretches of a question that could be one."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

# Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "ı": "i"})
_APOSTROPHES = re.compile("['’`´]")
_NO_WORD = re.compile(r"[^\w]+|_+")
_HAN = r"\u3400-\u9fff"
_SPACE_AT_HAN = re.compile(rf"(?<=[{_HAN}]) | (?=[{_HAN}])")
_CHINESE = re.compile(rf"[{_HAN}]+")
# A place's name has at most so many words; a question is read that far.
MOST_WORDS = 5
MOST_READ = 24
# From here on the beginning of a name stands for it: shorter ones are the beginning of everything.
SHORTEST_PREFIX = 4
SHORTEST_CHINESE_PREFIX = 2
# What Finnish says for in, at, from, to, of and near a place, longest first.
_CASES = ("ssa", "lla", "sta", "lta", "lle", "tta", "an", "en", "in", "ta", "n", "a")
_STEM = 4


def folded(text: str) -> str:
    """Small letters without accents, single spaces between words, none beside Chinese: `Hämeen­tie` and
    `HAMEENTIE` are one, and so are `西 湖` and `西湖`.
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(
        one for one in apart if not unicodedata.combining(one) and unicodedata.category(one) != "Cf"
    )
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFC", bare).translate(_PLAIN))
    return _SPACE_AT_HAN.sub("", _NO_WORD.sub(" ", plain).strip())


def phrases(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Every run of neighboring words as (first, how many, folded), the longest first, then from the left."""
    read = words[:MOST_READ]
    for length in range(min(MOST_WORDS, len(read)), 0, -1):
        for first in range(len(read) - length + 1):
            phrase = folded(" ".join(read[first : first + length]))
            if phrase:
                yield first, length, phrase


def nominatives(phrase: str) -> list[str]:
    """What a Finnish word in one of its local cases may be the form of: `hakaniemessa` is at `hakaniemi`."""
    found = []
    for case in _CASES:
        stem = phrase.removesuffix(case)
        if stem != phrase and len(stem) >= _STEM:
            found += [stem, f"{stem[:-1]}i" if stem.endswith("e") else f"{stem}i", _strong(stem)]
    return list(dict.fromkeys(found))


def _strong(stem: str) -> str:
    """A stem with the long consonant that its nominative has: `kampi` is `kamppi`."""
    return f"{stem[:-1]}{stem[-2]}{stem[-1]}" if stem[-2] in "ptk" else stem


def may_begin_a_name(phrase: str) -> bool:
    """Whether it is long enough to look for names that begin with it."""
    chinese = _CHINESE.match(phrase) is not None
    return len(phrase) >= (SHORTEST_CHINESE_PREFIX if chinese else SHORTEST_PREFIX)


def spellings(names: Sequence[str]) -> list[str]:
    """All that a place answers to: its names folded; Chinese ones by pinyin too, a bracket also without."""
    kept = [name for name in names if name]
    parts = [part for name in kept for part in (name, *re.split(r"[（）()]", name))]
    sounds = [sound for part in parts for sound in _pinyin(part)]
    return list(dict.fromkeys(one for one in map(folded, [*parts, *sounds]) if one))


def _pinyin(text: str) -> list[str]:
    """In letters, closed up; nothing for a text that is not all Chinese."""
    if not _CHINESE.fullmatch(text):
        return []
    # Its dictionary is large: only whoever writes a table of places loads it.
    from pypinyin import lazy_pinyin

    return ["".join(lazy_pinyin(text))]
