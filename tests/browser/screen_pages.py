"""The pages of a shop's screen, of what was chosen there, and of the desk where it is set up."""

from typing import Any

import httpx

from linli.demo import shops
from linli.demo.cast import SIGN_INS
from linli.journey import wire
from linli.kernel.journey import Journey
from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer
from linli.modules import items, kiosks, marketing, markets, merchants
from linli.modules.kiosks import Chosen, Mark
from linli.web.shared import security
from tests.browser.visits import Visit, visits
from tests.product import Product

KIOSK, DESK = "/{market:str}/kiosks/{kiosk_id:uuid}", "/{market:str}/desk/{slug:str}/kiosks"
AT_SCREEN, AT_DESK = "/{market}/kiosks/{kiosk_id}", "/{market}/desk/{slug}/kiosks"
PAGES: dict[str, list[Visit]] = {
    f"{KIOSK}/opening": visits("anyone", "{screen_opening}"),
    KIOSK: [*visits("device", AT_SCREEN, main=True), Visit("anyone", AT_SCREEN, status=401)],
    f"{KIOSK}/range": visits("device", AT_SCREEN + "/range", main=True),
    f"{KIOSK}/items/{{item_id:uuid}}": visits("device", AT_SCREEN + "/items/{screen_item}", main=True),
    f"{KIOSK}/chosen": visits("device", AT_SCREEN + "/chosen", main=True),
    f"{KIOSK}/selections/{{selection_id:uuid}}": visits(
        "device", AT_SCREEN + "/selections/{selection_id}", main=True
    ),
    "/{market:str}/selections/{code:str}": [
        *visits("consumer", "/{market}/selections/{selection_code}", main=True),
        *visits("anyone", "/{market}/selections/{selection_gone}"),
    ],
    DESK: visits("owner", AT_DESK, main=True),
    f"{DESK}/{{kiosk_id:uuid}}": visits("owner", AT_DESK + "/{kiosk_id}", main=True),
}


async def screens_of(product: Product, market: str, slug: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """A screen of the store that a browser is, one that none is yet, something chosen and something put
    back; and the cookies of that browser.
    """
    database = await product.database(wire(Journey()))
    [owner] = [who for who in SIGN_INS if who.market == market and who.role == "owner"]
    signer, codes = Signer(DEMO_SECRET, "kiosks"), Signer(DEMO_SECRET, "codes")
    try:
        async with database.work() as work:
            market_id = (await markets.market_by_slug(work, market)).market_id
            store = await merchants.store_by_slug(work, market_id, slug)
            by = await merchants.require_staff(work, market_id, shops.person_id(owner.phone), store.store_id)
            about = (store.store_id, marketing.Channel.KIOSK, "Screen", by.person_id, codes)
            link = await marketing.make_link(work, market_id, *about)
            mark = Mark(link.link_id, link.code)
            made, other = [
                await kiosks.set_up(work, market_id, by, name, mark, {by.person_id: mark})
                for name in ("Door", "Tablet")
            ]
            opened = await kiosks.open_kiosk(work, market_id, made.kiosk_id, made.offer_id or made.kiosk_id)
            sold = (await items.items_of_store(work, market_id, store.store_id, size=1)).items[0]
            line = Chosen(store.store_id, sold.variants[0].variant_id, 1)
            chosen, gone = [await kiosks.choose(work, market_id, made, [line]) for _ in range(2)]
            await kiosks.put_back(work, market_id, made.kiosk_id, gone.selection_id)
    finally:
        await database.pool.close()
    root = f"/{market}/kiosks/{made.kiosk_id}"
    token = signer.sign(kiosks.offer_text(other.kiosk_id, other.offer_id))
    kept = {
        security.KIOSK_COOKIE: opened.secret,
        security.CHOSEN_COOKIE: f"{line.variant_id.hex}~{line.store_id.hex}~1~~",
    }
    cookies = [
        {
            "name": name, "value": value, "path": root, "domain": httpx.URL(product.url).host, "expires": -1,
            "httpOnly": True, "secure": False, "sameSite": "Lax",
        }
        for name, value in kept.items()
    ]  # fmt: skip
    props = {
        "kiosk_id": str(made.kiosk_id),
        "screen_opening": f"/{market}/kiosks/{other.kiosk_id}/opening?token={token}",
        "screen_item": str(sold.item_id),
        "selection_id": str(chosen.selection_id),
        "selection_code": signer.sign(kiosks.selection_text(chosen.selection_id)),
        "selection_gone": signer.sign(kiosks.selection_text(gone.selection_id)),
    }
    return props, cookies
