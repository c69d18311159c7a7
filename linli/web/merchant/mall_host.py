"""A mall's own host name at the desk: asked for, and given up."""

from litestar import Response, post
from litestar.params import FromPath

from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import malls
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.mall import first_form, known_of, page
from linli.web.merchant.mall_form import form_of
from linli.web.merchant.shop import shop_of, typed
from linli.web.shared.http import Asked
from linli.web.shared.mall_hosts import is_the_platforms

ONLY_OWNERS = {"who": Who.OWNER}


@post("/{market:str}/desk/{slug:str}/mall/host", opt=ONLY_OWNERS)
async def host_asked(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A host name of one's own: it waits for the market's operators. No name of the platform's is given."""
    wanted = typed(await here.request.form(), "host")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    try:
        if is_the_platforms(malls.read_host(wanted), here.services.settings):
            raise INVALID(field="host")
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, StaffRole.OWNER)
            await malls.ask_for_host(work, here.market_id, shop.member.merchant_id, wanted)
    except Refusal as refusal:
        if refusal.kind is NOT_FOUND:
            raise
        async with here.services.db.read() as reader:
            known = await known_of(here, reader, shop)
            form = form_of(known.mall) if known.mall else first_form(shop)
            return await page(here, reader, shop, known, form, refusal, wanted_host=wanted)
    return here.see_other(f"{shop.desk}/mall?done=host_asked#host")


@post("/{market:str}/desk/{slug:str}/mall/host/end", opt=ONLY_OWNERS)
async def host_given_up(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The name leads nowhere; the mall stays under its path."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.OWNER)
        await malls.give_up_host(work, here.market_id, shop.member.merchant_id)
    return here.see_other(f"{shop.desk}/mall?done=host_given_up#host")


ROUTES = [host_asked, host_given_up]
