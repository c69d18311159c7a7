"""Everything a place can be found by, as terms: the vocabulary that a query is read with."""

from collections.abc import Iterable

import msgspec

from linli.modules.discovery import chinese, synonyms
from linli.modules.discovery.tokens import plain, tokens

# Compounds in Finnish end in what a place is: `lounaskahvila` is found by `kahvila`, too.
_TAILS = (
    "kahvila", "ravintola", "leipomo", "konditoria", "baari", "kampaamo", "parturi", "apteekki",
    "hotelli", "kirjakauppa", "kukkakauppa", "museo", "teatteri", "klinikka", "hieronta", "pesula",
    "pizzeria", "grilli", "kioski", "talli", "hammaslaakari", "hammaslaakarit", "laakari",
    "laakariasema", "galleria", "keskus", "market", "kebab", "sali",
)  # fmt: skip
LONGEST_TERM = 24
LONGEST_STRETCH = 10


class Doc(msgspec.Struct, frozen=True, kw_only=True):
    """What a place or a thing says of itself, as written. `tags`: kinds such as `coffee_shop`; `things`:
    titles; `kinds`: what it is more closely than its trade.
    """

    names: tuple[str, ...] = ()
    brand: str = ""
    branch: str = ""
    trade: str = ""
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The terms of a document by where they stand; `real` are words that somebody would say or type, the
    rest are pairs and single characters of Chinese that only hold longer words together.
    """

    name: frozenset[str] = frozenset()
    brand: frozenset[str] = frozenset()
    branch: frozenset[str] = frozenset()
    trade: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    address: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    real: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return (
            self.name
            | self.brand
            | self.branch
            | self.trade
            | self.kinds
            | self.tags
            | self.address
            | self.things
            | self.about
        )


def terms_of(doc: Doc) -> Terms:
    """The terms of a document. A trade is the one term `trade:cafe`; its words are the synonyms' business."""
    real: set[str] = set()
    tags = [tag.replace("_", " ") for tag in doc.tags]
    trade = frozenset([synonyms.trade_term(doc.trade)]) if doc.trade else frozenset[str]()
    return Terms(
        name=_named(doc.names, real),
        brand=_named([doc.brand], real),
        branch=_named([doc.branch], real),
        trade=trade,
        kinds=_kinds(doc.kinds, doc.trade, real),
        tags=_named(tags, real) | frozenset(tag.replace("_", "") for tag in doc.tags),
        address=_texts(doc.address, real, singles=False),
        things=_texts(doc.things, real),
        about=_texts(doc.about, real, singles=False),
        real=frozenset(real),
    )


def known_words(term: str, real: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """A term's row of the vocabulary: how it sounds, and its initials, which only a real word has."""
    sounds, initials = chinese.sounds_of(term)
    return sounds, initials if term in real else ""


def _named(texts: Iterable[str], real: set[str]) -> frozenset[str]:
    """A name's terms: those of its text, its beginnings and ends, and all of it as one word."""
    found = set(_texts(texts, real))
    for text in texts:
        words = tokens(plain(text))
        latin = [word.text for word in words if not chinese.is_chinese(word.text)]
        for several in (latin[:2], latin[:3], latin):
            joined = "".join(several)
            if len(several) > 1 and len(joined) <= LONGEST_TERM:
                found.add(joined)
                real.add(joined)
        for word in words:
            if chinese.is_chinese(word.text):
                ends = {word.text[:size] for size in (3, 4)} | {word.text[-3:]}
                found |= ends
                real |= ends
    return frozenset(found)


def _kinds(kinds: Iterable[str], trade: str, real: set[str]) -> frozenset[str]:
    """`coffee_shop` is one word, like any phrase that synonyms know: its parts alone say something else. What
    only repeats the trade is no news.
    """
    every = (synonyms.joined(kind.replace("_", " "))[:LONGEST_TERM] for kind in kinds)
    found = frozenset(kind for kind in every if kind != synonyms.joined(trade.replace("_", " ")))
    real |= found
    return found


def _texts(texts: Iterable[str], real: set[str], *, singles: bool = True) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        for word in tokens(plain(text)):
            if chinese.is_chinese(word.text):
                found |= _chinese(word.text, real, singles=singles)
            else:
                latin = _latin(word.text, word.parts)
                found |= latin
                real |= latin
    return frozenset(found)


def _latin(word: str, parts: tuple[str, ...]) -> set[str]:
    found = {word[:LONGEST_TERM], *(part[:LONGEST_TERM] for part in parts)}
    return found | {tail for part in (word, *parts) for tail in _TAILS if part.endswith(tail)}


def _chinese(stretch: str, real: set[str], *, singles: bool) -> set[str]:
    """A stretch as one word, its two ends, the words in it that synonyms know, and every pair of
    characters.
    """
    pairs = {stretch[at : at + 2] for at in range(len(stretch) - 1)}
    words = {stretch[:2], stretch[-2:]} & pairs
    if 2 <= len(stretch) <= LONGEST_STRETCH:
        words.add(stretch)
    words.update(synonyms.words_within(stretch))
    real |= words
    return pairs | words | (set(stretch) if singles or len(stretch) == 1 else set())
