"""A word of a query widened to the words of a market that it may mean, each with a weight."""

from collections.abc import Iterable

import msgspec

from linli.modules.discovery import chinese, spelling, synonyms
from linli.modules.discovery.chinese import is_chinese

MOST = 40
WORD, FORM, SOUND, BEGINNING, SOUND_BEGINNING, INITIALS = 1.0, 0.95, 0.9, 0.8, 0.7, 0.7
SAME_SOUND, TYPO = 0.65, 0.6
# Sounds that many speakers do not tell apart.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("h", "f"))


class Known(msgspec.Struct, frozen=True):
    """A row of a market's vocabulary; `stores`: how many have it."""

    term: str
    sounds: tuple[str, ...] = ()
    initials: str = ""
    stores: int = 1


class Lookups(msgspec.Struct, frozen=True, kw_only=True):
    """The keys by which a word's rows are fetched, "" and () where there is nothing to ask: terms that
    equal one of `exact`, that begin with `prefix`, that sound like one of `sounds`, whose sound begins
    with `sound_prefix`, whose initials are `initials`, that are spelled like `similar` (letters), and
    that match one of the LIKE `patterns` (Chinese with one wrong, missing or superfluous character).
    """

    exact: tuple[str, ...]
    prefix: str = ""
    sounds: tuple[str, ...] = ()
    sound_prefix: str = ""
    initials: str = ""
    similar: str = ""
    patterns: tuple[str, ...] = ()


class Expansion(msgspec.Struct, frozen=True):
    """A term to search for. `why`: word, trade, synonym, sound, initials, prefix or typo."""

    term: str
    weight: float
    why: str


def lookups(word: str, meanings: synonyms.Synonyms | None = None) -> Lookups:
    """What has to be known of the vocabulary to widen a word."""
    meanings = meanings or synonyms.builtin()
    exact = tuple(dict.fromkeys(term for term, _, _ in _certain(word, meanings)))
    if is_chinese(word):
        sounds = chinese.readings(word) if len(word) > 1 else ()
        # Whatever has a longer word has each of its pairs: a pair stands for all that begin with it.
        prefix = "" if len(word) == 2 else word
        return Lookups(exact=exact, prefix=prefix, sounds=sounds, patterns=_patterns(word))
    letters = word.isascii() and word.isalpha()
    return Lookups(
        exact=exact,
        prefix=word if len(word) > 1 else "",
        sounds=(word, *_alike(word)) if letters and len(word) > 1 else (),
        sound_prefix=word if letters and len(word) > 2 else "",
        initials=word if letters and 1 < len(word) <= 8 else "",
        similar=word if spelling.mistakes_allowed(word) else "",
    )


def expansions(
    word: str, rows: Iterable[Known], meanings: synonyms.Synonyms | None = None, *, most: int = MOST
) -> list[Expansion]:
    """The terms that a word stands for, the surest first; only such as the vocabulary has. Wrong letters
    are thought of only where the word itself means nothing here.
    """
    meanings = meanings or synonyms.builtin()
    every = {row.term: row for row in rows}
    found: dict[str, Expansion] = {}
    for term, weight, why in _certain(word, meanings):
        if term in every:
            _keep(found, term, weight, why)
    for row in every.values():
        if (kind := _kind(word, row)) is not None:
            _keep(found, row.term, *kind)
    if not any(each.weight > SAME_SOUND and each.why != "prefix" for each in found.values()):
        for row in every.values():
            if (weight := _misspelled(word, row)) > 0:
                _keep(found, row.term, weight, "typo")
    ranked = sorted(found.values(), key=lambda each: (-each.weight, -every[each.term].stores, each.term))
    return ranked[:most]


def _certain(word: str, meanings: synonyms.Synonyms) -> Iterable[tuple[str, float, str]]:
    yield word, WORD, "word"
    for form in spelling.forms(word):
        yield form, FORM, "word"
    for spelled, weight, why in _spellings(word, meanings):
        if spelled != word:
            yield spelled, weight, why
        for meant in meanings.of(spelled):
            yield meant.term, meant.weight * weight, meant.why


