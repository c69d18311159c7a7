"""The counter and what other platforms have sold: taken, taken back, asked about."""

from datetime import datetime
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery

from linli.api.call import Call, Called
from linli.api.v1 import shapes_desk as shapes
from linli.api.v1.shapes import Size
from linli.kernel.refusals import Refusal
from linli.modules import foreign_vouchers, vouchers
from linli.services import Who

USES = "/markets/{market:str}/stores/{slug:str}/foreign-uses"
REACHING = "foreign_keys_wrong foreign_not_authorized foreign_unreachable"
SEEN = f"foreign_not_single foreign_code_unknown {REACHING}"


async def seen_elsewhere(
    call: Call, store_id: UUID, clerk_name: str, tried: vouchers.Try
) -> list[shapes.ForeignUse]:
    """What a code that is not ours is at the store's platforms; empty where it cannot be one of theirs. A
    code that none of them knows is a guess, one that a platform knows is none.

    Refuses: foreign_not_single, foreign_code_unknown, foreign_keys_wrong, foreign_not_authorized,
    foreign_unreachable.
    """
    clerk = (call.person_id, clerk_name)
    at = (call.market_id, store_id)
    try:
        uses = await foreign_vouchers.prepare(call.services.db, *at, tried.text, clerk, call.services.foreign)
    except Refusal as refusal:
        if refusal.kind in foreign_vouchers.ANSWERED:
            tried.wrong = refusal.kind is foreign_vouchers.FOREIGN_CODE_UNKNOWN
        raise
    if uses is not None:
        tried.wrong = False
    return [shapes.foreign_use_of(use) for use in uses or []]


@post(
    USES + "/{use_id:uuid}/redemption",
    opt={
        "who": Who.CLERK,
        "scope": "counter",
        "refuses": (
            "foreign_scan_again foreign_not_connected foreign_held foreign_used_before foreign_denied "
            f"foreign_not_taken {REACHING}"
        ),
    },
    status_code=200,
    tags=["Counter"],
    summary="Take a foreign voucher",
)
async def take_foreign(call: Called, slug: FromPath[str], use_id: FromPath[UUID]) -> shapes.ForeignUse:
    """Once, however often it is asked: the use is its own key. `asked` means that the platform's answer was
    lost: hand nothing over, and look again.
    """
    async with call.services.db.read() as reader:
        store, member = await call.staffed(reader, slug)
    about = (use_id, store.store_id, call.actor, member.name, call.services.foreign)
    return shapes.foreign_use_of(await foreign_vouchers.take(call.services.db, call.market_id, *about))


@post(
    USES + "/{use_id:uuid}/undoing",
    opt={
        "who": Who.CLERK,
        "scope": "counter",
        "refuses": (
            "foreign_unclear foreign_scan_again foreign_undo_over foreign_not_connected foreign_denied "
            f"{REACHING}"
        ),
    },
    status_code=200,
    tags=["Counter"],
    summary="Take a foreign use back",
)
async def undo_foreign(call: Called, slug: FromPath[str], use_id: FromPath[UUID]) -> shapes.ForeignUse:
    """Within an hour; a repeat gets the same answer."""
    async with call.services.db.read() as reader:
        store, member = await call.staffed(reader, slug)
    about = (use_id, store.store_id, call.actor, member.name, call.services.foreign)
    return shapes.foreign_use_of(await foreign_vouchers.undo(call.services.db, call.market_id, *about))


@post(
    USES + "/{use_id:uuid}/inquiry",
    opt={"who": Who.CLERK, "scope": "counter", "refuses": f"foreign_not_connected {REACHING}"},
    status_code=200,
    tags=["Counter"],
    summary="Ask how a foreign use stands",
)
async def ask_foreign(call: Called, slug: FromPath[str], use_id: FromPath[UUID]) -> shapes.ForeignUse:
    """The platform is asked only about what is not clear."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
    about = (use_id, store.store_id, call.services.foreign)
    return shapes.foreign_use_of(await foreign_vouchers.find_out(call.services.db, call.market_id, *about))


@get(
    USES + "/{use_id:uuid}",
    opt={"who": Who.CLERK, "scope": "counter"},
    tags=["Counter"],
    summary="One foreign use",
)
async def get_foreign(call: Called, slug: FromPath[str], use_id: FromPath[UUID]) -> shapes.ForeignUse:
    """As we know it."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
        return shapes.foreign_use_of(
            await foreign_vouchers.use(reader, call.market_id, use_id, store.store_id)
        )


@get(
    USES,
    opt={"who": Who.CLERK, "scope": "counter"},
    tags=["Counter"],
    summary="What the counter has taken for other platforms",
)
async def list_foreign(
    call: Called, slug: FromPath[str], since: FromQuery[datetime | None] = None, size: Size = 50
) -> shapes.ForeignUseList:
    """Newest first, of the last 24 hours unless `since` says otherwise; for a clerk never of more."""
    async with call.services.db.read() as reader:
        store, begin = await call.counter_since(reader, slug, since)
        found = await foreign_vouchers.uses_of_store(reader, call.market_id, store.store_id, begin, size)
    return shapes.ForeignUseList([shapes.foreign_use_of(use) for use in found])
