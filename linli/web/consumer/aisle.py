"""Self-checkout in the aisle: scan the barcode on the shelf, pay, show the pass at the door."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules import carts, chains, items, merchants, orders, pickups
from linli.modules.carts import CartMode
from linli.services import Who
from linli.web.consumer.cart import address_of, cart_shown
from linli.web.consumer.pickup import pickup_face
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked, Here

LONGEST_CODE = 60


@get("/{market:str}/stores/{slug:str}/aisle", opt={"who": Who.PERSON})
async def aisle_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Scan, see what it comes to, pay. Refuses: self_checkout_off."""
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
        if not (await pickups.rules(reader, here.market_id, store.store_id)).self_checkout:
            raise orders.SELF_CHECKOUT_OFF()
    return await cart_shown(here, slug, CartMode.AISLE)


@post("/{market:str}/stores/{slug:str}/aisle/lines", opt={"who": Who.PERSON})
async def scan_in_aisle(here: Asked, slug: FromPath[str]) -> Response[str]:
    """One more of what the code on the shelf names. A code that names nothing here says so; the basket
    stays.
    """
    code = str((await here.request.form()).get("code", "")).strip()[:LONGEST_CODE]
    async with here.services.db.work(here.actor) as work:
        store = await merchants.store_by_slug(work, here.market_id, slug)
        if not (await pickups.rules(work, here.market_id, store.store_id)).self_checkout:
            raise orders.SELF_CHECKOUT_OFF()
        known = await _named(here, work, store, code)
        if known is None:
            done = "unknown_code"
        else:
            where = (here.market_id, here.person.person_id, store.store_id, CartMode.AISLE)
            await carts.add(work, *where, known.variant_id)
            done = "in_basket"
    return here.see_other(f"{address_of(here, slug, CartMode.AISLE)}?done={done}")


async def _named(here: Here, reader: Reader, store: merchants.Store, code: str) -> items.Sellable | None:
    """What a code names among what the store sells and can be taken along as it is."""
    if store.merchant_id is None or not code:
        return None
    for owner in await chains.heads_of_store(reader, here.market_id, store.store_id, store.merchant_id):
        found = await items.variants_by_code(reader, here.market_id, owner, [code])
        sold = await items.sellable(reader, here.market_id, store.store_id, found.values())
        if sold:
            return next(iter(sold.values()))
    return None


@get("/{market:str}/orders/{order_id:uuid}/exit", opt={"who": Who.PERSON})
async def exit_page(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """The pass for the door: it moves, says how many and how much, and a new one comes every few seconds
    (`?part=1`: the pass alone). Refuses: not_found (another's, or not of the aisle).
    """
    async with here.services.db.read() as reader:
        await orders.order(reader, here.market_id, order_id, here.person.person_id)
        pickup = await pickups.pickup(reader, here.market_id, order_id)
        if pickup.kind is not pickups.PickupKind.AISLE:
            raise NOT_FOUND()
        store = await merchants.store(reader, here.market_id, pickup.store_id)
        now = reader.now
    return show(
        here,
        "exit.html",
        without_bar=True,
        pickup=pickup_face(here, pickup, store, tongue_of(here)),
        qr_text=pickups.exit_text(here.services.exits, here.market.slug, order_id, now),
        renewed=pickups.RENEWED,
        shown_at=now,
    )


ROUTES = [aisle_page, scan_in_aisle, exit_page]
