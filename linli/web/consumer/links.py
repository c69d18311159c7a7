"""Tracking links: whoever follows one lands at the store, and the visit is remembered in a signed cookie."""

from litestar import Response, get
from litestar.params import FromPath

from linli.modules import marketing, markets, merchants
from linli.services import Who
from linli.web.shared import security
from linli.web.shared.http import Asked

REMEMBERED = 30 * 24 * 3600


@get("/q/{code:str}", opt={"who": Who.ANYONE})
async def follow_link(here: Asked, code: FromPath[str]) -> Response[str]:
    """`/q/hangzhou-7K3M9QX`: count the visit and go to the store. Refuses: not_found (unknown or ended)."""
    slug, link_code = marketing.read_link_path(code)
    services = here.services
    async with services.db.work(here.actor) as work:
        market = await markets.market_by_slug(work, slug)
        visited = await marketing.visit(work, market.market_id, link_code)
        store = await merchants.store(work, market.market_id, visited.link.store_id)
    answer = here.see_other(f"/{market.slug}/stores/{store.slug}")
    signed = services.visits.sign(f"{market.slug}/{visited.visit_id}")
    here.cookie(answer, security.VISIT_COOKIE, signed, max_age=REMEMBERED)
    return answer
