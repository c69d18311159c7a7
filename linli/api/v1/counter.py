"""The counter: look at a voucher, take it, take that back."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from linli.api.call import Called
from linli.api.v1 import shapes_desk as shapes
from linli.api.v1.foreign import SEEN, seen_elsewhere
from linli.api.v1.shapes import Money, Size
from linli.api.v1.shapes_uses import RedemptionTruth
from linli.kernel.refusals import NOT_FOUND
from linli.modules import merchants, vouchers
from linli.services import Who

REFUSALS = (
    "voucher_code_malformed voucher_of_another_market voucher_code_forged voucher_code_stale "
    "voucher_unknown voucher_code_replaced voucher_of_another_store "
    "voucher_refunded voucher_expired voucher_used voucher_not_yet_valid voucher_part_needed "
    "voucher_too_little_left voucher_not_usable_now too_many_tries short_codes_closed"
)


@post(
    "/markets/{market:str}/stores/{slug:str}/redemption-previews",
    opt={
        "who": Who.CLERK,
        "scope": "counter",
        "refuses": "voucher_code_malformed voucher_of_another_market voucher_code_forged voucher_code_stale "
        f"too_many_tries short_codes_closed {SEEN}",
    },
    status_code=200,
    tags=["Counter"],
    summary="Look before taking",
)
async def preview_redemption(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.CodeAtCounter]
) -> shapes.RedemptionPreview:
    """What a redemption would say now; changes nothing. A code that is not ours is asked of the platforms
    that the store is connected to.
    """
    async with call.services.db.read() as reader:
        store, member = await call.staffed(reader, slug)
    async with _trying(call, store, data.code) as tried:
        async with call.services.db.read() as reader:
            seen = await vouchers.look(reader, call.services.issuers, call.market, tried, call.at_place)
        if seen.refusal and tried.may_be_foreign(seen.refusal):
            elsewhere = await seen_elsewhere(call, store.store_id, member.name, tried)
            if elsewhere:
                return shapes.RedemptionPreview(
                    usable_now=True, why_not=None, voucher=None, foreign=elsewhere
                )
        if seen.refusal and seen.refusal.kind in vouchers.UNREADABLE:
            raise seen.refusal
    shown = shapes.counter_voucher_of(seen.voucher) if seen.voucher else None
    return shapes.RedemptionPreview(seen.usable_now, seen.why, shown)


# budget: redemption: 10 statements, 420 calls
@post(
    "/markets/{market:str}/stores/{slug:str}/redemptions",
    opt={"who": Who.CLERK, "scope": "counter", "once": True, "refuses": REFUSALS},
    tags=["Counter"],
    summary="Take a voucher",
)
async def make_redemption(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.UseAtCounter]
) -> shapes.Redemption:
    """No more than is left, however many counters try. What it is worth is the merchant's from now on."""
    async with call.services.db.read() as reader:
        store, member = await call.staffed(reader, slug)
    clerk = (call.person_id, member.name)
    async with _trying(call, store, data.code) as tried:
        async with call.services.db.read() as reader:
            scan = await vouchers.recognize(reader, call.services.issuers, call.market, data.code, tried)
        async with call.services.db.work(call.actor) as work:
            key = call.key("redemptions", store.store_id, scan.said, data.taken)
            where = (store.store_id, clerk, key, call.at_place)
            redeemed = await vouchers.redeem(work, call.market_id, scan, *where, data.taken, _program(call))
            await vouchers.give_back(work, tried)
    return shapes.redemption_of(redeemed)


def _program(call: Called) -> vouchers.AtDevice:
    """What asks: a program, by the token that its owner sees in a list and can end."""
    return vouchers.AtDevice(vouchers.DeviceKind.PROGRAM, call.token_id)


def _trying(call: Called, store: merchants.Store, text: str) -> AbstractAsyncContextManager[vouchers.Try]:
    """By whom, and where. Refuses: too_many_tries, short_codes_closed."""
    if store.merchant_id is None:
        raise NOT_FOUND()
    till = vouchers.Till(call.market_id, store.merchant_id, store.store_id, call.person_id, call.token_id)
    return vouchers.trying(call.services.db, call.actor, till, text)


@post(
    "/markets/{market:str}/stores/{slug:str}/redemptions/{redemption_id:uuid}/undoing",
    opt={
        "who": Who.CLERK,
        "scope": "counter",
        "once": True,
        "refuses": "redemption_not_found undo_window_over redemption_undone insufficient_balance",
    },
    tags=["Counter"],
    summary="Take a redemption back",
)
async def undo_redemption(
    call: Called, slug: FromPath[str], redemption_id: FromPath[UUID]
) -> shapes.CounterVoucher:
    """The voucher is good again as if never used."""
    within = timedelta(minutes=call.services.settings.undo_within_minutes)
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug)
        clerk = (call.person_id, member.name)

        async def act() -> shapes.CounterVoucher:
            voucher = await vouchers.undo_redemption(
                work, call.market_id, redemption_id, store.store_id, clerk, within, _program(call)
            )
            return shapes.counter_voucher_of(voucher)

        asked = (store.store_id, redemption_id)
        return await call.once(work, "undoing", asked, shapes.CounterVoucher, act)


@get(
    "/markets/{market:str}/stores/{slug:str}/redemptions/{redemption_id:uuid}",
    opt={"who": Who.CLERK, "scope": "counter", "refuses": "redemption_not_found"},
    tags=["Counter"],
    summary="What became of a redemption",
)
async def get_redemption(call: Called, slug: FromPath[str], redemption_id: FromPath[UUID]) -> RedemptionTruth:
    """The truth after a lost answer: what was taken, and whether it was taken back."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
        made, undone_at = await vouchers.redemption(reader, call.market_id, store.store_id, redemption_id)
    return RedemptionTruth(
        redemption_id,
        made.voucher_id,
        made.clerk_name,
        made.at,
        list(made.units),
        Money(made.value_minor, call.market.currency),
        undone_at,
        made.device_kind,
        made.device_id,
    )


@get(
    "/markets/{market:str}/stores/{slug:str}/redemptions",
    opt={"who": Who.CLERK, "scope": "counter"},
    tags=["Counter"],
    summary="What the counter has taken",
)
async def list_redemptions(
    call: Called, slug: FromPath[str], since: FromQuery[datetime | None] = None, size: Size = 50
) -> shapes.RedemptionList:
    """Newest first, of the last 24 hours unless `since` says otherwise; for a clerk never of more."""
    async with call.services.db.read() as reader:
        store, begin = await call.counter_since(reader, slug, since)
        lines = await vouchers.redemptions_of_store(reader, call.market_id, store.store_id, begin, size)
    return shapes.RedemptionList([shapes.redemption_line_of(line) for line in lines])
