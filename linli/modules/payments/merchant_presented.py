"""What a shop's payment code says where a market's wallets read EMVCo codes: EMV QR Code Specification for
Payment Systems, Merchant-Presented Mode, version 1.1.

A payload is fields one after another: two digits that say which, two that say how many characters follow, and
those. Some hold fields themselves. The last is a checksum over all before it, its own id and length included.
"""

from collections.abc import Sequence

import msgspec

from linli.kernel.money import MINOR_DIGITS, Money

FORMAT, INITIATION, CATEGORY, CURRENCY, AMOUNT = "00", "01", "52", "53", "54"
COUNTRY, NAME, CITY, ADDITIONAL, LANGUAGE, CHECKSUM = "58", "59", "60", "62", "64", "63"
ACCOUNTS = tuple(f"{number:02d}" for number in range(26, 52))
STATIC, DYNAMIC = "11", "12"
# ISO 4217 numbers of the currencies in use.
_NUMERIC = {
    "CNY": "156",
    "EUR": "978",
    "USD": "840",
    "CHF": "756",
    "DKK": "208",
    "GBP": "826",
    "HKD": "344",
    "NOK": "578",
    "SEK": "752",
    "SGD": "702",
    "JPY": "392",
    "KRW": "410",
    "ISK": "352",
    "BHD": "048",
    "KWD": "414",
}
LONGEST_FIELD = 99
LONGEST_NAME, LONGEST_CITY = 25, 15
LONGEST_PAYLOAD = 512

Field = tuple[str, str]


class Account(msgspec.Struct, frozen=True):
    """Who is paid, as one network knows them: the network's own name (a reverse domain or a UUID) and its
    further fields.
    """

    network: str
    fields: Sequence[Field] = ()


class PayCodeRule(msgspec.Struct, frozen=True):
    """Whether a market's payment codes are written as EMVCo payloads, and under which network's name and with
    which number of the market at it; empty is our own name, and no number.
    """

    shown: bool = True
    network: str = ""
    account: str = ""


class Presented(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's payment code. `amount` None: the payer types it. `local` are name and city in the language
    named by two letters, beside those in plain letters.
    """

    accounts: Sequence[Account]
    category: str
    currency: str
    country: str
    name: str
    city: str
    amount: Money | None = None
    additional: Sequence[Field] = ()
    local: tuple[str, str, str] | None = None


def payload(code: Presented) -> str:
    """The text of the QR code. Raises ValueError for what a field cannot hold."""
    if not 0 < len(code.accounts) <= len(ACCOUNTS):
        raise ValueError("a code names one to twenty-six accounts")
    fields: list[Field] = [(FORMAT, "01"), (INITIATION, STATIC if code.amount is None else DYNAMIC)]
    for field_id, account in zip(ACCOUNTS, code.accounts, strict=False):
        fields.append((field_id, written([("00", account.network), *account.fields])))
    fields += [(CATEGORY, code.category), (CURRENCY, _NUMERIC[code.currency])]
    if code.amount is not None:
        fields.append((AMOUNT, _plain(code.amount, code.currency)))
    fields += [(COUNTRY, code.country), (NAME, _at_most(code.name, LONGEST_NAME))]
    fields.append((CITY, _at_most(code.city, LONGEST_CITY)))
    if code.additional:
        fields.append((ADDITIONAL, written(code.additional)))
    if code.local is not None:
        language, name, city = code.local
        local = [("00", language), ("01", _at_most(name, LONGEST_NAME)), ("02", _at_most(city, LONGEST_CITY))]
        fields.append((LANGUAGE, written(local)))
    return sealed(written(fields))


def written(fields: Sequence[Field]) -> str:
    """Fields one after another. Raises ValueError for one that is empty or too long."""
    for field_id, value in fields:
        if not (len(field_id) == 2 and field_id.isdecimal()) or not 0 < len(value) <= LONGEST_FIELD:
            raise ValueError(f"field {field_id} holds 1 to {LONGEST_FIELD} characters")
    return "".join(f"{field_id}{len(value):02d}{value}" for field_id, value in fields)


def read(text: str) -> list[Field]:
    """The fields of a payload whose checksum is right, without it. Raises ValueError."""
    if len(text) < 8 or text != sealed(text[:-8]):
        raise ValueError("not an EMVCo code, or a slip in it")
    return parts(text[:-8])


def parts(text: str) -> list[Field]:
    """Fields as they stand in a text, of a payload or of a field that holds some. Raises ValueError."""
    found, at = [], 0
    while at < len(text):
        field_id, length = text[at : at + 2], text[at + 2 : at + 4]
        value = text[at + 4 : at + 4 + int(length)] if length.isdecimal() and len(length) == 2 else ""
        if not value or len(value) != int(length):
            raise ValueError(f"field {field_id!r} is cut off")
        found.append((field_id, value))
        at += 4 + len(value)
    return found


def sealed(text: str) -> str:
    """A payload with its checksum. Raises ValueError where it is longer than a code may be."""
    body = f"{text}{CHECKSUM}04"
    if len(body) + 4 > LONGEST_PAYLOAD:
        raise ValueError(f"a code holds {LONGEST_PAYLOAD} characters")
    return f"{body}{checksum(body.encode()):04X}"


def checksum(data: bytes) -> int:
    """CRC-16 by the polynomial 0x1021 from 0xFFFF (ISO/IEC 13239 as EMVCo uses it)."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _plain(amount: Money, currency: str) -> str:
    """`23.72`. Raises ValueError for nothing, or another currency."""
    if amount.currency != currency or amount.minor <= 0:
        raise ValueError("an amount of more than nothing, in the code's currency")
    digits = MINOR_DIGITS[currency]
    whole, cents = divmod(amount.minor, 10**digits)
    return f"{whole}.{cents:0{digits}d}" if digits else str(whole)


def _at_most(text: str, most: int) -> str:
    return " ".join(text.split())[:most].rstrip()
