"""What stands beside a price: the lowest of thirty days, the price of a kilogram, the other channel."""

from datetime import UTC, datetime

import pytest

from linli.kernel.money import Money
from linli.modules import markets
from linli.modules.prices import Channel, Priced, Reduction, Why
from linli.web.shared.price_lines import PriceLine, price_line_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PRICED = Priced(
    price_minor=800,
    base_minor=1000,
    book_id=None,
    why=Why.LIMITED,
    general_minor=800,
    other_minor=900,
    reason="临期",
    ends_at=NOW,
    reduction=Reduction(1000, 950, NOW),
)


def test_a_reduced_price_says_what_was_asked_before_and_where_it_differs() -> None:
    line = price_line_of(PRICED, "EUR", Channel.IN_STORE, locale="en", content_size=500, content_unit="g")
    assert line == PriceLine(
        price=Money(800, "EUR"),
        was=Money(1000, "EUR"),
        lowest=Money(950, "EUR"),
        unit=Money(1600, "EUR"),
        per="kg",
        why="limited",
        ends_at=NOW,
        other=Money(900, "EUR"),
        other_channel="online",
        reason="临期",
    )


@pytest.mark.parametrize(
    ("country", "terms"), [("CN", "with_vat"), ("FI", "with_vat"), ("US", "before_tax"), ("AE", "with_tax")]
)
def test_what_prices_include_is_the_law_of_the_country(country: str, terms: str) -> None:
    assert markets.price_terms(country) == terms
