"""Chinese text: one script, and how it sounds."""

import tomllib
from functools import cache
from itertools import islice, product
from pathlib import Path

import opencc

HAN = "\u3400-\u9fff"
MOST_READINGS = 6
_DATA = Path(__file__).parent / "data" / "readings.toml"


def is_chinese(text: str) -> bool:
    """Whether a word is written in Chinese characters: `cut` never mixes scripts in a word."""
    return "\u3400" <= text[:1] <= "\u9fff"


def simplified(text: str) -> str:
    """Traditional characters as simplified ones: `麵館` is `面馆`; other text as it is."""
    return _converter().convert(text) if any("\u3400" <= letter <= "\u9fff" for letter in text) else text


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    readings: dict[str, tuple[str, ...]] = {}
    for section in tomllib.loads(_DATA.read_text(encoding="utf-8")).values():
        for syllable, characters in section.items():
            for character in characters:
                readings[character] = (*readings.get(character, ()), syllable)
    return readings


def readings(text: str) -> tuple[str, ...]:
    """How a Chinese word may sound, the usual way first, at most six; none where a character is not a
    common one.
    """
    known = _readings()
    each = [known.get(character, ()) for character in text[:8]]
    if not all(each):
        return ()
    ways = sorted(
        islice(product(*(enumerate(way) for way in each)), 200), key=lambda way: sum(rare for rare, _ in way)
    )
    return tuple("".join(syllable for _, syllable in way) for way in ways[:MOST_READINGS])


def sounds_of(term: str) -> tuple[tuple[str, ...], str]:
    """A term in full pinyin, the likeliest first, and its initials (from two characters on).

    For keeping places only: the dictionary of phrases takes 57 MB. Terms in other letters have no sound.
    """
    if not is_chinese(term):
        return (), ""
    from pypinyin import lazy_pinyin

    spoken = lazy_pinyin(term)
    first = "".join(spoken)
    ways = [first, first.replace("lv", "lu").replace("nv", "nu"), *readings(term)]
    initials = "".join(syllable[:1] for syllable in spoken) if len(term) > 1 else ""
    return tuple(dict.fromkeys(ways))[:MOST_READINGS], initials
