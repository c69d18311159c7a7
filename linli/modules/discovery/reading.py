"""What a text asks for: its words, and what each may mean among the words that a market has."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from linli.modules.discovery.expanding import FORM, Expansion, Known, Lookups, expansions
from linli.modules.discovery.planning import Word
from linli.modules.discovery.synonyms import Synonyms

# After every text that begins so, whatever follows.
AFTER_ALL = "\U0010ffff"
SURE = frozenset({"trade", "synonym", "sound"})


class TermRow(msgspec.Struct, frozen=True):
    """A row of the vocabulary, and which word of the query it was asked for."""

    term: str
    sounds: tuple[str, ...]
    initials: str
    stores: int
    word: int


Rows = dict[int, list[Known]]


def term_keys(asked: Sequence[Lookups]) -> tuple[list[object], ...]:
    """The arrays that `find_terms` asks with, for several words at once."""
    exact = [(term, at) for at, one in enumerate(asked) for term in one.exact]
    begins = [(one.prefix, one.prefix + AFTER_ALL, at) for at, one in enumerate(asked) if one.prefix]
    sounds = [(sound, at) for at, one in enumerate(asked) for sound in (*one.sounds, one.initials) if sound]
    sounding = [
        (one.sound_prefix, one.sound_prefix + AFTER_ALL, at)
        for at, one in enumerate(asked)
        if one.sound_prefix
    ]
    return (*_columns(exact, 2), *_columns(begins, 3), *_columns(sounds, 2), *_columns(sounding, 3))


def alike_keys(asked: Sequence[Lookups], unsure: Iterable[int]) -> tuple[list[object], ...]:
    """The arrays that `find_alike` asks with, for the words of which nothing is sure."""
    wanted = list(unsure)
    similar = [(asked[at].similar, at) for at in wanted if asked[at].similar]
    patterns = [(pattern, at) for at in wanted for pattern in asked[at].patterns]
    return (*_columns(similar, 2), *_columns(patterns, 2))


def rows_by_word(rows: Iterable[TermRow]) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows:
        found[row.word].append(Known(row.term, row.sounds, row.initials, row.stores))
    return found


def words_of(texts: Sequence[str], rows: Rows, meanings: Synonyms | None = None) -> list[Word]:
    """Each word with what it may mean; none where the market has nothing like it."""
    return [_word(text, rows.get(at, []), meanings) for at, text in enumerate(texts)]


def unsure(words: Sequence[Word]) -> list[int]:
    """Which words may be misspelled: no term is, means or sounds like them."""
    return [at for at, word in enumerate(words) if not any(_is_sure(one) for one in word.meanings)]


def without_typos(words: Sequence[Word]) -> list[Word]:
    """The words as they are typed, in no other spelling."""
    return [
        msgspec.structs.replace(word, meanings=tuple(one for one in word.meanings if one.why != "typo"))
        for word in words
    ]


def corrected(words: Sequence[Word]) -> str:
    """The query as it was searched where some word was read as another; "" where all stand as typed."""
    best = [word.meanings[0] if word.meanings else None for word in words]
    if not any(one is not None and one.why == "typo" for one in best):
        return ""
    texts = [
        one.term if one is not None and one.why == "typo" else word.text
        for one, word in zip(best, words, strict=True)
    ]
    return " ".join(texts)


def _is_sure(one: Expansion) -> bool:
    return one.weight >= FORM or one.why in SURE


def _word(text: str, rows: list[Known], meanings: Synonyms | None) -> Word:
    meant = expansions(text, rows, meanings)
    counts = {row.term: row.stores for row in rows}
    stores = sum(counts.get(one.term, 0) for one in meant)
    return Word(text=text, meanings=tuple(meant), stores=stores)


def _columns(rows: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    return [[row[at] for row in rows] for at in range(width)]
