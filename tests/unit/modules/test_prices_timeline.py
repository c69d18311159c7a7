"""A crossed-out price was really asked, and beside it stands the lowest of the thirty days before."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from linli.modules.prices.model import ARTICLE, Channel, Reduction, Spot, Word
from linli.modules.prices.timeline import asked, reduction

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STORE, VARIANT, BOOK = UUID(int=1), UUID(int=2), UUID(int=3)
SPOT = Spot(store_id=STORE, channel=Channel.ONLINE)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def word(days: float, price: int | None, book: UUID = ARTICLE, **terms: Any) -> Word:
    at = ago(days)
    return Word(
        variant_id=VARIANT,
        book_id=book,
        price_minor=price,
        percent_bp=None,
        change_id=UUID(int=int(at.timestamp())),
        at=at,
        **terms,
    )


def test_a_base_price_that_fell_is_shown_beside_the_lowest_of_thirty_days() -> None:
    words = [word(100, 1000), word(20, 850), word(19, 990), word(2, 800)]
    assert reduction(words, SPOT, NOW) == Reduction(990, 850, ago(2))
    assert [one.price_minor for one in asked(words, SPOT, ago(30), NOW)] == [1000, 850, 990, 800]


def test_what_was_as_cheap_within_thirty_days_before_is_no_reduction() -> None:
    assert reduction([word(100, 1000), word(20, 800), word(19, 1000), word(2, 800)], SPOT, NOW) is None
    # Dearer for a moment only: the price before that moment counts.
    assert reduction([word(100, 800), word(2.1, 2000), word(2, 800)], SPOT, NOW) is None
    assert reduction([word(100, 800), word(2, 900)], SPOT, NOW) is None
    assert reduction([word(100, 800)], SPOT, NOW) is None


def test_after_thirty_days_a_lower_price_is_simply_the_price() -> None:
    assert reduction([word(100, 1000), word(29.9, 800)], SPOT, NOW) == Reduction(1000, 1000, ago(29.9))
    assert reduction([word(100, 1000), word(30, 800)], SPOT, NOW) is None


def test_what_was_asked_more_than_thirty_days_before_the_reduction_does_not_count() -> None:
    words = [word(100, 700), word(31, 1000), word(2, 800)]
    assert reduction(words, SPOT, NOW) is None, "700 until 29 days before the reduction began"
    words = [word(100, 700), word(32, 1000), word(2, 800)]
    assert reduction(words, SPOT, NOW) == Reduction(1000, 1000, ago(2))


def test_a_book_begins_and_ends_by_itself_and_what_nobody_knows_is_not_crossed_out() -> None:
    window = {"begins_at": ago(5), "ends_at": NOW + timedelta(days=1)}
    sale = word(9, 700, BOOK, **window)
    assert reduction([word(100, 1000), sale], SPOT, NOW) == Reduction(1000, 1000, ago(5))
    assert reduction([sale], SPOT, NOW) is None
    assert reduction([word(5, 1000), sale], SPOT, NOW) is None, "never asked before the sale"
    assert reduction([word(100, 1000), sale, word(1, None, BOOK, **window)], SPOT, NOW) is None, "taken back"
    in_store = word(9, 700, BOOK, channel=Channel.IN_STORE, **window)
    assert reduction([word(100, 1000), in_store], SPOT, NOW) is None
