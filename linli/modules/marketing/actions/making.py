"""Make a code of a place, and end it."""

from uuid import UUID

from linli.kernel import ids, texts
from linli.kernel.database import Reader, Work
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.kernel.signing import Signer
from linli.modules import catalog, items, merchants, promotions
from linli.modules.marketing.codes import new_link_code
from linli.modules.marketing.model import (
    CHANNELS,
    LANDINGS,
    WITH_REF,
    Channel,
    Landing,
    LandingKind,
    Link,
    Place,
)
from linli.modules.marketing.statements import SQL

LONGEST_LABEL = 60
LONGEST_PLACE = 40
LONGEST_CAMPAIGN = 60
_TRIES = 5


async def make_link(
    work: Work,
    market_id: int,
    store_id: UUID,
    channel: Channel,
    label: str,
    person_id: UUID,
    signer: Signer,
    place: Place | None = None,
) -> Link:
    """A new code of a store on a channel; that `person_id` may do this, the caller checks.

    Refuses: invalid (channel: one where no code can be shown; label: 1 to 60 characters; place: over 40;
    campaign: over 60; landing: no such thing of this store; clerk: nobody who works there).
    """
    about = await described(work, market_id, store_id, channel, label, place or Place())
    for _ in range(_TRIES):
        code = new_link_code(signer)
        row = (market_id, ids.uuid7(work.now), code, store_id, *about, person_id, work.now)
        if made := await work.one(Link, SQL.insert_link, *row):
            return made
    raise RuntimeError("no free link code was found")


async def end_link(work: Work, market_id: int, store_id: UUID, link_id: UUID) -> Link:
    """The code leads nowhere from now on; what came of it stays counted. Ending it again changes nothing.

    Refuses: not_found (no such code of this store).
    """
    ended = await work.one(Link, SQL.end_link, market_id, store_id, link_id, work.now)
    if ended is None:
        raise NOT_FOUND()
    return ended


Described = tuple[str, str, str, str, UUID | None, UUID | None, UUID | None]


async def described(
    work: Work, market_id: int, store_id: UUID, channel: Channel, label: str, place: Place
) -> Described:
    """What is told of one code or of a batch, as it is written: channel, label, place, landing and its ref,
    campaign, clerk. Its campaign is there afterwards. Refuses: invalid, as `make_link`.
    """
    if channel.value not in CHANNELS:
        raise INVALID(field="channel")
    label = texts.line(label, "label", LONGEST_LABEL)
    detail = texts.line(place.detail, "place", LONGEST_PLACE) if place.detail.strip() else ""
    landing = await checked_landing(work, market_id, store_id, place.landing)
    if place.clerk_id is not None:
        member = await merchants.staff_member(work, market_id, place.clerk_id, store_id)
        if member is None:
            raise INVALID(field="clerk")
    campaign_id = await _campaign(work, market_id, store_id, place.campaign)
    return channel.value, label, detail, landing.kind.value, landing.ref, campaign_id, place.clerk_id


async def checked_landing(reader: Reader, market_id: int, store_id: UUID, landing: Landing) -> Landing:
    """The landing, if there is such a thing at this store. Refuses: invalid (landing)."""
    if landing.kind not in LANDINGS:
        raise INVALID(field="landing")
    if landing.kind not in WITH_REF:
        return Landing(landing.kind)
    if landing.ref is None:
        raise INVALID(field="landing")
    if landing.kind is LandingKind.DEAL:
        await _require_deal(reader, market_id, store_id, landing.ref)
    elif landing.kind is LandingKind.ITEM:
        await _require_item(reader, market_id, store_id, landing.ref)
    else:
        await _require_coupon(reader, market_id, store_id, landing.ref)
    return landing


async def _require_deal(reader: Reader, market_id: int, store_id: UUID, deal_id: UUID) -> None:
    try:
        deal = await catalog.deal_for_sale(reader, market_id, deal_id)
    except Refusal:
        raise INVALID(field="landing") from None
    if store_id not in deal.store_ids:
        raise INVALID(field="landing")


async def _require_item(reader: Reader, market_id: int, store_id: UUID, item_id: UUID) -> None:
    if store_id not in (await items.stores_of_items(reader, market_id, [item_id])).get(item_id, ()):
        raise INVALID(field="landing")


async def _require_coupon(reader: Reader, market_id: int, store_id: UUID, batch_id: UUID) -> None:
    """A batch that is good in this store, the merchant's own or the market's."""
    try:
        batch = await promotions.batch(reader, market_id, batch_id)
        store = await merchants.store(reader, market_id, store_id)
    except Refusal:
        raise INVALID(field="landing") from None
    if batch.merchant_id not in (None, store.merchant_id) or store_id not in (batch.store_ids or (store_id,)):
        raise INVALID(field="landing")


async def _campaign(work: Work, market_id: int, store_id: UUID, name: str) -> UUID | None:
    """The campaign of this name, made where it is new; None for no name."""
    if not name.strip():
        return None
    name = texts.line(name, "campaign", LONGEST_CAMPAIGN)
    campaign_id = ids.derived("campaign", store_id, name.casefold())
    await work.run(SQL.insert_campaign, market_id, campaign_id, store_id, name, work.now)
    return campaign_id
