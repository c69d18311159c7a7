"""What the timetable does with vouchers, and with the keys that sign them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from linli.kernel import ids, sql
from linli.kernel.database import Database, Work
from linli.kernel.keypairs import PrivateKey
from linli.modules.vouchers.events import VoucherExpired, VoucherRedeemed
from linli.modules.vouchers.issuers import IssuerKey, Issuers, Keys, SealedKey
from linli.modules.vouchers.losses import WINDOW, UseState, due_before
from linli.modules.vouchers.model import Voucher

SQL = sql.load(__file__)
BATCH = 100
# A key signs for so long; the next one is told so long before it signs, because terminals without a network
# must know it by then.
SIGNS_FOR = timedelta(days=90)
TOLD_BEFORE = timedelta(days=7)
# By then every process has read that the next key signs.
ALL_KNOW = timedelta(minutes=5)
# By then nothing is undone any more, and what was used without a network has come in; twice over.
SETTLED = timedelta(days=14)


async def expire_due(db: Database, market_id: int, heard_until: Mapping[UUID, datetime] | None = None) -> int:
    """Expire every voucher that has something left and whose validity is over; returns how many.

    `heard_until`: merchants with devices that work without a network, and until when every one of them has
    told what it took; a voucher of theirs waits until they have told all of its time, or a window long.
    A transaction per batch, so a crash loses at most the batch at hand; two runs at once share the work.
    Announces VoucherExpired for each.
    """
    expired, heard = 0, dict(heard_until or {})
    while True:
        async with db.work() as work:
            waiting = (list(heard), list(heard.values()), work.now - WINDOW)
            batch = await work.many(Voucher, SQL.expire_vouchers, market_id, work.now, BATCH, *waiting)
            for voucher in batch:
                event = VoucherExpired(
                    market_id=market_id,
                    voucher_id=voucher.voucher_id,
                    order_id=voucher.order_id,
                    line_no=voucher.line_no,
                    touched=voucher.touched,
                    value_minor=voucher.left_minor,
                    currency=voucher.currency,
                )
                await work.announce(event)
        expired += len(batch)
        if len(batch) < BATCH:
            return expired


class _Due(msgspec.Struct, frozen=True):
    device_id: UUID
    use_id: UUID
    happened_at: datetime


class _Decided(msgspec.Struct, frozen=True):
    redemption_id: UUID
    voucher_id: UUID
    order_id: UUID
    line_no: int
    store_id: UUID
    merchant_id: UUID
    person_id: UUID
    value_minor: int
    currency: str
    state: UseState


async def decide_offline(db: Database, market_id: int) -> int:
    """Decide every use without a network whose window is over, by the loss rule; returns how many.

    A transaction for each voucher. Announces VoucherRedeemed for each that got something: only now its money
    is earned.
    """
    decided = 0
    while True:
        async with db.read() as reader:
            before = due_before(reader.now)
            batch = await reader.column(UUID, SQL.vouchers_to_decide, market_id, before, BATCH)
        for voucher_id in batch:
            async with db.work() as work:
                decided += await _decide(work, market_id, voucher_id, before)
        if len(batch) < BATCH:
            return decided


async def _decide(work: Work, market_id: int, voucher_id: UUID, before: datetime) -> int:
    # Held first, in a statement of its own: what comes next sees every use that has arrived until then.
    await work.value(UUID, SQL.hold_voucher, market_id, voucher_id)
    due = await work.many(_Due, SQL.uses_to_decide, market_id, voucher_id, before)
    devices, uses = [one.device_id for one in due], [one.use_id for one in due]
    made = [ids.uuid7(one.happened_at) for one in due]
    done = await work.many(_Decided, SQL.decide_uses, market_id, voucher_id, devices, uses, made, work.now)
    for one in done:
        if one.state is not UseState.LOST:
            told = msgspec.structs.asdict(one)
            del told["state"]
            await work.announce(VoucherRedeemed(market_id=market_id, **told))
    return len(done)


async def keep_issuer_keys(db: Database, market_id: int, issuers: Issuers) -> int:
    """See to it that a market has a key that signs, that the next one is known in time, that those before it
    sign no more, and that keys of which every voucher has ended are believed no more; how many it changed.
    """
    async with db.work() as work:
        # The last number is read before the keys: what another process makes meanwhile is seen, or has the
        # number that is then tried here.
        last = await work.value(int, SQL.newest_issuer_key, market_id) or 0
        rows = await work.many(SealedKey, SQL.issuer_keys, market_id, work.now)
        keys = issuers.learn(market_id, rows, work.now)
        changed = 0
        if keys.signs is None:
            changed += await _add(work, market_id, issuers, last + 1, work.now, "there was none")
        elif rows[-1].signs_from <= work.now - SIGNS_FOR:
            why = f"the last one has signed for {SIGNS_FOR.days} days"
            changed += await _add(work, market_id, issuers, last + 1, work.now + TOLD_BEFORE, why)
        changed += await _retire(work, market_id, rows, keys)
    if changed:
        issuers.forget(market_id)
    return changed


async def _add(
    work: Work, market_id: int, issuers: Issuers, key_id: int, signs_from: datetime, why: str
) -> int:
    """Make a market's next key; 0 where another process was quicker. Its private half leaves this function
    sealed only.
    """
    key = PrivateKey.new()
    sealed = issuers.seal(key, market_id, key_id)
    row = (market_id, key_id, key.public.raw, sealed, work.now, signs_from)
    made = await work.run(SQL.add_issuer_key, *row)
    if made:
        await work.audit(market_id, "issuer_key_made", str(key_id), why, signs_from=signs_from.isoformat())
    return made


async def _retire(work: Work, market_id: int, rows: list[SealedKey], keys: Keys) -> int:
    """What is to be done is seen in the rows, so that the usual run writes nothing."""
    known = [row.key_id for row in rows if not row.retired_at and row.signs_from <= work.now - ALL_KNOW]
    retired: list[int] = []
    if len(known) > 1 and keys.signs and keys.signs[0] == known[-1]:
        retired = await work.column(int, SQL.retire_issuer_keys, market_id, known[-1], work.now)
    ended: list[int] = []
    before = work.now - SETTLED
    if any(row.retired_at and row.retired_at < before and not row.verifies_until for row in rows):
        last = await work.value(datetime, SQL.last_end, market_id) or work.now
        until = max(last, work.now) + SETTLED
        ended = await work.column(int, SQL.end_issuer_keys, market_id, before, until)
    for action, key_ids in (("issuer_key_retired", retired), ("issuer_key_ended", ended)):
        for key_id in key_ids:
            await work.audit(market_id, action, str(key_id), "by the timetable")
    return len(retired) + len(ended)


async def signing_keys(db: Database, issuers: Issuers, market_id: int) -> Keys:
    """A market's keys with one that signs: made here and now where it has none yet. Whoever asks must have
    been let in before: a stranger's asking writes nothing.
    """
    keys = issuers.known(market_id, db.clock())
    if keys and keys.signs:
        return keys
    async with db.read() as reader:
        rows = await reader.many(SealedKey, SQL.issuer_keys, market_id, reader.now)
    keys = issuers.learn(market_id, rows, db.clock())
    if keys.signs is None:
        await keep_issuer_keys(db, market_id, issuers)
        async with db.read() as reader:
            rows = await reader.many(SealedKey, SQL.issuer_keys, market_id, reader.now)
        keys = issuers.learn(market_id, rows, db.clock())
    return keys


async def replace_issuer_key(work: Work, market_id: int, issuers: Issuers, why: str) -> IssuerKey:
    """Make a key that signs from now on, without telling it before; the one before it retires soon after by
    the timetable. Terminals without a network believe its tokens when they have synced.
    """
    last = await work.value(int, SQL.newest_issuer_key, market_id) or 0
    await _add(work, market_id, issuers, last + 1, work.now, why)
    issuers.forget(market_id)
    rows = await work.many(IssuerKey, SQL.issuer_keys, market_id, work.now)
    return rows[-1]


async def revoke_issuer_key(work: Work, market_id: int, issuers: Issuers, key_id: int, why: str) -> bool:
    """Believe nothing any more that this key has signed, for somebody else may have it; False where there is
    no such key. Who has a voucher on paper shows it on the phone instead, or tells its code.
    """
    revoked = bool(await work.run(SQL.revoke_issuer_key, market_id, key_id, work.now))
    if revoked:
        await work.audit(market_id, "issuer_key_revoked", str(key_id), why)
        issuers.forget(market_id)
    return revoked
