"""Attract: a place that opens can be found, one that closes owes nothing, and who wants to open one hears how
it stands; head office and franchisee hear from each other.
"""

from uuid import UUID

from linli.kernel.database import Database, Work
from linli.kernel.journey import Journey
from linli.modules import (
    attribution,
    catalog,
    chains,
    discovery,
    identity,
    items,
    malls,
    marketing,
    markets,
    merchants,
    orders,
    pickups,
    settlement,
    stock,
    vouchers,
)


def wire(journey: Journey) -> None:
    journey.on(markets.MarketOpened).at_once(set_commission)
    journey.on(merchants.StoreListed).later(show_place)
    journey.on(merchants.StoreChanged).later(show_place_again)
    journey.on(merchants.StoreClosing).at_once(
        refuse_unpaid,
        refuse_owed,
        refuse_waiting,
        refuse_transfers,
        withdraw_deals,
        withdraw_range,
        leave_chain,
    )
    journey.on(chains.BranchJoined).at_once(add_range)
    journey.on(chains.BranchLeft).at_once(drop_range).later(tell_left)
    journey.on(chains.TermsAsked).later(tell_asked)
    journey.on(chains.TermsAnswered).later(tell_answered)
    journey.on(malls.ListingSwitched).later(show_or_hide)
    imported = journey.on(merchants.ListingsImported)
    imported.at_once(ask_for_all_places).later(show_listings).by_job(show_all_places)
    journey.on(marketing.BatchStarted).by_job(make_the_rest)
    journey.on(merchants.MerchantVerified).later(show_offers)
    journey.on(merchants.MerchantSuspended).later(hide_offers)
    journey.on(merchants.MerchantLapsed).later(hide_offers_too)
    journey.on(marketing.Visited).later(note_touch)
    journey.on(merchants.ApplicationSubmitted).later(tell_received)
    journey.on(merchants.ApplicationQuestioned).later(tell_question)
    journey.on(merchants.ApplicationApproved).later(tell_approved)
    journey.on(merchants.ApplicationRefused).later(tell_refused)
    journey.on(merchants.RecheckDue).later(tell_owner)


async def set_commission(work: Work, event: markets.MarketOpened) -> None:
    await settlement.set_market_commission(work, event.market_id, event.commission_bp)


async def show_place(work: Work, event: merchants.StoreListed) -> None:
    await discovery.refresh_store(work, event.market_id, event.store_id)


async def show_place_again(work: Work, event: merchants.StoreChanged) -> None:
    await discovery.refresh_store(work, event.market_id, event.store_id)


async def refuse_unpaid(work: Work, event: merchants.StoreClosing) -> None:
    await orders.require_none_open(work, event.market_id, event.store_id)


async def refuse_owed(work: Work, event: merchants.StoreClosing) -> None:
    about = (event.market_id, event.merchant_id, event.store_id, event.other_store_ids)
    await vouchers.require_nothing_owed(work, *about)


async def refuse_waiting(work: Work, event: merchants.StoreClosing) -> None:
    await pickups.require_nothing_waiting(work, event.market_id, event.store_id)


async def refuse_transfers(work: Work, event: merchants.StoreClosing) -> None:
    await stock.require_no_transfers(work, event.market_id, event.store_id)


async def withdraw_deals(work: Work, event: merchants.StoreClosing) -> None:
    await catalog.withdraw_store(work, event.market_id, event.store_id)


async def show_or_hide(work: Work, event: malls.ListingSwitched) -> None:
    await discovery.refresh_stores(work, event.market_id, event.store_ids)


async def ask_for_all_places(work: Work, event: merchants.ListingsImported) -> None:
    if not event.store_ids:
        await discovery.ask_for_renewal(work, event.market_id)


async def show_listings(work: Work, event: merchants.ListingsImported) -> None:
    if event.store_ids:
        await discovery.refresh_stores(work, event.market_id, event.store_ids)


async def show_all_places(db: Database, event: merchants.ListingsImported) -> None:
    if not event.store_ids:
        await discovery.renew(db, event.market_id)


async def make_the_rest(db: Database, event: marketing.BatchStarted) -> None:
    await marketing.continue_batch(db, event.market_id, event.store_id, event.batch_id)


