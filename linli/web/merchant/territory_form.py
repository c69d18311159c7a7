"""A territory as it is typed: what a form says, what that means, and what a known one looks like in it."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any
from uuid import UUID

import msgspec
from litestar.datastructures import FormMultiDict

from linli.kernel.refusals import INVALID
from linli.modules.chains import Area, Circle, NewTerritory, Polygon, Territory
from linli.web.merchant.shop import typed

LONGEST_CORNERS = 20_000
USUAL_METERS = "2000"
SHAPES = ("circle", "polygon")


class TerritoryForm(msgspec.Struct, frozen=True, kw_only=True):
    """As it was typed. `corners` are lines of latitude and longitude, or GeoJSON; `find` are words that
    articles are looked for with.
    """

    name: str = ""
    store: str = ""
    shape: str = "circle"
    lat: str = ""
    lon: str = ""
    meters: str = USUAL_METERS
    corners: str = ""
    articles: str = "all"
    items: Sequence[UUID] = ()
    categories: Sequence[UUID] = ()
    measures: bool = False
    installs: bool = False
    revision: int = 0
    find: str = ""


def read_form(sent: FormMultiDict) -> TerritoryForm:
    corners = sent.get("corners", "")
    revision = typed(sent, "revision")
    shape = typed(sent, "shape")
    return TerritoryForm(
        name=typed(sent, "name"),
        store=typed(sent, "store"),
        shape=shape if shape in SHAPES else SHAPES[0],
        lat=typed(sent, "lat")[:30],
        lon=typed(sent, "lon")[:30],
        meters=typed(sent, "meters")[:10],
        corners=corners.strip()[:LONGEST_CORNERS] if isinstance(corners, str) else "",
        articles="some" if sent.get("articles") == "some" else "all",
        items=_ids(sent, "item"),
        categories=_ids(sent, "category"),
        measures="measures" in sent,
        installs="installs" in sent,
        revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0,
        find=typed(sent, "find_text")[:60],
    )


def form_of(known: Territory) -> TerritoryForm:
    area = known.area
    circle = area if isinstance(area, Circle) else None
    return TerritoryForm(
        name=known.name,
        store=str(known.store_id),
        shape="circle" if circle else "polygon",
        lat=f"{circle.lat:.5f}" if circle else "",
        lon=f"{circle.lon:.5f}" if circle else "",
        meters=str(circle.meters) if circle else USUAL_METERS,
        corners="" if isinstance(area, Circle) else lines_of(area.corners),
        articles="some" if known.item_ids or known.category_ids else "all",
        items=known.item_ids,
        categories=known.category_ids,
        measures=known.measures,
        installs=known.installs,
        revision=known.revision,
    )


def territory_of(form: TerritoryForm) -> NewTerritory:
    """What a form means. Refuses: invalid (store, lat, meters, corners, articles)."""
    some = form.articles == "some"
    if some and not (form.items or form.categories):
        raise INVALID(field="articles")
    try:
        store_id = UUID(form.store)
    except ValueError:
        raise INVALID(field="store") from None
    return NewTerritory(
        store_id=store_id,
        name=form.name,
        area=area_of(form),
        item_ids=form.items if some else (),
        category_ids=form.categories if some else (),
        measures=form.measures,
        installs=form.installs,
    )


def area_of(form: TerritoryForm) -> Area:
    """Refuses: invalid (lat, meters, corners)."""
    if form.shape == "polygon":
        return Polygon(corners_of(form.corners))
    try:
        lat, lon = float(form.lat), float(form.lon)
    except ValueError:
        raise INVALID(field="lat") from None
    if not (isfinite(lat) and isfinite(lon)):
        raise INVALID(field="lat")
    if not (form.meters.isascii() and form.meters.isdigit()):
        raise INVALID(field="meters")
    return Circle(lat, lon, int(form.meters))


def corners_of(text: str) -> tuple[tuple[float, float], ...]:
    """The corners of lines "latitude, longitude", or of the first polygon of GeoJSON, where longitude stands
    first. Refuses: invalid (corners).
    """
    try:
        pairs = _of_geojson(text) if text.startswith(("{", "[")) else _of_lines(text)
        corners = tuple((float(lat), float(lon)) for lat, lon in pairs)
    except (msgspec.DecodeError, ValueError, TypeError, KeyError, IndexError):
        raise INVALID(field="corners") from None
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners = corners[:-1]
    if len(corners) < 3 or not all(isfinite(number) for corner in corners for number in corner):
        raise INVALID(field="corners")
    return corners


def lines_of(corners: Sequence[tuple[float, float]]) -> str:
    return "\n".join(f"{lat:.5f}, {lon:.5f}" for lat, lon in corners)


def _of_lines(text: str) -> list[list[str]]:
    return [line.replace("，", ",").split(",") for line in text.splitlines() if line.strip()]


def _of_geojson(text: str) -> list[tuple[Any, Any]]:
    told = msgspec.json.decode(text)
    if isinstance(told, Mapping) and told.get("type") == "FeatureCollection":
        told = told["features"][0]
    if isinstance(told, Mapping) and told.get("type") == "Feature":
        told = told["geometry"]
    if isinstance(told, Mapping):
        told = told["coordinates"] if told["type"] == "Polygon" else told["coordinates"][0]
        told = told[0]
    return [(at[1], at[0]) for at in told]


def _ids(sent: FormMultiDict, name: str) -> tuple[UUID, ...]:
    found = []
    for text in sent.getall(name, []):
        try:
            found.append(UUID(str(text)))
        except ValueError:
            raise INVALID(field="articles") from None
    return tuple(dict.fromkeys(found))
