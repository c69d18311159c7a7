"""The demo data keeps its own promises: what a shop page shows must parse, add up and belong together."""

import csv
import tomllib
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from opening_hours import OpeningHours, validate

DATA = Path(__file__).parents[2] / "linli" / "demo" / "data"
MARKETS = ("hangzhou", "helsinki")
BOX = {"hangzhou": (30.236, 30.246, 120.163, 120.176), "helsinki": (60.160, 60.185, 24.930, 24.970)}
TRADE_NAMES = (
    "restaurant cafe bar bakery tea_house fast_food grocery hair beauty massage fitness hotel culture cinema "
    "clinic pharmacy optician clothes jewelry books flowers gifts home electronics sports pet laundry crafts "
    "kids travel shop"
)
TRADES = frozenset(TRADE_NAMES.split())
SLUG_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
MONDAY = datetime.fromisoformat("2026-03-02")
FORTNIGHT = [MONDAY + timedelta(minutes=30 * step) for step in range(14 * 48)]

Store = dict[str, Any]


@cache
def stores(market: str) -> list[Store]:
    return [
        store
        for file in sorted((DATA / market).glob("*.toml"))
        for store in tomllib.loads(file.read_text(encoding="utf-8"))["store"]
    ]


@cache
def listings() -> list[dict[str, str]]:
    with (DATA / "helsinki" / "listings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def money(text: str) -> Decimal:
    whole, dot, cents = text.partition(".")
    assert whole.isdecimal(), text
    assert dot == ".", text
    assert len(cents) == 2, text
    assert cents.isdecimal(), text
    assert Decimal(text) > 0, text
    return Decimal(text)


def inside(market: str, lat: float, lon: float) -> bool:
    south, north, west, east = BOX[market]
    return south <= lat <= north and west <= lon <= east


def every_store() -> list[Any]:
    return [pytest.param(m, s, id=f"{m}/{s['key']}") for m in MARKETS for s in stores(m)]


each_store = pytest.mark.parametrize(("market", "store"), every_store())


def test_hangzhou_has_about_forty_shops_of_every_trade() -> None:
    assert 38 <= len(stores("hangzhou")) <= 46
    assert {store["trade"] for store in stores("hangzhou")} == TRADES


def test_helsinki_has_eight_merchants_plainly_marked_as_demo() -> None:
    assert len(stores("helsinki")) == 8
    assert all(s["name"].endswith("(demo)") and s["name_en"].endswith("(demo)") for s in stores("helsinki"))


@pytest.mark.parametrize("market", MARKETS)
def test_store_keys_names_places_and_phones_are_unique(market: str) -> None:
    for what in ("key", "name", "name_en", "address", "phone"):
        assert len({store[what] for store in stores(market)}) == len(stores(market)), what
    assert len({(store["lat"], store["lon"]) for store in stores(market)}) == len(stores(market))


@each_store
def test_store_says_who_where_and_when(market: str, store: Store) -> None:
    assert set(store["key"]) <= SLUG_LETTERS
    assert store["trade"] in TRADES
    assert inside(market, store["lat"], store["lon"])
    assert validate(store["hours"])
    assert store["price_level"] in {1, 2, 3, 4}
    assert len(store["tagline"]) <= (24 if market == "hangzhou" else 60)
    assert len(store["tagline_en"]) <= 60
    assert all(store[what] for what in ("name", "about_zh", "about_en", "address", "address_en"))
    # A branch has its merchant's owner.
    owners = 0 if "branch_of" in store else 1
    assert [person["role"] for person in store["staff"]].count("owner") == owners
    assert {person["role"] for person in store["staff"]} <= {"owner", "manager", "clerk"}


@each_store
def test_phone_is_nobodys(market: str, store: Store) -> None:
    number = phonenumbers.parse(store["phone"])
    assert number.country_code == {"hangzhou": 86, "helsinki": 358}[market]
    assert " 0000 " in store["phone"]


@each_store
def test_every_picture_has_an_icon(market: str, store: Store) -> None:
    assert 2 <= len(store["things"]) <= 3
    pictured = store["menu"] + store.get("deal", [])
    assert all(store["things"])
    assert all(thing["icon"] for thing in pictured)


@each_store
def test_menu_is_priced_and_named_once(market: str, store: Store) -> None:
    assert 4 <= len(store["menu"]) <= 12
    for item in store["menu"]:
        assert money(item["price"])
        assert item["section"]
        assert item["name_en"]
        assert market != "hangzhou" or (item["section_en"] and item["section_en"].isascii())
    assert len({item["name"] for item in store["menu"]}) == len(store["menu"])


@each_store
def test_deal_saves_what_it_says(market: str, store: Store) -> None:
    menu = {item["name"]: item["price"] for item in store["menu"]}
    deals = store.get("deal", [])
    assert len({deal["key"] for deal in deals}) == len(deals) <= 3
    for deal in deals:
        worth = sum(line["qty"] * money(line["price"]) for line in deal["contents"])
        assert money(deal["price"]) <= money(deal["list_price"]) <= worth, deal["key"]
        assert all(menu.get(line["name"], line["price"]) == line["price"] for line in deal["contents"])
        assert deal["title"]
        assert deal["title_en"]
        assert set(deal["key"]) <= SLUG_LETTERS
        assert min(deal["stock"], deal["per_person"], deal["valid_days"]) >= 1
        assert 1 <= len(deal["rules_zh"]) == len(deal["rules_en"]) <= 4


@each_store
def test_deal_is_usable_only_while_the_shop_is_open(market: str, store: Store) -> None:
    hours = OpeningHours(store["hours"])
    for deal in store.get("deal", []):
        if not deal["usable"]:
            continue
        assert validate(deal["usable"])
        usable = OpeningHours(deal["usable"])
        times = [at for at in FORTNIGHT if usable.is_open(at)]
        assert times, f"{deal['key']} can never be used"
        assert all(hours.is_open(at) for at in times), deal["key"]


@each_store
def test_review_comes_from_a_consumed_deal_once_a_person(market: str, store: Store) -> None:
    reviews = store.get("review", [])
    deals = {deal["key"] for deal in store.get("deal", [])}
    fewest, most = (0, 0) if not deals else (2, 6) if market == "hangzhou" else (1, 4)
    assert fewest <= len(reviews) <= most
    assert len({review["by"] for review in reviews}) == len(reviews)
    for review in reviews:
        assert review["deal"] in deals
        assert {review["quality"], review["place"], review["service"]} <= {1, 2, 3, 4, 5}
        assert review["days_ago"] >= 1
        assert review["text"]


def test_the_same_people_write_for_several_shops() -> None:
    for market in MARKETS:
        written = Counter(review["by"] for store in stores(market) for review in store.get("review", []))
        assert len(written) <= 32
        assert min(written.values()) >= 2


def test_listings_are_many_placed_and_readable() -> None:
    assert len(listings()) > 700
    assert len({row["source"] for row in listings()}) == len(listings())
    for row in listings():
        assert row["name"]
        assert row["trade"] in TRADES
        assert inside("helsinki", float(row["lat"]), float(row["lon"])), row["source"]
        assert not row["opening_hours"] or validate(row["opening_hours"])
        assert not row["phone"] or row["phone"].startswith("+")
        assert row["website"].startswith(("http://", "https://")) or not row["website"]


def test_listings_carry_their_credit_line() -> None:
    notice = (DATA / "helsinki" / "LICENSE-ODbL.md").read_text(encoding="utf-8")
    assert "© OpenStreetMap contributors, ODbL 1.0" in notice


def test_every_picture_named_in_the_data_is_vendored() -> None:
    folder = DATA.parent.parent / "web" / "shared" / "static" / "vendor" / "fluent-emoji"
    named: set[str] = set()
    for path in sorted(DATA.glob("*/*.toml")):
        for store in tomllib.loads(path.read_text("utf-8")).get("store", []):
            named.update(store.get("things", []))
            named.update(
                row["icon"] for key in ("menu", "deal") for row in store.get(key, []) if row.get("icon")
            )
    assert named
    assert sorted(name for name in named if not (folder / f"{name}.svg").is_file()) == []
