"""Coupons that the shop hands out, and the market's."""

import secrets
from datetime import timedelta
from uuid import UUID

from linli.modules import members, promotions
from tests.integration.matrix import people as who
from tests.integration.matrix import tills
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import World

# What somebody types into the form.
TYPED = {
    "title": "立减1元",
    "kind": "fixed",
    "off": "1",
    "until": "2099-01-01",
    "total": "5",
    "per_person": "1",
    "budget": "5",
    "handing": "page",
    "place-deals": "yes",
    "funder": "platform",
    "key": "{random}",
}


async def batch(
    world: World, at: str = "here", handing: promotions.Handing = promotions.Handing.PAGE
) -> Made:
    """A batch of the shop's merchant, to be claimed by anybody who signs in."""
    shop = world.shops[at]
    async with world.db.work() as work:
        terms = promotions.Terms(
            title="立减1元",
            kind=promotions.Kind.FIXED,
            off_minor=100,
            valid_from=work.now - timedelta(hours=1),
            valid_until=work.now + timedelta(days=1),
            total=1000,
            store_ids=(shop.store_id,),
            per_person=100,
            handing=handing,
        )
        made = await promotions.make_batch(work, world.market_id, shop.merchant_id, terms)
    return {"batch_id": str(made.batch_id), "slug": shop.slug, "mark": secrets.token_hex(4)}


async def printed(world: World, at: str = "here") -> Made:
    """A batch with one printed code."""
    names = await batch(world, at, promotions.Handing.CODES)
    async with world.db.work() as work:
        about = (work, world.market_id, UUID(names["batch_id"]))
        await promotions.print_codes(*about, 1, None)
        (code,) = await promotions.codes_of_batch(*about)
    return {**names, "code": code.code}


async def shown(world: World, at: str = "here") -> Made:
    """The same, and the guest holds up a member code."""
    return {**await printed(world, at), **await tills.shown(world, at)}


async def given(world: World, at: str = "here") -> Made:
    """A batch of which clerks give to members, and the guest, a member, holds up their code."""
    names, shop = await batch(world, at, promotions.Handing.CLERK), world.shops[at]
    assert shop.merchant_id is not None
    async with world.db.work() as work:
        about = (shop.merchant_id, world.id_of(who.GUEST), shop.store_id, members.How.COUNTER)
        await members.join(work, world.market_id, *about)
    return {**names, **await tills.shown(world, at)}


async def borne_by_market(world: World, at: str = "here") -> Made:
    """A batch that the market pays for."""
    async with world.db.work() as work:
        terms = promotions.Terms(
            title="平台立减1元",
            kind=promotions.Kind.FIXED,
            off_minor=100,
            valid_from=work.now - timedelta(hours=1),
            valid_until=work.now + timedelta(days=1),
            total=10,
            budget_minor=1000,
            funder=promotions.Funder.PLATFORM,
            platform_bp=10_000,
        )
        made = await promotions.make_batch(work, world.market_id, None, terms, by_platform=True)
    return {"batch_id": str(made.batch_id)}
