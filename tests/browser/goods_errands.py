"""What stands in a market of goods, of their prices, and of the chain that sells them."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from linli.journey import wire
from linli.kernel import ids
from linli.kernel.database import Database, Work
from linli.kernel.idempotency import Key
from linli.kernel.journey import Journey
from linli.modules import (
    carts,
    chains,
    flash,
    items,
    malls,
    markets,
    merchants,
    orders,
    pickups,
    prices,
    promotions,
    stock,
)
from linli.modules.chains import RangeRule, Terms
from tests.browser.chain_cast import Cast, founded
from tests.product import Product

PRICE_MINOR, TILL_MINOR = 3900, 4200
# The other's range stays its own.
LISTED = Terms(range=RangeRule.LISTED)
# Where no store of the demo is.
FAR = 0.03


@dataclass(frozen=True)
class GoodsProps:
    """The ids of all that; the two orders still have to be paid."""

    item_id: str
    variant_id: str
    ticket_id: str
    ticket: str
    ticket_day: str
    transfer_id: str
    import_id: str
    book_id: str
    waiting_goods: str
    aisle_goods: str
    franchise_id: str
    stranger: str
    territory_id: str
    mall: str
    mall_page: str
    page_id: str
    coupons: str
    flash_sale: str
    coming_sale: str


@dataclass(frozen=True)
class _Shop:
    """The store of the pages, in its market, with who owns it and who buys there."""

    market: markets.Market
    store: merchants.Store
    merchant_id: UUID
    owner_id: UUID
    buyer_id: UUID

    @property
    def market_id(self) -> int:
        return self.market.market_id


async def set_up(product: Product, market: str, slug: str, owner_id: UUID, buyer_id: UUID) -> GoodsProps:
    """An article with all that can happen to it, in the shop of the demo's owner."""
    cast = await founded(product, market)
    database = await product.database(wire(Journey()))
    try:
        async with database.read() as reader:
            here = await markets.market_by_slug(reader, market)
            store = await merchants.store_by_slug(reader, here.market_id, slug)
        assert store.merchant_id
        shop = _Shop(here, store, store.merchant_id, owner_id, buyer_id)
        async with database.work() as work:
            item_id, variant_id = await _article(work, shop)
            ticket_id, ticket, ticket_day = await _ticket(work, shop)
            transfer_id = await _sent(work, shop, variant_id)
            book_id = await _priced(work, shop, variant_id)
            franchise_id, territory_id = await _chain(work, shop, cast)
            mall, page = await _mall(work, shop)
            coupons = await _coupons(work, shop)
            # The demo's: the last announced comes first.
            coming, on, *_ = await flash.sales_of_store(work, shop.market_id, store.store_id)
        waiting = await _ordered(database, shop, variant_id, orders.OrderKind.PICKUP)
        aisle = await _ordered(database, shop, variant_id, orders.OrderKind.AISLE)
        import_id = await _imported(database, shop)
    finally:
        await database.pool.close()
    return GoodsProps(
        item_id=str(item_id),
        variant_id=str(variant_id),
        ticket_id=str(ticket_id),
        ticket=str(ticket),
        ticket_day=ticket_day.isoformat(),
        transfer_id=str(transfer_id),
        import_id=str(import_id),
        book_id=str(book_id),
        waiting_goods=str(waiting),
        aisle_goods=str(aisle),
        franchise_id=str(franchise_id),
        stranger=cast.head.slugs[0],
        territory_id=str(territory_id),
        mall=mall.slug,
        mall_page=page.slug,
        page_id=str(page.page_id),
        coupons=str(coupons),
        flash_sale=str(on.sale_id),
        coming_sale=str(coming.sale_id),
    )


async def _coupons(work: Work, shop: _Shop) -> UUID:
    """A batch that anybody may claim from, and of which the buyer has one."""
    terms = promotions.Terms(
        title="满30减5",
        title_en="5 off from 30",
        kind=promotions.Kind.FULL_REDUCTION,
        off_minor=500,
        from_minor=3000,
        valid_from=work.now - timedelta(hours=1),
        valid_until=work.now + timedelta(days=30),
        total=50,
        per_person=2,
    )
    batch = await promotions.make_batch(work, shop.market_id, shop.merchant_id, terms)
    key = Key("errands", secrets.token_hex(8), b"")
    await promotions.claim(work, shop.market_id, shop.buyer_id, batch.batch_id, key)
    return batch.batch_id


async def _article(work: Work, shop: _Shop) -> tuple[UUID, UUID]:
    """On the shelf, in the basket of whoever buys, and to be scanned in the aisle."""
    variant = items.NewVariant(price_minor=PRICE_MINOR, sku=f"CUP-{secrets.token_hex(3)}")
    new = items.NewItem(
        kind=items.ItemKind.GOODS, title="青瓷茶杯", title_en="Celadon tea cup", variants=[variant]
    )
    where, store_id = (work, shop.market_id), shop.store.store_id
    (made,) = await items.create_items(*where, shop.merchant_id, [new], [store_id])
    variant_id = made.variants[0].variant_id
    await stock.receive(*where, store_id, {variant_id: 20}, _key())
    await pickups.set_rules(*where, store_id, pickups.Rules(self_checkout=True))
    for mode in carts.CartMode:
        await carts.add(*where, shop.buyer_id, store_id, mode, variant_id)
    return made.item_id, variant_id


