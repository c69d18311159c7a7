"""The cart asks where it will be used, once; an address without a position is looked for among the names of
streets and shops that the market knows.
"""

import re

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import carts, discovery, gazetteer, merchants
from linli.modules.carts import CartMode
from linli.services import Who
from linli.web.consumer.cart import IN_STORE, address_of, cart_shown
from linli.web.consumer.tongue import tongue_of
from linli.web.consumer.use_at import DIGITS, Near, UseForm, place_of_form, read_form
from linli.web.shared.http import Asked, Here

MOST_NEAR = 5
# What names a house or a room, not the street that the map knows.
HOUSES = re.compile(
    r"[0-9０-９]+\s*(号楼|号|室|幢|栋|单元|楼|弄|层)?|\b(no|room|flat|floor)\b", re.IGNORECASE
)


@post(f"{IN_STORE}/address", opt={"who": Who.PERSON})
async def tell_place(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Where it will be used, from now on; what cannot be understood is said at its field."""
    form = read_form(await here.request.form())
    try:
        place = place_of_form(form)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        return await cart_shown(
            here, slug, CartMode.PICKUP, refusal, use=await _looked_for(here, form, refusal)
        )
    async with here.services.db.work(here.actor) as work:
        await merchants.store_by_slug(work, here.market_id, slug)
        await carts.keep_place(work, here.market_id, here.person.person_id, place)
    return here.see_other(f"{address_of(here, slug, CartMode.PICKUP)}?done=place_kept")


async def _looked_for(here: Here, form: UseForm, refusal: Refusal) -> UseForm:
    """The form with what is wrong; where only the position is missing, with known places in that street."""
    wrong = str(refusal.params.get("field", ""))
    typed = msgspec.structs.replace(form, wrong=wrong)
    words = HOUSES.sub(" ", form.address).strip()[:60]
    if wrong != "position" or form.lat or form.lon or len(words) < 2:
        return typed
    async with here.services.db.read() as reader:
        near = await _near(here, reader, words)
    return msgspec.structs.replace(typed, wrong="near" if near else "position", near=near)


async def _near(here: Here, reader: Reader, words: str) -> list[Near]:
    """The street or square that the words name, then what is there."""
    tongue, at = tongue_of(here), (here.market.lat, here.market.lon)
    named = await gazetteer.find(reader, here.market_id, words.split())
    about = (reader, here.market_id)
    found = await discovery.find(*about, text=words, at=at, place=here.market, size=MOST_NEAR)
    shops = [one.place for one in found]
    near = [
        (tongue.pick(one.name, one.name_en), tongue.pick(one.address, one.address_en), one.lat, one.lon)
        for one in shops
    ]
    if named is not None:
        near.insert(0, (tongue.pick(named.name, named.name_en), "", named.lat, named.lon))
    return [Near(name, address, f"{lat:.{DIGITS}f}", f"{lon:.{DIGITS}f}") for name, address, lat, lon in near]


ROUTES = [tell_place]
