"""The city into the tables, as search would have written it: by the product's own analysis, but with COPY."""

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice
from multiprocessing import get_context
from typing import Any

import asyncpg
import msgspec

from bench.city import BEGAN, CENTER, MARKET, SLUG, Shop, shops
from linli.kernel.database import Database, open_pool
from linli.kernel.journey import Journey
from linli.modules import markets
from linli.modules.discovery.cells import CELLED, cells_of
from linli.modules.discovery.chinese import is_chinese
from linli.modules.discovery.indexing import (
    Had,
    code_of,
    codes_of,
    filter_terms,
    open_week,
    position_of,
)
from linli.modules.discovery.terms import Doc, Terms, known_words, terms_of

CHUNK, WORKERS = 10_000, 2
ZONE = "Asia/Shanghai"
HERE = markets.Market(
    market_id=MARKET, slug=SLUG, name="Bench", name_en="Bench", name_zh="Bench", currency="CNY",
    timezone=ZONE, country="CN", language="zh", commission_bp=550, lat=CENTER[0], lon=CENTER[1],
)  # fmt: skip
Row = tuple[Any, ...]


class Rows(msgspec.Struct):
    """A part of the city as rows by table, and its words: how many places have each, which are real ones."""

    tables: dict[str, list[Row]]
    counts: dict[str, int]
    real: set[str]


COLUMNS = {
    "merchants.merchants": "market_id merchant_id name state verified_at demo",
    "merchants.stores": "market_id store_id slug merchant_id name name_en trade tagline_zh tagline_en "
    "about_zh about_en address address_en lat lon hours phone website price_level things source listed_at",
    "discovery.places": "market_id store_id slug name name_en trade tagline_zh tagline_en address address_en "
    "lat lon hours price_level things claimed verified demo offer_title offer_title_en offer_price_minor "
    "offer_list_price_minor currency deal_count rating_count rating_tenths listed position names own "
    "terms open_week attributes bookable delivers",
    "discovery.things": "market_id store_id thing_id kind title title_en price_minor currency position "
    "own terms",
    "discovery.vocabulary": "market_id term code stores sounds initials",
    "discovery.sounds": "market_id sound term initials",
}


def rows_of(chunk: list[Shop]) -> Rows:
    """Everything that the tables hold of these shops."""
    tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    counts: Counter[str] = Counter()
    real: set[str] = set()
    for shop in chunk:
        name, address, thing = _of_name(shop.name), _of_address(shop.address), _of_thing(shop.thing)
        had = _of_filters(shop.trade, shop.claimed, shop.price_level, shop.rating_tenths)
        spot = position_of(shop.lat, shop.lon, HERE)
        cells = cells_of(*spot)
        counts.update(cells)
        for part in dict.fromkeys(term for one in (name, address, thing, had) for term in one.terms):
            counts[part] += 1
        real |= name.real | address.real | thing.real
        own = sorted(name.codes | address.codes | _of_trade(shop.trade).codes)
        terms = sorted({*own, *thing.codes, *had.codes, *codes_of(MARKET, cells)})
        week = open_week(shop.hours, BEGAN, ZONE)
        if shop.merchant_id:
            tables["merchants.merchants"].append(
                (MARKET, shop.merchant_id, shop.name, "verified", BEGAN, False)
            )
        tables["merchants.stores"].append(
            (MARKET, shop.store_id, shop.slug, shop.merchant_id, shop.name, "", shop.trade, "", "", "", "",
             shop.address, "", shop.lat, shop.lon, shop.hours, "", "", shop.price_level, [], "bench", BEGAN)
        )  # fmt: skip
        tables["discovery.places"].append(
            (MARKET, shop.store_id, shop.slug, shop.name, "", shop.trade, "", "", shop.address, "", shop.lat,
             shop.lon, shop.hours, shop.price_level, [], shop.claimed, shop.claimed, False, "", "", 0, 0, "",
             0, shop.rating_count, shop.rating_tenths, True, spot, sorted(name.codes), own, terms, week, [],
             False, False)
        )  # fmt: skip
        tables["discovery.things"].append(
            (MARKET, shop.store_id, shop.thing_id, "goods", shop.thing, "", shop.price_minor, "CNY", spot,
             sorted(thing.codes), terms)
        )  # fmt: skip
    return Rows(tables, dict(counts), real)