async def _ticket(work: Work, shop: _Shop) -> tuple[UUID, UUID, date]:
    """Sold by the day, the next day among them."""
    variant = items.NewVariant(price_minor=PRICE_MINOR)
    new = items.NewItem(kind=items.ItemKind.TICKET, title="茶会", title_en="Tea tasting", variants=[variant])
    where, store_id = (work, shop.market_id), shop.store.store_id
    (made,) = await items.create_items(*where, shop.merchant_id, [new], [store_id])
    variant_id = made.variants[0].variant_id
    day = markets.day_of(work.now, shop.market.timezone) + timedelta(days=1)
    await stock.set_days(*where, store_id, variant_id, [day, day + timedelta(days=1)], 8)
    await stock.close_days(*where, store_id, variant_id, [day + timedelta(days=1)])
    return made.item_id, variant_id, day


async def _sent(work: Work, shop: _Shop, variant_id: UUID) -> UUID:
    """One of it is on its way to another store of the merchant."""
    between = (shop.store.store_id, (await _second(work, shop)).store_id)
    sent = await stock.send_transfer(work, shop.market_id, *between, {variant_id: 1}, _key())
    return sent.transfer_id


async def _second(work: Work, shop: _Shop) -> merchants.Store:
    """Another store of the merchant, opened where there is none."""
    known = await merchants.stores_of_merchant(work, shop.market_id, shop.merchant_id)
    for one in known:
        if one.store_id != shop.store.store_id and not one.closed:
            return one
    other = merchants.Store(
        store_id=ids.uuid7(),
        slug=f"{shop.store.slug}-2",
        name=f"{shop.store.name} 2",
        trade=shop.store.trade,
        lat=shop.store.lat,
        lon=shop.store.lon,
        merchant_id=shop.merchant_id,
        source="demo",
    )
    await merchants.list_store(work, shop.market_id, other)
    return other


async def _priced(work: Work, shop: _Shop, variant_id: UUID) -> UUID:
    """A price book for the shop alone; the shop promises one price, and its till asks another."""
    about = (work, shop.market_id, shop.merchant_id)
    book = await prices.write_book(*about, prices.NewBook(name="In store", store_ids=[shop.store.store_id]))
    await prices.declare_parity(*about, shop.store.store_id)
    line = prices.TillLine(variant_id, TILL_MINOR, PRICE_MINOR)
    await prices.report_till_prices(*about, shop.store.store_id, [line])
    return book.book_id


async def _chain(work: Work, shop: _Shop, cast: Cast) -> tuple[UUID, UUID]:
    """A franchisee with an area of its own; and the shop itself is asked into somebody else's chain."""
    market_id, head_id = shop.market_id, shop.merchant_id
    store = await merchants.store_by_slug(work, market_id, cast.franchisee.slugs[0])
    asked = await chains.invite_branch(work, market_id, head_id, store.store_id, LISTED)
    joining = (cast.franchisee.merchant_id, store.store_id)
    await chains.accept_terms(work, market_id, *joining, asked.revision)
    area = chains.Circle(shop.market.lat + FAR, shop.market.lon + FAR, 300)
    # One article alone is sold by area; the shop sells all others wherever they are used.
    variant = items.NewVariant(price_minor=PRICE_MINOR)
    bound = items.NewItem(kind=items.ItemKind.GOODS, title="茶柜", title_en="Tea cabinet", variants=[variant])
    (cabinet,) = await items.create_items(work, market_id, head_id, [bound], [shop.store.store_id])
    new = chains.NewTerritory(store_id=store.store_id, name="North", area=area, item_ids=[cabinet.item_id])
    drawn = await chains.draw_territory(work, market_id, head_id, new)
    if await chains.branch_of(work, market_id, shop.store.store_id) is None:
        await chains.invite_branch(work, market_id, cast.head.merchant_id, shop.store.store_id, LISTED)
    return store.store_id, drawn.territory_id


async def _mall(work: Work, shop: _Shop) -> tuple[malls.Mall, malls.Page]:
    """The demo's own, and its first page."""
    about = (work, shop.market_id, shop.merchant_id)
    mall = await malls.mall_of_merchant(*about)
    assert mall
    return mall, (await malls.pages(*about))[0]


async def _ordered(database: Database, shop: _Shop, variant_id: UUID, kind: orders.OrderKind) -> UUID:
    async with database.work() as work:
        order = await orders.place_goods(
            work,
            shop.market_id,
            shop.buyer_id,
            shop.store.store_id,
            [orders.Wanted(variant_id, 2)],
            kind,
            visit_id=None,
            link_code=None,
            provider="sandbox",
            pay_within=timedelta(minutes=15),
            key=_key(),
        )
    return order.order_id


async def _imported(database: Database, shop: _Shop) -> UUID:
    """A file that was sent and not yet imported, with a row to mend."""
    rows = f"货号,名称,售价\n{secrets.token_hex(4)},茶壶,39\n,茶盘,x\n"
    ready = await items.prepare_import(rows.encode(), shop.store.trade, shop.market)
    async with database.work() as work:
        keeper = await items.keeper(work, shop.market_id, shop.owner_id, shop.merchant_id)
        about = (work, shop.market_id, keeper, ready, "tea.csv", [shop.store.store_id], None)
        return (await items.show_import(*about)).import_id


def _key() -> Key:
    return Key("pages", secrets.token_hex(8), b"")
