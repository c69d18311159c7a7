"""The community: what people who were there say, and whom they want to hear from.

Words: a *review* belongs to an order and has three *marks* (quality, place, service) and a text; a *reply*
is the store's answer; a *rating* is all of a store's reviews in numbers; to *follow* is to hear of new
deals.
Promises: only who paid and redeemed can review, once an order; the rating is exact however many write at
once; reviews are never changed or removed by a store.
Stage: reviews, replies, ratings and following. Photos, questions, posts and chat come later.
"""

from linli.modules.community.actions import follow, reply, unfollow, write_review
from linli.modules.community.events import ReviewWritten
from linli.modules.community.model import Rating, Review
from linli.modules.community.queries import (
    followed_stores,
    follower_count,
    follows,
    may_review,
    new_deals,
    rating,
    review_of_order,
    reviews_of_store,
    unanswered_count,
)
from linli.modules.community.refusals import REVIEW_EXISTS, REVIEW_NEEDS_CONSUMPTION

__all__ = [
    "REVIEW_EXISTS",
    "REVIEW_NEEDS_CONSUMPTION",
    "Rating",
    "Review",
    "ReviewWritten",
    "follow",
    "followed_stores",
    "follower_count",
    "follows",
    "may_review",
    "new_deals",
    "rating",
    "reply",
    "review_of_order",
    "reviews_of_store",
    "unanswered_count",
    "unfollow",
    "write_review",
]
