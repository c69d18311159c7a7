"""Names in URLs: those of malls and of their pages."""

import re

from linli.kernel.refusals import INVALID

SHORTEST, LONGEST = 2, 40
_PATH = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What stands beside a mall's pages under its address.
RESERVED = frozenset(("pages", "look", "icons", "app", "new"))


def read_path(text: str, field: str) -> str:
    """Small letters, digits and single hyphens, 2 to 40. Refuses: invalid (field)."""
    path = text.strip().lower()
    if not SHORTEST <= len(path) <= LONGEST or not _PATH.fullmatch(path) or path in RESERVED:
        raise INVALID(field=field)
    return path
