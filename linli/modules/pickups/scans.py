"""The code of a pickup as it stands in a QR code, is typed, or is read aloud."""

import re
import unicodedata

from linli.kernel import ids
from linli.modules.pickups.model import CODE_LENGTH
from linli.modules.pickups.refusals import PICKUP_CODE_MALFORMED, PICKUP_OF_ANOTHER_MARKET

# Longer than anything that is a code; what comes after it is not looked at.
LONGEST = 200
_QR = re.compile(r"LINLI-PICKUP:(?P<slug>[A-Z0-9-]+):(?P<code>.*)", re.DOTALL)


def new_code() -> str:
    """65 random bits and a check character, to be read aloud."""
    return ids.new_code(CODE_LENGTH)


def qr_text(market_slug: str, code: str) -> str:
    """What a pickup's QR code says: `LINLI-PICKUP:hangzhou:7K3MQ9XW2RTB4H`."""
    return f"LINLI-PICKUP:{market_slug}:{code}"


def is_pickup(text: str) -> bool:
    """Whether it can only be meant as a pickup's code: a voucher's is longer, its short one has digits
    alone.
    """
    plain = _plain(text)
    return bool(_QR.fullmatch(plain)) or ids.read_code(plain, CODE_LENGTH) is not None


def read_scan(text: str, market_slug: str) -> str:
    """The code in a scanned or typed text; full-width letters, case, spaces and hyphens are forgiven.

    Refuses in this order: pickup_code_malformed, pickup_of_another_market.
    """
    plain = _plain(text)
    scanned = _QR.fullmatch(plain)
    code = ids.read_code(scanned["code"].strip() if scanned else plain, CODE_LENGTH)
    if code is None:
        raise PICKUP_CODE_MALFORMED(length=CODE_LENGTH)
    if scanned and scanned["slug"] != market_slug.upper():
        raise PICKUP_OF_ANOTHER_MARKET(market=scanned["slug"].lower())
    return code


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:LONGEST]).strip().upper()
