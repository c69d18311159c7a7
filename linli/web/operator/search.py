"""Finding a page or a record from one field: behind the command palette, and a page without any script.

What is looked for may be a phone number, so it is sent in a form and stands in no address.
"""

from collections.abc import Mapping, Sequence
from typing import cast

import msgspec
from litestar import Response, get, post

from linli.kernel.database import Reader
from linli.kernel.refusals import Refusal
from linli.modules import merchants, orders, vouchers
from linli.modules.merchants import MerchantFilter, StoreFilter
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.people import member_with_phone
from linli.web.operator.roles import visible
from linli.web.operator.room import masked_phone, may, pick, room_page, room_url, say
from linli.web.shared.http import Asked, Here, environment_of
from linli.web.shared.i18n import Translator

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
LONGEST, EACH = 100, 5
LEAST_DIGITS = 6


class Hit(msgspec.Struct, frozen=True):
    """One thing that was found; `text` says what kind it is."""

    title: str
    text: str
    icon: str
    href: str


class Group(msgspec.Struct, frozen=True):
    """Hits of one kind under a word of their own."""

    key: str
    hits: Sequence[Hit]


@get("/{market:str}/operator/search", opt=SEE)
async def search_page(here: Asked) -> Response[str]:
    """An empty search, with every page to choose from."""
    return await room_page(here, "search.html", nav="search", typed="", found=_pages(here, ""))


@post("/{market:str}/operator/search", opt=SEE, status_code=200)
async def search(here: Asked) -> Response[str]:
    """Pages and records for what was typed; the palette asks for the list alone."""
    typed = str((await here.request.form()).get("q", "")).strip()[:LONGEST]
    groups = [*_pages(here, typed), *(await _records(here, typed) if typed else [])]
    if here.request.headers.get("x-palette"):
        return here.page("operator/found.html", found=groups)
    return await room_page(here, "search.html", nav="search", typed=typed, found=groups)


def _pages(here: Here, typed: str) -> list[Group]:
    """Pages whose name in either language has the text in it, or whose address begins with it."""
    wanted = typed.lower()
    every = cast("Mapping[str, Translator]", environment_of(here.request).globals["translators"])
    hits = []
    for _, items in visible(here.operator_role):
        for key, icon, path, _ in items:
            names = [words.t(f"operator.nav.{key}").unescape().lower() for words in every.values()]
            if any(wanted in name for name in names) or (wanted and path.startswith(wanted)):
                hits.append(Hit(say(here, f"operator.nav.{key}"), "", icon, room_url(here, path)))
    return [Group("pages", hits)] if hits else []


async def _records(here: Here, typed: str) -> list[Group]:
    groups = []
    async with here.services.db.read() as reader:
        if may(here, roles.TRADE):
            groups += await _trade(here, reader, typed)
        groups += await _town(here, reader, typed)
    digits = sum(sign.isdigit() for sign in typed)
    if may(here, roles.PEOPLE) and digits >= LEAST_DIGITS and not any(sign.isalpha() for sign in typed):
        groups += await _person(here, typed)
    return groups


async def _trade(here: Here, reader: Reader, typed: str) -> list[Group]:
    """The order of a whole number, the voucher of a whole code."""
    try:
        number = orders.read_number(typed)
        if number:
            order = await orders.order_by_number(reader, here.market_id, number)
            title, about = order.number_grouped, pick(here, order.title, order.title_en)
            hit = Hit(title, about, "receipt-text", room_url(here, f"orders/{order.order_id}"))
            return [Group("orders", [hit])]
        code = vouchers.read_scan(typed, here.market.slug)
        voucher = await vouchers.voucher_by_code(reader, here.market_id, code)
    except Refusal:
        return []
    href = room_url(here, f"orders/{voucher.order_id}#vouchers")
    title = pick(here, voucher.title, voucher.title_en)
    return [Group("vouchers", [Hit(f"…{voucher.code_tail}", title, "ticket", href)])]


async def _town(here: Here, reader: Reader, typed: str) -> list[Group]:
    sellers = await merchants.merchants_of_market(
        reader, here.market_id, MerchantFilter(text=typed), None, EACH
    )
    places = await merchants.stores_of_market(reader, here.market_id, StoreFilter(text=typed), None, EACH)
    found = [
        Hit(
            one.name,
            say(here, f"operator.merchant_state.{one.state}"),
            "building-2",
            room_url(here, f"merchants/{one.merchant_id}"),
        )
        for one in sellers.items
    ]
    stores = [
        Hit(pick(here, one.name, one.name_en), one.address, "store", here.url(f"stores/{one.slug}"))
        for one in places.items
    ]
    return [Group(key, hits) for key, hits in (("merchants", found), ("stores", stores)) if hits]


async def _person(here: Here, typed: str) -> list[Group]:
    """Whose whole phone number it is; half a number is nobody's."""
    try:
        member = await member_with_phone(here, typed)
    except Refusal:
        return []
    if member is None:
        return []
    tail = "".join(sign for sign in typed if sign.isdigit())[-4:]
    href = room_url(here, f"people/{member.person_id}")
    return [Group("people", [Hit(say(here, "operator.search.person"), masked_phone(tail), "users", href)])]


ROUTES = [search_page, search]
