"""How much may be paid in a shop at once, in minor units of the currency."""

LEAST_MINOR = 1
# What a slip of the thumb must not become: ten times what a long evening of many costs.
_MOST_MINOR = {"CNY": 5_000_000, "EUR": 500_000, "USD": 500_000, "GBP": 500_000, "SEK": 5_000_000}
_MOST_ELSEWHERE = 500_000


def most_minor(currency: str) -> int:
    """The largest amount that one payment in a shop may have."""
    return _MOST_MINOR.get(currency, _MOST_ELSEWHERE)


def may_be_paid(amount_minor: int, currency: str) -> bool:
    return LEAST_MINOR <= amount_minor <= most_minor(currency)
