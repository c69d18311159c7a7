"""What search engines are told of: robots.txt, an index of sitemaps, and the sitemaps of each market.

A file of a sitemap holds so many addresses in the order of ids, and the index names each by the id before its
first, so that a new store changes the last file alone.
"""

from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlencode
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.paging import FIRST_ID, Listed
from linli.kernel.refusals import NOT_FOUND
from linli.modules import catalog, items, malls, markets, merchants
from linli.services import Who
from linli.web.shared.http import Asked, Here
from linli.web.shared.i18n import LOCALES
from linli.web.shared.metadata import TAGS

ANYONE = {"who": Who.ANYONE}
# https://www.sitemaps.org/protocol.html allows 50,000 addresses and 50 MB; ours stand there in each language.
SIZE = 5_000
LISTINGS = MappingProxyType({"stores": merchants.listing, "deals": catalog.listing, "items": items.listing})
STARTS = MappingProxyType(
    {"stores": merchants.listing_starts, "deals": catalog.listing_starts, "items": items.listing_starts}
)
# Pages of one person, of work, and those that only a form leads to.
CLOSED = (
    *("sign-in", "me", "wallet", "orders", "following", "applications", "sandbox", "counter", "desk"),
    *("operator", "search/pins", "go"),
)
HEADERS = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@get("/robots.txt", opt=ANYONE)
async def robots(here: Asked) -> Response[str]:
    """What crawlers may read, and where the sitemaps are."""
    lines = ["User-agent: *", *(f"Disallow: /*/{path}" for path in CLOSED), "Disallow: /api/", ""]
    lines.append(f"Sitemap: {here.returning('/sitemap.xml')}")
    return Response("\n".join(lines) + "\n", media_type="text/plain", headers=HEADERS)


@get("/sitemap.xml", opt=ANYONE)
async def sitemap_index(here: Asked) -> Response[str]:
    """Every market's sitemaps; under a mall's own name there is the mall's front alone."""
    async with here.services.db.read() as reader:
        if here.mall_here:
            return _answer(_urlset(here, [("/", None)]))
        every = await markets.all_markets(reader)
        starts = {
            (market.slug, kind): await STARTS[kind](reader, market.market_id, SIZE)
            for market in every
            for kind in LISTINGS
        }
    files = [
        here.returning(f"/{slug}/sitemaps/{kind}.xml") + _after(after)
        for (slug, kind), found in starts.items()
        for after in found
    ]
    entries = [f"<sitemap><loc>{escape(file)}</loc></sitemap>" for file in files]
    return _answer(f"<sitemapindex {SPACE}>{''.join(entries)}</sitemapindex>")


@get("/{market:str}/sitemaps/{name:str}", opt=ANYONE)
async def market_sitemap(here: Asked, name: FromPath[str]) -> Response[str]:
    """Up to 5,000 addresses of one kind after `?after=`. Refuses: not_found."""
    kind = name.removesuffix(".xml")
    if kind not in LISTINGS or kind == name or here.mall_here:
        raise NOT_FOUND()
    after = _id(here.request.query_params.get("after", ""))
    async with here.services.db.read() as reader:
        pages = await _pages(reader, kind, here.market_id, after)
    home = [Listed(FIRST_ID, "")] if kind == "stores" and after is None else []
    found = [(here.url(f"{kind}/{one.name}" if one.name else ""), one.changed_at) for one in [*home, *pages]]
    return _answer(_urlset(here, found))


async def _pages(reader: Reader, kind: str, market_id: int, after: UUID | None) -> list[Listed]:
    """A part of the pages of a kind; a store that stands in its own mall only is not among them."""
    found = await LISTINGS[kind](reader, market_id, after, SIZE)
    if kind != "stores":
        return found
    hidden = await malls.unlisted(reader, market_id, [one.id for one in found])
    return [one for one in found if one.id not in hidden]


def _urlset(here: Here, pages: Iterable[tuple[str, datetime | None]]) -> str:
    """Pages in all their languages: search engines want each to name the others."""
    entries = [_entry(here.returning(path), changed) for path, changed in pages]
    return f'<urlset {SPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">{"".join(entries)}</urlset>'


def _entry(address: str, changed: datetime | None) -> str:
    said = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    languages = [(TAGS[locale], f"{address}?lang={locale}") for locale in LOCALES]
    links = [
        f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(other)}/>'
        for tag, other in [*languages, ("x-default", address)]
    ]
    return f"<url><loc>{escape(address)}</loc>{said}{''.join(links)}</url>"


def _after(key: UUID | None) -> str:
    return f"?{urlencode({'after': str(key)})}" if key else ""


def _id(text: str) -> UUID | None:
    """Refuses: not_found (what is no id)."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NOT_FOUND() from None


def _answer(xml: str) -> Response[str]:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}\n'
    return Response(text, media_type="application/xml", headers=HEADERS)


ROUTES = [robots, sitemap_index, market_sitemap]
