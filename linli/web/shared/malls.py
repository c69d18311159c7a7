"""Pages that wear a mall's look: which they are, and what their layout needs of it.

Whoever enters a mall by its path keeps its look on the pages of its stores and on their own (a cookie says
so), until they open a page of the market that is not the mall's.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import catalog, chains, items, malls, markets, merchants, orders, vouchers
from linli.web.shared.mall_colors import css_of, dark_tokens, light_tokens
from linli.web.shared.photos import photo_url

# What a person has or does in the market, whichever door they came in by.
PERSONAL = frozenset(("orders", "wallet", "me", "sign-in", "session", "sessions", "following", "kept"))
# What is named by its id, and belongs to a merchant.
NAMED = frozenset(("stores", "deals", "items", "orders", "vouchers"))


class MallHere(msgspec.Struct, frozen=True):
    """The mall under whose own name a request came, and its stores: `host` as confirmed, `origin` with scheme
    and port.
    """

    mall: malls.Mall
    store_ids: frozenset[UUID]
    host: str
    origin: str


class MallFace(msgspec.Struct, frozen=True):
    """A mall as the layout shows it; `root` is where it begins, `path` its address in the market, the icon
    its logo or its first letter. `own`: under its own name, so that `market`, where the platform's home is,
    has one too.
    """

    name: str
    tagline: str
    initial: str
    root: str
    path: str
    look: str
    manifest: str
    icon: str
    touch_icon: str
    logo: str | None
    light: str
    dark: str
    draft: bool
    own: bool
    market: str


def mall_face(mall: malls.Mall, market: markets.Market, locale: str, platform: str = "") -> MallFace:
    """The mall in the reader's language; under its own name `platform` is where the market's is."""
    at = f"/{market.slug}/malls/{mall.slug}"
    name, tagline = (_picked(mall, field, locale) for field in ("name", "tagline"))
    light, dark = papers(mall.color, mall.ground)
    return MallFace(
        name=name,
        tagline=tagline,
        initial=name[:1].upper(),
        root="/" if platform else at,
        path=at,
        look=f"{at}/look.css?v={mall.revision}",
        manifest=f"{at}/app.webmanifest?lang={locale}",
        icon=f"{at}/icons/icon.svg?v={mall.revision}",
        touch_icon=f"{at}/icons/180.png?v={mall.revision}",
        logo=photo_url(market.slug, mall.logo_id, 320),
        light=light,
        dark=dark,
        draft=not mall.open,
        own=bool(platform),
        market=f"{platform}/{market.slug}",
    )


def _picked(mall: malls.Mall, field: str, locale: str) -> str:
    own, english = str(getattr(mall, field)), str(getattr(mall, f"{field}_en"))
    return (english or own) if locale == "en" else (own or english)


@lru_cache(maxsize=256)
def look_css(color: str, ground: malls.Ground) -> str:
    """The stylesheet of a look, computed once a process."""
    return css_of(color, ground)


@lru_cache(maxsize=256)
def papers(color: str, ground: malls.Ground) -> tuple[str, str]:
    """What pages stand on in light and in dark: the color of the browser's bar."""
    return light_tokens(color, ground)["paper"], dark_tokens(color, ground)["paper"]


async def mall_of_cookie(
    reader: Reader, market: markets.Market, slug: str, path: str, person_id: UUID | None
) -> malls.Mall | None:
    """The open mall that somebody came in by, if this path is one of its pages; else None."""
    section = _parts(path)[1:2]
    if not section or section[0] not in PERSONAL | NAMED:
        return None
    try:
        mall = await malls.mall_by_slug(reader, market.market_id, slug)
        if not mall.open:
            return None
        own = {store.store_id for store in await stores_of_mall(reader, mall)}
        return mall if await belongs(reader, mall.market_id, own, path, person_id) else None
    except Refusal:
        return None


async def stores_of_mall(reader: Reader, mall: malls.Mall) -> list[merchants.Store]:
    """The merchant's stores, closed ones too, and those that franchisees run as branches of its chain."""
    about = (reader, mall.market_id, mall.merchant_id)
    own = await merchants.stores_of_merchant(*about)
    branches = [
        one.store_id for one in await chains.branches_of_head(*about) if one.joined and one.franchised
    ]
    found = await merchants.stores(reader, mall.market_id, branches) if branches else {}
    return [*own, *(found[store_id] for store_id in branches if store_id in found)]


async def belongs(
    reader: Reader, market_id: int, own: Collection[UUID], path: str, person_id: UUID | None
) -> bool:
    """Whether a page of the market is a mall's: one of its `own` stores, a deal or article of one, an order
    or a voucher of one, or the person's own. Refuses: not_found (nothing by that name).
    """
    _, section, *rest = *_parts(path), ""
    if section not in NAMED or not rest[0]:
        return section in PERSONAL
    found = await _stores_of(reader, market_id, section, rest[0], person_id)
    return any(store_id in own for store_id in found)


async def _stores_of(
    reader: Reader, market_id: int, section: str, name: str, person_id: UUID | None
) -> Sequence[UUID]:
    """The stores of what an address names."""
    if section == "stores":
        return [(await merchants.store_by_slug(reader, market_id, name)).store_id]
    thing_id = _uuid(name)
    if section == "deals":
        return (await catalog.deal(reader, market_id, thing_id)).store_ids
    if section == "items":
        return (await items.stores_of_items(reader, market_id, [thing_id])).get(thing_id, ())
    if section == "vouchers":
        return (await vouchers.voucher(reader, market_id, thing_id)).store_ids
    return [(await orders.order(reader, market_id, thing_id, person_id)).store_id]


def _parts(path: str) -> list[str]:
    return path.strip("/").split("/")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NOT_FOUND() from None