def _spellings(word: str, meanings: synonyms.Synonyms) -> tuple[tuple[str, float, str], ...]:
    """A word, its other forms and what it sounds like, as far as synonyms know them; of the unknown the
    likeliest.
    """
    if is_chinese(word):
        if word in meanings or len(word) < 2:
            return ((word, WORD, "word"),)
        same = {
            other
            for way in chinese.readings(word)
            for other in meanings.heard(way)
            if len(other) == len(word)
        }
        return ((word, WORD, "word"), *((other, SAME_SOUND, "sound") for other in sorted(same)))
    own = tuple((form, WORD, "word") for form in (word, *spelling.forms(word)) if form in meanings)
    if own:
        return own
    if heard := meanings.heard(word):
        return tuple((other, SOUND, "sound") for other in heard)
    if begun := meanings.beginning(word):
        return tuple((other, BEGINNING, "prefix") for other in begun)
    if abbreviated := meanings.abbreviated(word):
        return tuple((other, INITIALS, "initials") for other in abbreviated)
    return tuple((other, TYPO, "typo") for other in meanings.nearest(word))


def _keep(found: dict[str, Expansion], term: str, weight: float, why: str) -> None:
    if term not in found or found[term].weight < weight:
        found[term] = Expansion(term, weight, why)


def _kind(word: str, row: Known) -> tuple[float, str] | None:
    if is_chinese(word):
        if row.term != word and row.term.startswith(word):
            return BEGINNING + 0.1 * len(word) / len(row.term), "prefix"
        if (
            len(row.term) == len(word) > 1
            and row.term != word
            and set(chinese.readings(word)) & set(row.sounds)
        ):
            return SAME_SOUND, "sound"
        return None
    if word in row.sounds:
        return (SOUND if row.initials else SOUND - 0.2), "sound"
    if row.term != word and len(word) > 1 and row.term.startswith(word):
        return BEGINNING * _closeness(word, row.term), "prefix"
    if len(word) > 1 and row.initials == word:
        return INITIALS, "initials"
    if len(word) > 2 and row.initials and any(sound.startswith(word) for sound in row.sounds):
        return SOUND_BEGINNING, "sound"
    if len(word) > 3 and any(alike in row.sounds for alike in _alike(word)):
        return SAME_SOUND, "sound"
    return None


def _closeness(word: str, term: str) -> float:
    """A beginning says more the more of the word it is."""
    return 0.85 + 0.15 * len(word) / len(term)


def _misspelled(word: str, row: Known) -> float:
    if is_chinese(word) != is_chinese(row.term) or row.term.startswith(synonyms.TRADE):
        return 0.0
    allowed = spelling.mistakes_allowed(word)
    if not allowed or (is_chinese(word) and not row.initials):
        return 0.0
    wrong = spelling.distance(word, row.term, allowed)
    if wrong > allowed:
        return 0.0
    first = 0.0 if word[0] == row.term[0] else 0.05
    return TYPO - 0.1 * (wrong - 1) - first


def _alike(letters: str) -> tuple[str, ...]:
    found = []
    for full, flat in _ALIKE:
        if full in letters:
            found.append(letters.replace(full, flat))
        elif flat in letters:
            found.append(letters.replace(flat, full))
    return tuple(dict.fromkeys(found))


def _patterns(word: str) -> tuple[str, ...]:
    """LIKE patterns of a Chinese word of three to six characters with one wrong, missing or superfluous."""
    if not 3 <= len(word) <= 6:
        return ()
    wrong = [word[:at] + "_" + word[at + 1 :] for at in range(len(word))]
    missing = [word[:at] + "_" + word[at:] for at in range(1, len(word))]
    superfluous = [word[:at] + word[at + 1 :] for at in range(len(word))] if len(word) > 3 else []
    return tuple(dict.fromkeys((*wrong, *missing, *superfluous)))
