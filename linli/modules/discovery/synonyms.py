"""Words that mean one thing: what a trade is called in Chinese, English and Finnish, and dishes and goods
alike.
"""

import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from linli.modules.discovery.chinese import is_chinese, readings
from linli.modules.discovery.spelling import distance, mistakes_allowed
from linli.modules.discovery.tokens import plain, tokens

_DATA = Path(__file__).parent / "data" / "synonyms.toml"
LONGEST_WORD = 8
# A word that only hints at a trade (a perm at a hairdresser's) says less than one of its names.
NAME_OF_TRADE, HINT_AT_TRADE, SAME_MEANING = 0.9, 0.6, 0.85


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Words with one meaning. `trades`: what they are names of; `hints`: words that are bought there."""

    key: str
    trades: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    fi: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return self.zh + self.en + self.fi


class Meant(msgspec.Struct, frozen=True):
    """A term that a word also stands for. `why`: trade or synonym."""

    term: str
    weight: float
    why: str


class Synonyms:
    """What each word also means; a phrase (`dry cleaning`) is one word, written together.

    A market's own lie over a `base` that all markets share, so that they cost only what they add.
    """

    def __init__(self, groups: Iterable[Group], base: "Synonyms | None" = None) -> None:
        self._base = base
        self._meant: dict[str, dict[str, Meant]] = defaultdict(dict)
        self._heard: dict[str, set[str]] = defaultdict(set)
        self._initials: dict[str, set[str]] = defaultdict(set)
        for group in groups:
            self._add(group)
        self.chinese = frozenset(word for word in self._meant if is_chinese(word))
        self.latin = tuple(sorted(word for word in self._meant if not is_chinese(word)))

    def of(self, word: str) -> tuple[Meant, ...]:
        """What a plain word stands for beside itself, the most telling first."""
        every = [*self._meant.get(word, {}).values(), *(self._base.of(word) if self._base else ())]
        found: dict[str, Meant] = {}
        for meant in sorted(every, key=lambda meant: -meant.weight):
            found.setdefault(meant.term, meant)
        return tuple(found.values())

    def heard(self, letters: str) -> tuple[str, ...]:
        """The Chinese words that are pronounced so: `lifa` is 理发."""
        below = self._base.heard(letters) if self._base else ()
        return tuple(sorted({*self._heard.get(letters, ()), *below}))

    def abbreviated(self, letters: str) -> tuple[str, ...]:
        """The Chinese words with these initials: `lf` is 理发."""
        below = self._base.abbreviated(letters) if self._base else ()
        return tuple(sorted({*self._initials.get(letters, ()), *below}))

    def beginning(self, letters: str) -> tuple[str, ...]:
        """The first few words in Latin letters that begin so, from three letters on."""
        if len(letters) < 3:
            return ()
        at = bisect_left(self.latin, letters)
        own = [word for word in self.latin[at : at + 5] if word.startswith(letters)]
        return tuple(dict.fromkeys((*own, *(self._base.beginning(letters) if self._base else ()))))[:5]

    def nearest(self, word: str) -> tuple[str, ...]:
        """The words in Latin letters that a misspelled one may be."""
        allowed = mistakes_allowed(word)
        near = self._near(word, allowed) if allowed else []
        closest = min(near, default=(allowed + 1, ""))[0]
        return tuple(dict.fromkeys(other for wrong, other in near if wrong == closest <= allowed))[:3]

    def trades(self, word: str) -> tuple[str, ...]:
        """The trades that a word is a name of."""
        return tuple(
            meant.term.removeprefix(TRADE)
            for meant in self.of(word)
            if meant.why == "trade" and meant.weight >= NAME_OF_TRADE
        )

    def __contains__(self, word: str) -> bool:
        return word in self._meant or (self._base is not None and word in self._base)

    def _near(self, word: str, allowed: int) -> list[tuple[int, str]]:
        own = [
            (distance(word, other, allowed), other)
            for other in self.latin
            if other[0] == word[0]
            and len(other) > 3
            and abs(len(other) - len(word)) <= allowed
            and len(set(word) ^ set(other)) <= 2 * allowed
        ]
        return [*own, *(self._base._near(word, allowed) if self._base else ())]

    def _add(self, group: Group) -> None:
        words = [joined(word) for word in group.words]
        trades = [trade_term(trade) for trade in group.trades]
        for word in words:
            for other in words:
                if other != word:
                    self._mean(word, other, SAME_MEANING, "synonym")
            for trade in trades:
                self._mean(word, trade, NAME_OF_TRADE, "trade")
        for hint in map(joined, group.hints):
            self._meant[hint]
            self._sound(hint)
            for trade in trades:
                self._mean(hint, trade, HINT_AT_TRADE, "trade")
        for word in words:
            self._meant[word]
            self._sound(word)

    def _mean(self, word: str, term: str, weight: float, why: str) -> None:
        known = self._meant[word].get(term)
        if known is None or known.weight < weight:
            self._meant[word][term] = Meant(term, weight, why)

    def _sound(self, word: str) -> None:
        if not is_chinese(word) or len(word) < 2:
            return
        for way in readings(word):
            self._heard[way].add(word)
        first = "".join(spoken[0][:1] for character in word if (spoken := readings(character)))
        if len(first) == len(word):
            self._initials[first].add(word)


TRADE = "trade:"


def trade_term(trade: str) -> str:
    """The term that stands for a trade: no word that anybody types is spelled so."""
    return TRADE + trade


def joined(phrase: str) -> str:
    """A word or phrase as a term: plain and written together."""
    return "".join(token.text for token in tokens(plain(phrase)))


@cache
def groups() -> tuple[Group, ...]:
    """The groups that every market has."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return tuple(msgspec.convert({"key": key, **group}, Group) for key, group in data.items())


@cache
def builtin() -> Synonyms:
    """The synonyms of every market, without a market's own."""
    return Synonyms(groups())


@lru_cache(maxsize=256)
def with_own(written: str) -> Synonyms:
    """The synonyms of a market with words of its own, which are `written` as the database has them: a list
    of [words, trade]. Kept by what is written, so that it is never older than what was read.
    """
    own = msgspec.json.decode(written, type=list[tuple[tuple[str, ...], str]]) if written else []
    if not own:
        return builtin()
    added = (
        Group(key=str(number), trades=(trade,) if trade else (), zh=words)
        for number, (words, trade) in enumerate(own)
    )
    return Synonyms(added, builtin())


def trades_named(meant: Iterable[Meant]) -> tuple[str, ...]:
    """The trades among what a word means."""
    return tuple(one.term.removeprefix(TRADE) for one in meant if one.why == "trade")


def words_within(stretch: str) -> set[str]:
    """The Chinese words of synonyms that stand in a stretch."""
    known = builtin().chinese
    size = len(stretch)
    return {
        stretch[start:end]
        for start in range(size)
        for end in range(start + 2, min(size, start + LONGEST_WORD) + 1)
        if stretch[start:end] in known
    }
