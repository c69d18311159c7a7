"""Places as search and the home page show them."""

from uuid import UUID

import msgspec

from linli.kernel.money import Money
from linli.modules import markets


class Place(msgspec.Struct, frozen=True):
    """A store as search knows it; `offer_*` is the deal its card shows, empty without one."""

    market_id: int
    store_id: UUID
    slug: str
    name: str
    name_en: str
    trade: str
    tagline_zh: str
    tagline_en: str
    address: str
    address_en: str
    lat: float
    lon: float
    hours: str
    price_level: int
    things: list[str]
    claimed: bool
    verified: bool
    demo: bool
    offer_title: str
    offer_title_en: str
    offer_price_minor: int
    offer_list_price_minor: int
    currency: str
    deal_count: int
    rating_count: int
    rating_tenths: int
    cover_id: UUID | None = None
    distance_m: int | None = None

    @property
    def offer_price(self) -> Money | None:
        return Money(self.offer_price_minor, self.currency) if self.deal_count else None

    @property
    def offer_list_price(self) -> Money | None:
        return Money(self.offer_list_price_minor, self.currency) if self.deal_count else None


class Area(msgspec.Struct, frozen=True):
    """A part of a market between two parallels and two meridians, in degrees."""

    south: float
    west: float
    north: float
    east: float

    @property
    def edges(self) -> tuple[float, float, float, float]:
        return self.south, self.west, self.north, self.east


class Circle(msgspec.Struct, frozen=True):
    """A middle in degrees, and a radius in meters."""

    lat: float
    lon: float
    meters: int


class ServiceArea(msgspec.Struct, frozen=True):
    """Where a store brings things to: corners as latitude and longitude; `circle`: it was drawn as one."""

    store_id: UUID
    corners: tuple[tuple[float, float], ...]
    circle: Circle | None = None


class Pin(msgspec.Struct, frozen=True):
    """A place as a map shows it; its offer's price only where it has a deal."""

    slug: str
    name: str
    name_en: str
    trade: str
    lat: float
    lon: float
    hours: str
    claimed: bool
    deal_count: int
    offer_price_minor: int
    currency: str

    @property
    def offer_price(self) -> Money | None:
        return Money(self.offer_price_minor, self.currency) if self.deal_count else None


class Found(msgspec.Struct, frozen=True):
    """One search result: the place, whether it is open at the asked moment, and how far it is in meters."""

    place: Place
    open_state: markets.OpenState
    distance_m: int
