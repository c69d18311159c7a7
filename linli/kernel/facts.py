"""What is kept of one person, as plain data: for their own eyes, and to take away."""

from typing import Any

import msgspec


class Fact(msgspec.Struct, frozen=True):
    """One thing that is kept of somebody: its kind (`orders`, `sessions`) and what it says."""

    kind: str
    said: dict[str, Any]