class Part(msgspec.Struct, frozen=True):
    """What one text of a shop adds: a city says the same again and again, so each is analyzed once."""

    terms: frozenset[str]
    codes: frozenset[int]
    real: frozenset[str]


def _part(said: Terms) -> Part:
    return Part(said.all, frozenset(codes_of(MARKET, said.all)), said.real)


@cache
def _of_name(name: str) -> Part:
    return _part(terms_of(Doc(names=(name,))))


@cache
def _of_address(address: str) -> Part:
    return _part(terms_of(Doc(address=(address,))))


@cache
def _of_trade(trade: str) -> Part:
    return _part(terms_of(Doc(trade=trade)))


@cache
def _of_thing(title: str) -> Part:
    return _part(terms_of(Doc(things=(title,))))


@cache
def _of_filters(trade: str, claimed: bool, price_level: int, rating_tenths: int) -> Part:
    had = Had(
        store_id="", trade=trade, listed=True, claimed=claimed, verified=claimed, deal_count=0,
        bookable=False, delivers=False, price_level=price_level, rating_tenths=rating_tenths, attributes=(),
        x=0.0, y=0.0,
    )  # fmt: skip
    # Where it lies is another thing for each shop.
    terms = frozenset(term for term in filter_terms(had) if not term.startswith(CELLED))
    return Part(terms, frozenset(codes_of(MARKET, terms)), frozenset())


async def fill(url: str, size: int, workers: int = WORKERS) -> None:
    """A city of so many shops with a thing each; indexes are built afterwards, as after a restore.

    With no `workers` this process does everything itself.
    """
    pool = await open_pool(url, size=1)
    async with Database(pool, Journey()).work() as work:
        await markets.open_market(work, HERE)
    await pool.close()
    began = time.monotonic()
    connection = await asyncpg.connect(url)
    try:
        indexes = await without_indexes(connection, ["discovery", "merchants"])
        counts: Counter[str] = Counter()
        real: set[str] = set()
        for rows in _analyzed(_chunks(shops(size)), workers):
            await _copy(connection, rows.tables)
            counts.update(rows.counts)
            real |= rows.real
        await _copy(connection, _vocabulary(counts, frozenset(real)))
        for statement in indexes:
            await connection.execute(statement)
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()
    print(f"  {size:,} shops in {time.monotonic() - began:.0f} s", flush=True)


def _analyzed(chunks: Iterator[list[Shop]], workers: int) -> Iterator[Rows]:
    """As `map`, but only so many parts of the city are on their way at once."""
    if not workers:
        yield from map(rows_of, chunks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = deque(pool.submit(rows_of, chunk) for chunk in islice(chunks, 2 * workers))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(rows_of, chunk) for chunk in islice(chunks, 1))


def _chunks(every: Iterable[Shop]) -> Iterator[list[Shop]]:
    left = iter(every)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _vocabulary(counts: Counter[str], real: frozenset[str]) -> dict[str, list[Row]]:
    """Every word once, with how many places have it and how it sounds."""
    words: list[Row] = []
    sounds: set[Row] = set()
    for term, stores in counts.items():
        spoken, initials = known_words(term, real) if is_chinese(term) else ((), "")
        words.append((MARKET, term, code_of(MARKET, term), stores, list(spoken), initials))
        sounds |= {(MARKET, sound, term, False) for sound in spoken}
        if initials and initials not in spoken:
            sounds.add((MARKET, initials, term, True))
    return {"discovery.vocabulary": words, "discovery.sounds": sorted(sounds)}


async def without_indexes(connection: asyncpg.Connection, schemas: list[str]) -> list[str]:
    """Take away what would be kept up row by row; returns what brings it back. Keys stay."""
    found = await connection.fetch(
        "SELECT schemaname || '.' || quote_ident(indexname) AS name, indexdef FROM pg_indexes "
        "WHERE schemaname = ANY($1) AND indexdef !~ ' UNIQUE '",
        schemas,
    )
    for one in found:
        await connection.execute(f"DROP INDEX {one['name']}")
    return [one["indexdef"] for one in found]


async def _copy(connection: asyncpg.Connection, tables: dict[str, list[Row]]) -> None:
    for table, rows in tables.items():
        schema, _, name = table.partition(".")
        if rows:
            await connection.copy_records_to_table(
                name, schema_name=schema, columns=COLUMNS[table].split(), records=rows
            )
