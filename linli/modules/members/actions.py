"""Become a member and leave; show a code, read it at a counter, use it up with money."""

from datetime import timedelta
from uuid import UUID

import msgspec

from linli.kernel import ids, limits, sql
from linli.kernel.database import Actor, Database, Work
from linli.kernel.limits import Limit
from linli.kernel.refusals import Refusal, RefusalKind
from linli.kernel.signing import token_print
from linli.modules import consents
from linli.modules.members import codes
from linli.modules.members.events import MemberJoined, MemberLeft, MembershipTaken
from linli.modules.members.model import How, Member, ShownCode
from linli.modules.members.queries import CodeState, member_of
from linli.modules.members.refusals import (
    MEMBER_CODE_ELSEWHERE,
    MEMBER_CODE_EXPIRED,
    MEMBER_CODE_TAKEN,
    MEMBER_CODE_UNKNOWN,
    MEMBER_CODE_USED,
)

SQL = sql.load(__file__)
# Wrong codes of one clerk: a slip of the scanner costs nothing, trying numbers does.
WRONG_CODES = Limit("wrong member codes", 30, timedelta(minutes=10))


class _Taken(msgspec.Struct, frozen=True):
    merchant_id: UUID
    store_id: UUID


async def join(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    person_id: UUID,
    store_id: UUID,
    how: How,
    order_id: UUID | None = None,
    *,
    language: str = "",
) -> Member:
    """Somebody becomes a member of a merchant, of their own wish, which is their consent that it knows them
    by name, to today's text as it was shown in `language`. Whoever is a member already stays what they are.
    Announces MemberJoined; refuses nothing.
    """
    row = (market_id, merchant_id, person_id, ids.uuid7(work.now), store_id, how.value, order_id, work.now)
    joined = await work.one(Member, SQL.join_merchant, *row)
    if joined is None:
        known = await member_of(work, market_id, merchant_id, person_id)
        if known is None:
            raise RuntimeError("a member has left in the middle of joining")
        return known
    await consents.give_to(work, market_id, person_id, merchant_id, at=how.value, language=language)
    event = MemberJoined(
        market_id=market_id,
        merchant_id=merchant_id,
        store_id=store_id,
        person_id=person_id,
        how=how,
        order_id=order_id,
    )
    await work.announce(event)
    return joined


async def leave(work: Work, market_id: int, merchant_id: UUID, person_id: UUID) -> bool:
    """A member no more, and the consent with it; False, and nothing is announced, where they were none.
    Announces MemberLeft; refuses nothing.
    """
    if not await work.run(SQL.leave_merchant, market_id, merchant_id, person_id, work.now):
        return False
    await consents.withdraw_from(work, market_id, person_id, merchant_id, at="members")
    await work.announce(MemberLeft(market_id=market_id, merchant_id=merchant_id, person_id=person_id))
    return True


async def take_over(work: Work, market_id: int, guest_id: UUID, person_id: UUID) -> None:
    """A guest has signed in as somebody who is known: the guest's memberships become theirs, where they had
    none, and what the guest agreed to with them. Announces MembershipTaken for each; refuses nothing; a
    repeat changes nothing.
    """
    for taken in await work.many(_Taken, SQL.take_over_members, market_id, guest_id, person_id):
        await consents.give_to(work, market_id, person_id, taken.merchant_id, at="sign_in")
        where = {"merchant_id": taken.merchant_id, "store_id": taken.store_id}
        await work.announce(MembershipTaken(market_id=market_id, person_id=person_id, **where))
    await forget_person(work, market_id, guest_id)


async def still_member(work: Work, market_id: int, merchant_id: UUID, person_id: UUID) -> bool:
    """Whether somebody is a member, and stays it, and stays who they are, until this transaction is over."""
    return await work.value(UUID, SQL.hold_member, market_id, merchant_id, person_id) is not None


async def forget_person(work: Work, market_id: int, person_id: UUID) -> None:
    """Nothing of this person is kept here any more. Refuses nothing."""
    await work.run(SQL.forget_members, market_id, person_id)
    await work.run(SQL.forget_codes, market_id, person_id)


async def show_code(work: Work, market_id: int, person_id: UUID) -> ShownCode:
    """A new code on the person's phone, good for a minute; the one before stays good as long as it was.
    Refuses nothing.
    """
    digits, expires_at = codes.new_code(market_id), work.now + codes.GOOD_FOR
    forgotten = work.now - codes.REMEMBERED_FOR
    await work.run(SQL.show_code, market_id, token_print(digits), person_id, expires_at, forgotten)
    return ShownCode(digits, expires_at)


async def read_code(work: Work, market_id: int, typed: str, store_id: UUID) -> UUID:
    """Whose code it is, for a counter of the store: from now on it is good there alone, and long enough to
    type an amount. Reading it there again is fine.

    Refuses in this order: member_code_unknown (no such digits), member_code_elsewhere (another market's),
    member_code_used, member_code_taken (another store's counter was first), member_code_expired.
    """
    digits = _digits(typed, market_id)
    until = work.now + codes.TAKEN_FOR
    key = (market_id, token_print(digits), store_id, work.now)
    found = await work.value(UUID, SQL.take_code, *key, until)
    if found is None:
        raise (await _why(work, market_id, digits, store_id))()
    return found


async def try_code(
    db: Database, actor: Actor, market_id: int, typed: str, store_id: UUID, clerk_id: UUID
) -> UUID:
    """The same by a clerk, whose wrong tries are counted, each before its end is known, so that tries at the
    same moment cannot share one. Refuses: too_many_tries, and what `read_code` refuses.
    """
    async with db.work(actor) as work:
        await limits.count(work, WRONG_CODES, clerk_id)
    try:
        async with db.work(actor) as work:
            found = await read_code(work, market_id, typed, store_id)
            await limits.give_back(work, WRONG_CODES, clerk_id)
    except Refusal as refusal:
        if refusal.kind not in (MEMBER_CODE_UNKNOWN, MEMBER_CODE_EXPIRED):
            async with db.work(actor) as work:
                await limits.give_back(work, WRONG_CODES, clerk_id)
        raise
    return found


async def use_code(work: Work, market_id: int, typed: str, store_id: UUID) -> UUID:
    """Money follows: whose code it is, and it is used up with this transaction. The counter of this store has
    read it before. Refuses as `read_code` does.
    """
    digits = _digits(typed, market_id)
    found = await work.value(UUID, SQL.use_code, market_id, token_print(digits), store_id, work.now)
    if found is None:
        raise (await _why(work, market_id, digits, store_id))()
    return found


def _digits(typed: str, market_id: int) -> str:
    digits = codes.read_digits(typed)
    if digits is None:
        raise MEMBER_CODE_UNKNOWN()
    if not codes.is_of_market(digits, market_id):
        raise MEMBER_CODE_ELSEWHERE()
    return digits


async def _why(work: Work, market_id: int, digits: str, store_id: UUID) -> RefusalKind:
    state = await work.one(CodeState, SQL.find_code, market_id, token_print(digits))
    if state is not None and state.used_at is not None:
        return MEMBER_CODE_USED
    if state is not None and state.store_id not in (None, store_id):
        return MEMBER_CODE_TAKEN
    return MEMBER_CODE_EXPIRED
