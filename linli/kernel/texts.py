"""What people write, read as everyone else will see it: names of one line, and texts of several.

Both are put into one form (NFC), freed of space around them, and refused where they hold what acts on the
page instead of standing on it: control characters, and marks that turn the direction of writing around. In a
name nothing may hide either, for two names that look the same must be the same; only what joins its
neighbors may stay: in emoji of several parts, and between letters of scripts that are written so.
"""

import re
import unicodedata

from linli.kernel.refusals import INVALID

ZERO_WIDTH_JOINER, ZERO_WIDTH_NON_JOINER = "\u200d", "\u200c"
# Embeddings, overrides and isolates: they can show a text in another order than it is stored.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# They only say on which side a sign belongs, where letters written from the right stand beside it.
_SIDES = frozenset("\u200e\u200f\u061c")
# Letters by their kind, and yet nothing to be seen.
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u034f")
# Format characters by their kind, and yet to be seen: signs that stand around numbers.
_SEEN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
_SELECTORS = re.compile("[\ufe00-\ufe0f\u180b-\u180d\u180f\U000e0100-\U000e01ef]")
# The flags of England, Scotland and Wales: a black flag, hidden letters, and their end.
_FLAGS = re.compile("(?<=\U0001f3f4)[\U000e0030-\U000e007a]{1,7}\U000e007f")
_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
_SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_RUN_OF_SPACE = re.compile(f"[\t\n{_SPACES}]+")
# Arabic to Myanmar, Khmer and Mongolian.
_JOINED_SCRIPTS = re.compile("[\u0600-\u109f\u1780-\u18af]")
_FIRST_EMOJI = "\U0001f000"
# What most lines consist of: ASCII and the usual Chinese characters and signs, single spaces between. Nothing
# in it is strange or hides, and it is in its one form already: lists of thousands need no closer look.
_SIGN = r"[!-~\u4e00-\u9fa5，。、：；（）「」《》]"
_USUAL = re.compile(f"(?:{_SIGN}+(?: {_SIGN}+)*)?")


def line(text: str, field: str, longest: int, *, shortest: int = 1) -> str:
    """A name, title or label on one line, any run of space as one; its length is in characters.

    Refuses: invalid (field): too long or too short, not to be seen, or holding what is hidden.
    """
    if shortest <= len(text) <= longest and _USUAL.fullmatch(text):
        return text
    tidy = _one_line(_bounded(text, field, longest))
    if not _fits(tidy, longest, shortest) or any(_strange(one) for one in tidy) or _hides(tidy):
        raise INVALID(field=field)
    return tidy


def lines(text: str, field: str, longest: int, *, shortest: int = 1) -> str:
    """A text of several lines, with at most one empty line between two; its length is in characters.

    What takes no room may stand in it, as long as there is something to be seen. Refuses: invalid (field).
    """
    known = unicodedata.normalize("NFC", _bounded(text, field, longest))
    tidy = _BREAKS.sub("\n", known).replace("\t", " ")
    tidy = re.sub(r"\n{3,}", "\n\n", re.sub(r" +(?=\n)", "", tidy)).strip("\n" + _SPACES)
    if not _fits(tidy, longest, shortest) or any(_acts(one) for one in tidy if one != "\n"):
        raise INVALID(field=field)
    return tidy


def scrubbed(text: str) -> str:
    """One line out of a data set, without what `line` would refuse: nobody can be asked to type it again."""
    seen = "".join(one for one in _one_line(text) if not _strange(one))
    hidden = set(_hidden_places(seen))
    return _one_line("".join(one for place, one in enumerate(seen) if place not in hidden))


def _bounded(text: str, field: str, longest: int) -> str:
    """Before any work is done: tidying makes a text shorter, but not without end."""
    if len(text) > 4 * longest + 100:
        raise INVALID(field=field)
    return text


def _one_line(text: str) -> str:
    """In one form, every run of what separates words as one space. Other controls stay, to be refused."""
    return _RUN_OF_SPACE.sub(" ", _BREAKS.sub("\n", unicodedata.normalize("NFC", text))).strip(" ")


def _fits(text: str, longest: int, shortest: int) -> bool:
    """Whether it has the length, and where it is not empty something to be seen."""
    return shortest <= len(text) <= longest and (not text or any(_is_seen(one) for one in text))


def _is_seen(one: str) -> bool:
    return _is_new(one) or (unicodedata.category(one)[0] in "LNPS" and one not in _BLANKS)


def _is_new(one: str) -> bool:
    """A picture that is younger than our tables of characters."""
    return one >= _FIRST_EMOJI and unicodedata.category(one) == "Cn"


def _acts(one: str) -> bool:
    """Controls, turns, halves of a pair, and numbers that are no characters."""
    no_character = ord(one) & 0xFFFE == 0xFFFE or "\ufdd0" <= one <= "\ufdef"
    return one in _TURNS or no_character or unicodedata.category(one) in ("Cc", "Cs")


def _strange(one: str) -> bool:
    """What acts, and what each font shows as it likes."""
    return _acts(one) or unicodedata.category(one) == "Co"


def _hides(text: str) -> bool:
    return any(True for _ in _hidden_places(text))


def _hidden_places(text: str) -> list[int]:
    """Where something stands that nobody sees, unless it joins its neighbors."""
    flags = {place for flag in _FLAGS.finditer(text) for place in range(*flag.span())}
    from_the_right = any(_is_from_the_right(one) for one in text)
    return [
        place
        for place, one in enumerate(text)
        if _takes_no_room(one)
        and place not in flags
        and not (one in _SIDES and from_the_right)
        and not _joins(text[place - 1 : place], one, text[place + 1 : place + 2])
    ]


def _is_from_the_right(one: str) -> bool:
    return one not in _SIDES and unicodedata.bidirectional(one) in ("R", "AL")


def _takes_no_room(one: str) -> bool:
    format_character = unicodedata.category(one) == "Cf" and one not in _SEEN_FORMATS
    return format_character or one in _BLANKS or bool(_SELECTORS.match(one))


def _joins(before: str, one: str, after: str) -> bool:
    """Whether it changes how its neighbors look, and so can be seen after all."""
    if not before:
        return False
    if _SELECTORS.match(one):
        return _is_picture(before) or unicodedata.category(before) in ("Lo", "Nd", "Po", "Pd", "Sm")
    if one == ZERO_WIDTH_JOINER and after and _ends_picture(before) and _is_picture(after):
        return True
    joiner = one in (ZERO_WIDTH_JOINER, ZERO_WIDTH_NON_JOINER)
    return joiner and bool(_JOINED_SCRIPTS.match(before) and _JOINED_SCRIPTS.match(after))


def _is_picture(one: str) -> bool:
    return unicodedata.category(one) in ("So", "Sm") or _is_new(one)


def _ends_picture(one: str) -> bool:
    """A picture, its color of skin, its variant, or the end of a flag."""
    return _is_picture(one) or "\U0001f3fb" <= one <= "\U0001f3ff" or one in "\ufe0f\u20e3\U000e007f"
