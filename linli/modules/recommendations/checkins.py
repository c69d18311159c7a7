"""Check-in files of many makers as columns: tolerant of names and times, strict about each row."""

import csv
import gzip
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import chain
from pathlib import Path

import numpy as np

from linli.modules.recommendations.arrays import DAY, Real, Whole

# What a column may be called, without spaces, case and underlines.
HEADERS = {
    "user": ("user", "userid", "uid", "person", "personid", "member", "customerid", "username"),
    "place": (
        *("place", "placeid", "venue", "venueid", "location", "locationid", "locid", "poi", "poiid"),
        *("businessid", "business", "item", "itemid", "store", "storeid", "spot", "spotid", "pid"),
    ),
    "time": (
        *("time", "timestamp", "datetime", "date", "utctime", "utctimestamp", "checkintime", "visitedat"),
        *("createdat", "localtime", "unixtime", "epoch", "at", "ts"),
    ),
    "lat": ("lat", "latitude", "placelat", "venuelat", "y"),
    "lon": ("lon", "lng", "long", "longitude", "placelon", "venuelon", "x"),
}
# Without names in the first line: the order of this program, and that of the SNAP collections.
ORDERS = (("user", "place", "time", "lat", "lon"), ("user", "time", "lat", "lon", "place"))
EARLIEST, LATEST = 0, 4_102_444_800  # 1970 to 2100
MOST_EXAMPLES = 5
MOST_FIELD = 1_000_000


class UnreadableError(ValueError):
    """A file of which no row can be read: says what was looked for and what was found."""


class CheckIns:
    """One file as columns; `skipped` counts by reason, `examples` names some rows (line, reason)."""

    def __init__(self) -> None:
        self.user, self.place = array("q"), array("q")
        self.time, self.lat, self.lon = array("q"), array("d"), array("d")
        self.skipped: Counter[str] = Counter()
        self.examples: list[tuple[int, str]] = []
        self.rows = 0

    def skip(self, line: int, reason: str) -> None:
        self.skipped[reason] += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append((line, reason))

    def columns(self) -> tuple[Whole, Whole, Whole, Real, Real]:
        whole = [np.frombuffer(c, np.int64) if len(c) else np.zeros(0, np.int64) for c in self._whole()]
        real = [np.frombuffer(c, np.float64) if len(c) else np.zeros(0) for c in (self.lat, self.lon)]
        return whole[0], whole[1], whole[2], real[0], real[1]

    def _whole(self) -> tuple["array[int]", ...]:
        return self.user, self.place, self.time


