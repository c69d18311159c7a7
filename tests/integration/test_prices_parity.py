"""Online as in the shop: refused, explained, or found by what the till says.

Each act is a transaction of its own, in a market that no other test looks at.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Database, Work
from linli.kernel.refusals import Refusal
from linli.modules import prices
from linli.modules.prices import Book, Channel, Entry, Finding, NewBook, TillFilter, TillLine

MARKET = 77
ONLINE = NewBook(name="网店", channel=Channel.ONLINE)
IN_STORE = NewBook(name="店内", channel=Channel.IN_STORE)
EXPLAINED = NewBook(name="店内", channel=Channel.IN_STORE, reason="临期", reason_en="Near its date")


class Shop:
    """A merchant with a store of which one article costs 10.00."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.merchant, self.store, self.article = (ids.uuid7() for _ in range(3))

    async def do(self, act: Callable[[Work], Awaitable[object]]) -> str:
        """What it was refused with; empty where it was done."""
        try:
            async with self.db.work() as work:
                await act(work)
        except Refusal as no:
            return no.code
        return ""

    async def declare(self) -> str:
        return await self.do(lambda work: prices.declare_parity(work, MARKET, self.merchant, self.store))

    async def base(self, minor: int) -> str:
        bases = {self.article: minor}
        return await self.do(lambda work: prices.note_bases(work, MARKET, self.merchant, bases))

    async def write(self, new: NewBook, minor: int, article: UUID | None = None) -> str:
        entry = Entry(article or self.article, minor)
        return await self.do(lambda work: prices.write_book(work, MARKET, self.merchant, new, [entry]))

    async def change(self, book: Book, new: NewBook, state: prices.BookState = prices.BookState.ON) -> str:
        key = (MARKET, self.merchant, book.book_id, new, book.revision, state)
        return await self.do(lambda work: prices.change_book(work, *key))

    async def books(self) -> list[Book]:
        async with self.db.read() as reader:
            return await prices.books(reader, MARKET, self.merchant)

    async def till(self, minor: int, read_ago: timedelta = timedelta()) -> prices.TillReport:
        async with self.db.work() as work:
            lines = [TillLine(self.article, minor, 1000)]
            key = (MARKET, self.merchant, self.store, lines, work.now - read_ago)
            return await prices.report_till_prices(work, *key)

    async def findings(self, **wanted: Any) -> list[prices.TillPrice]:
        async with self.db.read() as reader:
            asked = TillFilter(merchant_id=self.merchant, **wanted)
            return (await prices.till_prices(reader, MARKET, asked, None, 10)).items


async def test_a_promise_refuses_another_price_now_later_for_members_and_by_the_base_price(
    db: Database,
) -> None:
    shop = Shop(db)
    assert await shop.base(1000) == ""
    assert await shop.write(ONLINE, 1000) == ""
    assert (await shop.declare(), await shop.declare()) == ("", "")
    async with db.work() as work:
        begins = work.now + timedelta(days=7)
        assert await prices.parity_since(work, MARKET, shop.store) is not None
    later = NewBook(name="下周", channel=Channel.IN_STORE, begins_at=begins)
    members = NewBook(name="会员", channel=Channel.ONLINE, tier="gold")
    for new in (IN_STORE, later, members):
        assert await shop.write(new, 900) == "parity_broken"
    assert await shop.write(NewBook(name="都减"), 900) == "parity_broken", "the web keeps its own price"
    assert await shop.base(1100) == "parity_broken"
    assert len(await shop.books()) == 1
    assert await shop.write(IN_STORE, 5, ids.uuid7()) == "parity_broken", "the base price is not known"
    elsewhere = NewBook(name="别店", channel=Channel.ONLINE, region="East")
    assert await shop.write(elsewhere, 900) == "", "no promise there"


async def test_a_reason_is_shown_openly_and_goes_only_with_the_difference(db: Database) -> None:
    shop = Shop(db)
    await shop.base(1000)
    await shop.declare()
    assert await shop.write(EXPLAINED, 900) == ""
    (book,) = await shop.books()
    async with db.read() as reader:
        key = (MARKET, shop.merchant, shop.store, Channel.ONLINE, "", {shop.article: 1000})
        told = (await prices.price_of(reader, *key))[shop.article]
    assert (told.price_minor, told.other_minor, told.reason) == (1000, 900, "临期")
    assert await shop.change(book, IN_STORE) == "parity_broken"
    assert await shop.change(book, IN_STORE, prices.BookState.OFF) == ""
    async with db.work() as work:
        await prices.withdraw_parity(work, MARKET, shop.merchant, shop.store)
    assert await shop.write(IN_STORE, 900) == ""
    assert await shop.declare() == "parity_broken", "what differs already is mended first"


async def test_of_a_promise_and_a_price_that_breaks_it_at_once_one_is_refused(db: Database) -> None:
    shop = Shop(db)
    await shop.base(1000)
    said = await asyncio.gather(shop.declare(), shop.write(ONLINE, 900))
    assert sorted(said) == ["", "parity_broken"]
    assert await shop.write(NewBook(name="都减"), 950) == ""
    (book, *_) = await shop.books()
    both = await asyncio.gather(*(shop.change(book, NewBook(name=name)) for name in ("甲", "乙")))
    assert sorted(both) == ["", "book_changed"]


async def test_a_till_is_laid_beside_what_was_asked_online_and_an_older_word_changes_nothing(
    db: Database,
) -> None:
    shop = Shop(db)
    await shop.base(1000)
    await shop.declare()
    assert await shop.till(1000) == prices.TillReport(1, 0, 0)
    assert await shop.till(950) == prices.TillReport(1, 0, 1)
    assert await shop.till(1000, timedelta(hours=1)) == prices.TillReport(0, 1, 0)
    (first,) = await shop.findings(declared=True, finding=Finding.DIFFERS)
    assert (first.till_minor, first.online_minor, first.declared) == (950, 1000, True)
    assert await shop.till(940) == prices.TillReport(1, 0, 1)
    (second,) = await shop.findings()
    assert (second.till_minor, second.differs_since) == (940, first.differs_since)
    await shop.write(EXPLAINED, 900)
    await shop.till(900)
    (third,) = await shop.findings()
    assert (third.finding, third.differs_since, third.in_store_minor) == (Finding.EXPLAINED, None, 900)
    async with db.read() as reader:
        (told,) = (await prices.declarations(reader, MARKET, shop.merchant, None, 10)).items
    assert (told.store_id, told.same, told.differing, told.explained) == (shop.store, 0, 0, 1)
    assert told.reported_at == third.reported_at
