"""Yuan as text and fen as whole numbers, exactly: what is not a whole number of fen is not an amount."""

import re

_YUAN = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,6}))?", re.ASCII)


def yuan(fen: int) -> str:
    """1230 → "12.30"."""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def fen(text: str) -> int:
    """ "12.3", "12.30" and "12.30000" → 1230. Raises ValueError for anything else, "12.305" included."""
    found = _YUAN.fullmatch(text)
    if found is None:
        raise ValueError(f"not an amount in yuan: {text[:40]!r}")
    sign, whole, parts = found.group(1), found.group(2), (found.group(3) or "").ljust(2, "0")
    if parts[2:].strip("0"):
        raise ValueError(f"not a whole number of fen: {text[:40]!r}")
    amount = int(whole) * 100 + int(parts[:2])
    return -amount if sign else amount
