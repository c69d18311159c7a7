"""From a thing of a file to what a store would say, or the reason why not."""

import math

from linli.kernel import texts
from linli.modules import markets
from linli.modules.listings.contact import address_of, first_of, hours_of, phone_of, website_of
from linli.modules.listings.kinds import Tags, attributes_of, kinds_of, trade_of
from linli.modules.listings.model import Draft, Thing
from linli.modules.merchants import Listed

# Further from the middle of its market a place belongs to another one, or its degrees are turned around.
FAR_KM = 100
KM_PER_DEGREE = 111.195
LONGEST_NAME, MOST_NAMES, LONGEST_KEY = 80, 12, 200
CHINESE = ("name:zh-Hans", "name:zh", "name:zh-CN")
OTHERS = (
    *("name", "name:fi", "name:sv", *CHINESE, "name:zh-Hant", "name:en", "official_name", "alt_name"),
    *("short_name", "old_name", "loc_name", "int_name"),
)


def draft_of(thing: Thing, market: markets.Market) -> Draft | str:
    """What the thing would be as a store of the market, or why it is none: no_key, no_position, far, no_name,
    long_name, no_trade.
    """
    tags = thing.tags
    name = _name(tags, market.language)
    found = trade_of(tags)
    faults = {
        "no_key": not thing.key or len(thing.key) > LONGEST_KEY,
        "no_position": not (math.isfinite(thing.lat) and math.isfinite(thing.lon)),
        "far": not _near(thing, market),
        "no_name": not name,
        "long_name": len(name) > LONGEST_NAME,
        "no_trade": found is None,
    }
    for reason, wrong in faults.items():
        if wrong:
            return reason
    assert found is not None
    return _draft(thing, market, name, found[0])


def _draft(thing: Thing, market: markets.Market, name: str, trade: str) -> Draft:
    tags = thing.tags
    read = {
        "hours": hours_of(first_of(tags, "opening_hours", "hours")),
        "phone": phone_of(first_of(tags, "phone", "contact:phone", "contact:mobile"), market.country),
        "website": website_of(first_of(tags, "website", "contact:website", "url")),
    }
    english = texts.scrubbed(tags.get("name:en", ""))[:LONGEST_NAME]
    address = texts.scrubbed(address_of(tags, market.country))[:200]
    listed = Listed(
        name=name,
        name_en=english if english != name else "",
        names=_other_names(tags, name, english),
        brand=texts.scrubbed(tags.get("brand", ""))[:LONGEST_NAME],
        branch=texts.scrubbed(tags.get("branch", ""))[:LONGEST_NAME],
        trade=trade,
        address=address,
        address_en=texts.scrubbed(tags.get("addr:full:en", ""))[:200],
        hours=read["hours"] or "",
        phone=read["phone"] or "",
        website=read["website"] or "",
        attributes=attributes_of(tags),
        kinds=kinds_of(tags),
        lat=round(thing.lat, 7),
        lon=round(thing.lon, 7),
    )
    return Draft(thing.key, listed, tuple(field for field, value in read.items() if value is None))


def _name(tags: Tags, language: str) -> str:
    keys = (*CHINESE, "name") if language == "zh" else ("name",)
    return texts.scrubbed(first_of(tags, *keys))


def _other_names(tags: Tags, name: str, english: str) -> tuple[str, ...]:
    said = (part for key in OTHERS for part in tags.get(key, "").split(";"))
    every = dict.fromkeys(texts.scrubbed(part) for part in said)
    fit = [one for one in every if one and len(one) <= LONGEST_NAME and one not in (name, english)]
    return tuple(fit[:MOST_NAMES])


def _near(thing: Thing, market: markets.Market) -> bool:
    north = (thing.lat - market.lat) * KM_PER_DEGREE
    east = (thing.lon - market.lon) * KM_PER_DEGREE * math.cos(math.radians(market.lat))
    return math.hypot(north, east) <= FAR_KM
