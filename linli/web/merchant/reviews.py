"""What guests say, and the shop's answers."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import community
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.review_views import rating_view, review_view
from linli.web.merchant.shop import Shop, desk_page, shop_of, typed
from linli.web.shared.http import Asked, Here


@get("/{market:str}/desk/{slug:str}/reviews", opt={"who": Who.MANAGER})
async def reviews(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Every review, newest first, each with its answer or a place for one."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return await _page(here, shop)


@post("/{market:str}/desk/{slug:str}/reviews/{order_id:uuid}/reply", opt={"who": Who.MANAGER})
async def reply(here: Asked, slug: FromPath[str], order_id: FromPath[UUID]) -> Response[str]:
    """The shop's public answer; another one takes its place."""
    text = typed(await here.request.form(), "text")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        review = await community.review_of_order(reader, here.market_id, order_id)
    if review is None or review.store_id != shop.store.store_id:
        raise NOT_FOUND()
    try:
        async with here.services.db.work(here.actor) as work:
            await community.reply(work, here.market_id, review.review_id, shop.store.store_id, text)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        return await _page(here, shop, status=refusal.status, wrong=order_id, kept=text)
    return here.see_other(f"{shop.desk}/reviews?done=replied#review-{order_id}")


async def _page(
    here: Here, shop: Shop, *, status: int = 200, wrong: UUID | None = None, kept: str = ""
) -> Response[str]:
    at = (here.market_id, shop.store.store_id)
    async with here.services.db.read() as reader:
        page = await community.reviews_of_store(reader, *at, here.request.query_params.get("after"))
        rating = rating_view(await community.rating(reader, *at))
        unanswered = await community.unanswered_count(reader, *at)
    return desk_page(
        here,
        shop,
        "reviews.html",
        status=status,
        said={"replied": any(review.reply for review in page.items)},
        nav="reviews",
        reviews=[review_view(review) for review in page.items],
        after=page.next_cursor,
        rating=rating,
        unanswered=unanswered,
        wrong=wrong,
        kept=kept,
    )


ROUTES = [reviews, reply]
