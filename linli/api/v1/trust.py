"""Trust: what stands behind a badge, one's own applications, and the operator's queue."""

from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter

from linli.api.call import Called
from linli.api.v1 import shapes_trust as shapes
from linli.api.v1.shapes import After, Size
from linli.modules import merchants
from linli.modules.merchants import ApplicationState
from linli.services import Who

State = Annotated[
    ApplicationState,
    QueryParameter(
        name="state", description="Applications in this state; drafts are nobody's but their applicant's."
    ),
]


@get(
    "/markets/{market:str}/stores/{slug:str}/trust",
    opt={"who": Who.ANYONE},
    tags=["Places"],
    summary="A store's trust mark",
)
async def get_trust(call: Called, slug: FromPath[str]) -> shapes.TrustMark:
    """What was checked, when, by which market, under which license number, and until when that holds."""
    async with call.services.db.read() as reader:
        store = await call.store(reader, slug)
        mark = await merchants.trust_mark(reader, call.market_id, store)
    return shapes.trust_of(mark, call.market)


@get(
    "/markets/{market:str}/applications/mine",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Applications"],
    summary="One's own applications to sell",
)
async def list_own_applications(call: Called) -> shapes.ApplicationList:
    """Newest first, at most fifty. They are filled in on the pages, where documents can be sent."""
    async with call.services.db.read() as reader:
        found = await merchants.applications_of(reader, call.market_id, call.person_id)
    return shapes.ApplicationList([shapes.application_of(one) for one in found])


@get(
    "/markets/{market:str}/applications",
    opt={"who": Who.OPERATOR, "scope": "operator"},
    tags=["Applications"],
    summary="The verification queue",
)
async def list_applications(
    call: Called, standing: State = ApplicationState.SUBMITTED, cursor: After = None, size: Size = 50
) -> shapes.ApplicationPage:
    """Longest waiting first. Decisions are taken on the pages, where the documents can be seen."""
    if standing is ApplicationState.DRAFT:
        return shapes.ApplicationPage([], None)
    async with call.services.db.read() as reader:
        page = await merchants.application_queue(reader, call.market_id, standing, cursor=cursor, size=size)
    return shapes.ApplicationPage([shapes.application_of(one) for one in page.items], page.next_cursor)
