"""How far two spellings are apart, and other forms of one word."""

from linli.modules.discovery.chinese import is_chinese

# Endings of English and Finnish plurals: what is cut off, and what is put there.
_SINGULAR = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", ""), ("t", ""))
_KEPT = ("ss", "us", "is", "os")


def distance(one: str, other: str, most: int) -> int:
    """Letters to change, add, leave out or swap with their neighbor; `most` + 1 when it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            if before and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return last[-1]


def mistakes_allowed(word: str) -> int:
    """How many wrong letters a word may have: one from four letters (three in Chinese), two from eight."""
    if is_chinese(word):
        return 1 if len(word) >= 3 else 0
    if not word.isalpha():
        return 0
    return 2 if len(word) >= 8 else 1 if len(word) >= 4 else 0


def forms(word: str) -> tuple[str, ...]:
    """The singular and plural of a Latin word, without itself: `noodles` and `noodle`, `ravintolat` and
    `ravintola`.
    """
    if is_chinese(word) or len(word) < 3 or not word.isalpha():
        return ()
    found = [word + "s", word + "t"]
    if word.endswith("y"):
        found.append(word[:-1] + "ies")
    if len(word) > 3 and not word.endswith(_KEPT):
        found += [word[: -len(end)] + new for end, new in _SINGULAR if word.endswith(end)]
    return tuple(dict.fromkeys(form for form in found if form != word))


# Endings of folded Finnish words for being somewhere, of or near it, longest first.
_LOCATIVES = ("ssa", "lla", "sta", "lta", "lle", "tta", "an", "en", "in", "on", "un", "yn", "ta", "n", "a")
_STRONG = (("ng", "nk"), ("mm", "mp"), ("nn", "nt"), ("ll", "lt"), ("rr", "rt"), ("d", "t"))
_SINGLE = {"p": "pp", "t": "tt", "k": "kk", "v": "p"}
_VOWELS = "aeiouy"


def places_named(word: str) -> tuple[str, ...]:
    """What a folded Finnish place word may be the locative, genitive or partitive of: `kalliossa` Kallio,
    `kampissa` Kamppi, `hakaniemessa` Hakaniemi, `aleksanterinkadulla` Aleksanterinkatu, `erottajaa`
    Erottaja. For asking a list of names, so too many do no harm.
    """
    found: list[str] = []
    for ending in _LOCATIVES:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 3:
            continue
        stems = [stem, stem[:-1] + "i"] if stem.endswith("e") else [stem]
        found += [*stems, *(strong for each in stems for strong in _strong(each))]
        if len(ending) == 3:
            break
    return tuple(dict.fromkeys(found))


def _strong(stem: str) -> list[str]:
    """A stem with its last consonants in the strong grade: `kampi` Kamppi, `kadu` katu, `kaupungi`
    kaupunki.
    """
    end = len(stem.rstrip(_VOWELS))
    head, tail = stem[:end], stem[end:]
    if not tail or not head:
        return []
    found = [head.removesuffix(weak) + strong + tail for weak, strong in _STRONG if head.endswith(weak)]
    if head[-1] in _SINGLE:
        found.append(head[:-1] + _SINGLE[head[-1]] + tail)
    return found
