"""Reviews, ratings and who follows whom."""

from datetime import datetime
from uuid import UUID

import msgspec


class Review(msgspec.Struct, frozen=True):
    """What someone who consumed says, one for an order: three marks of 1 to 5 and a text."""

    market_id: int
    order_id: UUID
    review_id: UUID
    store_id: UUID
    person_id: UUID
    nickname: str
    deal_title: str
    quality: int
    place: int
    service: int
    body: str
    written_at: datetime
    reply: str
    replied_at: datetime | None
    hidden_at: datetime | None = None

    @property
    def hidden(self) -> bool:
        """Whether the market has taken it out of sight; its writer still sees it."""
        return self.hidden_at is not None

    @property
    def tenths(self) -> int:
        """The mean of its three marks, in tenths of a star."""
        return mean_tenths(self.quality + self.place + self.service, 3)


class ReviewFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a market's reviews a list shows; `at_most` is a mean mark in stars, 1 to 5."""

    hidden: bool | None = None
    store_id: UUID | None = None
    person_id: UUID | None = None
    at_most: int | None = None


class Rating(msgspec.Struct, frozen=True):
    """All reviews of a store in numbers: how many, and the sum of each mark."""

    store_id: UUID
    reviews: int
    quality: int
    place: int
    service: int

    @property
    def tenths(self) -> int:
        """The mean of all marks, in tenths of a star (47 is 4.7), rounded half up."""
        return mean_tenths(self.quality + self.place + self.service, 3 * self.reviews)

    @property
    def quality_tenths(self) -> int:
        return mean_tenths(self.quality, self.reviews)

    @property
    def place_tenths(self) -> int:
        return mean_tenths(self.place, self.reviews)

    @property
    def service_tenths(self) -> int:
        return mean_tenths(self.service, self.reviews)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How people stand to a store; `following`: the one who was asked about is among its followers."""

    rating: Rating | None
    followers: int
    following: bool


def mean_tenths(total: int, count: int) -> int:
    """Ten times the mean, rounded half up in whole numbers; 0 of nothing."""
    return (20 * total + count) // (2 * count) if count else 0
