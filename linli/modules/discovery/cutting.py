"""A query cut into words, with the part that names a place kept apart."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from linli.modules.discovery import synonyms
from linli.modules.discovery.chinese import HAN, is_chinese
from linli.modules.discovery.spelling import places_named
from linli.modules.discovery.tokens import Token, plain, tokens

LONGEST_TEXT = 100
MOST = 8
LONGEST_PIECE = 10

_DATA = tomllib.loads((Path(__file__).parent / "data" / "sayings.toml").read_text(encoding="utf-8"))
_FILLERS = frozenset(_DATA["fillers"])
_OPEN = frozenset(_DATA["open"])
_ZH_NEAR = re.compile(
    rf"^(?P<before>.*?)(?:我在|在|离|靠近|到)?(?P<place>[{HAN}\w]+?)(?:的)?(?:附近|旁边|周边|周围|边上|一带|对面|近|那边)"
    rf"(?:有什么|有没有|哪里有|哪有|有|找|的)?(?P<after>.*)$"
)
_EN_NEAR = re.compile(
    r"^(?P<before>.*?)\b(?P<word>near to|near|close to|next to|around|beside|opposite|lahella"
    r"|nara|by|at|in|on|vid|pa)\b(?P<after>.*)$"
)
_SURE = frozenset(
    ("near", "near to", "close to", "next to", "around", "beside", "opposite", "lahella", "nara")
)
_NEAR_BEHIND = re.compile(
    r"^(?P<before>.*?)\b(?P<place>[^\W_]+) (?:lahella|lahistolla|vieressa)\b(?P<after>.*)$"
)
_ME = frozenset(("", "me", "here", "minua", "mig", "我", "我家", "这里", "这儿", "最"))
MOST_PLACES = 24


class PlaceGuess(msgspec.Struct, frozen=True):
    """A part of the query that may name a place. `names`: how a list of places may spell it, plain;
    `rest`: the query without it, to be cut anew when the place is known. `sure`: the words around it say
    so ("near X"); otherwise a store of that name comes first.
    """

    names: tuple[str, ...]
    rest: str
    sure: bool


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """`words`: all must match, at most eight; `whole`: the same where stretches of Chinese are not cut,
    for wrong characters; `places`: the surest and longest first; `trade`: what the words name and nothing
    else, "" if not; `open`: asked for what is open now; `trades`: trades that the words name.
    """

    words: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    places: tuple[PlaceGuess, ...] = ()
    trade: str = ""
    trades: tuple[str, ...] = ()
    open: bool = False


def candidates(text: str) -> tuple[str, ...]:
    """The terms to look up before a text is cut: parts of its Chinese, and neighboring words written
    together.
    """
    found: dict[str, None] = {}
    every = tokens(plain(text[:LONGEST_TEXT]))[: 2 * MOST]
    for token in every:
        if is_chinese(token.text):
            size = len(token.text)
            found.update(
                (token.text[start:end], None)
                for start in range(size)
                for end in range(start + 1, min(size, start + LONGEST_PIECE) + 1)
            )
        else:
            found.update(dict.fromkeys((token.text, *token.parts)))
    for size in (2, 3):
        found.update((_together(every[at : at + size]), None) for at in range(len(every) - size + 1))
    found.pop("", None)
    return tuple(found)


def cut(text: str, known: Mapping[str, bool] | None = None, meanings: synonyms.Synonyms | None = None) -> Cut:
    """A query as words. `known`: which of its `candidates` the market's vocabulary has, and whether they
    are real words (have initials, or are not Chinese) or only pairs.
    """
    meanings = meanings or synonyms.builtin()
    said = plain(text[:LONGEST_TEXT]).strip()
    words, whole = _words(said, known or {}, meanings)
    opened = [word for word in words if word in _OPEN]
    kept = [word for word in words if word not in _OPEN] if opened else words
    whole = [word for word in whole if word not in _OPEN] if opened else whole
    named = [meanings.trades(word) for word in kept]
    trades = tuple(dict.fromkeys(trade for each in named for trade in each))
    return Cut(
        words=tuple(kept[:MOST]),
        whole=tuple(whole[:MOST]),
        places=_places(said)[:MOST_PLACES],
        trade=trades[0] if len(trades) == 1 and all(named) else "",
        trades=trades,
        open=bool(opened),
    )


def _words(said: str, known: Mapping[str, bool], meanings: synonyms.Synonyms) -> tuple[list[str], list[str]]:
    words: list[str] = []
    whole: list[str] = []
    every = tokens(said)
    at = 0
    while at < len(every):
        size, phrase = _phrase(every[at:], known, meanings)
        if size > 1:
            words.append(phrase)
            whole.append(phrase)
        elif is_chinese(every[at].text):
            words += _pieces(every[at].text, known, meanings)
            whole.append(every[at].text)
        else:
            parts = _latin(every[at], known)
            words += parts
            whole += parts
        at += size
    return _without_fillers(words), _without_fillers(whole)


def _without_fillers(words: list[str]) -> list[str]:
    kept = [word for word in words if word not in _FILLERS]
    return list(dict.fromkeys(kept or words))


def _phrase(rest: list[Token], known: Mapping[str, bool], meanings: synonyms.Synonyms) -> tuple[int, str]:
    """How many of the next words are one (`dry cleaning`, `mc donalds`), and that one."""
    for size in (3, 2):
        several = rest[:size]
        if len(several) < size or any(is_chinese(token.text) for token in several):
            continue
        phrase = _together(several)
        apart = all(known.get(token.text) or token.text in _FILLERS for token in several)
        if phrase in meanings or phrase in _OPEN or (known.get(phrase) and not apart):
            return size, phrase
    return 1, ""


def _together(several: list[Token]) -> str:
    if any(is_chinese(token.text) for token in several):
        return ""
    return "".join(token.text for token in several)


def _latin(token: Token, known: Mapping[str, bool]) -> list[str]:
    if token.parts and known and token.text not in known:
        return list(token.parts)
    return [token.text]


def _pieces(stretch: str, known: Mapping[str, bool], meanings: synonyms.Synonyms) -> list[str]:
    """The cheapest way to cut a stretch: few words, and such as are known. What is not known stays
    together.
    """
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(stretch) + 1):
        ways = []
        for start in range(max(0, end - LONGEST_PIECE), end):
            cost, pieces = best[start]
            ways.append((cost + _cost(stretch[start:end], known, meanings), (*pieces, stretch[start:end])))
        best.append(min(ways, key=lambda way: way[0]))
    return list(best[-1][1])


def _cost(piece: str, known: Mapping[str, bool], meanings: synonyms.Synonyms) -> float:
    single = len(piece) == 1
    if piece in _OPEN:
        return 0.5
    if piece in _FILLERS:
        return 0.8 if single else 0.7
    if piece in meanings:
        return 1.3 if single else 0.95
    if piece in known:
        return 1.5 if single else 1.0 if known[piece] else 1.8
    return 2.2 + 0.5 * len(piece)


def _places(said: str) -> tuple[PlaceGuess, ...]:
    sure: list[PlaceGuess] = []
    unsure: list[PlaceGuess] = []
    if match := _NEAR_BEHIND.match(said):
        rest = f"{match['before']} {match['after']}".strip()
        _guess(sure if rest else unsure, match["place"], rest, sure=bool(rest))
    if match := _EN_NEAR.match(said):
        certain = match["word"] in _SURE
        _guess(sure if certain else unsure, match["after"], match["before"], sure=certain)
    if match := _ZH_NEAR.match(said):
        for start in range(len(match["place"]) - 1):
            rest = f"{match['before']}{match['place'][:start]} {match['after']}"
            _guess(sure, match["place"][start:], rest, sure=True)
    _without_mark(unsure, said)
    return tuple(dict.fromkeys(sure + unsure))


def _guess(guesses: list[PlaceGuess], place: str, rest: str, *, sure: bool) -> None:
    place = place.strip(" ,;，。?？")
    if place not in _ME and len(guesses) < MOST_PLACES:
        guesses.append(PlaceGuess(_spelled(place), " ".join(rest.split()), sure))


def _spelled(place: str) -> tuple[str, ...]:
    words = place.split()
    bases = [" ".join((*words[:-1], base)) for base in places_named(words[-1])] if words else []
    return tuple(dict.fromkeys((" ".join(words), *bases)))


def _without_mark(guesses: list[PlaceGuess], said: str) -> None:
    """The first or last words, and the beginning or end of a stretch of Chinese, longest first."""
    words = said.split()
    for size in range(min(3, len(words)), 0, -1):
        _guess(guesses, " ".join(words[:size]), " ".join(words[size:]), sure=False)
        if size < len(words):
            _guess(guesses, " ".join(words[-size:]), " ".join(words[:-size]), sure=False)
    for at, word in enumerate(words):
        if not is_chinese(word):
            continue
        others = " ".join(words[:at] + words[at + 1 :])
        for size in range(min(6, len(word) - 1), 1, -1):
            _guess(guesses, word[:size], f"{word[size:]} {others}", sure=False)
            _guess(guesses, word[-size:], f"{word[:-size]} {others}", sure=False)
