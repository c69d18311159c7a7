"""Issue, redeem, undo, void: each a conditional UPDATE that explains itself only when it matched nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.kernel import ids, money, texts
from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules.vouchers.events import GiftClaimed, RedemptionUndone, VoucherRedeemed
from linli.modules.vouchers.model import (
    AtDevice,
    Gift,
    Issued,
    Redeemed,
    Redemption,
    Taken,
    Uses,
    Voucher,
    VoucherState,
)
from linli.modules.vouchers.parts import AT_ONCE, LARGEST_USE, names_of, plain, shared
from linli.modules.vouchers.queries import find_gift, held_out, open_gift, with_stores
from linli.modules.vouchers.queries import voucher as find_voucher
from linli.modules.vouchers.refusals import (
    GIFT_IS_YOURS,
    GIFT_OPEN,
    GIFT_OVER,
    NOT_TO_GIVE,
    REDEMPTION_NOT_FOUND,
    REDEMPTION_UNDONE,
    TOO_FEW_UNUSED,
    UNDO_WINDOW_OVER,
    VOUCHER_EXPIRED,
    VOUCHER_REFUNDED,
    VOUCHER_USED,
)
from linli.modules.vouchers.scans import CODE_LENGTH, Scan, new_short_code, scan_of
from linli.modules.vouchers.statements import SQL
from linli.modules.vouchers.verdict import local_minute, obstacle, out_of_hours, replaced, too_much

Clerk = tuple[UUID, str]
LONGEST_NOTE = 200
# Nine hundred million numbers for one merchant: so many misses in a row are a fault, not chance.
DRAWS = 100
# What was left of it has gone back: its uses stand.
GONE_BACK = {VoucherState.REFUNDED: VOUCHER_REFUNDED, VoucherState.EXPIRED: VOUCHER_EXPIRED}


async def issue(
    work: Work,
    market_id: int,
    order_id: UUID,
    deal_id: UUID,
    store_id: UUID,
    merchant_id: UUID,
    person_id: UUID,
    title: str,
    title_en: str,
    line_value: Money,
    quantity: int,
    usable: str,
    valid_until: datetime,
    terms_id: UUID | None = None,
    line_no: int = 1,
    store_ids: Sequence[UUID] = (),
    uses: Uses = AT_ONCE,
) -> list[Voucher]:
    """Issue `quantity` vouchers that share `line_value` to the last minor unit, good until just before
    `valid_until`; in order of id. `terms_id`: what the deal promised; without it the deal's first terms.
    `store_ids`: where they can be used; without it at the store that sold them. `uses`: in which parts,
    each with its share of the voucher's value by weight.

    Promises nothing about being called twice for one order: that is the order's own state. Refuses nothing.
    """
    voucher_ids = [ids.uuid7(work.now) for _ in range(quantity)]
    codes = [ids.new_code(CODE_LENGTH) for _ in range(quantity)]
    about = (order_id, deal_id, store_id, merchant_id, person_id, title, title_en)
    values = money.shared_evenly(line_value.minor, quantity)
    terms = (line_value.currency, usable, work.now, valid_until, terms_id or deal_id, line_no)
    where = list(store_ids or [store_id])
    made = await work.many(
        Issued,
        SQL.issue_vouchers,
        *(market_id, voucher_ids, codes, *about, values, *terms, where),
        *(uses.kind.value, names_of(uses), uses.valid_from or work.now),
        *([part.units for part in uses.parts], [minor for value in values for minor in shared(value, uses)]),
        *(uses.book_ahead_hours, [new_short_code() for _ in range(quantity)]),
    )
    for voucher in made:
        if voucher.short_code is None:
            await _draw_short_code(work, market_id, merchant_id, voucher.voucher_id)
    return sorted(map(plain, made), key=lambda voucher: voucher.voucher_id)


async def _draw_short_code(work: Work, market_id: int, merchant_id: UUID, voucher_id: UUID) -> str:
    """Digits for a voucher that has none: drawn again where another voucher of the merchant has them."""
    for _ in range(DRAWS):
        row = (merchant_id, new_short_code(), voucher_id)
        taken = await work.value(str, SQL.take_short_code, market_id, *row)
        if taken is not None:
            return taken
    raise RuntimeError(f"no digits were free for voucher {voucher_id} in {DRAWS} draws")


async def redeem(
    work: Work,
    market_id: int,
    code: str | Scan,
    store_id: UUID,
    clerk: Clerk,
    key: Key,
    at_place: Mapping[str, Any],
    taken: Sequence[int] | None = None,
    device: AtDevice | None = None,
) -> Redeemed:
    """Use the voucher with this code (as `recognize` or `read_scan` returns it) at this store, no more of it
    than is left, however many try.

    `taken` is how many units of each part (minor units of a value voucher's face); None takes the one use
    that is left. Must open its transaction. A repeat of `key` gets the first answer. `clerk` is (person id,
    name as shown), `device` what they work with; `at_place` has the store's "timezone" and "country".
    Announces VoucherRedeemed.

    Refuses in this order: idempotency_key_needed, idempotency_key_reused, voucher_unknown,
    voucher_code_replaced, voucher_of_another_store (stores, stores_en: where it can be used),
    voucher_refunded, voucher_expired (since), voucher_used (at), voucher_not_yet_valid (since),
    voucher_too_little_left, voucher_not_usable_now (usable, next), invalid (taken), voucher_part_needed,
    voucher_too_little_left (part, part_en, left).
    """

    async def act() -> Redeemed:
        return await _redeem(work, market_id, scan_of(code), store_id, clerk, at_place, taken, device)

    return await once(work, market_id, key, Redeemed, act)


async def _redeem(
    work: Work,
    market_id: int,
    scan: Scan,
    store_id: UUID,
    clerk: Clerk,
    at_place: Mapping[str, Any],
    taken: Sequence[int] | None,
    device: AtDevice | None,
) -> Redeemed:
    redemption_id = ids.uuid7(work.now)
    wanted = None if taken is None else list(taken)
    device_id, device_kind = (device.device_id, device.kind) if device else (None, None)
    by = (scan.voucher_id, device_id, scan.hands, scan.short_code, scan.merchant_id, device_kind)
    use = (market_id, scan.code, store_id, work.now, redemption_id, *clerk, wanted, *by)
    used = await _use(work, scan, use, at_place)
    if refusal := out_of_hours(used, work.now, at_place):
        raise refusal
    await work.announce(VoucherRedeemed(**_told(used, redemption_id, store_id)))
    note = Redemption(
        redemption_id,
        used.voucher_id,
        store_id,
        *clerk,
        undoes=None,
        at=work.now,
        units=used.taken,
        value_minor=used.taken_minor,
        device_id=device_id,
        device_kind=device_kind,
    )
    return Redeemed(plain(used), note)


async def _use(work: Work, scan: Scan, use: tuple[Any, ...], at_place: Mapping[str, Any]) -> Taken:
    market_id, _, store_id, _, _, _, _, wanted, *_ = use
    if wanted and max(wanted) > LARGEST_USE:
        raise INVALID(field="taken")
    # Twice, because a redemption may be undone between an update that matched nothing and its explanation.
    for _ in range(2):
        used = await work.one(Taken, SQL.redeem_voucher, *use)
        if used is not None:
            return used
        seen = await held_out(work, market_id, scan)
        if refusal := replaced(seen, scan) or obstacle(seen, store_id, work.now, at_place):
            raise await with_stores(work, market_id, refusal, seen)
        if seen is not None and (refusal := too_much(seen, wanted)):
            raise refusal
    raise VOUCHER_USED(at=local_minute(work.now, at_place))


async def undo_redemption(
    work: Work,
    market_id: int,
    redemption_id: UUID,
    store_id: UUID,
    clerk: Clerk,
    within: timedelta,
    device: AtDevice | None = None,
) -> Voucher:
    """Take a mistaken redemption back at the store that made it, less than `within` after it.

    What it took is good again as if never used, even where the validity has run out meanwhile (the timetable
    then expires it, and its money goes back). Announces RedemptionUndone.
    Refuses in this order: redemption_not_found, undo_window_over (minutes), redemption_undone,
    voucher_refunded and voucher_expired (what it left unused has gone back meanwhile).
    """
    earliest = work.now - within
    at_device = (device.device_id, device.kind) if device else (None, None)
    undoing = (ids.uuid7(work.now), *clerk, work.now, *at_device)
    take_back = (market_id, redemption_id, store_id, earliest, *undoing)
    freed = await work.one(Taken, SQL.undo_redemption, *take_back)
    if freed is not None:
        await work.announce(RedemptionUndone(**_told(freed, redemption_id, store_id)))
        return plain(freed)
    redemption = await work.one(Redemption, SQL.find_redemption, market_id, redemption_id, store_id)
    if redemption is None:
        raise REDEMPTION_NOT_FOUND()
    if redemption.at <= earliest:
        raise UNDO_WINDOW_OVER(minutes=int(within.total_seconds()) // 60)
    voucher = await work.one(Voucher, SQL.find_voucher, market_id, redemption.voucher_id)
    undone = any(
        other.undoes == redemption_id
        for other in await work.many(
            Redemption, SQL.redemptions_of_vouchers, market_id, [redemption.voucher_id]
        )
    )
    if voucher is None or undone or voucher.state not in GONE_BACK:
        raise REDEMPTION_UNDONE()
    raise GONE_BACK[voucher.state](since="")


async def void_for_refund(
    work: Work, market_id: int, order_id: UUID, payer_id: UUID, units: Mapping[int, int] | None = None
) -> list[Voucher]:
    """Take vouchers of an order that have something left out of use: `units` of each line by its number, or
    all of them. Returns those it took, in order of id; `left_minor` of each is what goes back. Left are one
    that is just being used up (it is waited for), one that the payer has given away, and one of which a use
    without a network is not decided yet.

    Refuses: too_few_unused (line_no, left) when a line has fewer than were asked for. Without `units`
    nothing: the list is empty where all are used, refunded or expired.
    """
    wanted = dict(units or {})
    voided = await work.many(
        Voucher,
        SQL.void_for_refund,
        market_id,
        order_id,
        units is None,
        list(wanted),
        list(wanted.values()),
        payer_id,
    )
    for line_no, count in sorted(wanted.items()):
        left = sum(voucher.line_no == line_no for voucher in voided)
        if left != count:
            raise TOO_FEW_UNUSED(line_no=line_no, left=left)
    return sorted(voided, key=lambda voucher: voucher.voucher_id)


async def hold_consumption(work: Work, market_id: int, order_id: UUID) -> UUID | None:
    """The store at which a voucher of the order is redeemed, None where none is; that redemption is not
    undone before this transaction ends. Refuses nothing.
    """
    return await work.value(UUID, SQL.hold_redeemed, market_id, order_id)


def _told(taken: Taken, redemption_id: UUID, store_id: UUID) -> dict[str, Any]:
    about = {"redemption_id": redemption_id, "store_id": store_id, "value_minor": taken.taken_minor}
    return {
        **{name: getattr(taken, name) for name in VoucherRedeemed.__struct_fields__ if name not in about},
        **about,
    }


async def give(
    work: Work, market_id: int, voucher_id: UUID, giver_id: UUID, giver_name: str, note: str = ""
) -> Gift:
    """Offer a voucher to whoever opens the gift's link first. Until it is claimed the giver can use it, have
    it refunded or take the gift back; `note` has at most 200 characters.

    Refuses in this order: invalid (note), not_found (also where somebody else has it), gift_open (there is
    one already), not_to_give (used up, refunded, run out, or a use of it is not decided yet).
    """
    words = texts.lines(note, "note", LONGEST_NOTE, shortest=0)
    gift_id = ids.uuid7(work.now)
    row = (gift_id, voucher_id, giver_id, giver_name, words, work.now)
    gift = await work.one(Gift, SQL.open_gift, market_id, *row)
    if gift is not None:
        return gift
    voucher = await find_voucher(work, market_id, voucher_id)
    if voucher.person_id != giver_id:
        raise NOT_FOUND()
    if await open_gift(work, market_id, voucher_id):
        raise GIFT_OPEN()
    raise NOT_TO_GIVE()


async def revoke_gift(work: Work, market_id: int, gift_id: UUID, giver_id: UUID) -> Gift:
    """Take a gift back while nobody has claimed it; its link leads nowhere from now on.

    Refuses in this order: not_found (also another's), gift_over.
    """
    gift = await work.one(Gift, SQL.revoke_gift, market_id, gift_id, giver_id, work.now)
    if gift is not None:
        return gift
    if (await find_gift(work, market_id, gift_id)).giver_id != giver_id:
        raise NOT_FOUND()
    raise GIFT_OVER()


async def claim_gift(work: Work, market_id: int, gift_id: UUID, taker_id: UUID) -> Voucher:
    """The voucher is the taker's from now on, with what is left of it, under a new code and new digits.
    Announces GiftClaimed. Who claimed it already gets it again.

    Refuses in this order: not_found, gift_is_yours, gift_over (claimed by somebody else, taken back, or the
    voucher was used up, refunded or ran out meanwhile).
    """
    gift = await work.one(Gift, SQL.claim_gift, market_id, gift_id, taker_id, work.now)
    if gift is None:
        return await _explained(work, market_id, gift_id, taker_id)
    code = ids.new_code(CODE_LENGTH)
    hands = (gift.voucher_id, gift.giver_id, taker_id, code, work.now)
    if await work.value(UUID, SQL.hand_over, market_id, *hands) is None:
        raise GIFT_OVER()
    voucher = await find_voucher(work, market_id, gift.voucher_id)
    await _draw_short_code(work, market_id, voucher.merchant_id, voucher.voucher_id)
    about = {name: getattr(voucher, name) for name in ("voucher_id", "order_id", "title", "title_en")}
    await work.announce(
        GiftClaimed(market_id=market_id, giver_id=gift.giver_id, taker_id=taker_id, gift_id=gift_id, **about)
    )
    return voucher


async def _explained(work: Work, market_id: int, gift_id: UUID, taker_id: UUID) -> Voucher:
    gift = await find_gift(work, market_id, gift_id)
    if gift.giver_id == taker_id:
        raise GIFT_IS_YOURS()
    if gift.taker_id != taker_id:
        raise GIFT_OVER()
    voucher = await find_voucher(work, market_id, gift.voucher_id)
    if voucher.person_id != taker_id:
        raise GIFT_OVER()
    return voucher
