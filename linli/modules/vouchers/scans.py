"""The text inside a voucher's QR code, and what a clerk's scanner or fingers make of it."""

import re
import unicodedata
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.modules.vouchers.refusals import VOUCHER_CODE_MALFORMED, VOUCHER_OF_ANOTHER_MARKET

CODE_LENGTH = 16
# To be read aloud and heard right: nine random digits and Luhn's check digit.
SHORT_LENGTH = 10
TAIL_LENGTH = 4
# As people read a code: no letters O, I and L in it, and its groups stand apart.
_READ_AS = str.maketrans("OIL", "011", " -_.")
# Longer than any token; what comes after it is not looked at.
LONGEST_SCAN = 500
_QR = re.compile(r"LINLI:(?P<slug>[A-Z0-9-]+):(?P<code>.*)", re.DOTALL)


class Scan(msgspec.Struct, frozen=True):
    """Which voucher is held out: by its code; by a token, with the number of hands through which the voucher
    had gone when the token was made; or by the ten digits that it has at one merchant's counters.
    """

    code: str = ""
    voucher_id: UUID | None = None
    hands: int | None = None
    short_code: str = ""
    merchant_id: UUID | None = None

    @property
    def said(self) -> str:
        """The same for the same voucher named in the same way, to tell a repeat from another request."""
        if self.short_code:
            return f"{self.merchant_id}/{self.short_code}"
        return self.code or f"{self.voucher_id}/{self.hands}"


def scan_of(code: str | Scan) -> Scan:
    """A code by itself is a scan of it."""
    return Scan(code=code) if isinstance(code, str) else code


def plain_text(text: str) -> str:
    """A scan as it was meant: full-width letters and case do not matter."""
    return unicodedata.normalize("NFKC", text[:LONGEST_SCAN]).strip().upper()


def qr_text(market_slug: str, code: str) -> str:
    """What a voucher's QR code can say instead of a token: `LINLI:hangzhou:7K3MQ9XW2RTB4HNP`."""
    return f"LINLI:{market_slug}:{code}"


def read_scan(text: str, market_slug: str) -> str:
    """The voucher code in a scanned or typed text; full-width letters, case, spaces and hyphens are forgiven.

    Refuses in this order: voucher_code_malformed, voucher_of_another_market.
    """
    plain = plain_text(text)
    scanned = _QR.fullmatch(plain)
    code = ids.read_code(scanned["code"].strip() if scanned else plain, CODE_LENGTH)
    if code is None:
        raise VOUCHER_CODE_MALFORMED(length=CODE_LENGTH)
    if scanned and scanned["slug"] != market_slug.upper():
        raise VOUCHER_OF_ANOTHER_MARKET(market=scanned["slug"].lower())
    return code


def new_short_code() -> str:
    """Ten digits, the last one a check digit; whether they are free, the key table decides."""
    return ids.new_number(SHORT_LENGTH)


def read_short_code(text: str) -> str | None:
    """The ten digits that somebody heard and typed; None where it is something else or a digit is wrong."""
    return ids.read_number(plain_text(text).translate(_READ_AS), SHORT_LENGTH)


def grouped_short_code(code: str) -> str:
    """As people read it aloud: `481 592 6375`."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def read_tail(text: str) -> str:
    """The last four characters of a code as they were typed or read aloud, or the end of a whole code."""
    plain = unicodedata.normalize("NFKC", text[:200]).upper().translate(_READ_AS)
    return plain[-TAIL_LENGTH:]
