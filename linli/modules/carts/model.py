"""What lies in a cart."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

Picks = tuple[tuple[int, ...], ...]


class CartMode(StrEnum):
    """To be collected at the counter, or taken along from the aisle."""

    PICKUP = "pickup"
    AISLE = "aisle"


class CartLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many of a variant; `picks` are the choices to each of its options, as `write_picks` writes them."""

    store_id: UUID
    variant_id: UUID
    picks: str
    quantity: int
    added_at: datetime


class CartCount(msgspec.Struct, frozen=True, kw_only=True):
    """A cart of a person: how many units lie in it, and when something was last put there."""

    store_id: UUID
    units: int
    added_at: datetime


def write_picks(picks: Sequence[Sequence[int]]) -> str:
    """Choices by their places, `0.2|1` for the first and third of the first option and the second of the
    second; nothing chosen anywhere is "".
    """
    text = "|".join(".".join(str(place) for place in sorted(set(places))) for places in picks)
    return text if text.strip("|") else ""


def read_picks(text: str) -> Picks:
    """The same back. Raises ValueError for what `write_picks` does not write."""
    if not text:
        return ()
    picks = tuple(tuple(int(place) for place in part.split(".")) if part else () for part in text.split("|"))
    if write_picks(picks) != text:
        raise ValueError("not as picks are written")
    return picks
