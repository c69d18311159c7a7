"""A voucher for other apps on the phone: a calendar entry, a pass for Apple's or Google's wallet."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from linli.api import words
from linli.api.call import Call, Called
from linli.api.v1 import shapes_orders as shapes
from linli.kernel.refusals import NOT_FOUND
from linli.modules import merchants, passes, vouchers
from linli.services import Who

VOUCHER = "/markets/{market:str}/vouchers/{voucher_id:uuid}"
BUNDLE = "application/vnd.apple.pkpass"


@get(
    VOUCHER + "/calendar",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Vouchers"],
    summary="A voucher's last day, for a calendar",
    media_type="text/calendar",
)
async def get_calendar(call: Called, voucher_id: FromPath[UUID]) -> Response[bytes]:
    """An iCalendar file (RFC 5545) in the language of `Accept-Language`, of one that can still be used."""
    entry = passes.calendar_of(await _carried(call, voucher_id), _Say(call.locale), call.services.db.clock())
    return Response(entry, media_type="text/calendar")


@get(
    VOUCHER + "/apple-pass",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Vouchers"],
    summary="A voucher for Apple Wallet",
    media_type=BUNDLE,
)
async def get_apple_pass(call: Called, voucher_id: FromPath[UUID]) -> Response[bytes]:
    """A signed `.pkpass` file. Not found where this installation has no certificate for it."""
    wallet = call.services.wallets.apple_at(call.services.db.clock())
    if wallet is None:
        raise NOT_FOUND()
    bundle = wallet.bundle(await _carried(call, voucher_id), _Say(call.locale))
    return Response(bundle, media_type=BUNDLE)


@get(
    VOUCHER + "/google-pass",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Vouchers"],
    summary="A voucher for Google Wallet",
)
async def get_google_pass(call: Called, voucher_id: FromPath[UUID]) -> shapes.GooglePass:
    """Not found where this installation has no key for it."""
    wallet = call.services.wallets.google
    if wallet is None:
        raise NOT_FOUND()
    carried = await _carried(call, voucher_id)
    return shapes.GooglePass(wallet.link(carried, _Say(call.locale), call.services.db.clock()))


class _Say:
    """Messages in the caller's language."""

    def __init__(self, locale: str) -> None:
        self._locale = locale

    def __call__(self, key: str, /, **values: object) -> str:
        return words.say(self._locale, key, values)


async def _carried(call: Call, voucher_id: UUID) -> passes.Carried:
    async with call.services.db.read() as reader:
        voucher = await vouchers.voucher(reader, call.market_id, voucher_id)
        if voucher.person_id != call.person_id or not passes.can_be_carried(voucher, reader.now):
            raise NOT_FOUND()
        stores = await merchants.stores(reader, call.market_id, [voucher.store_id, *voucher.store_ids])
        now = reader.now
    # Only now: a market that has no key yet gets one, and strangers move nothing.
    keys = await vouchers.signing_keys(call.services.db, call.services.issuers, call.market_id)
    qr = vouchers.token_of(keys, voucher, vouchers.TokenForm.STATIC, now).text
    url = f"{call.services.settings.public_url}/{call.market.slug}/vouchers/{voucher_id}"
    return passes.carried(voucher, stores, call.market, call.locale, qr=qr, url=url)