async def withdraw_range(work: Work, event: merchants.StoreClosing) -> None:
    await items.withdraw_range(work, event.market_id, event.store_id)


async def leave_chain(work: Work, event: merchants.StoreClosing) -> None:
    if await chains.branch_of(work, event.market_id, event.store_id):
        await chains.leave_chain(work, event.market_id, event.merchant_id, event.store_id)


async def add_range(work: Work, event: chains.BranchJoined) -> None:
    if event.whole:
        await items.add_whole_range(work, event.market_id, event.head_id, event.store_id)


async def drop_range(work: Work, event: chains.BranchLeft) -> None:
    if not event.run_by_head:
        await items.drop_range_of(work, event.market_id, event.head_id, event.store_id)


async def tell_asked(work: Work, event: chains.TermsAsked) -> None:
    key = "chain_terms" if event.joined else "chain_asked"
    await _tell_owners(work, event.market_id, event.merchant_id, key, event.store_id, event.head_id)


async def tell_answered(work: Work, event: chains.TermsAnswered) -> None:
    key = "chain_agreed" if event.agreed else "chain_declined"
    await _tell_owners(work, event.market_id, event.head_id, key, event.store_id, event.head_id)


async def tell_left(work: Work, event: chains.BranchLeft) -> None:
    """The other of the two."""
    told = event.merchant_id if event.by_id == event.head_id else event.head_id
    if not event.run_by_head:
        await _tell_owners(work, event.market_id, told, "chain_left", event.store_id, event.head_id)


async def note_touch(work: Work, event: marketing.Visited) -> None:
    about = (event.visit_id, event.store_id, event.link.link_id, event.channel.value)
    visitor = attribution.Visitor(
        person_id=event.person_id,
        device_id=event.device_id,
        source=event.source,
        agent=event.agent,
        own_staff=event.own_staff,
    )
    owner_id = event.link.clerk_id
    await attribution.note_visit(
        work, event.market_id, *about, visitor, campaign_id=event.campaign_id, owner_id=owner_id
    )


async def show_offers(work: Work, event: merchants.MerchantVerified) -> None:
    await discovery.refresh_merchant(work, event.market_id, event.merchant_id)


async def hide_offers(work: Work, event: merchants.MerchantSuspended) -> None:
    await discovery.refresh_merchant(work, event.market_id, event.merchant_id)


async def hide_offers_too(work: Work, event: merchants.MerchantLapsed) -> None:
    await discovery.refresh_merchant(work, event.market_id, event.merchant_id)


async def tell_received(work: Work, event: merchants.ApplicationSubmitted) -> None:
    await identity.tell(work, event.market_id, event.person_id, "application_received", title=event.title)


async def tell_question(work: Work, event: merchants.ApplicationQuestioned) -> None:
    words = {"title": event.title, "body": event.body}
    await identity.tell(work, event.market_id, event.person_id, "application_questioned", **words)


async def tell_approved(work: Work, event: merchants.ApplicationApproved) -> None:
    await identity.tell(work, event.market_id, event.person_id, "application_approved", title=event.title)


async def tell_refused(work: Work, event: merchants.ApplicationRefused) -> None:
    words = {"title": event.title, "reason": event.reason}
    await identity.tell(work, event.market_id, event.person_id, "application_refused", **words)


async def tell_owner(work: Work, event: merchants.RecheckDue) -> None:
    key = "recheck_due" if event.days else "verification_over"
    await identity.tell(work, event.market_id, event.person_id, key, name=event.name, days=event.days)


async def _tell_owners(
    work: Work, market_id: int, merchant_id: UUID, key: str, store_id: UUID, head_id: UUID
) -> None:
    store = await merchants.store(work, market_id, store_id)
    head = await merchants.merchant(work, market_id, head_id)
    words = {"store": {"zh": store.name, "en": store.name_en or store.name}, "head": head.name}
    staff = await merchants.staff_of_merchant(work, market_id, merchant_id)
    for person_id in sorted({one.person_id for one in staff if one.role is merchants.StaffRole.OWNER}):
        await identity.tell(work, market_id, person_id, key, **words)
