"""What pages say to machines, as programs read it that are none of ours: data, languages, sitemaps, feeds."""

import io
import json
import re
from typing import Any
from xml.etree import ElementTree

import extruct
import pytest
from PIL import Image
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SDO

from linli.kernel import ids
from linli.kernel.paging import LAST_ID
from linli.modules import items
from linli.web.consumer.structured import TYPES
from linli.web.shared.trades import TRADES
from tests.integration.web.consumer_stage import SITE, Street

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
EVIL = "面</script><script>alert(1)</script> & <!-- \u2028"


async def told(street: Street, path: str, language: str = "en") -> Graph:
    """The statements of a page, as rdflib reads what extruct found; every word is one of schema.org's."""
    page = await (await street.visitor(language=language)).see(path)
    [found] = extruct.extract(page, syntaxes=["json-ld"], base_url=SITE)["json-ld"]
    assert found.pop("@context") == "https://schema.org"
    context = {"@vocab": str(SDO), "@base": SITE}
    graph = Graph().parse(data=json.dumps({"@context": context, **found}), format="json-ld")
    named = [*graph.predicates(), *graph.objects(predicate=RDF.type)]
    unknown = {str(one) for one in named if one != RDF.type and one not in SDO}
    assert not unknown
    return graph


def one(graph: Graph, kind: str) -> dict[str, Any]:
    """The single thing of a kind, its literals and links by name."""
    found = list(graph.subjects(RDF.type, URIRef(str(SDO) + kind)))
    assert len(found) == 1, (kind, found)
    said = {str(name).removeprefix(str(SDO)): value for name, value in graph.predicate_objects(found[0])}
    return {name: value.toPython() if isinstance(value, Literal) else value for name, value in said.items()}


def head(page: str, wanted: str) -> list[str]:
    return re.findall(wanted, page.split("</head>")[0])


async def test_a_store_says_what_it_is_in_the_words_of_schema_org(street: Street) -> None:
    visitor = await street.visitor()
    path = f"{street.root}/stores/wangjie-noodles"
    graph = await told(street, path)
    shop = one(graph, "Restaurant")
    assert (shop["name"], shop["alternateName"]) == ("Wangjie Noodles", "望街面馆")
    assert one(graph, "PostalAddress")["streetAddress"] == "128 Hefang Street"
    assert one(graph, "GeoCoordinates")["latitude"] == pytest.approx(street.store.lat, abs=1e-6)
    assert len(list(graph.subjects(RDF.type, URIRef(str(SDO) + "OpeningHoursSpecification")))) == 7
    offer = one(graph, "Offer")
    price = f"{street.deal.price_minor // 100}.{street.deal.price_minor % 100:02}"
    assert (str(offer["price"]), offer["priceCurrency"]) == (price, "CNY")
    assert "aggregateRating" not in shop
    page = await visitor.see(path)
    assert head(page, r'rel="canonical" href="([^"]+)"')[0].endswith(path)
    alternates = dict(head(page, r'hreflang="([^"]+)" href="([^"]+)"'))
    assert set(alternates) == {"en", "zh-Hans", "x-default"}
    assert alternates["zh-Hans"].endswith(f"{path}?lang=zh")


async def test_deals_and_articles_are_products_with_offers(street: Street) -> None:
    graph = await told(street, f"{street.root}/deals/{street.deal.deal_id}")
    assert one(graph, "Product")["name"] == street.deal.title_en
    assert one(graph, "Offer")["availability"] == "https://schema.org/InStock"
    merchant_id, market_id = street.store.merchant_id, street.market.market_id
    assert merchant_id is not None
    new = items.NewItem(
        kind=items.ItemKind.GOODS,
        title=EVIL,
        variants=[
            items.NewVariant(price_minor=1_999, name="大", gtin="4006381333931"),
            items.NewVariant(price_minor=999, name="小"),
        ],
    )
    async with street.db.work() as work:
        made = await items.create_items(work, market_id, merchant_id, [new], [street.store.store_id])
    graph = await told(street, f"{street.root}/items/{made[0].item_id}")
    thing = one(graph, "Product")
    assert (thing["name"], thing["sku"]) == (made[0].title, "4006381333931")
    prices = {str(price) for price in graph.objects(predicate=SDO.price)}
    assert prices == {"19.99", "9.99"}


