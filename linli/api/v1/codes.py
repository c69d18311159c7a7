"""Codes of places: made, listed with what came of them, led somewhere else, ended."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from linli.api.call import Called
from linli.api.v1 import shapes_codes as shapes
from linli.api.v1.shapes import After, Money, Size
from linli.kernel.refusals import INVALID
from linli.modules import marketing, merchants
from linli.services import Who

CODES = "/markets/{market:str}/stores/{slug:str}/codes"
MANAGER = merchants.StaffRole.MANAGER
READ = {"who": Who.MANAGER, "scope": "merchant"}
WRITE = {"who": Who.MANAGER, "scope": "merchant", "once": True}
Text = Annotated[
    str, QueryParameter(max_length=60, description="Looked for in label, place, number and code.")
]
OnChannel = Annotated[marketing.Channel | None, QueryParameter(description="Only those shown there.")]
OfCampaign = Annotated[UUID | None, QueryParameter(description="Only those of a campaign.")]
OfBatch = Annotated[UUID | None, QueryParameter(description="Only those of a batch, by number.")]
Live = Annotated[bool | None, QueryParameter(description="Only those that lead somewhere, or have ended.")]


@post(CODES, opt=WRITE, tags=["Codes"], summary="Make a code of a place")
async def make_code(call: Called, slug: FromPath[str], data: JSONBody[shapes.NewCode]) -> shapes.Code:
    """What comes of it is counted from the visit to the review."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)

        async def act() -> shapes.Code:
            about = (call.market_id, store.store_id, data.channel, data.label, call.person_id)
            link = await marketing.make_link(work, *about, call.services.codes, shapes.place_of(data))
            return shapes.code_of(link, call.services.settings.public_url, call.market.slug)

        return await call.once(work, "codes", (store.store_id, data), shapes.Code, act)


@get(CODES, opt=READ, tags=["Codes"], summary="What came of each code")
async def list_codes(
    call: Called,
    slug: FromPath[str],
    q: Text = "",
    channel: OnChannel = None,
    campaign_id: OfCampaign = None,
    batch_id: OfBatch = None,
    live: Live = None,
    cursor: After = None,
    size: Size = 30,
) -> shapes.CodePage:
    """Newest first."""
    wanted = marketing.CodeFilter(q, channel.value if channel else "", campaign_id, batch_id, live=live)
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug, MANAGER)
        where = (call.market_id, store.store_id)
        page = await marketing.links_of_store(reader, *where, wanted, cursor, size)
    address = (call.services.settings.public_url, call.market.slug)
    return shapes.CodePage(
        [
            shapes.CodeLine(
                link=shapes.code_of(line, *address),
                visits=line.visits,
                orders=line.orders,
                paid=Money(line.paid_minor, call.market.currency),
                redeemed=line.redeemed,
                reviews=line.reviews,
            )
            for line in page.items
        ],
        page.next_cursor,
    )


@post(CODES + "/batches", opt=WRITE, tags=["Codes"], summary="Make many codes at once")
async def make_batch(call: Called, slug: FromPath[str], data: JSONBody[shapes.NewBatch]) -> shapes.Batch:
    """The first 500 are there when this answers, the others within seconds."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)

        async def act() -> shapes.Batch:
            place, codes = shapes.place_of(data), call.services.codes
            where = (call.market_id, store.store_id, data.channel, data.label)
            made = await marketing.start_batch(work, *where, data.total, call.person_id, codes, place)
            return shapes.batch_of(made)

        return await call.once(work, "code batches", (store.store_id, data), shapes.Batch, act)


@get(CODES + "/batches/{batch_id:uuid}", opt=READ, tags=["Codes"], summary="How far a batch is")
async def get_batch(call: Called, slug: FromPath[str], batch_id: FromPath[UUID]) -> shapes.Batch:
    """Its codes are listed at `/codes?batch_id=`."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug, MANAGER)
        return shapes.batch_of(await marketing.batch(reader, call.market_id, store.store_id, batch_id))


@post(CODES + "/landings", opt=READ, tags=["Codes"], summary="Lead codes somewhere else")
async def lead_codes(call: Called, slug: FromPath[str], data: JSONBody[shapes.NewLanding]) -> shapes.Changed:
    """Printed codes lead there from now on. Doing it again changes nothing."""
    landing = marketing.Landing(data.landing.kind, data.landing.ref)
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)
        where = (work, call.market_id, store.store_id)
        if batch_id := _batch(data):
            return shapes.Changed(await marketing.retarget_batch(*where, batch_id, landing, call.person_id))
        ids = data.link_ids or []
        return shapes.Changed(await marketing.retarget_links(*where, ids, landing, call.person_id))


@post(CODES + "/ends", opt=READ, tags=["Codes"], summary="End codes")
async def end_codes(call: Called, slug: FromPath[str], data: JSONBody[shapes.Chosen]) -> shapes.Changed:
    """They lead nowhere from now on; their figures stay. Doing it again changes nothing."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)
        where = (work, call.market_id, store.store_id)
        if batch_id := _batch(data):
            return shapes.Changed(await marketing.end_batch(*where, batch_id))
        return shapes.Changed(await marketing.end_links(*where, data.link_ids or []))


def _batch(data: shapes.Chosen) -> UUID | None:
    """Refuses: invalid (link_ids: both or neither of the two were given)."""
    if (data.link_ids is None) == (data.batch_id is None):
        raise INVALID(field="link_ids")
    return data.batch_id


ROUTES = [make_code, list_codes, make_batch, get_batch, lead_codes, end_codes]
