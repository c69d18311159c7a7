"""New deals as Atom (RFC 4287), for whoever reads feeds: a market's, and a store's."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from xml.etree import ElementTree as Tree

from litestar import Response, get
from litestar.params import FromPath

from linli.modules import catalog, merchants
from linli.services import Who
from linli.web.consumer.tongue import Tongue, tongue_of
from linli.web.shared.http import Asked, Here

ANYONE = {"who": Who.ANYONE}
ENTRIES = 50
SPACE = "http://www.w3.org/2005/Atom"
HEADERS = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}


@get("/{market:str}/deals.atom", opt=ANYONE)
async def market_feed(here: Asked) -> Response[bytes]:
    """The newest deals of the market, at most 50; those of merchants that may not sell are not among them."""
    tongue = tongue_of(here)
    async with here.services.db.read() as reader:
        deals = await catalog.newest_deals(reader, here.market_id, ENTRIES)
        sellers = await merchants.merchants_of_ids(reader, here.market_id, {one.merchant_id for one in deals})
        stores = await merchants.stores(reader, here.market_id, {one.store_id for one in deals})
    sold = [one for one in deals if one.merchant_id in sellers and sellers[one.merchant_id].verified]
    title = tongue.say("feed.market", market=tongue.market(here.market))
    return _feed(here, title, here.url(""), here.url("deals.atom"), sold, stores)


@get("/{market:str}/stores/{slug:str}/deals.atom", opt=ANYONE)
async def store_feed(here: Asked, slug: FromPath[str]) -> Response[bytes]:
    """A store's deals on sale, the newest first. Refuses: not_found."""
    tongue = tongue_of(here)
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
        deals = await catalog.deals_of_store(reader, here.market_id, store.store_id)
        owners = {store.merchant_id} if store.merchant_id else set()
        sellers = await merchants.merchants_of_ids(reader, here.market_id, owners)
    sold = deals[:ENTRIES] if any(one.verified for one in sellers.values()) else []
    title = tongue.say("feed.store", store=tongue.pick(store.name, store.name_en))
    page = here.url(f"stores/{slug}")
    return _feed(here, title, page, f"{page}/deals.atom", sold, {one.store_id: store for one in sold})


def _feed(
    here: Here,
    title: str,
    page: str,
    own: str,
    deals: Sequence[catalog.Deal],
    stores: Mapping[UUID, merchants.Store],
) -> Response[bytes]:
    tongue = tongue_of(here)
    changed = max((deal.published_at for deal in deals), default=here.services.db.clock())
    feed = Tree.Element("feed", {"xmlns": SPACE, "xml:lang": here.locale})
    _texts(feed, {"id": here.returning(own), "title": _plain(title), "updated": _stamp(changed)})
    Tree.SubElement(feed, "link", {"rel": "self", "href": here.returning(own)})
    Tree.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": here.returning(page)})
    for deal in deals:
        store = stores.get(deal.store_id)
        if store is not None:
            _entry(feed, here, deal, tongue.pick(store.name, store.name_en), tongue)
    body = Tree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, media_type="application/atom+xml", headers=HEADERS)


def _entry(feed: Tree.Element, here: Here, deal: catalog.Deal, store: str, tongue: Tongue) -> None:
    entry = Tree.SubElement(feed, "entry")
    address = here.returning(here.url(f"deals/{deal.deal_id}"))
    parts = [tongue.pick(line.name, line.name_en) for line in deal.contents]
    inside = tongue.say("consumer.when.list").join(parts)
    title = f"{tongue.pick(deal.title, deal.title_en)} · {tongue.money(deal.price)}"
    published = _stamp(deal.published_at)
    _texts(entry, {"id": f"urn:uuid:{deal.deal_id}", "title": _plain(title)})
    _texts(entry, {"published": published, "updated": published, "summary": _plain(inside or title)})
    _texts(Tree.SubElement(entry, "author"), {"name": _plain(store)})
    Tree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})


def _texts(parent: Tree.Element, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        Tree.SubElement(parent, name).text = text


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _plain(text: str) -> str:
    """Without the control characters that XML cannot carry."""
    return "".join(sign for sign in text if sign.isprintable())


ROUTES = [market_feed, store_feed]
