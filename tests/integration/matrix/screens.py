"""A screen of the shop, and what somebody chose at it."""

from uuid import UUID

from linli.kernel.signing import Signer
from linli.modules import kiosks, merchants
from linli.modules.kiosks import Chosen, Kiosk, Mark
from linli.modules.marketing import Channel, make_link
from tests.integration.matrix import articles
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import OWNERS, World


async def offered(world: World, at: str = "here") -> Made:
    """A screen that no browser is yet, and the token that makes one it."""
    kiosk = await _kiosk(world, at)
    assert kiosk.offer_id
    token = _signer(world).sign(kiosks.offer_text(kiosk.kiosk_id, kiosk.offer_id))
    return {"slug": world.shops[at].slug, "kiosk_id": str(kiosk.kiosk_id), "token": token}


async def chosen(world: World, at: str = "here") -> Made:
    """A cup that somebody chose there, with the code that leads a phone to it."""
    names, kiosk = await articles.article(world, at), await _kiosk(world, at)
    async with world.db.work() as work:
        line = Chosen(world.shops[at].store_id, UUID(names["variant_id"]), 1)
        made = await kiosks.choose(work, world.market_id, kiosk, [line])
    return {
        **names,
        "kiosk_id": str(kiosk.kiosk_id),
        "selection_id": str(made.selection_id),
        "code": _signer(world).sign(kiosks.selection_text(made.selection_id)),
    }


async def _kiosk(world: World, at: str) -> Kiosk:
    store, owner = world.shops[at], world.id_of(OWNERS[at])
    async with world.db.work() as work:
        by = await merchants.require_staff(work, world.market_id, owner, store.store_id)
        signer = Signer(world.settings.secret, "codes")
        about = (store.store_id, Channel.KIOSK, "Door", owner, signer)
        link = await make_link(work, world.market_id, *about)
        return await kiosks.set_up(work, world.market_id, by, "Door", Mark(link.link_id, link.code), {})


def _signer(world: World) -> Signer:
    return Signer(world.settings.secret, "kiosks")
