"""Places with names."""

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What a named place is."""

    DISTRICT = "district"
    STREET = "street"
    SQUARE = "square"
    STATION = "station"
    STOP = "stop"
    LANDMARK = "landmark"
    PARK = "park"
    WATER = "water"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One place as its source has it; `key` names it there, `names` are what else it is called."""

    key: str
    kind: Kind
    name: str
    lat: float
    lon: float
    name_en: str = ""
    names: tuple[str, ...] = ()
    reach_m: int = 200
    importance: int = 30


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A place that was found; `first` and `length` say which of the words asked for are its name, `exact`
    whether all of the name was there.
    """

    source: str
    key: str
    kind: Kind
    name: str
    name_en: str
    lat: float
    lon: float
    reach_m: int
    importance: int
    matched: str = ""
    first: int = 0
    length: int = 0
    exact: bool = True
