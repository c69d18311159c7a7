"""Reviews as the desk shows them."""

from datetime import datetime
from uuid import UUID

import msgspec

from linli.modules import community


class ReviewView(msgspec.Struct, frozen=True):
    """One review with its answer; `rating` is the mean of its three marks, of five."""

    order_id: UUID
    name: str
    rating: float
    text: str
    at: datetime
    deal: str
    reply: str
    verified: bool = True


class RatingView(msgspec.Struct, frozen=True):
    """All reviews of the store in numbers."""

    value: float
    reviews: int
    quality: float
    place: float
    service: float


def review_view(review: community.Review) -> ReviewView:
    return ReviewView(
        order_id=review.order_id,
        name=review.nickname,
        rating=review.tenths / 10,
        text=review.body,
        at=review.written_at,
        deal=review.deal_title,
        reply=review.reply,
    )


def rating_view(rating: community.Rating | None) -> RatingView | None:
    """None before the first review."""
    if rating is None:
        return None
    return RatingView(
        value=rating.tenths / 10,
        reviews=rating.reviews,
        quality=rating.quality_tenths / 10,
        place=rating.place_tenths / 10,
        service=rating.service_tenths / 10,
    )
