"""A chain, from an empty desk to its statements: 500 goods of a file, three branches, a mall, every cent."""

from dataclasses import dataclass
from datetime import timedelta

from linli.journey import wire
from linli.kernel.database import Database
from linli.kernel.journey import Journey
from linli.modules import audits, chains, markets, merchants, settlement
from linli.modules.chains import Collects, Terms
from tests.browser import goods, money, sign_in
from tests.browser.chain_cast import Business, Cast, founded
from tests.browser.errands import signs_in
from tests.browser.goods import Article, article, goes, presses, sees
from tests.browser.reading import minor_in, until
from tests.browser.theater import DESKTOP, Person, Theater, chromium
from tests.product import Product

MARKET, LOCALE = "hangzhou", "zh"
RECEIVED = 5
# The market's usual commission, in hundredths of a per cent.
COMMISSION = 600
SETTLED_AFTER = timedelta(days=2)
FIRST, SECOND, THIRD = article(1), article(2), article(3)


@dataclass
class Play:
    """The chain, who plays in it, and what is sold where."""

    cast: Cast
    owner: Person
    franchisee: Person
    codes: dict[str, str]

    @property
    def sold(self) -> dict[str, Article]:
        hill, river = self.cast.head.slugs
        return {hill: FIRST, river: SECOND, self.cast.franchisee.slugs[0]: THIRD}


async def test_a_chain_of_three_finds_every_cent_in_its_statements(theater: Theater) -> None:
    play = await comes_into_being(theater)
    hill, river = play.cast.head.slugs
    (gate,) = play.cast.franchisee.slugs
    await fills_its_shelves(play)
    await buys_one_at_each(theater, play)
    await hand_out_and_take_back(theater, play, returned=river)
    assert await goods.on_hand(play.owner, play.cast.desk(hill), FIRST) == RECEIVED - 2
    assert await goods.on_hand(play.owner, play.cast.desk(river), FIRST) == 1
    assert await goods.on_hand(play.owner, play.cast.desk(river), SECOND) == RECEIVED
    assert await goods.on_hand(play.franchisee, play.cast.desk(gate), THIRD) == RECEIVED - 1
    await opens_its_mall(theater, play)
    await the_statements_add_up(theater.stage, play)


async def comes_into_being(theater: Theater) -> Play:
    """The head office takes its trade's shelves and 480 of 500 goods, which three stores then sell."""
    cast = await founded(theater.stage, MARKET)
    desk = cast.desk(cast.head.slugs[0])
    owner = await theater.person("head office", LOCALE, size=DESKTOP)
    await sign_in.by_password(owner, MARKET, cast.head.owner, desk)
    await goods.takes_the_templates_shelves(owner, desk)
    await goods.imports(owner, desk, *goods.sheet())
    franchisee = await theater.person("franchisee", LOCALE, size=DESKTOP)
    await sign_in.by_password(franchisee, MARKET, cast.franchisee.owner, cast.desk(cast.franchisee.slugs[0]))
    await agree(theater.stage, cast)
    return Play(cast, owner, franchisee, {})


async def agree(product: Product, cast: Cast) -> None:
    """Own stores sell for the head office; the franchisee collects what it sells."""
    database = await product.database(wire(Journey()))
    try:
        async with database.work() as work:
            here = await markets.market_by_slug(work, cast.market)
            head = (work, here.market_id, cast.head.merchant_id)
            for slug in cast.head.slugs:
                store = await merchants.store_by_slug(work, here.market_id, slug)
                await chains.invite_branch(*head, store.store_id, Terms(collects=Collects.HEAD))
            store = await merchants.store_by_slug(work, here.market_id, cast.franchisee.slugs[0])
            asked = await chains.invite_branch(*head, store.store_id, Terms(collects=Collects.BRANCH))
            who = (here.market_id, cast.franchisee.merchant_id, store.store_id)
            await chains.accept_terms(work, *who, asked.revision)
    finally:
        await database.pool.close()


async def fills_its_shelves(play: Play) -> None:
    """Goods come to each store, and one goes on from one own store to the other."""
    cast, owner = play.cast, play.owner
    hill, river = cast.head.slugs
    (gate,) = cast.franchisee.slugs
    await goods.receives(owner, cast.desk(hill), FIRST, RECEIVED)
    await goods.receives(owner, cast.desk(river), SECOND, RECEIVED)
    await goods.receives(play.franchisee, cast.desk(gate), THIRD, RECEIVED)
    transfer = await goods.sends(owner, cast.desk(hill), f"{cast.head.name} {river[:4]}", FIRST, 1)
    assert await goods.on_hand(owner, cast.desk(hill), FIRST) == RECEIVED - 1
    await goods.unpacks(owner, cast.desk(river), transfer)


async def buys_one_at_each(theater: Theater, play: Play) -> None:
    """On a phone: one article in each store, each paid by itself."""
    buyer = await theater.person("buyer", LOCALE)
    await sign_in.by_password(buyer, MARKET, signs_in(MARKET, "consumer").phone)
    for slug, what in play.sold.items():
        play.codes[slug] = await goods.buys(buyer, MARKET, slug, what)


