"""Short links as text and as pictures."""

import io

import segno

from linli.kernel import ids
from linli.kernel.refusals import NOT_FOUND

LINK_CODE_LENGTH = 7
_QUIET_ZONE = 4


def link_path(market_slug: str, code: str) -> str:
    """`/q/hangzhou-7K3M9QX`: short enough for a small QR code, and it says where it leads."""
    return f"/q/{market_slug}-{code}"


def read_link_path(path: str) -> tuple[str, str]:
    """Market slug and link code of a link's path, with or without its `/q/`; typed codes are forgiven.

    Refuses: not_found.
    """
    slug, _, typed = path.removeprefix("/q/").rpartition("-")
    code = ids.read_code(typed, LINK_CODE_LENGTH)
    if not slug or code is None:
        raise NOT_FOUND()
    return slug.lower(), code


def qr_svg(url: str) -> str:
    """The URL as SVG that opens alone and prints at any size, dark on white in either color scheme."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
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
    segno.make(url, error="m", micro=False).save(out, kind="png", border=_QUIET_ZONE, scale=scale)
    return out.getvalue()
