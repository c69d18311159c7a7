"""What a code that is not ours is: the store's platforms are asked, and what they show is written down."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Database
from linli.kernel.refusals import Refusal
from linli.modules.foreign_vouchers.actions.sign_in import Secret, with_pass
from linli.modules.foreign_vouchers.model import Keys, Looked, Means, Offered, Pass, Platform, Use
from linli.modules.foreign_vouchers.refusals import FOREIGN_CODE_UNKNOWN, FOREIGN_NOT_SINGLE
from linli.modules.foreign_vouchers.statements import SQL

TAIL = 4
# As many vouchers of one order as a screen shows; the next look shows the others.
MOST_SHOWN = 20
LONGEST_TITLE, LONGEST_REASON = 120, 200
Clerk = tuple[UUID, str]


async def prepare(
    db: Database, market_id: int, store_id: UUID, text: str, clerk: Clerk, means: Means
) -> list[Use] | None:
    """Ask every platform of the store, whose code this could be, what it is: each voucher that can be used
    now, the one that ends first on top; any of them, and only one, may be taken within ten minutes. None
    where it cannot be a code of any of them: nobody was asked.

    Refuses in this order: foreign_not_single (a card of several uses), foreign_code_unknown (reason, in the
    platform's words), then whatever kept a platform from answering: foreign_keys_wrong,
    foreign_not_authorized, foreign_unreachable.
    """
    async with db.read() as reader:
        known = await reader.many(Secret, SQL.active_secrets, market_id, store_id)
    asked = [(secret, code) for secret in known if (code := _code(means, secret, text))]
    if not asked:
        return None
    looks = await asyncio.gather(*(_look(db, market_id, secret, code, means) for secret, code in asked))
    reason, kept_from = "", None
    for (secret, code), looked in zip(asked, looks, strict=True):
        if isinstance(looked, Refusal):
            kept_from = kept_from or looked
        elif single := [one for one in looked.offered if one.single]:
            return await _write_down(db, market_id, secret, code, looked, single, clerk, means)
        elif looked.offered:
            raise FOREIGN_NOT_SINGLE(platform=secret.platform)
        else:
            reason = reason or looked.reason
    if kept_from is not None:
        raise kept_from
    raise FOREIGN_CODE_UNKNOWN(reason=reason[:LONGEST_REASON] or "–")


def _code(means: Means, secret: Secret, text: str) -> str | None:
    platform = means.platforms.get(secret.platform)
    return platform.reads(text) if platform else None


async def _look(db: Database, market_id: int, secret: Secret, code: str, means: Means) -> Looked | Refusal:
    """One platform's word; its refusal is no word about the code, so others may still know it."""

    async def call(platform: Platform, keys: Keys, given: Pass) -> Looked:
        return await platform.prepare(keys, given, code)

    try:
        return await with_pass(db, market_id, secret, means, call)
    except Refusal as refusal:
        return refusal


async def _write_down(
    db: Database,
    market_id: int,
    secret: Secret,
    code: str,
    looked: Looked,
    offered: Sequence[Offered],
    clerk: Clerk,
    means: Means,
) -> list[Use]:
    in_order = sorted(offered, key=lambda one: (one.valid_until is None, one.valid_until))[:MOST_SHOWN]
    currency = means.platforms[secret.platform].currency
    async with db.work() as work:
        use_ids = [ids.uuid7(work.now) for _ in in_order]
        where = (secret.connection_id, secret.store_id, secret.merchant_id, secret.platform)
        made = await work.many(
            Use,
            SQL.insert_uses,
            market_id,
            ids.uuid7(work.now),
            *where,
            looked.token,
            currency,
            *clerk,
            work.now,
            use_ids,
            [one.known_as for one in in_order],
            [one.certificate for one in in_order],
            # A link ends in nothing that a guest could read out.
            [(code if code.isdecimal() else one.known_as)[-TAIL:] for one in in_order],
            [one.title[:LONGEST_TITLE] for one in in_order],
            [one.paid_minor for one in in_order],
            [one.list_minor for one in in_order],
            [one.valid_until for one in in_order],
        )
    return sorted(made, key=lambda use: use_ids.index(use.use_id))
