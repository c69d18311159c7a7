"""A batch is handed to the bank and asked about until every payout has ended."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Database, Work
from linli.kernel.refusals import Refusal
from linli.kernel.sealing import Sealer
from linli.modules import ledger, settlement
from linli.modules.treasury.actions.pay_out import bank_account, payouts_account
from linli.modules.treasury.events import PayoutFailed, PayoutPaid
from linli.modules.treasury.model import Bank, Batch, BatchState, Instruction, Payout, PayoutState, Word
from linli.modules.treasury.refusals import BANK_UNREACHABLE
from linli.modules.treasury.statements import SQL

AT_ONCE = 50


class _Sealed(msgspec.Struct, frozen=True):
    payout_id: UUID
    account_id: UUID
    holder: str
    sealed: bytes
    amount_minor: int


async def follow_batches(db: Database, market_id: int, bank: Bank, sealer: Sealer) -> int:
    """Send what was made and ask about what was sent; returns how many payouts have ended by it.

    Everything at the bank goes by the batch's id, so that a repeat and a lost answer pay nothing twice. While
    the bank is away, batches wait.
    """
    async with db.read() as reader:
        waiting = await reader.many(Batch, SQL.batches_under_way, market_id, AT_ONCE)
    ended = 0
    for batch in waiting:
        try:
            if batch.state is BatchState.MADE:
                await _send(db, market_id, batch, bank, sealer)
            ended += await _ask(db, market_id, batch, bank)
        except Refusal as refusal:
            if refusal.kind is not BANK_UNREACHABLE:
                raise
            async with db.work() as work:
                await work.run(SQL.note_trouble, market_id, batch.batch_id, refusal.code)
    return ended


async def _send(db: Database, market_id: int, batch: Batch, bank: Bank, sealer: Sealer) -> None:
    async with db.read() as reader:
        rows = await reader.many(_Sealed, SQL.sealed_numbers, market_id, batch.batch_id)
    told = [
        Instruction(row.payout_id, row.holder, sealer.open(row.sealed, str(row.account_id)), row.amount_minor)
        for row in rows
    ]
    await bank.send(batch.batch_id, batch.currency, told)
    async with db.work() as work:
        await work.run(SQL.mark_sent, market_id, batch.batch_id, work.now)


async def _ask(db: Database, market_id: int, batch: Batch, bank: Bank) -> int:
    words = await bank.report(batch.batch_id)
    if words is None:
        async with db.work() as work:
            await work.run(SQL.mark_unsent, market_id, batch.batch_id, "unknown_at_bank")
        return 0
    return await _record(db, market_id, batch, words)


async def _record(db: Database, market_id: int, batch: Batch, words: Sequence[Word]) -> int:
    """Each final word in a transaction of its own; a word that is known already changes nothing."""
    ended = 0
    for word in words:
        if word.status not in (PayoutState.PAID, PayoutState.FAILED):
            continue
        async with db.work() as work:
            ended += await _settle(work, market_id, word)
    async with db.work() as work:
        await work.run(SQL.settle_batch, market_id, batch.batch_id, work.now)
    return ended


async def _settle(work: Work, market_id: int, word: Word) -> bool:
    row = (word.payout_id, word.status, word.reason, word.bank_ref, work.now)
    payout = await work.one(Payout, SQL.settle_payout, market_id, *row)
    if payout is None:
        return False
    number = (await settlement.statement(work, market_id, payout.statement_id, None)).number
    if payout.state is PayoutState.PAID:
        await ledger.post(work, market_id, [payout.pending_id])
        source, target = payouts_account(payout.currency), bank_account(payout.currency)
        move = ledger.Move(source, target, payout.amount, "payout_confirmed", payout.statement_id)
        await ledger.transfer(work, market_id, move)
        await settlement.note_paid(work, market_id, payout.statement_id, payout.payout_id)
        paid = PayoutPaid(
            market_id=market_id,
            merchant_id=payout.merchant_id,
            statement_id=payout.statement_id,
            number=number,
        )
        await work.announce(paid)
    else:
        await ledger.void(work, market_id, [payout.pending_id])
        await settlement.note_unpaid(work, market_id, payout.statement_id, payout.payout_id)
        await work.run(SQL.refuse_account, market_id, payout.account_id, work.now)
        failed = PayoutFailed(
            market_id=market_id,
            merchant_id=payout.merchant_id,
            statement_id=payout.statement_id,
            number=number,
            reason=payout.reason,
        )
        await work.announce(failed)
    return True
