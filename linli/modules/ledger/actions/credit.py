"""How far an account may fall below zero."""

from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.modules.ledger.model import Account
from linli.modules.ledger.refusals import CREDIT_LIMIT_IN_USE
from linli.modules.ledger.statements import SQL


async def set_credit_limit(work: Work, market_id: int, account: Account, limit: Money, why: str) -> None:
    """Let a limited account owe up to `limit` (0 or more) from now on; written into the audit trail.

    Raises ValueError for an account without a limit, another currency or a negative limit. Refuses:
    credit_limit_in_use, where more is owed or set aside already.
    """
    if not account.limited or limit.currency != account.currency or limit.minor < 0:
        raise ValueError("a credit limit is of a limited account, in its currency, and not negative")
    row = (market_id, account.account_id, account.owner, account.purpose, account.currency, True, work.now)
    await work.run(SQL.open_account, *row)
    if not await work.run(SQL.set_credit_limit, market_id, account.account_id, limit.minor):
        raise CREDIT_LIMIT_IN_USE()
    facts = {"limit_minor": limit.minor, "currency": limit.currency, "purpose": account.purpose.value}
    await work.audit(market_id, "credit_limit.set", account.owner, why, **facts)