class Numbers(dict[str, int]):
    """A number for each name, in the order in which they are met."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


def read(path: Path, users: Numbers, places: Numbers) -> CheckIns:
    """All rows of a file, plain or gzip. Raises `UnreadableError` where its columns cannot be told."""
    found = CheckIns()
    with path.open("rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
    with (
        gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="")
        if zipped
        else path.open(encoding="utf-8-sig", errors="replace", newline="") as text
    ):
        csv.field_size_limit(MOST_FIELD)
        try:
            _read(text, path.name, found, users, places)
        except (csv.Error, EOFError, OSError) as broken:
            raise UnreadableError(f"{path.name}: broken after {found.rows} rows: {broken}") from broken
    return found


def _read(text: Iterable[str], name: str, found: CheckIns, users: Numbers, places: Numbers) -> None:
    lines = iter(text)
    first = next(lines, "")
    if not first.strip():
        raise UnreadableError(f"{name}: the file is empty")
    mark = max(",\t;|", key=first.count)
    head = next(csv.reader([first.replace("\0", "")], delimiter=mark))
    columns = _columns(head)
    start = 2
    if columns is None:
        columns, lines, start = _order(head, name), chain([first], lines), 1
    rows = csv.reader((line.replace("\0", "") for line in lines), delimiter=mark)
    for number, row in enumerate(rows, start):
        if row:
            found.rows += 1
            _take(row, number, columns, found, users, places)


def _columns(head: list[str]) -> dict[str, int] | None:
    """Which column is which, by its name; none if the first line has no names."""
    plain = ["".join(c for c in cell.lower() if c.isalnum()) for cell in head]
    columns: dict[str, int] = {}
    for meaning, names in HEADERS.items():
        for name in names:
            if name in plain:
                columns[meaning] = plain.index(name)
                break
    if {"user", "place", "time"} <= columns.keys():
        return columns
    return None


def _order(cells: list[str], name: str) -> dict[str, int]:
    for order in ORDERS:
        columns = {meaning: number for number, meaning in enumerate(order) if number < len(cells)}
        if "place" in columns and "time" in columns and seconds(cells[columns["time"]]) is not None:
            return columns
    wanted = "user, place, time, lat, lon"
    raise UnreadableError(
        f"{name}: the first line names no columns that are known ({wanted}); it is: {cells[:8]}"
    )


def _take(
    row: list[str],
    number: int,
    columns: dict[str, int],
    found: CheckIns,
    users: Numbers,
    places: Numbers,
) -> None:
    try:
        user, place = row[columns["user"]].strip(), row[columns["place"]].strip()
        when = seconds(row[columns["time"]])
    except IndexError:
        return found.skip(number, "too few columns")
    if not user:
        return found.skip(number, "no user")
    if not place:
        return found.skip(number, "no place")
    if when is None:
        return found.skip(number, "the time cannot be read")
    lat, lon = _position(row, columns)
    found.user.append(users[user])
    found.place.append(places[place])
    found.time.append(when)
    found.lat.append(lat)
    found.lon.append(lon)
    return None


def _position(row: list[str], columns: dict[str, int]) -> tuple[float, float]:
    """Not a number where there is none, or none on earth; 0/0 is what broken devices say."""
    try:
        lat, lon = float(row[columns["lat"]]), float(row[columns["lon"]])
    except (KeyError, IndexError, ValueError):
        return float("nan"), float("nan")
    if -90 <= lat <= 90 and -180 <= lon <= 180 and (lat or lon):
        return lat, lon
    return float("nan"), float("nan")


def seconds(text: str) -> int | None:
    """Seconds since 1970 of ISO 8601, of seconds or milliseconds, or of "Tue Apr 03 18:00:09 +0000 2012"."""
    text = text.strip()
    value: float | None = None
    for way in (_number, _iso, _by_words):
        value = way(text)
        if value is not None:
            break
    if value is None or not EARLIEST <= value < LATEST:
        return None
    return int(value)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    if value != value or abs(value) < 1e8:
        return None
    return value / 1000 if value > 1e11 else value


def _iso(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _by_words(text: str) -> float | None:
    parts = text.split()
    if len(parts) == 6:
        parts = [parts[0] + ",", parts[2], parts[1], parts[5], parts[3], parts[4]]
    try:
        return parsedate_to_datetime(" ".join(parts)).timestamp()
    except (ValueError, IndexError, TypeError):
        return None


def positions(files: Iterator[CheckIns], places: int) -> tuple[Real, Real]:
    """Each place where the middle of its check-ins is; not a number where none has a position."""
    columns = [each.columns() for each in files]
    place = np.concatenate([c[1] for c in columns])
    out = []
    for number in (3, 4):
        value = np.concatenate([c[number] for c in columns])
        some = ~np.isnan(value)
        order = np.lexsort((value[some], place[some]))
        which, start, count = np.unique(place[some][order], return_index=True, return_counts=True)
        middle = np.full(places, np.nan)
        middle[which] = value[some][order][start + (count - 1) // 2]
        out.append(middle)
    return out[0], out[1]


def local(time: Whole, user: Whole, lon: Real, users: int) -> Whole:
    """Seconds by the sun: each user's usual longitude, else everybody's, tells what time of day it is."""
    some = ~np.isnan(lon)
    order = np.lexsort((lon[some], user[some]))
    which, start, count = np.unique(user[some][order], return_index=True, return_counts=True)
    usual = np.full(users, np.median(lon[some]) if some.any() else 0.0)
    usual[which] = lon[some][order][start + (count - 1) // 2]
    return time + (np.round(usual[user] / 15) * (DAY // 24)).astype(np.int64)
