"""A deal's page: what is inside, when and where it is good, what comes back if it is not used."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.money import Money
from linli.modules import catalog, markets, media, merchants, reservations
from linli.services import Who
from linli.web.consumer.flash_faces import flash_of_deal
from linli.web.consumer.schedule import in_words, open_now
from linli.web.consumer.structured import Thing, breadcrumbs, deal_thing
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.use_places import store_at_hand, use_places
from linli.web.consumer.views import ContentLine, DealFace
from linli.web.shared.http import Asked, Here
from linli.web.shared.metadata import metadata
from linli.web.shared.photos import photo_url
from linli.web.shared.pictures import known_icon


@get("/{market:str}/deals/{deal_id:uuid}", opt={"who": Who.ANYONE})
async def deal_page(here: Asked, deal_id: FromPath[UUID]) -> Response[str]:
    """One deal, on sale or ended."""
    async with here.services.db.read() as reader:
        deal = await catalog.deal(reader, here.market_id, deal_id)
        store = await store_at_hand(here, reader, deal, here.request.query_params.get("store", ""))
        places = await use_places(here, reader, deal.store_ids, store)
        merchant = await merchants.merchant(reader, here.market_id, deal.merchant_id)
        left = await reservations.left(reader, here.market_id, deal_id)
        face = deal_face(here.market, deal, store, merchant, left, reader.now, tongue_of(here))
        mark = await flash_of_deal(reader, here, deal_id)
    path = here.url(f"deals/{deal_id}")
    about = metadata(
        here,
        path,
        data=_data(here, deal, face, left) if face.on_sale else (),
        image=f"{path}/share.jpg?lang={here.locale}",
        kind="product",
        indexed=deal.on_sale,
    )
    return show(here, "deal.html", about_page=about, deal=face, flash=mark, places=places, without_bar=True)


def _data(here: Here, deal: catalog.Deal, face: DealFace, left: int) -> list[Thing]:
    """The deal and the way to it, for machines."""
    tongue, home = tongue_of(here), here.returning(here.url(""))
    url, store_url = f"{home}/deals/{deal.deal_id}", f"{home}/stores/{face.store_slug}"
    photo = photo_url(here.market.slug, deal.picture_id, media.SIZES[-1])
    image = here.returning(photo) if photo else f"{url}/share.jpg"
    offered = deal_thing(deal, face.store_name, tongue, url=url, store_url=store_url, image=image, left=left)
    way = ((tongue.market(here.market), home), (face.store_name, store_url), (face.title, url))
    return [offered, breadcrumbs(*way)]


def deal_face(
    market: markets.Market,
    deal: catalog.Deal,
    store: merchants.Store,
    merchant: merchants.Merchant,
    left: int,
    now: datetime,
    tongue: Tongue,
) -> DealFace:
    place = {"timezone": market.timezone, "country": market.country}
    state = markets.open_state(store.hours, now, **place, lat=store.lat, lon=store.lon)
    cheaper = deal.list_price_minor > deal.price_minor
    return DealFace(
        id=deal.deal_id,
        title=tongue.pick(deal.title, deal.title_en),
        trade=store.trade,
        icon=known_icon(deal.icon),
        photo_url=photo_url(market.slug, deal.picture_id, media.SIZES[-1]),
        price=deal.price,
        list_price=deal.list_price if cheaper else None,
        saving=deal.list_price - deal.price if cheaper else None,
        contents=[
            ContentLine(
                name=tongue.pick(line.name, line.name_en),
                quantity=line.qty,
                worth=Money(line.price_minor, deal.currency) * line.qty,
            )
            for line in deal.contents
        ],
        rules=tongue.pick(deal.rules_zh, deal.rules_en),
        usable=in_words(deal.usable, tongue),
        usable_now=markets.allows(deal.usable, now, **place),
        valid_days=deal.valid_days,
        per_person=deal.per_person,
        left=left,
        on_sale=deal.on_sale and merchant.verified,
        store_name=tongue.pick(store.name, store.name_en),
        store_slug=store.slug,
        store_address=tongue.pick(store.address, store.address_en),
        store_open=open_now(state, tongue),
        verified=merchant.verified,
        demo=merchant.demo,
        ways=ways_of_use(deal.use_rules, deal.currency, tongue),
    )


def ways_of_use(rules: catalog.UseRules, currency: str, tongue: Tongue) -> list[str]:
    """How a unit of it is used up, from when on, on which days not, and how long before one books: a line for
    each that is not as people expect.
    """
    said = {
        catalog.UseKind.SINGLE: [],
        catalog.UseKind.PACKAGE: [tongue.say("consumer.deal.use.package")],
        catalog.UseKind.TIMES: [tongue.say("consumer.deal.use.times", n=rules.times)],
        catalog.UseKind.VALUE: [
            tongue.say("consumer.deal.use.value", amount=tongue.money(Money(rules.face_minor, currency)))
        ],
    }[rules.kind]
    if rules.valid_after_days:
        said.append(tongue.say("consumer.deal.use.after", n=rules.valid_after_days))
    if rules.book_ahead_hours:
        said.append(tongue.say("consumer.deal.use.ahead", n=rules.book_ahead_hours))
    if rules.blackout:
        day = tongue.format.date
        days = [
            day(one.since) if one.since == one.until else f"{day(one.since)} – {day(one.until)}"
            for one in rules.blackout
        ]
        said.append(tongue.say("consumer.deal.use.not_on", days=tongue.say("consumer.when.list").join(days)))
    return said
