"""Territories in words and as rings for the map."""

from collections.abc import Mapping, Sequence
from math import cos, pi, radians, sin
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import chains, items, merchants
from linli.modules.chains import Area, Circle, Territory
from linli.web.merchant.shop import pick
from linli.web.shared.http import Here

METERS_PER_DEGREE = 111_195.0
STEPS = 48
NAMES_SHOWN = 4


class TerritoryFace(msgspec.Struct, frozen=True, kw_only=True):
    """One territory; `meters` is 0 for a polygon, which has `corners`. `articles` are names, `more` how many
    others; none of both: everything.
    """

    territory_id: UUID
    name: str
    branch: str
    meters: int
    corners: int
    articles: Sequence[str]
    more: int
    measures: bool
    installs: bool
    revision: int
    href: str


class Drawn(msgspec.Struct, frozen=True):
    """An area for the map: corners as longitude and latitude."""

    name: str
    ring: list[tuple[float, float]]


class BranchChoice(msgspec.Struct, frozen=True):
    """A branch that a territory can be given to."""

    store_id: UUID
    name: str
    lat: float
    lon: float


def ring_of(area: Area) -> list[tuple[float, float]]:
    """Longitudes and latitudes, to about a meter."""
    if not isinstance(area, Circle):
        return [(round(lon, 5), round(lat, 5)) for lat, lon in area.corners]
    up = area.meters / METERS_PER_DEGREE
    across = up / cos(radians(area.lat))
    turns = [2 * pi * step / STEPS for step in range(STEPS)]
    return [(round(area.lon + across * cos(turn), 5), round(area.lat + up * sin(turn), 5)) for turn in turns]


def drawn(every: Sequence[Territory]) -> str:
    """All of them for the map, as JSON."""
    return msgspec.json.encode([Drawn(one.name, ring_of(one.area)) for one in every]).decode()


async def branch_choices(here: Here, reader: Reader, head_id: UUID) -> list[BranchChoice]:
    """The joined branches, by name."""
    found = [one for one in await chains.branches_of_head(reader, here.market_id, head_id) if one.joined]
    stores = await merchants.stores(reader, here.market_id, [one.store_id for one in found])
    choices = [
        BranchChoice(one.store_id, pick(here, one.name, one.name_en), one.lat, one.lon)
        for one in stores.values()
        if not one.closed
    ]
    return sorted(choices, key=lambda one: one.name)


async def territory_faces(
    here: Here, reader: Reader, head_id: UUID, every: Sequence[Territory], root: str
) -> list[TerritoryFace]:
    """Three queries for however many."""
    stores = await merchants.stores(reader, here.market_id, {one.store_id for one in every})
    shelves = await items.categories(reader, here.market_id, head_id)
    known = await items.items(reader, here.market_id, {key for one in every for key in one.item_ids})
    names = {one.category_id: pick(here, one.name, one.name_en) for one in shelves}
    names |= {one.item_id: pick(here, one.title, one.title_en) for one in known}
    branches = {key: pick(here, store.name, store.name_en) for key, store in stores.items()}
    return [_face(one, branches, names, root) for one in every]


def _face(
    one: Territory, branches: Mapping[UUID, str], names: Mapping[UUID, str], root: str
) -> TerritoryFace:
    articles = [names[key] for key in (*one.category_ids, *one.item_ids) if key in names]
    area = one.area
    return TerritoryFace(
        territory_id=one.territory_id,
        name=one.name,
        branch=branches.get(one.store_id, ""),
        meters=area.meters if isinstance(area, Circle) else 0,
        corners=0 if isinstance(area, Circle) else len(area.corners),
        articles=articles[:NAMES_SHOWN],
        more=max(0, len(articles) - NAMES_SHOWN),
        measures=one.measures,
        installs=one.installs,
        revision=one.revision,
        href=f"{root}/territories/{one.territory_id}",
    )
