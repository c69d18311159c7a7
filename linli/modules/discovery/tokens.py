"""Text taken apart into words, for places and for queries alike."""

import re

import msgspec

from linli.modules.discovery.chinese import HAN, is_chinese, simplified
from linli.modules.discovery.words import folded

_APOSTROPHES = re.compile("['’ʼ`´]")
_TOKEN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[-.&+/@_][^\W_{HAN}]+)*")
_PART = re.compile(rf"[^\W_{HAN}]+")


class Token(msgspec.Struct, frozen=True):
    """A stretch of Chinese, or a word in other letters: `r-kioski` is `rkioski`, of the parts `r` and
    `kioski`.
    """

    text: str
    parts: tuple[str, ...] = ()


def plain(text: str) -> str:
    """One spelling for every way to write the same: folded, simplified, without apostrophes."""
    return _APOSTROPHES.sub("", simplified(folded(text)))


def tokens(text: str) -> list[Token]:
    """The words of a plain text in their order; a change of script begins a new one."""
    found = []
    for word in _TOKEN.findall(text):
        if is_chinese(word):
            found.append(Token(word))
            continue
        parts = _PART.findall(word)
        found.append(Token("".join(parts), tuple(parts) if len(parts) > 1 else ()))
    return found
