"""Adding merchants, letting them sell, and stopping them."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel import texts
from linli.kernel.database import Work
from linli.modules.merchants.events import MerchantSuspended, MerchantVerified
from linli.modules.merchants.model import Merchant, MerchantState
from linli.modules.merchants.moves import MOVES
from linli.modules.merchants.queries import merchant as find_merchant
from linli.modules.merchants.refusals import MERCHANT_MOVE_IMPOSSIBLE
from linli.modules.merchants.statements import SQL

LONGEST_NAME = 120


async def add_merchant(work: Work, market_id: int, merchant: Merchant) -> Merchant:
    """Write a merchant; one that is known by its id is left as it is.

    `verified_at` is now where a verified one brings none. Refuses: invalid (name).
    """
    name = texts.line(merchant.name, "name", LONGEST_NAME)
    verified_at = (merchant.verified_at or work.now) if merchant.verified else None
    what = (name, merchant.state.value, verified_at, merchant.demo)
    await work.run(SQL.write_merchant, market_id, merchant.merchant_id, *what)
    return await find_merchant(work, market_id, merchant.merchant_id)


async def verify_merchant(work: Work, market_id: int, merchant_id: UUID, why: str = "") -> Merchant:
    """Let a merchant sell (again); announces MerchantVerified.

    Refuses: not_found, merchant_move_impossible (verified already).
    """
    moved = await _move(work, market_id, merchant_id, MerchantState.VERIFIED, why)
    await work.announce(MerchantVerified(market_id=market_id, merchant_id=merchant_id))
    return moved


async def suspend_merchant(work: Work, market_id: int, merchant_id: UUID, why: str = "") -> Merchant:
    """Stop a merchant from selling; what was sold stays valid. Announces MerchantSuspended.

    Refuses: not_found, merchant_move_impossible (not verified).
    """
    moved = await _move(work, market_id, merchant_id, MerchantState.SUSPENDED, why)
    await work.announce(MerchantSuspended(market_id=market_id, merchant_id=merchant_id))
    return moved


async def reinstate_merchant(work: Work, market_id: int, merchant_id: UUID, why: str = "") -> Merchant:
    """Let a suspended merchant sell again, verified as before; announces MerchantVerified.

    Refuses: not_found, merchant_move_impossible (not suspended).
    """
    sources = [MerchantState.SUSPENDED]
    moved = await _move(work, market_id, merchant_id, MerchantState.VERIFIED, why, sources)
    await work.announce(MerchantVerified(market_id=market_id, merchant_id=merchant_id))
    return moved


async def _move(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    wanted: MerchantState,
    why: str,
    only_from: Sequence[MerchantState] | None = None,
) -> Merchant:
    sources = [state.value for state in only_from or MOVES[wanted]]
    moved = await work.one(
        Merchant, SQL.move_merchant, market_id, merchant_id, wanted.value, sources, work.now
    )
    if moved is None:
        now = await find_merchant(work, market_id, merchant_id)
        raise MERCHANT_MOVE_IMPOSSIBLE(state=now.state.value)
    await work.audit(market_id, f"merchant_{wanted.value}", str(merchant_id), why)
    return moved
