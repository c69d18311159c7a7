"""A voucher goes to somebody else by a link: open until it is claimed or taken back."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids, sql, texts
from linli.kernel.database import Reader, Work
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules.vouchers.events import GiftClaimed
from linli.modules.vouchers.model import Voucher, VoucherState
from linli.modules.vouchers.queries import voucher as find_voucher
from linli.modules.vouchers.refusals import GIFT_IS_YOURS, GIFT_OPEN, GIFT_OVER, NOT_TO_GIVE
from linli.modules.vouchers.scans import CODE_LENGTH

SQL = sql.load(__file__)
LONGEST_NOTE = 200


class GiftState(StrEnum):
    """Where a gift stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    REVOKED = "revoked"


class Gift(msgspec.Struct, frozen=True):
    """A voucher that somebody gives away, with a note to whoever gets it."""

    gift_id: UUID
    voucher_id: UUID
    giver_id: UUID
    giver_name: str
    note: str
    state: GiftState
    made_at: datetime
    closed_at: datetime | None
    taker_id: UUID | None


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
    """The voucher is the taker's from now on, with what is left of it and under a new code. Announces
    GiftClaimed. Who claimed it already gets it again.

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
) -> Page[Gift]:
    """What a person gives or has given away, newest first. Refuses: invalid (cursor)."""
    rows = await reader.many(Gift, SQL.gifts_of_person, market_id, giver_id, read_cursor(cursor), size + 1)
    return page_of(rows, size, lambda row: row.gift_id)


async def count_gifts(reader: Reader, market_id: int, giver_id: UUID) -> int:
    """How many gifts a person has open or claimed by others."""
    return await reader.value(int, SQL.count_gifts, market_id, giver_id) or 0


def still_good(gift: Gift, voucher: Voucher, now: datetime) -> bool:
    """Whether claiming it would work at this moment."""
    mine = voucher.person_id == gift.giver_id
    usable = voucher.state is VoucherState.ISSUED and voucher.valid_until > now and not any(voucher.waiting)
    return gift.state is GiftState.OPEN and mine and usable
