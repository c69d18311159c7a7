"""The community: what people who were there say, and whom they want to hear from.

Words: a *review* belongs to an order and has three *marks* (quality, place, service) and a text; a *reply*
is the store's answer; a *rating* is all of a store's reviews in numbers; to *follow* is to hear of new
deals.
Promises: only who paid and redeemed can review, once an order, and nobody who works for the seller; a review
goes with the redemption it stands on; the rating is exact however many write at once; a store cannot change
or remove a review.
Stage: reviews, replies, ratings and following. Photos, questions, posts and chat come later.
"""

from linli.modules.community.actions import (
    follow,
    forget_person,
    hide_review,
    reply,
    show_review,
    unfollow,
    withdraw_review,
    write_review,
)
from linli.modules.community.events import (
    ReviewHidden,
    ReviewShown,
    ReviewWithdrawn,
    ReviewWritten,
    StoreFollowed,
    StoreUnfollowed,
)
from linli.modules.community.model import (
    Rating,
    Review,
    ReviewFilter,
    Standing,
)
from linli.modules.community.queries import (
    about_person,
    followed_stores,
    may_review,
    new_deals,
    rating,
    review_of_order,
    reviews_of_market,
    reviews_of_store,
    standing,
    unanswered_count,
    unanswered_counts,
)
from linli.modules.community.refusals import REVIEW_BY_STAFF, REVIEW_EXISTS, REVIEW_NEEDS_CONSUMPTION

__all__ = [
    "REVIEW_BY_STAFF",
    "REVIEW_EXISTS",
    "REVIEW_NEEDS_CONSUMPTION",
    "Rating",
    "Review",
    "ReviewFilter",
    "ReviewHidden",
    "ReviewShown",
    "ReviewWithdrawn",
    "ReviewWritten",
    "Standing",
    "StoreFollowed",
    "StoreUnfollowed",
    "about_person",
    "follow",
    "followed_stores",
    "forget_person",
    "hide_review",
    "may_review",
    "new_deals",
    "rating",
    "reply",
    "review_of_order",
    "reviews_of_market",
    "reviews_of_store",
    "show_review",
    "standing",
    "unanswered_count",
    "unanswered_counts",
    "unfollow",
    "withdraw_review",
    "write_review",
]
