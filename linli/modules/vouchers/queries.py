"""What is known of vouchers: the wallet, the order page, the counter."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel import ids, sql
from linli.kernel.database import Reader
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import markets, merchants
from linli.modules.vouchers.guessing import Try
from linli.modules.vouchers.issuers import FRESH_ENOUGH, IssuerKey, Issuers, Keys, SealedKey
from linli.modules.vouchers.model import (
    Gift,
    GiftGiven,
    Prepared,
    Redemption,
    RedemptionLine,
    RedemptionTotals,
    Shelf,
    Shelves,
    ShiftSum,
    Voucher,
    VoucherFilter,
    VoucherState,
)
from linli.modules.vouchers.refusals import (
    REDEMPTION_NOT_FOUND,
    VOUCHER_CODE_FORGED,
    VOUCHER_CODE_MALFORMED,
    VOUCHER_CODE_REPLACED,
    VOUCHER_CODE_STALE,
    VOUCHER_OF_ANOTHER_MARKET,
    VOUCHER_OF_ANOTHER_STORE,
    VOUCHER_UNKNOWN,
    VOUCHERS_STILL_OWED,
)
from linli.modules.vouchers.scans import CODE_LENGTH, Scan, plain_text, read_scan, read_tail, scan_of
from linli.modules.vouchers.tokens import (
    DISPLAYED,
    TokenError,
    TokenFault,
    is_stale,
    is_token,
    read_token,
    verify_token,
)
from linli.modules.vouchers.verdict import local_minute, obstacle, replaced

SQL = sql.load(__file__)
# As many stores as a clerk reads out.
MOST_NAMED = 3
NOTED_WITHIN = timedelta(days=1)  # a use has its id when it is noted, not long before it happened
_NOT_SHOWN = frozenset(
    kind.code for kind in (VOUCHER_UNKNOWN, VOUCHER_CODE_REPLACED, VOUCHER_OF_ANOTHER_STORE)
)


async def voucher(reader: Reader, market_id: int, voucher_id: UUID) -> Voucher:
    """One voucher; whose it is, the caller checks. Refuses: not_found."""
    found = await reader.one(Voucher, SQL.find_voucher, market_id, voucher_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def issuer_keys(reader: Reader, market_id: int) -> list[IssuerKey]:
    """Every key whose tokens a market believes, and the one that will sign next, oldest first."""
    return await reader.many(IssuerKey, SQL.issuer_keys, market_id, reader.now)


async def believed_keys(reader: Reader, issuers: Issuers, market_id: int, key_id: int | None = None) -> Keys:
    """A market's keys as this process knows them; read anew once a minute, or sooner for a `key_id` that it
    does not know.
    """
    keys = issuers.known(market_id, reader.now)
    if keys and key_id is not None and key_id not in keys.public:
        keys = issuers.known(market_id, reader.now, FRESH_ENOUGH)
    if keys is None:
        rows = await reader.many(SealedKey, SQL.issuer_keys, market_id, reader.now)
        keys = issuers.learn(market_id, rows, reader.now)
    return keys


async def recognize(
    reader: Reader, issuers: Issuers, market: markets.Market, text: str, tried: Try | None = None
) -> Scan:
    """Which voucher somebody holds out at a counter, by token, QR code or typed code; a token is believed
    only with the market's signature and, from a display, within 90 seconds. Ten digits are one only in a
    `tried` that was counted for them, and mean a voucher of its till's merchant. Whether there is such a
    voucher, and whether it can be used, its own row decides.

    Refuses in this order: voucher_code_malformed, voucher_of_another_market (market), voucher_code_forged,
    voucher_code_stale (seconds).
    """
    if tried and tried.short_code:
        return Scan(short_code=tried.short_code, merchant_id=tried.till.merchant_id)
    plain = plain_text(text)
    if not is_token(plain):
        return Scan(code=read_scan(text, market.slug))
    try:
        signed = read_token(plain)
        keys = await believed_keys(reader, issuers, market.market_id, signed.token.key_id)
        token = verify_token(signed, market.market_id, keys.public)
    except TokenError as error:
        raise await _disbelief(reader, error) from None
    if is_stale(token, int(reader.now.timestamp())):
        raise VOUCHER_CODE_STALE(seconds=DISPLAYED)
    return Scan(voucher_id=token.voucher_id, hands=token.serial)


async def _disbelief(reader: Reader, error: TokenError) -> Refusal:
    if error.fault is TokenFault.OTHER_MARKET and error.token:
        for other in await markets.all_markets(reader):
            if other.market_id == error.token.market_id:
                return VOUCHER_OF_ANOTHER_MARKET(market=other.slug)
    if error.fault in (TokenFault.UNKNOWN_KEY, TokenFault.FORGED):
        return VOUCHER_CODE_FORGED()
    return VOUCHER_CODE_MALFORMED(length=CODE_LENGTH)


async def vouchers_of_order(reader: Reader, market_id: int, order_id: UUID) -> list[Voucher]:
    """All vouchers of an order in the order of issue; none before it is paid."""
    return await reader.many(Voucher, SQL.vouchers_of_order, market_id, order_id)


async def vouchers_of_person(
    reader: Reader, market_id: int, person_id: UUID, cursor: str | None = None, size: int = 20
) -> Page[Voucher]:
    """A person's vouchers in this market, newest first. Refuses: invalid (cursor)."""
    before = read_cursor(cursor)
    rows = await reader.many(Voucher, SQL.vouchers_of_person, market_id, person_id, before, size + 1)
    return page_of(rows, size, lambda row: row.voucher_id)


