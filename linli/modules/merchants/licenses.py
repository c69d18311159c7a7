"""License numbers: what counts as one in each country, written in one way."""

import re

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BUSINESS_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_SPACES = re.compile(r"[\s\-–—.·]+")
_ELSEWHERE = re.compile(r"[0-9A-Z/]{4,32}")


def normal_license(typed: str, country: str) -> str | None:
    """The number as it stands in the register; None if it cannot be one there.

    China: the unified social credit code of 18 characters; Finland: the business ID (1234567-8); elsewhere 4
    to 32 letters, digits and slashes.
    """
    bare = _SPACES.sub("", typed.strip().upper())
    if country == "CN":
        return bare if is_credit_code(bare) else None
    if country == "FI":
        return f"{bare[:7]}-{bare[7]}" if is_business_id(bare) else None
    return bare if _ELSEWHERE.fullmatch(bare) else None


def is_credit_code(code: str) -> bool:
    """Eighteen characters, the last of which checks the others (GB 32100-2015)."""
    if len(code) != 18 or any(character not in _CREDIT_ALPHABET for character in code):
        return False
    return code[-1] == credit_check(code[:-1])


def credit_check(body: str) -> str:
    """The last character of a unified social credit code, from the other seventeen."""
    pairs = zip(body, _CREDIT_WEIGHTS, strict=True)
    total = sum(_CREDIT_ALPHABET.index(character) * weight for character, weight in pairs)
    return _CREDIT_ALPHABET[-total % 31]


def is_business_id(digits: str) -> bool:
    """Seven digits and one that checks them; a remainder of 1 is never given out."""
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return False
    return digits[-1] == business_id_check(digits[:-1])


def business_id_check(body: str) -> str | None:
    """The last digit of a Finnish business ID, from the other seven; None where no such ID is given out."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _BUSINESS_ID_WEIGHTS, strict=True))
    rest = total % 11
    if rest == 1:
        return None
    return str(0 if rest == 0 else 11 - rest)
