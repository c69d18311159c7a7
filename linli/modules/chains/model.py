"""Branches with their terms, and territories."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Collects(StrEnum):
    """Who gets what a branch takes for articles of the head office."""

    HEAD = "head"
    BRANCH = "branch"


class RangeRule(StrEnum):
    """Which of the head office's articles a branch sells: all of them, or those it has listed."""

    ALL = "all"
    LISTED = "listed"


class BranchState(StrEnum):
    """Asked, a branch, or one no more."""

    INVITED = "invited"
    JOINED = "joined"
    LEFT = "left"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What head office and branch have agreed on. `own_articles`: whether the branch may sell articles of its
    own beside the range; `hands_over`: whether goods are given out there.
    """

    range: RangeRule = RangeRule.ALL
    own_articles: bool = True
    collects: Collects = Collects.BRANCH
    hands_over: bool = True


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """A store in a chain; `merchant_id` runs it, `head_id` owns the range. `offer` are terms that the head
    office would like and the franchisee has not agreed to yet.
    """

    store_id: UUID
    head_id: UUID
    merchant_id: UUID
    range: RangeRule
    own_articles: bool
    collects: Collects
    hands_over: bool
    state: BranchState
    offer: Terms | None
    revision: int
    since: datetime

    @property
    def franchised(self) -> bool:
        """Whether another merchant than the head office runs it."""
        return self.head_id != self.merchant_id

    @property
    def joined(self) -> bool:
        return self.state is BranchState.JOINED

    @property
    def terms(self) -> Terms:
        names = Terms.__struct_fields__
        return Terms(**{name: getattr(self, name) for name in names})


class Circle(msgspec.Struct, frozen=True, tag="circle"):
    """Everything within `meters` of a place (degrees)."""

    lat: float
    lon: float
    meters: int


class Polygon(msgspec.Struct, frozen=True, tag="polygon"):
    """Everything within a ring of corners (latitude, longitude, degrees); the last joins the first."""

    corners: tuple[tuple[float, float], ...]


Area = Circle | Polygon


class NewTerritory(msgspec.Struct, frozen=True, kw_only=True):
    """An area in which articles are sold by one branch alone: those named, those of the categories, or where
    neither is named all of the head office.
    """

    store_id: UUID
    name: str
    area: Area
    item_ids: Sequence[UUID] = ()
    category_ids: Sequence[UUID] = ()
    measures: bool = False
    installs: bool = False


class Territory(msgspec.Struct, frozen=True, kw_only=True):
    """A territory as it stands; `measures` and `installs`: whether the branch does so at home."""

    territory_id: UUID
    head_id: UUID
    store_id: UUID
    name: str
    area: Area
    item_ids: tuple[UUID, ...]
    category_ids: tuple[UUID, ...]
    measures: bool
    installs: bool
    revision: int


class Article(msgspec.Struct, frozen=True):
    """What is asked about: an article and the category it stands in."""

    item_id: UUID
    category_id: UUID | None


class PlaceOfUse(msgspec.Struct, frozen=True, kw_only=True):
    """Where something will be used: degrees, and the address as its buyer wrote it."""

    lat: float
    lon: float
    address: str

    @property
    def spot(self) -> tuple[float, float]:
        return self.lat, self.lon


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """In whose territory something of an order will be used, as it stood when it was ordered."""

    order_id: UUID
    territory_id: UUID
    store_id: UUID
    name: str
    address: str
    lat: float
    lon: float
    measures: bool
    installs: bool


class Route(msgspec.Struct, frozen=True):
    """Whose territory a place is, for some articles; None where no territory binds them."""

    territory: Territory | None

    @property
    def store_id(self) -> UUID | None:
        return self.territory.store_id if self.territory else None
