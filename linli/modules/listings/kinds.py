"""Which trade a place of the open map has, and what guests find there: both are tables in `data/`."""

import tomllib
from pathlib import Path

from linli.modules import markets, merchants

Tags = dict[str, str]
DATA = Path(__file__).parent / "data"
KINDS_OF_TRADE: dict[str, list[str]] = tomllib.loads((DATA / "osm_kinds.toml").read_text("utf-8"))
TRADE_OF_KIND = {kind: trade for trade, kinds in KINDS_OF_TRADE.items() for kind in kinds}
TAGS_OF_ATTRIBUTE: dict[str, list[str]] = tomllib.loads((DATA / "attributes.toml").read_text("utf-8"))
ATTRIBUTE_OF_TAG = {tag: name for name, tags in TAGS_OF_ATTRIBUTE.items() for tag in tags}
# Asked in this order: what a place is known as to a visitor comes before what it also happens to be.
KIND_KEYS = ("amenity", "shop", "tourism", "leisure", "craft")
NOT_FOR_VISITORS = frozenset({"funeral_directors", "pawnbroker", "vacant", "no"})
NO_BUSINESS = frozenset(
    {"vending_machine", "atm", "bicycle_rental", "parking", "place_of_worship", "embassy"}
)
GONE = ("disused", "abandoned", "demolished", "was")
# What is served or sold there.
MORE_KEYS = ("cuisine",)
NO_KINDS = frozenset({"yes", "no", "vacant", "other"})
# A source that says the trade itself.
TRADE = "trade"


def trade_of(tags: Tags) -> tuple[str, str] | None:
    """(trade, kind) of a place that serves visitors, or None."""
    if tags.get(TRADE) in markets.TRADES:
        return tags[TRADE], f"{TRADE}={tags[TRADE]}"
    if tags.get("type") in {"street", "route"} or tags.get("amenity") in NO_BUSINESS or "office" in tags:
        return None
    if any(tags.get(word) == "yes" for word in GONE):
        return None
    if tags.get("amenity") == "cafe" and tags.get("shop") == "tea":
        return "tea_house", "shop=tea"
    for key in KIND_KEYS:
        for value in tags.get(key, "").split(";"):
            kind = f"{key}={value.strip()}"
            if kind in TRADE_OF_KIND:
                return TRADE_OF_KIND[kind], kind
    shop = tags.get("shop", "")
    if shop and shop not in NOT_FOR_VISITORS:
        return "shop", f"shop={shop}"
    return None


def kinds_of(tags: Tags) -> tuple[str, ...]:
    """What the map calls it more closely than its trade: `shoes`, `sushi`; a value may be several."""
    said = (
        value.strip().lower() for key in (*KIND_KEYS, *MORE_KEYS) for value in tags.get(key, "").split(";")
    )
    fit = [one for one in dict.fromkeys(said) if one not in NO_KINDS and merchants.are_kinds((one,))]
    return tuple(fit[: merchants.MOST_KINDS])


def attributes_of(tags: Tags) -> tuple[str, ...]:
    """What guests find there, in the order of the table; a value may be several."""
    said = ((key, value.strip()) for key, text in tags.items() for value in text.split(";"))
    found = {ATTRIBUTE_OF_TAG.get(f"{key}={value}") for key, value in said}
    return tuple(name for name in TAGS_OF_ATTRIBUTE if name in found)
