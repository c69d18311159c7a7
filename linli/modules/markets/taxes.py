"""What a price that customers see includes, by the law of the market's country."""

from enum import StrEnum

# The European Union, and whoever taxes value added alike, by ISO 3166.
_VALUE_ADDED = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR"),
        *("GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL"),
        *("PT", "RO", "SE", "SI", "SK", "CH", "CN", "GB", "IS", "KR", "NO"),
    )
)
_GOODS_AND_SERVICES = frozenset(("AU", "IN", "NZ", "SG"))
_ADDED_AT_THE_END = frozenset(("CA", "US"))


class PriceTerms(StrEnum):
    """Every price here is told with it, or, `BEFORE_TAX`, without what is added at the end."""

    WITH_VAT = "with_vat"
    WITH_GST = "with_gst"
    WITH_TAX = "with_tax"
    BEFORE_TAX = "before_tax"


def price_terms(country: str) -> PriceTerms:
    """What prices in a country (ISO 3166, two letters) include."""
    if country in _ADDED_AT_THE_END:
        return PriceTerms.BEFORE_TAX
    if country in _GOODS_AND_SERVICES:
        return PriceTerms.WITH_GST
    return PriceTerms.WITH_VAT if country in _VALUE_ADDED else PriceTerms.WITH_TAX
