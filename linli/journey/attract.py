"""Attract: a place that opens can be found."""

from linli.kernel.database import Work
from linli.kernel.journey import Journey
from linli.modules import discovery, merchants


def wire(journey: Journey) -> None:
    journey.on(merchants.StoreListed).later(show_place)
    journey.on(merchants.StoreChanged).later(show_place_again)
    journey.on(merchants.ListingsImported).later(show_all_places)
    journey.on(merchants.MerchantVerified).later(show_all_places_again)
    journey.on(merchants.MerchantSuspended).later(hide_offers)


async def show_place(work: Work, event: merchants.StoreListed) -> None:
    await discovery.refresh_store(work, event.market_id, event.store_id)


async def show_place_again(work: Work, event: merchants.StoreChanged) -> None:
    await discovery.refresh_store(work, event.market_id, event.store_id)


async def show_all_places(work: Work, event: merchants.ListingsImported) -> None:
    await discovery.refresh_all(work, event.market_id)


async def show_all_places_again(work: Work, event: merchants.MerchantVerified) -> None:
    await discovery.refresh_all(work, event.market_id)


async def hide_offers(work: Work, event: merchants.MerchantSuspended) -> None:
    await discovery.refresh_all(work, event.market_id)