async def shelf_of_person(
    reader: Reader,
    market_id: int,
    person_id: UUID,
    shelf: Shelf,
    cursor: str | None = None,
    size: int = 20,
    *,
    at: Sequence[UUID] | None = None,
) -> Page[Voucher]:
    """One shelf of a person's wallet: what is active by its end, the soonest on top; the others newest first.
    Only what is good `at` some stores where they are given. Refuses: invalid (cursor).
    """
    start = read_cursor(cursor, oldest_first=shelf is Shelf.ACTIVE)
    if shelf is Shelf.ACTIVE:
        about = (market_id, person_id, reader.now, start)
        rows = await reader.many(Voucher, SQL.still_usable, *about, size + 1, at)
    else:
        about_shelf = (market_id, person_id, start, shelf.value, reader.now)
        rows = await reader.many(Voucher, SQL.put_away, *about_shelf, size + 1, at)
    return page_of(rows, size, lambda row: row.voucher_id)


async def shelves_of_person(
    reader: Reader, market_id: int, person_id: UUID, *, at: Sequence[UUID] | None = None
) -> Shelves:
    """How many vouchers lie on each shelf of a person's wallet now; `at` some stores where they are given."""
    found = await reader.one(Shelves, SQL.shelves_of_person, market_id, person_id, reader.now, at)
    return found or Shelves(0, 0, 0)


async def prepare(
    reader: Reader,
    market_id: int,
    code: str | Scan,
    store_id: UUID,
    at_place: Mapping[str, Any] | None = None,
) -> Prepared:
    """What `redeem` would answer for this code (as `recognize` or `read_scan` returns it) now, as data;
    changes nothing.

    `at_place` has the store's "timezone" and "country"; without it the market's are looked up.
    """
    if at_place is None:
        market = await markets.market(reader, market_id)
        at_place = {"timezone": market.timezone, "country": market.country}
    scan = scan_of(code)
    found = await held_out(reader, market_id, scan)
    refusal = replaced(found, scan) or obstacle(found, store_id, reader.now, at_place)
    if refusal is None:
        return Prepared(found, usable_now=True)
    refusal = await with_stores(reader, market_id, refusal, found)
    shown = None if refusal.code in _NOT_SHOWN else found
    return Prepared(shown, usable_now=False, refusal=refusal)


async def look(
    reader: Reader, issuers: Issuers, market: markets.Market, tried: Try, at_place: Mapping[str, Any]
) -> Prepared:
    """What somebody holds out at a till, as `prepare` says it; that it cannot be read or believed is a
    refusal in it, too. The try is judged by it.
    """
    try:
        scan = await recognize(reader, issuers, market, tried.text, tried)
    except Refusal as refusal:
        found = Prepared(None, usable_now=False, refusal=refusal)
    else:
        found = await prepare(reader, market.market_id, scan, tried.till.store_id, at_place)
    if found.refusal:
        tried.judge(found.refusal)
    return found


