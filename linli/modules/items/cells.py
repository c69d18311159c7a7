"""What stands in one cell: prices, contents, codes and words, as people and programs write them."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from linli.kernel.money import MINOR_DIGITS
from linli.modules.items.barcodes import read_gtin
from linli.modules.items.model import Allergen, ContentUnit
from linli.modules.items.requirements import MOST_AMOUNT, MOST_MINOR
from linli.modules.items.vocabulary import ALLERGENS, PLACES, UNITS, Words, meant, plain, split_words

E = TypeVar("E", bound=str)
# Signs and words around an amount, and the currencies that they may stand for.
SIGNS: Mapping[str, frozenset[str]] = {
    "¥": frozenset({"CNY", "JPY"}),
    "元": frozenset({"CNY"}),
    "块": frozenset({"CNY"}),
    "rmb": frozenset({"CNY"}),
    "円": frozenset({"JPY"}),
    "€": frozenset({"EUR"}),
    "$": frozenset({"USD", "HKD", "SGD"}),
    "£": frozenset({"GBP"}),
    "₩": frozenset({"KRW"}),
    "kr": frozenset({"DKK", "NOK", "SEK", "ISK"}),
    **{code.casefold(): frozenset({code}) for code in MINOR_DIGITS},
}
_AMOUNT = re.compile(r"(?P<before>[^\d.,'\-+]*)(?P<number>[\d.,' ]*\d)(?P<after>[^\d.,'\-+]*)")
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*")
_MEASURED = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[^\d\s]*)")
_MANGLED = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)


class CellError(ValueError):
    """What a cell holds cannot be used; `code` says why, in words of the face."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read_price(text: str, currency: str) -> int:
    """Minor units of `¥12.50`, `12,50`, `1,234.50`, `1.234,50` and `1 234.50`.

    Wrong: not_an_amount, other_currency, too_precise, out_of_range.
    """
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).replace("\u00a0", " ").strip())
    if found is None:
        raise CellError("not_an_amount")
    for sign in (found["before"], found["after"]):
        _require_currency(plain(sign).strip(" ."), currency)
    digits = MINOR_DIGITS[currency]
    whole, fraction = _parts(found["number"].strip(), digits)
    if len(fraction) > digits:
        raise CellError("too_precise", digits=digits)
    minor = int((whole or "0") + fraction.ljust(digits, "0"))
    if minor > MOST_MINOR:
        raise CellError("out_of_range", least=0, most=MOST_MINOR // 10**digits)
    return minor


def _require_currency(sign: str, currency: str) -> None:
    if sign and sign not in SIGNS:
        raise CellError("not_an_amount")
    if sign and currency not in SIGNS[sign]:
        raise CellError("other_currency", currency=currency)


def _parts(number: str, digits: int) -> tuple[str, str]:
    """The whole and the fraction: of two different signs the last is the point; a single comma before one or
    two digits is one too.
    """
    bare = number.replace(" ", "").replace("'", "")
    points = [one for one in bare if one in ".,"]
    if bare != number and not _GROUPED.fullmatch(re.split("[.,]", number)[0]):
        raise CellError("not_an_amount")
    if not points:
        return bare, ""
    last = points[-1]
    whole, _, fraction = bare.rpartition(last)
    decimal = points.count(last) == 1 and (
        len(set(points)) == 2 or last == "." or 0 < len(fraction) <= min(digits, 2)
    )
    if not decimal:
        whole, fraction = bare, ""
    if any(one in whole for one in ".,") and not _GROUPED.fullmatch(whole):
        raise CellError("not_an_amount")
    return re.sub("[.,]", "", whole), fraction


def read_content(text: str) -> tuple[int, ContentUnit]:
    """What is in a package: `500 g`, `1.5 L`, `12 件`. Wrong: content."""
    found = _MEASURED.fullmatch(plain(text))
    for unit, names in UNITS.items():
        if found and found["unit"] in names:
            return _whole_units(found["number"], names[found["unit"]], "content"), unit
    raise CellError("content")


def read_weight(text: str) -> int:
    """Grams of `1200`, `1200 g` and `1.2 kg`. Wrong: weight."""
    found = _MEASURED.fullmatch(plain(text))
    grams = UNITS[ContentUnit.GRAM]
    if found is None or (found["unit"] and found["unit"] not in grams):
        raise CellError("weight")
    return _whole_units(found["number"], grams.get(found["unit"], 1), "weight")


def _whole_units(number: str, times: int, code: str) -> int:
    amount = Decimal(number.replace(",", ".")) * times
    if amount != int(amount) or not 0 < amount <= MOST_AMOUNT:
        raise CellError(code)
    return int(amount)


def read_whole(text: str, least: int, most: int) -> int:
    """A whole number. Wrong: not_a_number, out_of_range."""
    found = re.fullmatch(r"(\d{1,9})\s*(?:分钟|天|人|min|minutes?|days?)?", plain(text))
    if found is None:
        raise CellError("not_a_number")
    if not least <= (number := int(found[1])) <= most:
        raise CellError("out_of_range", least=least, most=most)
    return number


def read_barcode(text: str) -> str:
    """A GTIN. Wrong: mangled (a program made a rounded number of it), gtin."""
    bare = plain(text)
    if _MANGLED.fullmatch(bare):
        raise CellError("mangled")
    if (gtin := read_gtin(bare)) is None:
        raise CellError("gtin")
    return gtin


def read_number_code(text: str, longest: int) -> str:
    """An article number, in capitals. Wrong: mangled, too_long."""
    if _MANGLED.fullmatch(plain(text)) and "+" in text:
        raise CellError("mangled")
    if len(text) > longest:
        raise CellError("too_long", most=longest)
    return text.upper()


def read_word(words: Mapping[E, Words], text: str, language: str) -> E:
    """One of a few words. Wrong: unknown_word (words: those that are known)."""
    found = meant(words, text)
    if found is None:
        raise CellError("unknown_word", words=_known(words, language))
    return found


def read_allergens(text: str, language: str) -> tuple[Allergen, ...]:
    """A list of allergens, each once. Wrong: unknown_word."""
    found = [read_word(ALLERGENS, word, language) for part in split_words(text) for word in _apart(part)]
    return tuple(dict.fromkeys(found))


def _apart(part: str) -> list[str]:
    """Words with only a space between them, where they are none together."""
    return [part] if meant(ALLERGENS, part) else part.split()


def read_place(text: str, language: str) -> tuple[bool, bool]:
    """Whether at the store, and whether at the customer's. Wrong: unknown_word."""
    found = {meant(PLACES, word) for word in split_words(text)}
    if not found or None in found:
        raise CellError("unknown_word", words=_known(PLACES, language))
    return "store" in found, "home" in found


def _known(words: Mapping[E, Words], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(
        names[0 if language == "zh" else 1] for names in words.values()
    )
