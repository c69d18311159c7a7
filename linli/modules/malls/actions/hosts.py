"""A mall's own host name: asked for, confirmed, withdrawn, given up."""

from uuid import UUID

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules.malls.model import HostName, HostState
from linli.modules.malls.names import read_host
from linli.modules.malls.queries import host_name, host_print, mall_of_merchant
from linli.modules.malls.refusals import HOST_CONFIRMED, HOST_TAKEN
from linli.modules.malls.statements import SQL

PROOF_LENGTH = 20
LONGEST_REASON = 300


async def ask_for_host(work: Work, market_id: int, merchant_id: UUID, host: str) -> HostName:
    """The owner wants this name; it leads nowhere until an operator confirms it. The same name again keeps
    its proof.

    Refuses: invalid (host), not_found (no mall), host_confirmed (another one is: give that up first).
    """
    name = read_host(host)
    if await mall_of_merchant(work, market_id, merchant_id) is None:
        raise NOT_FOUND()
    known = await host_name(work, market_id, merchant_id)
    if known is not None and known.host == name and known.state is not HostState.WITHDRAWN:
        return known
    row = (market_id, merchant_id, name, ids.new_code(PROOF_LENGTH).lower(), work.now)
    asked = await work.one(HostName, SQL.ask_host, *row)
    if asked is None:
        raise HOST_CONFIRMED()
    await work.audit(market_id, "mall_host_asked", str(merchant_id), host=name)
    return asked


async def confirm_host(work: Work, market_id: int, merchant_id: UUID, host: str, why: str) -> None:
    """The name that an operator looked at leads to the mall; `why`: by what it was seen to be theirs. That
    the caller may, the caller asks.

    Refuses: invalid (why), not_found (no such name waits), host_taken (it leads to another mall).
    """
    seen = texts.line(why, "why", LONGEST_REASON)
    if not await work.run(SQL.confirm_host, market_id, merchant_id, host, work.now):
        raise NOT_FOUND()
    if not await work.run(SQL.take_host, host_print(host), market_id, merchant_id):
        raise HOST_TAKEN(host=host)
    await work.audit(market_id, "mall_host_confirmed", str(merchant_id), seen, host=host)


async def withdraw_host(work: Work, market_id: int, merchant_id: UUID, host: str, why: str) -> None:
    """The name leads nowhere from now on, and nobody is signed in under it; the owner is shown why.

    Refuses: invalid (why), not_found (no such name waits or is confirmed).
    """
    reason = texts.line(why, "why", LONGEST_REASON)
    if not await work.run(SQL.withdraw_host, market_id, merchant_id, host, work.now, reason):
        raise NOT_FOUND()
    await work.run(SQL.release_host, host_print(host), market_id, merchant_id)
    await work.audit(market_id, "mall_host_withdrawn", str(merchant_id), reason, host=host)


async def give_up_host(work: Work, market_id: int, merchant_id: UUID) -> None:
    """The owner wants it no more; giving it up twice is giving it up once. Refuses nothing."""
    host = await work.value(str, SQL.drop_host_name, market_id, merchant_id)
    if host is not None:
        await work.run(SQL.release_host, host_print(host), market_id, merchant_id)
        await work.audit(market_id, "mall_host_given_up", str(merchant_id), host=host)
