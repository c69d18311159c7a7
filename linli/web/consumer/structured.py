"""What stores, deals and articles are, in the words of https://schema.org, for search engines.

Everything here is also said on the page, and nothing is said that the page does not show: no rating without
reviews, no offer that cannot be bought.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from linli.kernel.money import MINOR_DIGITS, Money
from linli.modules import catalog, community, markets, merchants
from linli.web.consumer.article_faces import ArticleFace, VariantFace
from linli.web.consumer.tongue import Tongue

Thing = dict[str, Any]

# Each trade as the narrowest kind of LocalBusiness that fits all its shops.
TYPES: Mapping[str, str] = {
    "restaurant": "Restaurant",
    "cafe": "CafeOrCoffeeShop",
    "bar": "BarOrPub",
    "bakery": "Bakery",
    "tea_house": "CafeOrCoffeeShop",
    "fast_food": "FastFoodRestaurant",
    "grocery": "GroceryStore",
    "hair": "HairSalon",
    "beauty": "BeautySalon",
    "massage": "DaySpa",
    "fitness": "ExerciseGym",
    "hotel": "LodgingBusiness",
    "culture": "EntertainmentBusiness",
    "cinema": "MovieTheater",
    "clinic": "MedicalClinic",
    "pharmacy": "Pharmacy",
    "optician": "Optician",
    "clothes": "ClothingStore",
    "jewelry": "JewelryStore",
    "books": "BookStore",
    "flowers": "Florist",
    "home": "HomeGoodsStore",
    "electronics": "ElectronicsStore",
    "sports": "SportingGoodsStore",
    "pet": "PetStore",
    "laundry": "DryCleaningOrLaundry",
    "crafts": "HobbyShop",
    "kids": "ToyStore",
    "travel": "TravelAgency",
}
# Which of them say how dear they are by signs, and serve from a menu.
SERVING = frozenset(("restaurant", "cafe", "bar", "bakery", "tea_house", "fast_food"))
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
IN_STOCK, SOLD_OUT = "https://schema.org/InStock", "https://schema.org/SoldOut"


def amount(money: Money) -> str:
    """`12.50`: a decimal point, no grouping, no sign of currency."""
    digits = MINOR_DIGITS[money.currency]
    whole, rest = divmod(money.minor, 10**digits)
    return f"{whole}.{rest:0{digits}}" if digits else str(whole)


def store_thing(
    store: merchants.Store,
    market: markets.Market,
    tongue: Tongue,
    *,
    url: str,
    images: Sequence[str],
    now: datetime,
    price_sign: str,
    rating: community.Rating | None = None,
    offers: Iterable[Thing] = (),
) -> Thing:
    """A store as a LocalBusiness, with the hours of the seven days that begin today."""
    about = tongue.pick(store.tagline_zh, store.tagline_en) or tongue.pick(store.about_zh, store.about_en)
    thing: Thing = {
        "@type": TYPES.get(store.trade, "Store"),
        "@id": f"{url}#store",
        "url": url,
        "name": tongue.pick(store.name, store.name_en),
        "geo": {"@type": "GeoCoordinates", "latitude": round(store.lat, 6), "longitude": round(store.lon, 6)},
    }
    other = {store.name, store.name_en} - {thing["name"], ""}
    said = {
        "alternateName": next(iter(other), ""),
        "description": about,
        "telephone": store.phone,
        "sameAs": store.website if store.website.startswith(("http://", "https://")) else "",
        "image": list(images),
        "priceRange": price_sign * store.price_level,
        "currenciesAccepted": market.currency if store.claimed else "",
        "hasMenu": f"{url}#menu" if store.trade in SERVING and store.claimed else "",
        "openingHoursSpecification": opening_hours(store, market, now),
        "makesOffer": list(offers),
    }
    thing |= {name: value for name, value in said.items() if value}
    if address := tongue.pick(store.address, store.address_en):
        thing["address"] = {
            "@type": "PostalAddress",
            "streetAddress": address,
            "addressLocality": tongue.market(market),
            "addressCountry": market.country,
        }
    if rating and rating.reviews:
        thing["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": f"{rating.tenths / 10:.1f}",
            "reviewCount": rating.reviews,
            "bestRating": 5,
            "worstRating": 1,
        }
    return thing


def opening_hours(store: merchants.Store, market: markets.Market, now: datetime) -> list[Thing]:
    """The next seven days as they are, holidays included; a day on which it is closed opens and closes at
    midnight, as schema.org wants it said. Empty where the hours are not known.
    """
    week = markets.week(
        store.hours, now, timezone=market.timezone, country=market.country, lat=store.lat, lon=store.lon
    )
    return [one for day, spans in week for one in _day(day, spans)]


def _day(day: date, spans: Sequence[tuple[datetime, datetime]]) -> list[Thing]:
    about = {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"https://schema.org/{DAYS[day.weekday()]}",
        "validFrom": day.isoformat(),
        "validThrough": day.isoformat(),
    }
    if not spans:
        return [about | {"opens": "00:00", "closes": "00:00"}]
    return [about | {"opens": f"{opens:%H:%M}", "closes": _closes(opens, closes)} for opens, closes in spans]


def _closes(opens: datetime, closes: datetime) -> str:
    """The end of a whole day is a minute before midnight: `00:00` would say that it is closed."""
    whole = opens.strftime("%H:%M") == closes.strftime("%H:%M") == "00:00"
    return "23:59" if whole else f"{closes:%H:%M}"


def deal_offer(deal: catalog.Deal, tongue: Tongue, *, url: str, left: int | None = None) -> Thing:
    """A deal as an Offer of what is inside; `left` is None where it is not known how many there are."""
    return {
        "@type": "Offer",
        "url": url,
        "name": tongue.pick(deal.title, deal.title_en),
        "price": amount(deal.price),
        "priceCurrency": deal.currency,
        "availability": SOLD_OUT if left == 0 else IN_STOCK,
        "validFrom": deal.published_at.isoformat(timespec="seconds"),
    }


def deal_thing(
    deal: catalog.Deal, store_name: str, tongue: Tongue, *, url: str, store_url: str, image: str, left: int
) -> Thing:
    """A deal's page: a Product, which is the voucher, with its one offer."""
    name = tongue.pick(deal.title, deal.title_en)
    parts = [tongue.pick(line.name, line.name_en) for line in deal.contents]
    seller = seller_thing(store_name, store_url)
    return {
        "@type": "Product",
        "@id": f"{url}#deal",
        "url": url,
        "name": name,
        "description": tongue.say("consumer.when.list").join(parts) or name,
        "image": [image],
        "sku": str(deal.deal_id),
        "offers": deal_offer(deal, tongue, url=url, left=left) | {"seller": seller},
    }


