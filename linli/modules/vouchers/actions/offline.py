"""What devices took without a network: it arrives, it is lost, it is told; and what they must know for it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.database import Reader, Work
from linli.modules.vouchers.losses import (
    Loss,
    OfflineLine,
    OfflineTaking,
    OfflineUse,
    TermsHere,
    UseState,
    is_late,
)
from linli.modules.vouchers.statements import SQL

MOST_TOLD, MOST_TERMS = 5000, 500


async def take_offline(work: Work, market_id: int, use: OfflineTaking, *, lost: Loss | None = None) -> None:
    """A use arrives that a counter took without a network, judged and believed by whoever calls. It waits
    until its window is over (`decide_offline`), or is lost at once: for a reason of its own, for the given
    one, or because it arrives too late. The second time it arrives changes nothing. Refuses nothing.
    """
    late = is_late(use.happened_at, work.now)
    # A reason of its own comes first, so that nothing which arrives before or after it gives it another one.
    why = use.lost or lost or (Loss.ARRIVED_LATE if late else None)
    state = UseState.LOST if why else UseState.WAITING
    about = (use.device_id, use.use_id, use.voucher_id, use.store_id, use.clerk_id, use.clerk_name, use.hands)
    when = (list(use.taken), use.happened_at, work.now)
    await work.run(SQL.take_offline, market_id, *about, *when, state.value, why.value if why else "")


async def lose_offline(
    work: Work, market_id: int, device_id: UUID, use_ids: Sequence[UUID], why: Loss
) -> None:
    """Of these uses of a device none is believed any more, as far as it is not decided. Refuses nothing."""
    await work.column(UUID, SQL.hold_vouchers_of, market_id, device_id, list(use_ids))
    await work.run(SQL.lose_offline, market_id, device_id, list(use_ids), why.value, work.now)


async def offline_uses(
    reader: Reader, market_id: int, device_id: UUID, use_ids: Iterable[UUID]
) -> dict[UUID, OfflineUse]:
    """What became of these uses of a device, by their ids; one that has not arrived is left out."""
    rows = await reader.many(OfflineUse, SQL.find_offline_uses, market_id, device_id, list(set(use_ids)))
    return {row.use_id: row for row in rows}


async def decided_offline_uses(
    reader: Reader, market_id: int, device_id: UUID, since: datetime, size: int = 100
) -> list[OfflineUse]:
    """Uses of a device that were decided after `since`, the last first."""
    return await reader.many(OfflineUse, SQL.decided_offline_uses, market_id, device_id, since, size)


async def offline_uses_of_device(
    reader: Reader, market_id: int, device_id: UUID, size: int = 100
) -> list[OfflineLine]:
    """What a device took without a network, the last first, with what each voucher is."""
    return await reader.many(OfflineLine, SQL.offline_uses_of_device, market_id, device_id, size)


async def offline_uses_of_voucher(reader: Reader, market_id: int, voucher_id: UUID) -> list[OfflineUse]:
    """What was taken of a voucher without a network, in the order it happened."""
    return await reader.many(OfflineUse, SQL.offline_uses_of_voucher, market_id, voucher_id)


class _Given(msgspec.Struct, frozen=True):
    ending: str
    hands: int


async def spent_vouchers(
    reader: Reader, market_id: int, merchant_id: UUID
) -> tuple[list[str], dict[str, int]]:
    """Vouchers of a merchant that a device must not take although their tokens are good: those of which
    nothing is left, and how many hands those given away went through. Each by the last 16 hexadecimal digits
    of its id; at most 5,000 of each. Two round trips, whose cost grows with how many of these there are.
    """
    about = (market_id, merchant_id, reader.now, MOST_TOLD)
    given = await reader.many(_Given, SQL.given_vouchers, *about)
    return await reader.column(str, SQL.spent_vouchers, *about), {one.ending: one.hands for one in given}


async def terms_of_store(
    reader: Reader, market_id: int, merchant_id: UUID, store_id: UUID
) -> list[TermsHere]:
    """Under which terms vouchers are out that can be used at a store, the newest first, among the merchant's
    newest 500. One round trip, whose cost grows with the number of wordings, not of vouchers.
    """
    about = (market_id, merchant_id, store_id, MOST_TERMS)
    return await reader.many(TermsHere, SQL.terms_of_store, *about)
