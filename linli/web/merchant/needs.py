"""What waits for the people of a store or of a whole merchant, each with the way to its rows."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import (
    catalog,
    chains,
    community,
    marketing,
    merchants,
    orders,
    payments,
    reservations,
    stock,
)
from linli.modules.merchants import ApplicationState, Store
from linli.web.merchant.shop import pick
from linli.web.shared.http import Here

FEW_LEFT = 10
# A verification that ends within this time is looked after now.
ENDS_WITHIN = timedelta(days=30)
MOST_DEALS = 2_000
MOST_REFUNDS = 100


class Need(msgspec.Struct, frozen=True):
    """Something that waits; `key` names its words, `store` is whose it is where there are several."""

    key: str
    icon: str
    href: str
    count: int = 0
    title: str = ""
    store: str = ""


def desk_of(here: Here, store: Store) -> str:
    """Where a store's desk is."""
    return here.url(f"desk/{store.slug}")


async def store_needs(here: Here, reader: Reader, stores: Sequence[Store]) -> list[Need]:
    """What waits in these stores, in as many queries for many as for one; the most urgent kind first."""
    ids = [store.store_id for store in stores]
    unanswered = await community.unanswered_counts(reader, here.market_id, ids)
    linked = await marketing.stores_with_links(reader, here.market_id, ids)
    deals = await catalog.deals_of_stores(reader, here.market_id, ids, None, MOST_DEALS)
    names = {store.store_id: pick(here, store.name, store.name_en) for store in stores}
    needs = await _refunds(here, reader, stores)
    needs += await _stock(here, reader, stores, deals)
    asked = await stock.asked_of_stores(reader, here.market_id, ids)
    for store in stores:
        desk, name = desk_of(here, store), names[store.store_id]
        if count := asked.get(store.store_id, 0):
            needs.append(Need("asked", "truck", f"{desk}/stock/transfers", count, store=name))
        if count := unanswered.get(store.store_id, 0):
            needs.append(Need("reviews", "message-circle", f"{desk}/reviews", count, store=name))
        if not any(deal.sold_at(store.store_id) for deal in deals):
            needs.append(Need("no_deal", "ticket-percent", f"{desk}/deals/new", store=name))
        if store.store_id not in linked:
            needs.append(Need("no_link", "qr-code", f"{desk}/codes", store=name))
    return needs


async def merchant_needs(
    here: Here, reader: Reader, merchant_id: UUID, desk: str, *, owns: bool, only: UUID | None = None
) -> list[Need]:
    """What waits for whoever runs the merchant: invitations (`only`: of this store), and for owners the
    license, what was asked about it, and what a chain asks. `desk` is that of any of its stores, where its
    staff is.
    """
    needs = []
    if owns:
        needs += await _verification(here, reader, merchant_id)
        needs += await _asked_by_chains(here, reader, merchant_id, only)
    invited = [
        one
        for one in await merchants.open_invitations(reader, here.market_id, merchant_id)
        if only is None or one.store_id == only
    ]
    if invited and desk:
        needs.append(Need("invitations", "users", f"{desk}/staff", len(invited)))
    return needs


async def _asked_by_chains(here: Here, reader: Reader, merchant_id: UUID, only: UUID | None) -> list[Need]:
    """Stores that a chain asks in, or whose head office would like other terms: the franchisee's turn."""
    every = await chains.branches_of_merchant(reader, here.market_id, merchant_id)
    asked = [one for one in every if (one.offer or not one.joined) and only in (None, one.store_id)]
    if not asked:
        return []
    stores = await merchants.stores(reader, here.market_id, [one.store_id for one in asked])
    return [
        Need(
            "chain_terms" if one.joined else "chain_asks",
            "store",
            f"{desk_of(here, store)}/chain",
            title=pick(here, store.name, store.name_en),
        )
        for one in asked
        for store in [stores.get(one.store_id)]
        if store is not None
    ]


async def _verification(here: Here, reader: Reader, merchant_id: UUID) -> list[Need]:
    """The reader's own applications that were asked about, and a verification that ends or has ended."""
    mine = await merchants.applications_of(reader, here.market_id, here.person.person_id)
    needs = [
        Need(
            "questions",
            "circle-question-mark",
            here.url(f"applications/{one.application_id}"),
            title=one.title,
        )
        for one in mine
        if one.state is ApplicationState.ASKED
    ]
    merchant = await merchants.merchant(reader, here.market_id, merchant_id)
    until = merchant.verified_until
    if merchant.ran_out(reader.now):
        needs.append(Need("verification_over", "shield", here.url("applications")))
    elif merchant.verified and until is not None and until - reader.now <= ENDS_WITHIN:
        left = max(1, (until - reader.now).days)
        needs.append(Need("verification", "shield", here.url("applications"), left))
    return needs


async def _stock(
    here: Here, reader: Reader, stores: Sequence[Store], deals: Sequence[catalog.Deal]
) -> list[Need]:
    lefts = await reservations.lefts(reader, here.market_id, [deal.deal_id for deal in deals])
    keepers = {store.store_id: store for store in stores}
    needs = []
    for deal in deals:
        keeper, left = keepers.get(deal.store_id), lefts.get(deal.deal_id, 0)
        if keeper is None or left > FEW_LEFT:
            continue
        key, title = "few_left" if left else "sold_out", pick(here, deal.title, deal.title_en)
        href, name = f"{desk_of(here, keeper)}/deals", pick(here, keeper.name, keeper.name_en)
        needs.append(Need(key, "package", href, left, title, name))
    return needs


async def _refunds(here: Here, reader: Reader, stores: Sequence[Store]) -> list[Need]:
    """Refunds of these stores' orders that the provider would not send; the market's finance is on them."""
    failed = payments.RefundFilter(state=payments.RefundState.FAILED)
    page = await payments.refunds_of_market(reader, here.market_id, failed, None, MOST_REFUNDS)
    if not page.items:
        return []
    about = await orders.orders_of_ids(reader, here.market_id, {one.order_id for one in page.items})
    theirs = {store.store_id: store for store in stores}
    return [
        Need(
            "refund",
            "undo-2",
            f"{desk_of(here, theirs[order.store_id])}/orders/{order.order_id}",
            title=order.number_grouped,
            store=pick(here, theirs[order.store_id].name, theirs[order.store_id].name_en),
        )
        for order in about.values()
        if order.store_id in theirs
    ]