def seller_thing(name: str, url: str) -> Thing:
    """A store where another page names it."""
    return {"@id": f"{url}#store", "@type": "LocalBusiness", "name": name, "url": url}


def article_thing(face: ArticleFace, *, url: str, store_url: str, images: Sequence[str]) -> Thing:
    """An article's page: a Product with an offer for each variant that is sold; a service is a Service."""
    service = face.kind == "service"
    seller = seller_thing(face.store_name, store_url)
    offers = [
        _variant_offer(one, face, url) | {"seller": seller}
        for one in face.variants
        if face.sold and one.price.minor > 0
    ]
    thing: Thing = {
        "@type": "Service" if service else "Product",
        "@id": f"{url}#article",
        "url": url,
        "name": face.title,
        "image": list(images),
    }
    codes = [one.code for one in face.variants if one.code]
    said = {
        "description": face.description,
        "offers": offers,
        "provider" if service else "": seller if service else None,
        "sku" if not service else "": codes[0] if codes and not service else None,
    }
    return thing | {name: value for name, value in said.items() if name and value}


def _variant_offer(one: VariantFace, face: ArticleFace, url: str) -> Thing:
    offer = {
        "@type": "Offer",
        "url": url,
        "price": amount(one.price),
        "priceCurrency": one.price.currency,
        "availability": SOLD_OUT if one.left == 0 else IN_STOCK,
    }
    return offer | ({"name": f"{face.title} {one.name}"} if one.name else {})


def breadcrumbs(*steps: tuple[str, str]) -> Thing:
    """The way to a page, from the market down: names and whole addresses."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": url}
            for place, (name, url) in enumerate(steps, 1)
        ],
    }


def website(name: str, url: str, search: str) -> Thing:
    """A market's home: a WebSite that can be searched; `search` is the address of its search."""
    return {
        "@type": "WebSite",
        "@id": f"{url}#site",
        "url": url,
        "name": name,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search + "?q={search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    }


def listed(urls: Sequence[tuple[str, str]]) -> Thing:
    """A page that lists stores: their names and addresses in the order shown."""
    return {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "url": url}
            for place, (name, url) in enumerate(urls, 1)
        ],
    }
