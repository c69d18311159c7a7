"""A store's page: what it is, what it offers, what people say; and following it."""

from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.modules import catalog, community, items, markets, media, merchants, pickups, reservations
from linli.services import Who
from linli.web.consumer.article_lines import at_store, sections
from linli.web.consumer.articles import serves, shelves_of
from linli.web.consumer.cards import deal_card, known_things, review_card
from linli.web.consumer.cart_views import cart_sum
from linli.web.consumer.directions import geo_url, way_url
from linli.web.consumer.flash_faces import flash_shelf
from linli.web.consumer.for_you import note_seen
from linli.web.consumer.schedule import open_now, week_in_words
from linli.web.consumer.spot import area_around, text_of
from linli.web.consumer.structured import Thing, breadcrumbs, deal_offer, store_thing
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.views import StoreFace, StorePhotoFace
from linli.web.shared.basemaps import basemap_of, drawing
from linli.web.shared.formatting import money_parts
from linli.web.shared.http import Asked, Here
from linli.web.shared.metadata import metadata
from linli.web.shared.photos import photos

REVIEWS_SHOWN = 6
# So many articles stand on the store's own page; all of them on that of its range.
LINES_SHOWN = 30


# budget: page of a store: 8 statements
@get("/{market:str}/stores/{slug:str}", opt={"who": Who.ANYONE})
async def store_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """One store. `?reviews=<cursor>` goes on in its reviews."""
    cursor = here.request.query_params.get("reviews")
    tongue, market_id = tongue_of(here), here.market_id
    async with here.services.db.read() as reader:
        store = await merchants.store_as_run(reader, market_id, slug)
        deals = await catalog.deals_of_store(reader, market_id, store.store_id)
        left = await reservations.lefts(reader, market_id, [deal.deal_id for deal in deals])
        board = await items.board_of_store(reader, market_id, store.store_id, items.ItemKind, LINES_SHOWN + 1)
        shelves = await shelves_of(reader, market_id, store.merchant_id) if board else {}
        reviews = await community.reviews_of_store(reader, market_id, store.store_id, cursor, REVIEWS_SHOWN)
        person_id = here.signed_in.person_id if here.signed_in else None
        standing = await community.standing(reader, market_id, store.store_id, person_id)
        rating = standing.rating
        face = await _face(reader, here, store, standing, tongue)
        at = await at_store(reader, here, store, board, verified=face.verified) if board else None
        in_cart = await cart_sum(reader, here, store.store_id)
        flashes = await flash_shelf(reader, here, store.store_id)
        aisle = bool(board) and (await pickups.rules(reader, market_id, store.store_id)).self_checkout
    await note_seen(here, store.store_id)
    cards = [
        deal_card(
            deal,
            store.trade,
            tongue,
            market=here.market.slug,
            slug=slug,
            left=left.get(deal.deal_id, 0),
        )
        for deal in (deals if face.verified else [])
    ]
    path = here.url(f"stores/{slug}")
    more = f"{path}?{urlencode({'reviews': reviews.next_cursor})}#reviews"
    on_sale = deals if face.verified else []
    return show(
        here,
        "store.html",
        said=_told(face) | {"in_cart": in_cart.units > 0},
        in_cart=in_cart,
        about_page=metadata(
            here,
            path,
            data=_data(here, store, face, rating, on_sale, left),
            image=f"{path}/share.jpg?lang={here.locale}",
            feed=f"{path}/deals.atom",
            indexed=not store.closed,
        ),
        aisle=aisle and face.verified and not store.closed,
        store=face,
        deals=cards,
        flashes=flashes if face.verified else [],
        cheapest=min(cards, key=lambda card: card.price.minor) if cards else None,
        menu=sections(here, slug, board[:LINES_SHOWN], shelves, at) if face.verified and at else [],
        whole_range=len(board) > LINES_SHOWN,
        rating=rating,
        reviews=[review_card(review) for review in reviews.items],
        more_href=more if reviews.next_cursor else None,
        basemap=basemap_of(here.market.slug),
        drawing=drawing(here.market.slug, store.lat, store.lon),
        around=text_of(area_around(store.lat, store.lon)),
    )


def _told(face: StoreFace) -> dict[str, bool]:
    """What was just done, as far as it is true; a code that led elsewhere may have sent anybody here."""
    return {"following": face.following, "not_following": not face.following, "landing_gone": True}


