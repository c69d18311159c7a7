"""Bank account numbers: read as people write them, checked by what they carry to be checked with."""

import re

from linli.kernel.refusals import INVALID

IBAN, CN = "iban", "cn"
# Lengths by country (ISO 13616), where merchants of a market may bank.
IBAN_LENGTHS = {
    "AT": 20,
    "BE": 16,
    "BG": 22,
    "CH": 21,
    "CY": 28,
    "CZ": 24,
    "DE": 22,
    "DK": 18,
    "EE": 20,
    "ES": 24,
    "FI": 18,
    "FR": 27,
    "GB": 22,
    "GR": 27,
    "HR": 21,
    "HU": 28,
    "IE": 22,
    "IS": 26,
    "IT": 27,
    "LI": 21,
    "LT": 20,
    "LU": 20,
    "LV": 21,
    "MC": 27,
    "MT": 31,
    "NL": 18,
    "NO": 15,
    "PL": 28,
    "PT": 25,
    "RO": 24,
    "SE": 24,
    "SI": 19,
    "SK": 24,
    "SM": 27,
}
_SEPARATORS = re.compile(r"[\s\-.]")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+", re.ASCII)
_CARD = re.compile(r"62[0-9]{14,17}", re.ASCII)
_COMPANY = re.compile(r"[0-9]{8,28}", re.ASCII)


def read_number(typed: str, country: str) -> tuple[str, str]:
    """(kind, number without separators) of an account in a market of this country.

    China: a bank card (16 to 19 digits that begin with 62, Luhn) or a company's account (8 to 28 digits,
    which carry no check). Elsewhere: an IBAN. Refuses: invalid (account).
    """
    number = _SEPARATORS.sub("", typed).upper()
    kind = CN if country == "CN" else IBAN
    if not (_fine_in_china(number) if kind == CN else _fine_iban(number)):
        raise INVALID(field="account")
    return kind, number


def masked(tail: str) -> str:
    """What is shown of a number."""
    return f"•••• {tail}"


def _fine_iban(number: str) -> bool:
    if not _IBAN.fullmatch(number) or IBAN_LENGTHS.get(number[:2]) != len(number):
        return False
    moved = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def _fine_in_china(number: str) -> bool:
    if number.startswith("62") and 16 <= len(number) <= 19:
        return bool(_CARD.fullmatch(number)) and _luhn(number)
    return bool(_COMPANY.fullmatch(number))


def _luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value // 10 + value % 10
    return total % 10 == 0
