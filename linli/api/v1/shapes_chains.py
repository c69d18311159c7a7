"""Chains, territories and who sells where, as programs send and see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Slug, StoreName
from linli.kernel.refusals import INVALID
from linli.modules import chains, merchants
from linli.modules.chains import BranchState, Collects, RangeRule

Latitude = Annotated[float, Meta(ge=-90, le=90, examples=[30.2404])]
Longitude = Annotated[float, Meta(ge=-180, le=180, examples=[120.1681])]
Revision = Annotated[int, Meta(ge=1, description="As it was read; somebody may have been faster.")]
Corner = Annotated[list[float], Meta(min_length=2, max_length=2, description="Latitude, longitude.")]
Named = Annotated[list[UUID], Meta(max_length=500)]


class PlaceOfUse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where something will be used. The position decides who sells it; the address is for whoever comes."""

    lat: Latitude
    lon: Longitude
    address: Annotated[str, Meta(min_length=2, max_length=chains.LONGEST_ADDRESS)]


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What head office and branch agree on: whether all articles are sold or listed ones, own ones beside
    them, who is paid, and whether goods are handed over there.
    """

    range: RangeRule = RangeRule.ALL
    own_articles: bool = True
    collects: Collects = Collects.BRANCH
    hands_over: bool = True


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """A store in a chain. `franchised`: another merchant runs it; `offer` are other terms that wait for that
    merchant's agreement.
    """

    store: StoreName
    state: BranchState
    franchised: bool
    terms: Terms
    offer: Terms | None
    revision: int
    since: datetime


class BranchList(msgspec.Struct, frozen=True):
    """All stores of a chain, those asked among them."""

    items: list[Branch]


class BranchWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which store is asked into the chain, and by which terms."""

    store: Slug
    terms: Terms


class TermsWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Other terms for a branch."""

    terms: Terms
    revision: Revision


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is agreed to, or not, is what was read."""

    revision: Revision


class BranchRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Articles of the head office that the branch sells from now on (`add`), or no more (`drop`)."""

    add: Named = []
    drop: Named = []


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A circle (`lat`, `lon`, `meters`) or a ring of at least three `corners`."""

    lat: Latitude | None = None
    lon: Longitude | None = None
    meters: Annotated[int, Meta(ge=1, le=200_000)] | None = None
    corners: Annotated[list[Corner], Meta(max_length=200)] = []


class NewTerritory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An area in which articles are sold by one `branch` alone: those named, those of the categories, or
    where neither is named all of them.
    """

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    branch: Slug
    area: Area
    item_ids: Named = []
    category_ids: Named = []
    measures: bool = False
    installs: bool = False


class TerritoryChange(NewTerritory, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of it anew."""

    revision: Revision


class Territory(msgspec.Struct, frozen=True, kw_only=True):
    """A territory as it stands."""

    territory_id: UUID
    name: str
    branch: StoreName | None
    area: Area
    item_ids: list[UUID]
    category_ids: list[UUID]
    measures: bool
    installs: bool
    revision: int


class TerritoryList(msgspec.Struct, frozen=True):
    """A head office's territories by name."""

    items: list[Territory]


class Seller(msgspec.Struct, frozen=True, kw_only=True):
    """Who sells an article for use at a place. `bound`: an area says so, by its name; else any store of
    `stores` does.
    """

    bound: bool
    area: str
    measures: bool
    installs: bool
    stores: list[StoreName]


def branch_of(one: chains.Branch, store: StoreName) -> Branch:
    return Branch(
        store=store,
        state=one.state,
        franchised=one.franchised,
        terms=_terms(one.terms),
        offer=_terms(one.offer) if one.offer else None,
        revision=one.revision,
        since=one.since,
    )


def terms_of(told: Terms) -> chains.Terms:
    return chains.Terms(**msgspec.structs.asdict(told))


def area_of(told: Area) -> chains.Area:
    """Refuses: invalid (area: neither a whole circle nor a ring, or both)."""
    circle = (told.lat, told.lon, told.meters)
    if told.corners and circle == (None, None, None):
        if not all(isfinite(number) for corner in told.corners for number in corner):
            raise INVALID(field="area")
        return chains.Polygon(tuple((lat, lon) for lat, lon in told.corners))
    if told.corners or told.lat is None or told.lon is None or told.meters is None:
        raise INVALID(field="area")
    return chains.Circle(told.lat, told.lon, told.meters)


def territory_of(one: chains.Territory, names: Mapping[UUID, StoreName]) -> Territory:
    area = one.area
    if isinstance(area, chains.Circle):
        shown = Area(lat=area.lat, lon=area.lon, meters=area.meters)
    else:
        shown = Area(corners=[list(corner) for corner in area.corners])
    return Territory(
        territory_id=one.territory_id,
        name=one.name,
        branch=names.get(one.store_id),
        area=shown,
        item_ids=list(one.item_ids),
        category_ids=list(one.category_ids),
        measures=one.measures,
        installs=one.installs,
        revision=one.revision,
    )


def place_of(told: PlaceOfUse) -> chains.PlaceOfUse:
    """Refuses: invalid (address, position)."""
    return chains.place_of_use(told.address, told.lat, told.lon)


def by_id(stores: Sequence[merchants.Store], names: Sequence[StoreName]) -> dict[UUID, StoreName]:
    """The names of these stores by key."""
    slugs = {one.slug: one for one in names}
    return {store.store_id: slugs[store.slug] for store in stores if store.slug in slugs}


def _terms(told: chains.Terms) -> Terms:
    return Terms(**msgspec.structs.asdict(told))