async def held_out(reader: Reader, market_id: int, scan: Scan) -> Voucher | None:
    """The voucher that a scan names, whatever may be said of it; None where there is none."""
    if scan.voucher_id is not None:
        return await reader.one(Voucher, SQL.find_voucher, market_id, scan.voucher_id)
    if scan.short_code:
        return await reader.one(Voucher, SQL.find_by_short_code, market_id, scan.merchant_id, scan.short_code)
    return await reader.one(Voucher, SQL.find_by_code, market_id, scan.code)


async def with_stores(reader: Reader, market_id: int, refusal: Refusal, seen: Voucher | None) -> Refusal:
    """A voucher that is held out at the wrong counter: the refusal names the stores where it can be used.

    So many that a clerk reads them out, `stores` in the market's own language and `stores_en` in English; any
    other refusal stays as it is.
    """
    if seen is None or refusal.kind is not VOUCHER_OF_ANOTHER_STORE:
        return refusal
    wanted = [seen.store_id, *(one for one in seen.store_ids if one != seen.store_id)][:MOST_NAMED]
    found = await merchants.stores(reader, market_id, wanted)
    there = [found[one] for one in wanted if one in found]
    more = " …" if len(seen.store_ids) > MOST_NAMED else ""
    own = "、".join(store.name for store in there) + more
    english = ", ".join(store.name_en or store.name for store in there) + more
    return VOUCHER_OF_ANOTHER_STORE(stores=own, stores_en=english)


class _Owed(msgspec.Struct, frozen=True):
    vouchers: int
    until: datetime | None


async def require_nothing_owed(
    reader: Reader, market_id: int, merchant_id: UUID, store_id: UUID, others: Iterable[UUID]
) -> None:
    """Before a store closes: no voucher is left that none of the merchant's `others` would take.

    Refuses: vouchers_still_owed (n, until).
    """
    about = (market_id, merchant_id, store_id, list(others), reader.now)
    owed = await reader.one(_Owed, SQL.owed_by_store, *about)
    if owed is None or owed.until is None:
        return
    market = await markets.market(reader, market_id)
    raise VOUCHERS_STILL_OWED(n=owed.vouchers, until=local_minute(owed.until, {"timezone": market.timezone}))


async def redemption(
    reader: Reader, market_id: int, store_id: UUID, redemption_id: UUID
) -> tuple[Redemption, datetime | None]:
    """One redemption of this store, and when it was taken back (None: it stands).

    Refuses: redemption_not_found.
    """
    made = await reader.one(Redemption, SQL.find_redemption, market_id, redemption_id, store_id)
    if made is None:
        raise REDEMPTION_NOT_FOUND()
    all_of_it = await reader.many(Redemption, SQL.redemptions_of_vouchers, market_id, [made.voucher_id])
    return made, next((one.at for one in all_of_it if one.undoes == redemption_id), None)


async def redemptions_of_store(
    reader: Reader, market_id: int, store_id: UUID, since: datetime, size: int = 50
) -> list[RedemptionLine]:
    """What a store's counter has taken since a moment (inclusive), newest first, at most `size` lines."""
    return await reader.many(RedemptionLine, SQL.redemptions_of_store, market_id, store_id, since, size)


async def redemption_totals(
    reader: Reader, market_id: int, store_id: UUID, since: datetime
) -> RedemptionTotals:
    """A store's redemptions since a moment (inclusive) in two numbers; undone ones do not count."""
    key = (market_id, store_id, since, ids.first_at(since - NOTED_WITHIN))
    return await reader.one(RedemptionTotals, SQL.redemption_totals, *key) or RedemptionTotals(0, 0)


async def shift_sums(
    reader: Reader, market_id: int, store_id: UUID, since: datetime, until: datetime
) -> list[ShiftSum]:
    """What a store's counters took from a moment (inclusive) until another (not), by clerk and voucher;
    undone ones do not count.
    """
    return await reader.many(ShiftSum, SQL.shift_sums, market_id, store_id, since, until)


class _OfStore(RedemptionTotals, frozen=True, kw_only=True):
    store_id: UUID


