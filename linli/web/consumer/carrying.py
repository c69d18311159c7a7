"""A voucher for other apps on the phone: a calendar entry, a pass for Apple's or Google's wallet."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.refusals import NOT_FOUND
from linli.modules import merchants, passes, vouchers
from linli.services import Who
from linli.web.consumer.tongue import Tongue, tongue_of
from linli.web.shared.http import Asked, Here

CALENDAR = "text/calendar"
BUNDLE = "application/vnd.apple.pkpass"


@get("/{market:str}/vouchers/{voucher_id:uuid}/calendar.ics", opt={"who": Who.PERSON})
async def calendar_entry(here: Asked, voucher_id: FromPath[UUID]) -> Response[bytes]:
    """The voucher's last day. Refuses: not_found (another's, or one that is used or over)."""
    carried, tongue = await _carried(here, voucher_id)
    entry = passes.calendar_of(carried, tongue.say, here.services.db.clock())
    return _file(entry, CALENDAR, "voucher.ics")


@get("/{market:str}/vouchers/{voucher_id:uuid}/voucher.pkpass", opt={"who": Who.PERSON})
async def apple_pass(here: Asked, voucher_id: FromPath[UUID]) -> Response[bytes]:
    """The voucher for Apple Wallet. Refuses: not_found (no certificate that holds; as above)."""
    wallet = here.services.wallets.apple_at(here.services.db.clock())
    if wallet is None:
        raise NOT_FOUND()
    carried, tongue = await _carried(here, voucher_id)
    return _file(wallet.bundle(carried, tongue.say), BUNDLE, "voucher.pkpass")


@get("/{market:str}/vouchers/{voucher_id:uuid}/google-wallet", opt={"who": Who.PERSON})
async def google_pass(here: Asked, voucher_id: FromPath[UUID]) -> Response[str]:
    """To Google's page, which saves the pass in its own address. Refuses: not_found (no key; as above)."""
    wallet = here.services.wallets.google
    if wallet is None:
        raise NOT_FOUND()
    carried, tongue = await _carried(here, voucher_id)
    return here.see_other(wallet.link(carried, tongue.say, here.services.db.clock()))


async def _carried(here: Here, voucher_id: UUID) -> tuple[passes.Carried, Tongue]:
    async with here.services.db.read() as reader:
        voucher = await vouchers.voucher(reader, here.market_id, voucher_id)
        if voucher.person_id != here.person.person_id or not passes.can_be_carried(voucher, reader.now):
            raise NOT_FOUND()
        stores = await merchants.stores(reader, here.market_id, [voucher.store_id, *voucher.store_ids])
        now = reader.now
    # Only now: a market that has no key yet gets one, and strangers move nothing.
    keys = await vouchers.signing_keys(here.services.db, here.services.issuers, here.market_id)
    qr = vouchers.token_of(keys, voucher, vouchers.TokenForm.STATIC, now).text
    url = here.absolute(here.url(f"vouchers/{voucher_id}"))
    return passes.carried(voucher, stores, here.market, here.locale, qr=qr, url=url), tongue_of(here)


def _file(body: bytes, media_type: str, name: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, media_type=media_type, headers=headers)
