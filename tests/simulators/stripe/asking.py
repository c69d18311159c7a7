"""What Stripe refuses in a call before it does anything, as its reference says."""

import time
from typing import Any

Json = dict[str, Any]
CURRENCIES = frozenset(("cny", "eur", "usd", "gbp", "jpy", "krw", "isk", "kwd", "bhd", "hkd", "sek"))
# The smallest charge, in the API's units, of a few currencies.
SMALLEST = {"eur": 50, "usd": 50, "gbp": 30, "jpy": 50, "cny": 400}
THOUSANDTHS = frozenset(("kwd", "bhd"))
WHOLE_ONLY = frozenset(("isk",))
LOCALES = frozenset(("auto", "de", "en", "fi", "fr", "sv", "zh", "zh-HK", "zh-TW"))
SESSION = frozenset(
    (
        *("mode", "payment_method_types", "client_reference_id", "line_items", "metadata"),
        *("payment_intent_data", "success_url", "cancel_url", "locale", "expires_at"),
    )
)
REFUND = frozenset(("payment_intent", "charge", "amount", "metadata", "reason"))
HALF_AN_HOUR, DAY = 30 * 60, 24 * 60 * 60


class RefusedError(Exception):
    """A no in Stripe's shape."""

    def __init__(self, message: str, code: str = "", param: str = "", status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        self.told: Json = {"type": "invalid_request_error", "message": message, "code": code, "param": param}


def whole(asked: Json, name: str, param: str) -> int:
    text = str(asked.get(name, ""))
    if not text.isascii() or not text.isdigit():
        raise RefusedError(f"Invalid integer: {text}", "parameter_invalid_integer", param)
    return int(text)


def known_only(asked: Json, known: frozenset[str]) -> None:
    for name in asked:
        if name not in known:
            raise RefusedError(f"Received unknown parameter: {name}", "parameter_unknown", name)


def session(asked: Json) -> tuple[int, str]:
    """The amount and currency of a session that may be made."""
    known_only(asked, SESSION)
    if asked.get("mode") != "payment":
        raise RefusedError("You must provide mode.", "parameter_missing", "mode")
    if not str(asked.get("success_url", "")).startswith("http"):
        raise RefusedError("Not a valid URL", "url_invalid", "success_url")
    if asked.get("locale", "auto") not in LOCALES:
        raise RefusedError("Invalid locale", "", "locale")
    _metadata(asked.get("metadata", {}))
    _metadata(asked.get("payment_intent_data", {}).get("metadata", {}))
    lasts = whole(asked, "expires_at", "expires_at") - time.time()
    if not HALF_AN_HOUR <= lasts <= DAY:
        raise RefusedError(
            "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from creation.",
            "",
            "expires_at",
        )
    items = asked.get("line_items")
    if not isinstance(items, list) or len(items) != 1:
        raise RefusedError("You must provide line_items.", "parameter_missing", "line_items")
    return _price(items[0])


def _price(item: Json) -> tuple[int, str]:
    price = item.get("price_data", {})
    where = "line_items[0][price_data][unit_amount]"
    currency = str(price.get("currency", ""))
    if currency not in CURRENCIES:
        raise RefusedError(f"Invalid currency: {currency}", "", "line_items[0][price_data][currency]")
    name = str(price.get("product_data", {}).get("name", ""))
    if not name.strip():
        raise RefusedError("You passed an empty string.", "parameter_invalid_empty", "line_items[0]…[name]")
    amount = whole(price, "unit_amount", where) * whole(item, "quantity", "line_items[0][quantity]")
    if currency in WHOLE_ONLY and amount % 100:
        raise RefusedError("Amounts must be evenly divisible by 100.", "invalid_charge_amount", where)
    if currency in THOUSANDTHS and amount % 10:
        raise RefusedError("The last digit must be 0.", "invalid_charge_amount", where)
    if amount < SMALLEST.get(currency, 1):
        raise RefusedError("The Checkout Session's total amount is too small.", "amount_too_small", where)
    return amount, currency


def _metadata(about: Json) -> None:
    for name, value in about.items():
        if len(name) > 40 or len(str(value)) > 500 or "[" in name or "]" in name:
            raise RefusedError(
                "Metadata keys are up to 40 characters, values up to 500.", "", f"metadata[{name}]"
            )
