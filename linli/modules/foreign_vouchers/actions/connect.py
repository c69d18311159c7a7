"""A store's account at a platform: connected, paused, resumed, disconnected, by its owner."""

from uuid import UUID

from linli.kernel import ids, texts
from linli.kernel.database import Actor, Database, Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules.foreign_vouchers.model import Connection, ConnectionState, Keys, Means
from linli.modules.foreign_vouchers.queries import connection
from linli.modules.foreign_vouchers.refusals import FOREIGN_CONNECTED, FOREIGN_STILL_UNCLEAR
from linli.modules.foreign_vouchers.statements import SQL

LONGEST = 200


def read_keys(app: str, secret: str, shop: str) -> Keys:
    """What an owner has typed. Refuses: invalid (app, secret, shop): 1 to 200 ASCII characters, no space."""
    read = {name: texts.line(text, name, LONGEST) for name, text in (("app", app), ("shop", shop))}
    read["secret"] = texts.line(secret, "secret", LONGEST)
    for name, text in read.items():
        if not text.isascii() or " " in text:
            raise INVALID(field=name)
    return Keys(**read)


async def connect(
    db: Database,
    market_id: int,
    store_id: UUID,
    merchant_id: UUID,
    actor: Actor,
    platform: str,
    typed: tuple[str, str, str],
    means: Means,
) -> Connection:
    """Connect a store: `typed` is (application, its secret, the store as the platform calls it).

    The caller has made sure that the actor owns the store. The platform is asked for a pass first, so that
    keys with a slip in them are not kept; the secret is kept sealed. Written into the audit trail without
    it. Refuses in this order: invalid (platform, app, shop, secret), foreign_keys_wrong, foreign_unreachable,
    foreign_connected (one account of a store at a platform).
    """
    adapter = means.platforms.get(platform)
    if adapter is None or actor.person_id is None:
        raise INVALID(field="platform")
    keys = read_keys(*typed)
    given = await adapter.sign_in(keys, db.clock())
    async with db.work(actor) as work:
        connection_id = ids.uuid7(work.now)
        sealed = means.sealer.seal(keys.secret, str(connection_id))
        row = (connection_id, store_id, merchant_id, platform, keys.shop, keys.app, sealed, actor.person_id)
        if not await work.run(SQL.insert_connection, market_id, *row, work.now):
            raise FOREIGN_CONNECTED(platform=platform)
        kept = means.sealer.seal(given.token, f"pass/{platform}/{keys.app}")
        await work.run(SQL.keep_pass, market_id, platform, keys.app, kept, given.good_until)
        facts = {"platform": platform, "shop": keys.shop}
        await work.audit(market_id, "platform_connected", str(store_id), "", **facts)
        return await connection(work, market_id, store_id, connection_id)


async def move_connection(
    work: Work, market_id: int, store_id: UUID, connection_id: UUID, to: ConnectionState
) -> Connection:
    """Pause or resume: while it is paused no new code is asked about, and what was taken can still be undone.

    A second click changes nothing. Written into the audit trail. Refuses: not_found.
    """
    moved = await work.one(
        Connection, SQL.move_connection, market_id, store_id, connection_id, to.value, work.now
    )
    if moved is None:
        raise NOT_FOUND()
    await work.audit(market_id, f"platform_{to.value}", str(store_id), "", platform=moved.platform)
    return moved


async def disconnect(work: Work, market_id: int, store_id: UUID, connection_id: UUID) -> None:
    """For good: the secret is gone, and what was taken can only be undone at the platform itself. What was
    taken stays in the figures. Written into the audit trail. Ending it again changes nothing.

    Refuses: not_found, foreign_still_unclear (the platform has yet to say how a use ended).
    """
    found = await connection(work, market_id, store_id, connection_id)
    if found.state is ConnectionState.ENDED:
        return
    if not await work.run(SQL.end_connection, market_id, store_id, connection_id, work.now):
        raise FOREIGN_STILL_UNCLEAR()
    await work.audit(market_id, "platform_ended", str(store_id), "", platform=found.platform)
