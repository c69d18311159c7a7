"""Reviews and the store's answers; following, and what it brings."""

from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from linli.api.call import Called
from linli.api.v1 import shapes_stores as shapes
from linli.api.v1.shapes import After, Size
from linli.api.v1.stores import with_lefts
from linli.kernel.refusals import NOT_FOUND
from linli.modules import community, merchants
from linli.services import Who


@get(
    "/markets/{market:str}/stores/{slug:str}/reviews",
    opt={"who": Who.ANYONE},
    tags=["Reviews"],
    summary="A store's reviews",
)
async def list_reviews(
    call: Called, slug: FromPath[str], cursor: After = None, size: Size = 20
) -> shapes.ReviewPage:
    """Newest first; each by someone who paid and used what they paid for."""
    async with call.services.db.read() as reader:
        store = await call.store(reader, slug)
        page = await community.reviews_of_store(reader, call.market_id, store.store_id, cursor, size)
    return shapes.ReviewPage([shapes.review_of(review) for review in page.items], page.next_cursor)


@post(
    "/markets/{market:str}/orders/{order_id:uuid}/review",
    opt={
        "who": Who.PERSON,
        "scope": "consumer",
        "once": True,
        "refuses": "review_by_staff review_needs_consumption review_exists",
    },
    tags=["Reviews"],
    summary="Review an order",
)
async def write_review(
    call: Called, order_id: FromPath[UUID], data: JSONBody[shapes.NewReview]
) -> shapes.Review:
    """Once an order, after at least one of its vouchers was used."""
    async with call.services.db.work(call.actor) as work:

        async def act() -> shapes.Review:
            marks = (data.quality, data.place, data.service)
            review = await community.write_review(
                work, call.market_id, order_id, call.person_id, *marks, data.body, call.person.nickname
            )
            return shapes.review_of(review)

        return await call.once(work, "review", (order_id, data), shapes.Review, act)


@post(
    "/markets/{market:str}/stores/{slug:str}/reviews/{order_id:uuid}/reply",
    opt={"who": Who.MANAGER, "scope": "merchant", "once": True},
    tags=["Reviews"],
    summary="Answer a review",
)
async def reply_to_review(
    call: Called, slug: FromPath[str], order_id: FromPath[UUID], data: JSONBody[shapes.NewReply]
) -> shapes.Review:
    """In the store's name and for everyone to read; another answer takes its place."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, merchants.StaffRole.MANAGER)

        async def act() -> shapes.Review:
            review = await community.review_of_order(work, call.market_id, order_id)
            if review is None or review.store_id != store.store_id:
                raise NOT_FOUND()
            replied = await community.reply(work, call.market_id, review.review_id, store.store_id, data.text)
            return shapes.review_of(replied)

        return await call.once(work, "reply", (store.store_id, order_id, data), shapes.Review, act)


@put(
    "/markets/{market:str}/stores/{slug:str}/following",
    opt={"who": Who.PERSON, "scope": "consumer"},
    status_code=204,
    tags=["Following"],
    summary="Follow a store",
)
async def follow_store(call: Called, slug: FromPath[str]) -> None:
    """Following twice is following once."""
    async with call.services.db.work(call.actor) as work:
        store = await call.store(work, slug)
        await community.follow(work, call.market_id, store.store_id, call.person_id)


@delete(
    "/markets/{market:str}/stores/{slug:str}/following",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Following"],
    summary="Follow it no more",
)
async def unfollow_store(call: Called, slug: FromPath[str]) -> None:
    """Fine if nobody was."""
    async with call.services.db.work(call.actor) as work:
        store = await call.store(work, slug)
        await community.unfollow(work, call.market_id, store.store_id, call.person_id)


@get(
    "/markets/{market:str}/following/deals",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Following"],
    summary="New deals of the stores I follow",
)
async def list_followed_deals(call: Called, size: Size = 12) -> shapes.DealList:
    """Newest first."""
    async with call.services.db.read() as reader:
        deals = await community.new_deals(reader, call.market_id, call.person_id, size)
        return await with_lefts(reader, call.market_id, deals)
