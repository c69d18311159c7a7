"""A device tells what it took without a network, and learns what it needs for the next time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Database, Reader, Work
from linli.kernel.keypairs import PublicKey
from linli.kernel.refusals import Refusal
from linli.modules import markets, merchants, vouchers
from linli.modules.terminals import entries, syncs
from linli.modules.terminals.entries import Entry, SentEntry
from linli.modules.terminals.model import Anchor, Device, EntryResult, Problem
from linli.modules.terminals.queries import clerks
from linli.modules.terminals.refusals import DEVICE_UNKNOWN
from linli.modules.terminals.statements import SQL
from linli.modules.terminals.syncs import SyncAsked, Synced

# A sync tells again what it told a short while ago, while nothing was written since and both clocks agree.
SAME_ANCHOR = timedelta(minutes=10)
CLOCKS_AGREE = timedelta(seconds=2)
# What was decided is told for so long again, so that no device misses it.
TOLD_AGAIN = vouchers.WINDOW * 4


async def sync(
    db: Database,
    market: markets.Market,
    device: Device,
    body: bytes,
    signature: str,
    issuers: vouchers.Issuers,
) -> Synced:
    """A device tells of its log, each entry is judged by itself (`take_entry`), and it learns what it may do
    from here on (`anchor_device`). `body` is a `SyncAsked` in JSON, `signature` the device's of exactly these
    bytes (base64url). A repeat changes nothing.

    Refuses in this order: device_unknown (it has not signed this), invalid (body, device_id).
    """
    if not entries.is_signed(device, body, signature):
        raise DEVICE_UNKNOWN()
    asked = syncs.read_sync(body, device.device_id)
    async with db.read() as reader:
        keys = (await vouchers.believed_keys(reader, issuers, market.market_id)).public
    about = (market.market_id, device.device_id)
    results = [await take_entry(db, *about, entry, keys) for entry in asked.entries]
    async with db.work() as work:
        anchor = await anchor_device(work, *about, asked.device_at, told_all=asked.told_all)
    async with db.read() as reader:
        return await _told(reader, market, device, anchor, asked, results)


async def _told(
    reader: Reader,
    market: markets.Market,
    device: Device,
    anchor: Anchor | None,
    asked: SyncAsked,
    results: list[EntryResult],
) -> Synced:
    where, now = (market.market_id, device.merchant_id), reader.now
    decided = await vouchers.decided_offline_uses(
        reader, market.market_id, device.device_id, now - TOLD_AGAIN
    )
    terms = await vouchers.terms_of_store(reader, *where, device.store_id)
    blocked, given = await vouchers.spent_vouchers(reader, *where)
    terms_tag = syncs.tag_of_terms(market, now, terms)
    spent_tag = syncs.tag_of_spent(blocked, given)
    spent_anew = spent_tag != asked.spent_tag
    return Synced(
        server_at=now,
        revoked=anchor is None,
        anchor=syncs.anchor_told(anchor) if anchor else None,
        results=results,
        decided=syncs.uses_told(decided),
        keys=syncs.keys_told(await vouchers.issuer_keys(reader, market.market_id)),
        terms=syncs.terms_told(market, now, terms) if terms_tag != asked.terms_tag else None,
        terms_tag=terms_tag,
        blocked=blocked if spent_anew else None,
        given=given if spent_anew else None,
        spent_tag=spent_tag,
        clerks=await clerks(reader, market.market_id, device),
        window_days=vouchers.WINDOW.days,
    )


async def take_entry(
    db: Database, market_id: int, device_id: UUID, sent: SentEntry, keys: Mapping[int, PublicKey]
) -> EntryResult:
    """Judge one entry of a device's log, by itself, and keep it; `keys` are those that the market believes.

    The same entry again gives what has become of it since. Entries that contradict each other (one number,
    one use, or one place in an allowance) are none of them believed. Refuses nothing: the result says why an
    entry is not believed.
    """
    async with db.work() as work:
        device = await work.one(Device, SQL.hold_device, market_id, device_id)
        entry = entries.read_entry(sent.body)
        if device is None or not entries.is_signed(device, sent.body.encode(), sent.sig):
            use, seq = (entry.use, entry.seq) if entry else (None, None)
            return EntryResult(use, seq, "refused", Problem.SIGNATURE_WRONG)
        if entry is None:
            return EntryResult(None, None, "refused", Problem.ENTRY_MALFORMED)
        key = (market_id, device_id, entry.seq, entries.print_of(sent.body))
        refused = await work.value(str, SQL.entry_refused, *key)
        if refused is None:
            refused = await _keep(work, market_id, device, sent, entry, keys)
        return await _result(work, market_id, device_id, entry, refused)


async def _keep(
    work: Work,
    market_id: int,
    device: Device,
    sent: SentEntry,
    entry: Entry,
    keys: Mapping[int, PublicKey],
) -> str:
    anchor = await work.one(Anchor, SQL.find_anchor, market_id, entry.anchor)
    problem = entries.problem_of(entry, device, anchor)
    happened = entries.happened_at(anchor, entry.at) if anchor else None
    taking = None
    if problem is None and happened is not None:
        found = await _taking(work, market_id, device, entry, happened, keys)
        problem, taking = (found, None) if isinstance(found, Problem) else (None, found)
    body_print = entries.print_of(sent.body)
    same = (entry.use, entry.anchor, entry.n)
    others = await work.column(
        UUID, SQL.contradicting_uses, market_id, device.device_id, entry.seq, body_print, *same
    )
    row = (device.device_id, entry.seq, body_print, bytes.fromhex(entry.prev), entry.store, sent.body)
    told = (entries.read_base64url(sent.sig), entry.anchor, entry.n, entry.use, problem or "", happened)
    await work.run(SQL.write_entry, market_id, *row, *told, work.now)
    if others:
        await vouchers.lose_offline(work, market_id, device.device_id, others, vouchers.Loss.LOG_FORKED)
    if taking is not None:
        lost = vouchers.Loss.LOG_FORKED if others else None
        await vouchers.take_offline(work, market_id, taking, lost=lost)
    return problem or ""


async def _taking(
    work: Work,
    market_id: int,
    device: Device,
    entry: Entry,
    happened: datetime,
    keys: Mapping[int, PublicKey],
) -> vouchers.OfflineTaking | Problem:
    """What of a voucher was taken, and why that gets nothing if so; or why its token is not believed."""
    try:
        token = vouchers.verify_token(vouchers.read_token(entry.token), market_id, keys)
    except vouchers.TokenError as error:
        other = error.fault is vouchers.TokenFault.OTHER_MARKET
        return Problem.CODE_OF_ANOTHER_MARKET if other else Problem.CODE_WRONG
    try:
        voucher = await vouchers.voucher(work, market_id, token.voucher_id)
    except Refusal:
        return Problem.CODE_WRONG
    if device.store_id not in voucher.store_ids:
        return Problem.VOUCHER_OF_ANOTHER_STORE
    parts = zip(entry.taken, voucher.units, strict=False)
    if len(entry.taken) != len(voucher.units) or any(taken > units for taken, units in parts):
        return Problem.PARTS_WRONG
    member = await merchants.staff_member(work, market_id, entry.clerk, device.store_id)
    market = await markets.market(work, market_id)
    at_place = {"timezone": market.timezone, "country": market.country}
    return vouchers.OfflineTaking(
        device_id=device.device_id,
        use_id=entry.use,
        voucher_id=voucher.voucher_id,
        store_id=device.store_id,
        clerk_id=entry.clerk,
        # Who has left meanwhile is known by the device's own log alone.
        clerk_name=member.name if member else "–",
        hands=token.serial,
        taken=entry.taken,
        happened_at=happened,
        lost=vouchers.hopeless(voucher, token.serial, happened, at_place),
    )


async def _result(work: Work, market_id: int, device_id: UUID, entry: Entry, refused: str) -> EntryResult:
    if refused:
        return EntryResult(entry.use, entry.seq, "refused", refused)
    found = await vouchers.offline_uses(work, market_id, device_id, [entry.use])
    use = found[entry.use]
    return EntryResult(entry.use, entry.seq, use.state, use.why, use.settled)


async def anchor_device(
    work: Work, market_id: int, device_id: UUID, device_at: datetime, *, told_all: bool
) -> Anchor | None:
    """From here on the device may work without a network, within its allowance; None for one that was taken
    out of use. `device_at` is its clock now; `told_all`: it has sent every entry that it had.
    """
    device = await work.one(Device, SQL.hold_device, market_id, device_id)
    if device is None:
        return None
    if told_all:
        await work.run(SQL.note_sync, market_id, device_id, work.now)
    if device.revoked_at is not None:
        return None
    latest = await work.one(Anchor, SQL.latest_anchor, market_id, device_id)
    if latest is not None and _still_good(latest, device, work.now, device_at):
        return latest
    anchor_id, allowed = ids.uuid7(work.now), device.allowance
    row = (anchor_id, device_id, work.now, device_at)
    limits = (allowed.offline, allowed.hours, allowed.uses, allowed.limit_minor)
    await work.run(SQL.write_anchor, market_id, *row, *limits)
    return await work.one(Anchor, SQL.find_anchor, market_id, anchor_id)


def _still_good(latest: Anchor, device: Device, now: datetime, device_at: datetime) -> bool:
    allowed = (latest.offline, latest.hours, latest.uses, latest.limit_minor)
    same = allowed == (device.offline, device.hours, device.uses, device.limit_minor)
    drift = abs((now - latest.server_at) - (device_at - latest.device_at))
    return same and now - latest.server_at < SAME_ANCHOR and drift < CLOCKS_AGREE
