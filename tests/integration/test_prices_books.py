"""Price books in the database: written, changed, undone, and every word about a price kept."""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import items, prices
from linli.modules.prices import Channel, Entry, NewBook, Why
from tests.integration import items_stage as shops
from tests.integration.items_stage import TEA, a_range

MARKET = 3
DAY = timedelta(days=1)


class Shop:
    """A merchant with one store and three articles, in a transaction of its own."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.merchant, self.store, *self.articles = (ids.uuid7() for _ in range(5))
        self.bases = dict.fromkeys(self.articles, 1000)
        self.today = work.now

    def on_day(self, days: float) -> datetime:
        self.work.now = self.today + days * DAY
        return self.work.now

    async def book(self, *entries: Entry, **terms: Any) -> prices.Book:
        new = NewBook(**{"name": "价目", **terms})
        return await prices.write_book(self.work, MARKET, self.merchant, new, entries)

    async def set(self, book: prices.Book, *entries: Entry) -> prices.Book:
        key = (MARKET, self.merchant, book.book_id)
        return await prices.set_entries(self.work, *key, entries, book.revision)

    async def shown(self, channel: Channel = Channel.ONLINE, tier: str = "") -> dict[UUID, prices.Priced]:
        key = (MARKET, self.merchant, self.store, channel, tier)
        found = await prices.shown_prices(self.work, *key, self.bases)
        plain = await prices.price_of(self.work, *key, self.bases)
        assert {id_: one.price_minor for id_, one in found.items()} == {
            id_: one.price_minor for id_, one in plain.items()
        }
        return found


@pytest.fixture
def shop(work: Work) -> Shop:
    return Shop(work)


def amounts(shown: dict[UUID, prices.Priced]) -> list[int]:
    return [one.price_minor for one in shown.values()]


async def test_books_are_written_changed_and_undone_and_the_price_says_why(shop: Shop) -> None:
    first, second, third = shop.articles
    book = await shop.book(Entry(first, 800), Entry(second, None, 9000))
    assert (book.entries, book.revision, book.undoable) == (2, 1, False)
    shown = await shop.shown()
    assert amounts(shown) == [800, 900, 1000]
    assert [one.why for one in shown.values()] == [Why.BOOK, Why.BOOK, Why.BASE]
    assert (shown[first].book_id, shown[third].book_id) == (book.book_id, None)

    changed = await shop.set(book, Entry(first), Entry(third, 700))
    assert amounts(await shop.shown()) == [1000, 900, 700]
    undone = await prices.undo_change(shop.work, MARKET, shop.merchant, book.book_id, changed.revision)
    assert amounts(await shop.shown()) == [800, 900, 1000]
    key = (MARKET, shop.merchant, book.book_id)
    again = await prices.undo_change(shop.work, *key, undone.revision)
    assert amounts(await shop.shown()) == [1000, 900, 700], "what was undone can be done again"

    off = await prices.change_book(shop.work, *key, again.written(), again.revision, prices.BookState.OFF)
    assert amounts(await shop.shown()) == [1000, 1000, 1000]
    await prices.undo_change(shop.work, *key, off.revision)
    assert amounts(await shop.shown()) == [1000, 900, 700]
    words = [(one.price_minor, one.book_id) for one in await prices.history(shop.work, MARKET, first)]
    assert words[0] == (800, book.book_id)
    assert None in {price for price, _ in words[1:]}


async def test_who_was_slower_is_refused_and_so_is_what_makes_no_sense(shop: Shop) -> None:
    first = shop.articles[0]
    book = await shop.book(Entry(first, 800))
    key = (MARKET, shop.merchant, book.book_id)
    await shop.set(book, Entry(first, 850))
    refused: dict[str, Awaitable[object]] = {
        "book_changed": prices.set_entries(shop.work, *key, [Entry(first, 1)], book.revision),
        "not_found": prices.set_entries(shop.work, MARKET, ids.uuid7(), book.book_id, [], 2),
        "price": shop.book(Entry(first, 0)),
        "percent": shop.book(Entry(first, 500, 9000)),
        "entries": shop.book(Entry(first, 1), Entry(first, 2)),
        "ends_at": shop.book(begins_at=shop.today, ends_at=shop.today),
        "stores": shop.book(store_ids=[shop.store]),
        "name": shop.book(name=" "),
    }
    for code, act in refused.items():
        with pytest.raises(Refusal) as no:
            await act
        assert code in (no.value.code, no.value.params.get("field"))
    fresh = await shop.book()
    with pytest.raises(Refusal) as no:
        await prices.undo_change(shop.work, MARKET, shop.merchant, fresh.book_id, 1)
    assert no.value.kind is prices.BOOK_NOT_UNDOABLE
    assert amounts(await shop.shown())[0] == 850
    with pytest.raises(Refusal) as no:
        await prices.book(shop.work, MARKET, ids.uuid7(), book.book_id)
    assert no.value.kind is NOT_FOUND


async def test_region_channel_tier_and_time_reach_the_price(shop: Shop) -> None:
    first = shop.articles[0]
    await shop.book(Entry(first, 1100), region="西湖")
    await shop.book(Entry(first, 900), channel=Channel.IN_STORE)
    await shop.book(Entry(first, 850), tier="gold")
    assert (await shop.shown())[first].price_minor == 1000
    assert (await shop.shown(tier="gold"))[first].why is Why.MEMBER
    assert (await shop.shown(Channel.IN_STORE))[first].other_minor == 1000
    await prices.set_region(shop.work, MARKET, shop.merchant, shop.store, "西湖")
    assert (await shop.shown())[first].price_minor == 1100
    assert await prices.regions(shop.work, MARKET, shop.merchant) == {shop.store: "西湖"}
    await prices.set_region(shop.work, MARKET, shop.merchant, shop.store, "")
    begins = shop.today + DAY
    await shop.book(Entry(first, 500), begins_at=begins, ends_at=begins + DAY)
    seen = []
    for days in (0.9, 1, 2):
        shop.on_day(days)
        seen.append((await shop.shown())[first].price_minor)
    assert seen == [1000, 500, 1000]


async def test_a_reduction_is_shown_beside_the_lowest_price_that_was_really_asked(shop: Shop) -> None:
    first = shop.articles[0]
    shop.on_day(-60)
    await prices.note_bases(shop.work, MARKET, shop.merchant, shop.bases)
    shop.on_day(-20)
    book = await shop.book(Entry(first, 900))
    shop.on_day(-10)
    book = await shop.set(book, Entry(first, 950))
    began = shop.on_day(-3)
    await shop.set(book, Entry(first, 800))
    shop.on_day(0)
    shown = (await shop.shown())[first]
    assert shown.reduction == prices.Reduction(950, 900, began)
    assert shown.lowest_30_minor == 900
    assert {one.reduction for id_, one in (await shop.shown()).items() if id_ != first} == {None}
    shop.on_day(27)
    assert (await shop.shown())[first].reduction is None


async def test_what_an_article_asks_by_itself_is_remembered_as_soon_as_it_is_written(work: Work) -> None:
    shop = await a_range(work)
    (tea,) = await items.create_items(work, shops.MARKET, shop.merchant_id, [TEA], shop.stores[:1])
    written = tea.written()
    dearer = [msgspec.structs.replace(one, price_minor=9900) for one in written.variants[:1]]
    new = msgspec.structs.replace(written, variants=[*dearer, *written.variants[1:]])
    await items.change_items(work, shops.MARKET, shop.merchant_id, [(new, tea.revision)])
    words = [await prices.history(work, shops.MARKET, one.variant_id) for one in tea.variants]
    assert [[one.price_minor for one in said] for said in words] == [[8800, 9900], [16800]]
