"""Where a merchant is paid: changed by its owner alone, and not in haste."""

from datetime import timedelta
from uuid import UUID

import msgspec

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.kernel.sealing import Sealer
from linli.modules.treasury.account_numbers import read_number
from linli.modules.treasury.events import BankAccountChanged
from linli.modules.treasury.model import BankAccount
from linli.modules.treasury.queries import account_of
from linli.modules.treasury.statements import SQL

LONGEST_HOLDER, LONGEST_BANK, LONGEST_REASON = 80, 80, 300
TAIL = 4


async def change_account(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    person_id: UUID,
    typed: tuple[str, str, str],
    country: str,
    sealer: Sealer,
    cooling_off: timedelta,
) -> BankAccount:
    """Pay a merchant elsewhere from now on: `typed` is (number, holder, bank).

    The caller has made sure that the person owns the business and has just shown who they are. A change is
    used only after `cooling_off`, while every owner is told; a merchant's first account is used at once.
    What is there already stays as it is, so that a second click makes nobody wait. Written into the audit
    trail without the number. Refuses: invalid (account, holder, bank).
    """
    kind, number = read_number(typed[0], country)
    holder = texts.line(typed[1], "holder", LONGEST_HOLDER, shortest=2)
    bank = texts.line(typed[2], "bank", LONGEST_BANK, shortest=2)
    wait: timedelta | None = None
    changed = False
    # Somebody else may add one in the same moment: then that is the one to end.
    while wait is None:
        if await _is_there(work, market_id, merchant_id, (number, holder, bank), sealer):
            return await _made(work, market_id, merchant_id)
        changed = bool(await work.run(SQL.end_account, market_id, merchant_id, work.now)) or changed
        wait = cooling_off if changed else timedelta(0)
        account_id, tail = ids.uuid7(), number[-TAIL:]
        sealed = sealer.seal(number, str(account_id))
        about = (account_id, merchant_id, kind, holder, bank, sealed, tail, person_id, work.now)
        if not await work.run(SQL.insert_account, market_id, *about, work.now + wait):
            wait = None
    await work.audit(market_id, "bank_account_changed", str(merchant_id), "", tail=tail, kind=kind)
    hours = int(wait.total_seconds()) // 3600
    told = BankAccountChanged(market_id=market_id, merchant_id=merchant_id, tail=tail, hours=hours)
    await work.announce(told)
    return await _made(work, market_id, merchant_id)


class _Current(msgspec.Struct, frozen=True):
    account_id: UUID
    holder: str
    bank_name: str
    sealed: bytes


async def _is_there(
    work: Work, market_id: int, merchant_id: UUID, typed: tuple[str, str, str], sealer: Sealer
) -> bool:
    """Whether the merchant is paid to exactly this already: (number, holder, bank)."""
    known = await work.one(_Current, SQL.current_number, market_id, merchant_id)
    if known is None or (known.holder, known.bank_name) != typed[1:]:
        return False
    try:
        return sealer.open(known.sealed, str(known.account_id)) == typed[0]
    except ValueError:
        # Sealed with a secret that is no longer ours: it cannot be paid to, and is replaced.
        return False


async def _made(work: Work, market_id: int, merchant_id: UUID) -> BankAccount:
    made = await account_of(work, market_id, merchant_id)
    if made is None:
        raise RuntimeError("an account that was written is not there")
    return made


async def trust_account(work: Work, market_id: int, merchant_id: UUID, why: str) -> None:
    """Try a bank account once more that the bank has sent a payout back from; written into the audit trail.

    Refuses: invalid (why), not_found (no account that was refused).
    """
    reason = texts.line(why, "why", LONGEST_REASON, shortest=3)
    account_id = await work.value(UUID, SQL.trust_account, market_id, merchant_id)
    if account_id is None:
        raise NOT_FOUND()
    await work.audit(market_id, "bank_account_trusted", str(merchant_id), reason)
