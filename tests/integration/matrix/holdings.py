"""What the holder signs in with: a passkey, a session and a token of their own."""

from uuid import UUID

from linli.modules import identity
from tests.authenticator import Authenticator
from tests.integration.matrix import people as who
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import World


async def passkey(world: World, at: str = "here") -> Made:
    site = identity.Site(world.settings.passkey_url)
    cookie = await world.session(who.OTHER_GUEST, fresh=True)
    async with world.db.work() as work:
        session = await identity.present_session(work, cookie)
        assert session
        for known in await identity.passkeys_of(work, session.person.person_id):
            await identity.remove_passkey(work, world.market_id, session.person.person_id, known.passkey_id)
        options = await identity.offer_passkey(work, session, "Phone", site)
    answer = Authenticator(site.origin).make(options)
    made = await identity.add_passkey(world.db, world.market_id, session, "Phone", answer, site)
    return {"passkey_id": str(made)}


async def session(world: World, at: str = "here") -> Made:
    cookie = await world.session(who.OTHER_GUEST, fresh=True)
    return {"session_id": str(UUID(cookie.split(".")[1]))}


async def token(world: World, at: str = "here") -> Made:
    await world.token(who.OTHER_GUEST, ("consumer",), fresh=True)
    async with world.db.read() as reader:
        newest = (await identity.tokens_of(reader, world.id_of(who.OTHER_GUEST)))[0]
    return {"token_id": str(newest.token_id)}


async def no_export(world: World, at: str = "here") -> Made:
    return {"export_id": "01990000-0000-7000-8000-000000000000"}
