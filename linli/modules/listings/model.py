"""Things of a source, what became of them, and what is to be judged."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from linli.modules.merchants import Listed


class Format(StrEnum):
    """What kind of file a source is."""

    EXTRACT = "osm.pbf"
    FEATURES = "geojson"
    TABLE = "csv"


class Thing(msgspec.Struct, frozen=True):
    """One thing of a file: its key in the source ("node/1"), its tags, and where it is."""

    key: str
    tags: dict[str, str]
    lat: float
    lon: float


class Draft(msgspec.Struct, frozen=True):
    """A thing that can be a store; `left_out` are fields that could not be read."""

    key: str
    listed: Listed
    left_out: tuple[str, ...] = ()


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of a source and the store it became (None: a review decides).

    `said` is what the source says, `taken` what of it was written: a field that is missing there never was,
    and an empty one may be filled. `kept` are fields in which the store's people say something else.
    """

    source: str
    key: str
    store_id: UUID | None
    print: str
    said: dict[str, Any]
    taken: dict[str, Any]
    kept: list[str]
    run_id: UUID
    gone_at: datetime | None = None


class Counts(msgspec.Struct, kw_only=True):
    """What a run did: every thing that was read is in exactly one of the first six or in `refused`.

    `new` became stores, `merged` go with stores that were there, `reviews` wait for a person; `kept` counts
    those of `updated`, `unchanged` and `merged` in which a store's people say something else. `left_out`
    counts fields that could not be read.
    """

    read: int = 0
    new: int = 0
    merged: int = 0
    updated: int = 0
    unchanged: int = 0
    reviews: int = 0
    kept: int = 0
    closed: int = 0
    reopened: int = 0
    refused: dict[str, int] = {}
    left_out: dict[str, int] = {}

    def refuse(self, reason: str) -> None:
        self.refused[reason] = self.refused.get(reason, 0) + 1

    def leave_out(self, fields: tuple[str, ...]) -> None:
        for field in fields:
            self.left_out[field] = self.left_out.get(field, 0) + 1

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        sums = {
            name: getattr(self, name) + getattr(other, name)
            for name in self.__struct_fields__
            if name not in ("refused", "left_out")
        }
        return Counts(
            **sums,
            refused=_added(self.refused, other.refused),
            left_out=_added(self.left_out, other.left_out),
        )


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where places come from, and its newest run; not finished: under way or broken off."""

    source: str
    run_id: UUID
    file_name: str
    whole: bool
    counts: Counts
    started_at: datetime
    finished_at: datetime | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a thing of a source is a store that is there already."""

    review_id: UUID
    source: str
    key: str
    store_id: UUID
    reasons: list[str]
    distance_m: int
    state: str
    found_at: datetime
    said: Listed
    decided_at: datetime | None = None


def _added(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}
