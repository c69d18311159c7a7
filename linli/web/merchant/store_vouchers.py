"""The vouchers of one store: find one by the end of its code, or all in a state."""

from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath

from linli.modules import vouchers
from linli.modules.merchants import StaffRole
from linli.modules.vouchers import VoucherState
from linli.services import Who
from linli.web.merchant.shop import desk_page, shop_of
from linli.web.merchant.voucher_views import voucher_row
from linli.web.shared.http import Asked

STATES = tuple(state.value for state in VoucherState)


@get("/{market:str}/desk/{slug:str}/vouchers", opt={"who": Who.MANAGER})
async def store_vouchers(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Newest first, a page at a time: `?tail=` the last four characters of a code, `?state=`."""
    asked = here.request.query_params
    tail, state = asked.get("tail", "").strip()[:40], asked.get("state", "")
    wanted = VoucherState(state) if state in STATES else None
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        at = (here.market_id, shop.store.store_id)
        page = await vouchers.vouchers_of_store(
            reader,
            *at,
            asked.get("after"),
            merchant_id=shop.member.merchant_id,
            state=wanted,
            tail=tail,
        )
        now = reader.now
    kept = {name: value for name, value in (("tail", tail), ("state", wanted and state)) if value}
    return desk_page(
        here,
        shop,
        "vouchers.html",
        nav="vouchers",
        rows=[voucher_row(here, shop, voucher, now) for voucher in page.items],
        more="?" + urlencode({**kept, "after": page.next_cursor}) if page.next_cursor else "",
        first="after" not in asked,
        states=STATES,
        tail=tail,
        state=state if wanted else "",
    )


ROUTES = [store_vouchers]