def _data(
    here: Here,
    store: merchants.Store,
    face: StoreFace,
    rating: community.Rating | None,
    deals: list[catalog.Deal],
    left: dict[UUID, int],
) -> list[Thing]:
    """The store and the way to it, for machines."""
    tongue, home = tongue_of(here), here.returning(here.url(""))
    url = here.returning(here.url(f"stores/{store.slug}"))
    offers = [
        deal_offer(deal, tongue, url=f"{home}/deals/{deal.deal_id}", left=left.get(deal.deal_id, 0))
        for deal in deals
    ]
    images = [here.returning(one.photo.of_size(media.SIZES[-1])) for one in face.photos]
    shop = store_thing(
        store,
        here.market,
        tongue,
        url=url,
        images=images or [f"{url}/share.jpg"],
        now=here.services.db.clock(),
        price_sign=face.price_sign,
        rating=rating,
        offers=offers,
    )
    return [shop, breadcrumbs((tongue.market(here.market), home), (face.name, url))]


async def _face(
    reader: Reader, here: Here, store: merchants.StoreAsRun, standing: community.Standing, tongue: Tongue
) -> StoreFace:
    market, rating = here.market, standing.rating
    zone, country = market.timezone, market.country
    now = markets.open_state(
        store.hours, reader.now, timezone=zone, country=country, lat=store.lat, lon=store.lon
    )
    week = markets.week(store.hours, reader.now, timezone=zone, country=country, lat=store.lat, lon=store.lon)
    name = tongue.pick(store.name, store.name_en)
    return StoreFace(
        id=store.store_id,
        slug=store.slug,
        name=name,
        other_name=next((other for other in (store.name, store.name_en) if other and other != name), ""),
        trade=store.trade,
        things=known_things(store.things),
        tagline=tongue.pick(store.tagline_zh, store.tagline_en),
        about=tongue.pick(store.about_zh, store.about_en),
        address=tongue.pick(store.address, store.address_en),
        way_url=way_url(store.lat, store.lon, name, market.country),
        geo_url=geo_url(store.lat, store.lon, name),
        phone=store.phone,
        attributes=store.attributes,
        website=store.website if store.website.startswith(("http://", "https://")) else "",
        serves=serves(store.trade),
        price_level=store.price_level,
        price_sign=money_parts(0, market.currency, tongue.locale)[1],
        open_now=open_now(now, tongue),
        week=week_in_words(week, tongue),
        verified=store.verified,
        demo=store.merchant is not None and store.merchant.demo,
        unclaimed=not store.claimed,
        listed_from_map=store.source.startswith("osm:"),
        rating=rating.tenths / 10 if rating and rating.reviews else None,
        review_count=rating.reviews if rating else 0,
        followers=standing.followers,
        following=standing.following,
        closed_at=store.closed_at,
        photos=await _photos(reader, here, store, name, tongue),
    )


async def _photos(
    reader: Reader, here: Here, store: merchants.Store, name: str, tongue: Tongue
) -> list[StorePhotoFace]:
    """The store's own photos, the cover first; one without words says whose it is."""
    hung = await merchants.photos_of_store(reader, here.market_id, store.store_id)
    if not hung:
        return []
    known = await photos(reader, here.market, [one.picture_id for one in hung])
    said = [(one, tongue.pick(one.caption_zh, one.caption_en)) for one in hung if one.picture_id in known]
    return [
        StorePhotoFace(
            photo=known[one.picture_id],
            alt=words or tongue.say("consumer.store.photo", store=name, n=place),
            caption=words,
        )
        for place, (one, words) in enumerate(said, 1)
    ]


@post("/{market:str}/stores/{slug:str}/following", opt={"who": Who.PERSON})
async def follow_store(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Hear of this store's new deals."""
    async with here.services.db.work(here.actor) as work:
        store_id = await _store_id(work, here, slug)
        await community.follow(work, here.market_id, store_id, here.person.person_id)
    return here.see_other(here.url(f"stores/{slug}") + "?done=following")


@post("/{market:str}/stores/{slug:str}/following/end", opt={"who": Who.PERSON})
async def end_following(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Hear no more of it."""
    async with here.services.db.work(here.actor) as work:
        store_id = await _store_id(work, here, slug)
        await community.unfollow(work, here.market_id, store_id, here.person.person_id)
    return here.see_other(here.url(f"stores/{slug}") + "?done=not_following")


async def _store_id(reader: Reader, here: Here, slug: str) -> UUID:
    return (await merchants.store_by_slug(reader, here.market_id, slug)).store_id
