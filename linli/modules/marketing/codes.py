"""Codes as text and as pictures: short, and signed, so that none can be made up.

A code is 7 random characters and a mark of 5 that only this installation can make (25 bits of an HMAC), so
that a code that was guessed is known as one before any database is asked. Codes of 7, the last a check
character, are of before; they go on leading where they led.
"""

import hmac
import io
import re

import segno

from linli.kernel import ids
from linli.kernel.refusals import NOT_FOUND
from linli.kernel.signing import Signer

LINK_CODE_LENGTH = 12
_RANDOM = 7
_OF_BEFORE = 7
_QUIET_ZONE = 4
# The addresses that may be written in capitals: host names are read in any case, and so are codes.
_OF_A_CODE = re.compile(r"https?://[a-z0-9.:-]+/q/[a-z0-9-]+", re.IGNORECASE)


def new_link_code(signer: Signer) -> str:
    """A code that nobody can guess: 35 random bits, and their mark."""
    body = ids.random_text(_RANDOM)
    return body + _mark(signer, body)


def link_path(market_slug: str, code: str) -> str:
    """`/q/hangzhou-7K3M9QX2TB4H`: short enough for a small QR code, and it says where it leads."""
    return f"/q/{market_slug}-{code}"


def read_link_path(path: str, signer: Signer) -> tuple[str, str]:
    """Market slug and link code of a link's path, with or without its `/q/`, in capitals or not; typed codes
    are forgiven.

    Refuses: not_found (no address of a code, or a code that we never made).
    """
    slug, _, typed = path[3:].rpartition("-") if path[:3].lower() == "/q/" else path.rpartition("-")
    code = read_link_code(typed, signer)
    if not slug or code is None:
        raise NOT_FOUND()
    return slug.lower(), code


def read_link_code(typed: str, signer: Signer) -> str | None:
    """The code that somebody typed or scanned; None for one that was made up or mistyped."""
    if len(typed) == _OF_BEFORE:
        return ids.read_code(typed, _OF_BEFORE)
    code = ids.read_text(typed, LINK_CODE_LENGTH)
    if code is None or not hmac.compare_digest(code[_RANDOM:], _mark(signer, code[:_RANDOM])):
        return None
    return code


def _mark(signer: Signer, body: str) -> str:
    number = int.from_bytes(signer.print_of(body)[:8])
    return ids.as_text(number, LINK_CODE_LENGTH - _RANDOM)


def printed(url: str) -> str:
    """The URL as a QR code says it: a code's in capitals, which need fewer and so larger squares."""
    return url.upper() if _OF_A_CODE.fullmatch(url) else url


def qr_svg(url: str) -> str:
    """The URL as SVG that opens alone and prints at any size, dark on white in either color scheme."""
    out = io.BytesIO()
    segno.make(printed(url), error="m", micro=False).save(
        out,
        kind="svg",
        border=_QUIET_ZONE,
        xmldecl=False,
        omitsize=True,
        dark="#000",
        light="#fff",
        svgclass="qr",
        lineclass=None,
    )
    return out.getvalue().decode().strip()


def qr_png(url: str, scale: int = 16) -> bytes:
    """The URL as a PNG for print, `scale` pixels a module."""
    out = io.BytesIO()
    segno.make(printed(url), error="m", micro=False).save(out, kind="png", border=_QUIET_ZONE, scale=scale)
    return out.getvalue()
