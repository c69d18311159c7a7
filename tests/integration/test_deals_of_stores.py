"""One deal of several stores: sold at each, used at any, kept as it was sold, credited to where it was
used.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.modules import catalog, community, discovery, marketing, markets, merchants, orders, vouchers
from tests.integration.trade_stage import HANGZHOU, MARKET, MEI, MERCHANT, STORE, Town, open_town

LAKE, HILL = ids.derived("store", "lake"), ids.derived("store", "hill")
STRANGER = ids.derived("store", "stranger")
TODAY = timedelta(days=1)


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    """The merchant runs two branches more; the stranger's store is another merchant's."""
    async with open_town(postgres) as town:
        async with town.db.work() as work:
            other = merchants.Merchant(
                merchant_id=ids.derived("merchant", "stranger"),
                name="别家",
                state=merchants.MerchantState.VERIFIED,
            )
            await merchants.add_merchant(work, MARKET, other)
            for store_id, slug, merchant_id in (
                (LAKE, "lake", MERCHANT),
                (HILL, "hill", MERCHANT),
                (STRANGER, "stranger", other.merchant_id),
            ):
                store = merchants.Store(
                    store_id=store_id,
                    slug=slug,
                    name=f"{slug} 店",
                    name_en=slug.title(),
                    trade="restaurant",
                    lat=30.2,
                    lon=120.1,
                    merchant_id=merchant_id,
                )
                await merchants.list_store(work, MARKET, store)
        yield town


def offer(*store_ids: UUID, **changes: object) -> catalog.NewDeal:
    new = {
        "store_id": STORE,
        "title": "双人馄饨",
        "title_en": "Wonton for two",
        "price_minor": 1290,
        "list_price_minor": 2580,
        "currency": "CNY",
        "stock": 100,
        "contents": [catalog.Content(name="馄饨")],
        "store_ids": store_ids,
    }
    return catalog.NewDeal(**{**new, **changes})


async def published(town: Town, *store_ids: UUID) -> catalog.Deal:
    async with town.db.work() as work:
        return await catalog.publish_deal(work, MARKET, offer(*store_ids))


async def taken(town: Town, voucher: vouchers.Voucher, store_id: UUID) -> vouchers.Redeemed:
    async with town.db.work() as work:
        return await vouchers.redeem(work, MARKET, voucher.code, store_id, MEI, town.key(), HANGZHOU)


async def test_a_deal_stands_in_every_one_of_its_stores(town: Town) -> None:
    deal = await published(town, LAKE)
    assert deal.store_ids == tuple(sorted((STORE, LAKE)))
    async with town.db.read() as reader:
        for store_id, expected in ((STORE, [deal]), (LAKE, [deal]), (HILL, [])):
            assert await catalog.deals_of_store(reader, MARKET, store_id) == expected
        assert await catalog.deals_of_stores(reader, MARKET, [STORE, LAKE], None, 10) == [deal]


async def test_search_offers_it_at_each_until_it_ends(town: Town) -> None:
    deal = await published(town, LAKE)
    await town.work_off()
    assert await _offering(town) == {STORE, LAKE}
    async with town.db.work() as work:
        await catalog.change_deal(work, MARKET, deal.deal_id, offer(HILL), deal.revision)
    await town.work_off()
    assert await _offering(town) == {STORE, HILL}
    async with town.db.work() as work:
        await catalog.end_deal(work, MARKET, deal.deal_id)
    await town.work_off()
    assert await _offering(town) == set()


async def _offering(town: Town) -> set[UUID]:
    async with town.db.read() as reader:
        market = await markets.market(reader, MARKET)
        at = (market.lat, market.lon)
        found = await discovery.find(reader, MARKET, at=at, deals_only=True, place=market)
    return {one.place.store_id for one in found}


async def test_another_merchants_store_is_refused_and_so_is_one_that_is_not_there(town: Town) -> None:
    for wrong in (STRANGER, ids.uuid7()):
        with pytest.raises(Refusal, match="invalid") as refused:
            await published(town, wrong)
        assert refused.value.params["field"] == "stores"


async def test_a_voucher_is_taken_at_any_of_its_stores_and_the_taking_one_is_written_down(town: Town) -> None:
    deal = await published(town, LAKE)
    _, [first, second] = await town.bought(deal, 2)
    assert (await taken(town, first, LAKE)).redemption.store_id == LAKE
    assert (await taken(town, second, STORE)).redemption.store_id == STORE
    async with town.db.read() as reader:
        since = reader.now - TODAY
        here = await vouchers.redemptions_of_store(reader, MARKET, LAKE, since)
        assert [line.voucher_id for line in here] == [first.voucher_id]
        assert (await vouchers.redemption_totals(reader, MARKET, STORE, since)).redemptions == 1


async def test_any_other_store_is_told_where_it_is_good_and_changes_nothing(town: Town) -> None:
    deal = await published(town, LAKE)
    _, [voucher] = await town.bought(deal)
    for store_id in (HILL, STRANGER):
        with pytest.raises(Refusal, match="voucher_of_another_store") as refused:
            await taken(town, voucher, store_id)
        assert refused.value.params == {"stores": "老王馄饨铺、lake 店", "stores_en": "老王馄饨铺, Lake"}
        async with town.db.read() as reader:
            seen = await vouchers.prepare(reader, MARKET, voucher.code, store_id, HANGZHOU)
        assert (seen.voucher, seen.why) == (None, "voucher_of_another_store")
    assert (await taken(town, voucher, LAKE)).voucher.state is vouchers.VoucherState.REDEEMED


async def test_only_the_store_that_took_it_takes_it_back(town: Town) -> None:
    deal = await published(town, LAKE)
    _, [voucher] = await town.bought(deal)
    done = await taken(town, voucher, LAKE)
    for store_id, expected in ((STORE, "redemption_not_found"), (LAKE, "done")):
        try:
            async with town.db.work() as work:
                which = done.redemption.redemption_id
                await vouchers.undo_redemption(work, MARKET, which, store_id, MEI, TODAY)
            assert expected == "done"
        except Refusal as refusal:
            assert refusal.code == expected


async def test_what_was_sold_stays_good_where_it_was_when_it_was_sold(town: Town) -> None:
    deal = await published(town, LAKE)
    placed = await town.place(deal)
    _, [before] = await town.bought(deal)
    async with town.db.work() as work:
        changed = await catalog.change_deal(work, MARKET, deal.deal_id, offer(), deal.revision)
    assert changed.store_ids == (STORE,)
    assert changed.terms_id != deal.terms_id
    _, [after] = await town.bought(changed)
    [promised] = await town.vouchers(await town.pay(placed))
    for voucher in (before, promised):
        assert (await taken(town, voucher, LAKE)).redemption.store_id == LAKE
    with pytest.raises(Refusal, match="voucher_of_another_store"):
        await taken(town, after, LAKE)


async def test_an_order_is_the_stores_by_whose_page_it_came(town: Town) -> None:
    deal = await published(town, LAKE)
    for by, seller in ((LAKE, LAKE), (STORE, STORE), (None, STORE), (HILL, STORE), (STRANGER, STORE)):
        async with town.db.work() as work:
            order = await orders.place(
                work,
                MARKET,
                ids.uuid7(),
                deal.deal_id,
                1,
                visit_id=None,
                link_code=None,
                provider="sandbox",
                pay_within=timedelta(minutes=15),
                key=town.key(),
                store_id=by,
            )
        assert order.store_id == seller


async def test_use_and_review_are_the_taking_stores_sale_and_refund_the_selling_ones(town: Town) -> None:
    deal = await published(town, LAKE)
    _, [voucher] = await town.bought(deal)
    await taken(town, voucher, LAKE)
    review = await town.review(voucher)
    assert review.store_id == LAKE
    await town.work_off()
    async with town.db.read() as reader:
        period = (reader.now - TODAY, reader.now + TODAY)
        [sold] = await marketing.channel_lines(reader, MARKET, STORE, *period)
        [used] = await marketing.channel_lines(reader, MARKET, LAKE, *period)
        rows = await marketing.steps_of_store(reader, MARKET, LAKE, *period, list(marketing.StepKind))
        rating = await community.rating(reader, MARKET, LAKE)
    assert (sold.orders, sold.paid_minor, sold.redeemed, sold.reviews) == (1, 1290, 0, 0)
    assert (used.orders, used.paid_minor, used.redeemed, used.redeemed_minor, used.reviews) == (
        0,
        0,
        1,
        1290,
        1,
    )
    assert {row.kind for row in rows.items} == {marketing.StepKind.REDEEMED, marketing.StepKind.REVIEWED}
    assert rating is not None


async def test_a_stores_list_holds_what_can_be_used_there_wherever_it_was_sold(town: Town) -> None:
    shared, own = await published(town, LAKE), await published(town)
    _, [here] = await town.bought(shared)
    _, [elsewhere] = await town.bought(own)
    async with town.db.read() as reader:
        for store_id, expected in ((STORE, [elsewhere, here]), (LAKE, [here]), (HILL, [])):
            page = await vouchers.vouchers_of_store(reader, MARKET, store_id, merchant_id=MERCHANT)
            assert page.items == expected
            by_tail = await vouchers.vouchers_of_store(
                reader, MARKET, store_id, merchant_id=MERCHANT, tail=here.code_tail
            )
            assert (here in by_tail.items) is (here in expected)