async def totals_of_stores(
    reader: Reader, market_id: int, store_ids: Iterable[UUID], since: datetime
) -> dict[UUID, RedemptionTotals]:
    """The same for several stores; one that took nothing is left out."""
    rows = await reader.many(_OfStore, SQL.totals_of_stores, market_id, list(set(store_ids)), since)
    return {row.store_id: row for row in rows}


async def voucher_by_code(reader: Reader, market_id: int, code: str) -> Voucher:
    """The voucher with this whole code (as `read_scan` returns it). Refuses: not_found."""
    found = await reader.one(Voucher, SQL.find_by_code, market_id, code)
    if found is None:
        raise NOT_FOUND()
    return found


async def vouchers_of_market(
    reader: Reader,
    market_id: int,
    wanted: VoucherFilter,
    cursor: str | None = None,
    size: int = 50,
    *,
    oldest_first: bool = False,
) -> Page[Voucher]:
    """The market's vouchers, newest first or from the beginning. Refuses: invalid (cursor)."""
    statement = SQL.market_vouchers_oldest if oldest_first else SQL.market_vouchers_newest
    start = read_cursor(cursor, oldest_first=oldest_first)
    about = (wanted.state, wanted.store_id, wanted.person_id, wanted.since, wanted.until)
    rows = await reader.many(Voucher, statement, market_id, start, *about, size + 1)
    return page_of(rows, size, lambda row: row.voucher_id)


async def redemptions_of_vouchers(reader: Reader, market_id: int, ids: Iterable[UUID]) -> list[Redemption]:
    """Every use and undoing of these vouchers, in the order in which they happened."""
    return await reader.many(Redemption, SQL.redemptions_of_vouchers, market_id, list(set(ids)))


async def vouchers_of_store(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    cursor: str | None = None,
    size: int = 30,
    *,
    merchant_id: UUID,
    state: VoucherState | None = None,
    tail: str = "",
) -> Page[Voucher]:
    """What can be used at a store of this merchant, newest first: in a state, or with such an end of the
    code.

    Refuses: invalid (cursor). A tail that no code can end with finds nothing.
    """
    key = (market_id, store_id, read_cursor(cursor), size + 1)
    if tail:
        rows = await reader.many(Voucher, SQL.vouchers_by_tail, *key, read_tail(tail), merchant_id)
    else:
        wanted = state.value if state else None
        rows = await reader.many(Voucher, SQL.vouchers_of_store, *key, wanted, reader.now, merchant_id)
    return page_of(rows, size, lambda row: row.voucher_id)


async def find_gift(reader: Reader, market_id: int, gift_id: UUID) -> Gift:
    """A gift, whoever asks: the link is the secret. Refuses: not_found."""
    gift = await reader.one(Gift, SQL.find_gift, market_id, gift_id)
    if gift is None:
        raise NOT_FOUND()
    return gift


async def open_gift(reader: Reader, market_id: int, voucher_id: UUID) -> Gift | None:
    """The gift by which this voucher is being given away, if one is open."""
    return await reader.one(Gift, SQL.open_gift_of_voucher, market_id, voucher_id)


async def gifts_of_person(
    reader: Reader, market_id: int, giver_id: UUID, cursor: str | None = None, size: int = 20
) -> Page[GiftGiven]:
    """What a person gives or has given away, newest first. Refuses: invalid (cursor)."""
    about = (market_id, giver_id, read_cursor(cursor))
    rows = await reader.many(GiftGiven, SQL.gifts_of_person, *about, size + 1)
    return page_of(rows, size, lambda row: row.gift_id)


async def count_gifts(reader: Reader, market_id: int, giver_id: UUID) -> int:
    """How many gifts a person has open or claimed by others."""
    return await reader.value(int, SQL.count_gifts, market_id, giver_id) or 0


class _Numbered(msgspec.Struct, frozen=True):
    voucher_id: UUID
    short_code: str


async def short_codes(reader: Reader, market_id: int, voucher_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The digits of these vouchers, to be shown to who holds them and to nobody else."""
    wanted = list(set(voucher_ids))
    rows = await reader.many(_Numbered, SQL.short_codes_of_vouchers, market_id, wanted)
    return {row.voucher_id: row.short_code for row in rows}