async def hand_out_and_take_back(theater: Theater, play: Play, *, returned: str) -> None:
    """The clerks hand everything over by its code; one article comes back."""
    cast = play.cast
    for business in (cast.head, cast.franchisee):
        clerk = await theater.person(f"clerk of {business.slugs[0]}", LOCALE)
        await sign_in.by_password(clerk, MARKET, business.clerk, cast.counter(business.slugs[0]))
        for slug in business.slugs:
            await goods.hands_over(clerk, cast.counter(slug), play.codes[slug], play.sold[slug])
            if slug == returned:
                await goods.takes_back(clerk, cast.counter(slug), play.codes[slug])


async def opens_its_mall(theater: Theater, play: Play) -> None:
    """Made at the desk, confirmed by the market, and open to whoever types its own name."""
    cast, owner = play.cast, play.owner
    desk = cast.desk(cast.head.slugs[0])
    await goes(owner, f"{desk}/mall")
    await owner.page.locator("input[name=path]").fill(f"tea-{cast.mark}")
    await owner.page.locator("input[name=name]").fill(cast.head.name)
    await presses(owner, owner.say("desk.mall.make"), ".desk-form")
    await presses(owner, owner.say("desk.mall.open_it"))
    await owner.page.locator("input[name=host]").fill(cast.host)
    await presses(owner, owner.say("desk.mall.host.ask"))
    operator = await theater.person("operator", LOCALE, size=DESKTOP)
    waiting = f"/{MARKET}/operator/malls?waiting=1"
    await sign_in.by_password(operator, MARKET, signs_in(MARKET, "operator").phone, waiting)
    card = operator.page.locator("section.card", has_text=cast.host)
    await card.locator("form[action$=host-confirmation] input[name=why]").fill("TXT 记录已核对")
    async with operator.page.expect_navigation(wait_until="load"):
        await card.locator("form[action$=host-confirmation] button").click()
    assert operator.faults == []
    own = f"http://{cast.host}:{theater.stage.port}"
    # Malls stand behind HTTPS; here the browser takes the name for safe as it does 127.0.0.1.
    safe = f"--unsafely-treat-insecure-origin-as-secure={own}"
    async with chromium(f"--host-resolver-rules=MAP {cast.host} 127.0.0.1", safe) as browser:
        guests = Theater(theater.stage, browser)
        guest = await guests.person("guest of the mall", LOCALE)
        await goes(guest, f"{own}/")
        assert await guest.page.locator("h1").inner_text() == cast.head.name
        for slug in cast.head.slugs:
            assert await guest.page.locator(f"main a[href$='/stores/{slug}']").count()
        await goes(guest, f"{own}/{MARKET}/stores/{cast.head.slugs[0]}/range?q={FIRST.title}")
        assert guest.page.url.startswith(own)
        await sees(guest, FIRST.title)
        await guests.close()


def earned(*sold: Article) -> int:
    """What stays of the prices, in minor units: commission is rounded down."""
    return sum(one.price - one.price * COMMISSION // 10_000 for one in sold)


async def the_statements_add_up(product: Product, play: Play) -> None:
    """On the money page and in the statement: what each sold, less commission and what came back."""
    cast = play.cast
    both = ((play.owner, cast.head, earned(FIRST)), (play.franchisee, cast.franchisee, earned(THIRD)))
    for person, business, expected in both:
        await goes(person, f"{cast.desk(business.slugs[0])}/money")
        assert await money.figure(person, person.say("desk.money.earned")) == expected
        lines = person.page.locator(".lines-money tbody tr")
        assert sum(await money.amounts_in(lines, 6)) == expected
    await draws_up_and_checks(product)
    for person, business, expected in both:
        await reads_its_statement(person, cast, business, expected)


async def draws_up_and_checks(product: Product) -> None:
    """The statements of two days later are drawn up now; the audit finds no fault in books and stock."""
    database = await product.database(wire(Journey()), role=None)
    later = Database(database.pool, database.journey, lambda: database.clock() + SETTLED_AFTER)
    try:
        async with database.read() as reader:
            here = await markets.market_by_slug(reader, MARKET)
            found = await audits.check(reader, here.market_id)
        assert [one for one in found if not one.fine] == []
        assert await settlement.draft_statements(later, here.market_id) >= 2
    finally:
        await database.pool.close()


async def reads_its_statement(person: Person, cast: Cast, business: Business, expected: int) -> None:
    desk = cast.desk(business.slugs[0])
    statement = person.page.locator("main a.list-row")

    async def there() -> bool:
        return await statement.count() > 0

    await goes(person, f"{desk}/money/statements")
    await until(person, there, "the statement is there")
    async with person.page.expect_navigation(wait_until="load"):
        await statement.first.click()
    assert await minor_in(person.page.locator("main .stat-value")) == expected
    lines = await money.amounts_in(person.page.locator(".lines-money tbody tr"), 6)
    assert sum(lines) == expected
    assert money.in_csv(await money.file_of(person, "CSV")) == lines