async def test_pages_of_one_person_and_lost_ones_ask_not_to_be_indexed(street: Street) -> None:
    visitor = await street.visitor("Lin")
    for path in ("/me", "/wallet", "/orders"):
        page = await visitor.see(street.root + path)
        assert head(page, r'name="robots" content="([^"]+)"') == ["noindex"]
        assert "canonical" not in page
    assert 'property="og:image"' in await visitor.see(f"{street.root}/deals/{street.deal.deal_id}")


async def test_what_is_near_is_a_list_for_everybody_what_one_looked_for_is_not(street: Street) -> None:
    graph = await told(street, f"{street.root}/search?trade=restaurant")
    assert one(graph, "ListItem")["name"] == "Wangjie Noodles"
    visitor = await street.visitor()
    page = await visitor.see(f"{street.root}/search?q=noodles")
    assert head(page, r'name="robots" content="([^"]+)"') == ["noindex, follow"]


async def test_sitemaps_lead_from_robots_to_every_page(street: Street) -> None:
    visitor = await street.visitor()
    robots = await visitor.see("/robots.txt")
    [first] = re.findall(r"^Sitemap: (\S+)$", robots, re.M)
    index = ElementTree.fromstring((await visitor.get(first.removeprefix(SITE))).content)
    files = [str(one.text) for one in index.iter(f"{MAP}loc")]
    mine = [one for one in files if f"{street.root}/sitemaps/" in one]
    assert {one.rsplit("/", 1)[1] for one in mine} >= {"stores.xml", "deals.xml"}
    pages: dict[str, list[str]] = {}
    for file in mine:
        answer = await visitor.get(file.removeprefix(SITE))
        assert answer.headers["content-type"].startswith("application/xml")
        for url in ElementTree.fromstring(answer.content):
            [loc] = [str(one.text) for one in url.iter(f"{MAP}loc")]
            pages[loc] = [str(one.get("hreflang")) for one in url.iter(LINK)]
    wanted = ("", "/stores/wangjie-noodles", f"/deals/{street.deal.deal_id}")
    assert {f"{SITE}{street.root}{path}" for path in wanted} <= set(pages)
    assert all(sorted(tags) == ["en", "x-default", "zh-Hans"] for tags in pages.values())
    for path in ("sitemaps/people.xml", "sitemaps/stores", "sitemaps/stores.xml?after=x"):
        await visitor.get(f"{street.root}/{path}", 404)
    after = await visitor.get(f"{street.root}/sitemaps/stores.xml?after={LAST_ID}")
    assert "<loc>" not in after.text


async def test_feeds_tell_of_new_deals(street: Street) -> None:
    newest = await street.publish(title="新面 & <b>", title_en="Fresh & <b>")
    visitor = await street.visitor()
    for path in ("/deals.atom", "/stores/wangjie-noodles/deals.atom"):
        answer = await visitor.get(street.root + path)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(answer.content)
        entries = feed.findall(f"{ATOM}entry")
        titles = [str(one.findtext(f"{ATOM}title")) for one in entries]
        assert len(titles) == 2 and titles[0].startswith("Fresh & <b> · ")
        assert entries[0].findtext(f"{ATOM}id") == f"urn:uuid:{newest.deal_id}"
        assert str(feed.findtext(f"{ATOM}updated")).endswith("+00:00")


async def test_a_shared_link_has_a_picture_of_its_own(street: Street) -> None:
    visitor = await street.visitor()
    shapes = set()
    for path in ("/stores/wangjie-noodles", f"/deals/{street.deal.deal_id}"):
        page = await visitor.see(street.root + path)
        [address] = head(page, r'property="og:image" content="([^"]+)"')
        answer = await visitor.get(address.removeprefix(SITE).replace("&amp;", "&"))
        picture = Image.open(io.BytesIO(answer.content))
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))
        shapes.add(answer.headers["etag"])
        visitor.http.headers["if-none-match"] = answer.headers["etag"]
        await visitor.get(address.removeprefix(SITE).replace("&amp;", "&"), 304)
        del visitor.http.headers["if-none-match"]
    assert len(shapes) == 2
    await visitor.get(f"{street.root}/items/{ids.uuid7()}/share.jpg", 404)


def test_every_trade_is_a_kind_of_business_that_schema_org_knows() -> None:
    assert set(TYPES) <= set(TRADES)
    assert all(URIRef(str(SDO) + kind) in SDO for kind in TYPES.values())
