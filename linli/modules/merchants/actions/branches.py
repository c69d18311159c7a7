"""A merchant's further stores: opened by an owner, at once or after a short look; closed for good."""

from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.limits import Limit, count
from linli.kernel.refusals import NOT_FOUND
from linli.modules import markets
from linli.modules.merchants import forms
from linli.modules.merchants.actions.apply import owned_by, start
from linli.modules.merchants.actions.placing import list_under_a_name, store_of
from linli.modules.merchants.actions.submit import submit_application
from linli.modules.merchants.applications import ApplicationKind, Form, OpenedBranch
from linli.modules.merchants.events import StoreChanged, StoreClosing
from linli.modules.merchants.model import Store
from linli.modules.merchants.permissions import require_verified
from linli.modules.merchants.queries import store as find_store
from linli.modules.merchants.queries import stores_of_merchant
from linli.modules.merchants.refusals import (
    APPLICATION_INCOMPLETE,
    LAST_STORE,
    LISTING_CLAIMED,
    STORE_CLOSED,
    STORES_FULL,
)
from linli.modules.merchants.statements import SQL

MOST_STORES = 200
# A chain that moves in may open a dozen on one day; a map is not filled by a slip of the hand.
OPENINGS = Limit("branch_openings", tries=20, within=forms.ONE_DAY)


async def open_branch(
    work: Work,
    market_id: int,
    person_id: UUID,
    merchant_id: UUID,
    form: Form,
    listing_id: UUID | None = None,
) -> OpenedBranch:
    """Open a further store of a verified merchant, or (`listing_id`) say that a place on the map is one.

    It is open at once, unless the market looks at branches first; a place that is on the map already is
    always looked at. Announces StoreListed or ApplicationSubmitted. Refuses in this order: not_found
    (no owner of it; no such listing), verification_over, merchant_not_verified, too_many_tries (20 a
    day), stores_full, application_incomplete (fields), listing_claimed, applications_full.
    """
    if merchant_id not in await owned_by(work, market_id, person_id):
        raise NOT_FOUND()
    await require_verified(work, market_id, merchant_id)
    await count(work, OPENINGS, market_id, str(merchant_id))
    if len(await open_stores(work, market_id, merchant_id)) >= MOST_STORES:
        raise STORES_FULL(most=MOST_STORES)
    market = await markets.market(work, market_id)
    form = msgspec.structs.replace(form, merchant=str(merchant_id))
    if wrong := forms.branch_faults(form, market):
        raise APPLICATION_INCOMPLETE(fields=", ".join(wrong))
    if listing_id is not None and (await find_store(work, market_id, listing_id)).claimed:
        raise LISTING_CLAIMED()
    if listing_id is None and not market.checks_branches:
        opened = await list_under_a_name(work, market_id, store_of(form, market, merchant_id, ids.uuid7()))
        await work.audit(market_id, "branch_opened", str(opened.store_id), merchant=str(merchant_id))
        return OpenedBranch(store=opened)
    kind, subject_id = ApplicationKind.BRANCH, listing_id or ids.uuid7()
    begun = await start(work, market_id, person_id, kind, subject_id, form)
    sent = await submit_application(work, market_id, person_id, begun.application_id)
    return OpenedBranch(application_id=sent.application_id)


async def close_store(work: Work, market_id: int, store_id: UUID, why: str = "") -> Store:
    """Close one of several stores for good. Announces StoreClosing, on which whatever stands against it
    refuses and its deals go off sale, and StoreChanged. Its clerks and managers have no place there any
    more.

    That the person may is for the caller to ask. Refuses: not_found, store_closed (already),
    last_store, and what others say at StoreClosing.
    """
    if await work.value(UUID, SQL.lock_store, market_id, store_id) is None:
        raise NOT_FOUND()
    closing = await find_store(work, market_id, store_id)
    if closing.closed or closing.merchant_id is None:
        raise STORE_CLOSED()
    open_now = await open_stores(work, market_id, closing.merchant_id)
    others = tuple(one.store_id for one in open_now if one.store_id != store_id)
    if not others:
        raise LAST_STORE()
    await work.announce(
        StoreClosing(
            market_id=market_id, store_id=store_id, merchant_id=closing.merchant_id, other_store_ids=others
        )
    )
    await work.run(SQL.close_store, market_id, store_id, work.now)
    await work.run(SQL.remove_staff_of_store, market_id, store_id)
    await work.run(SQL.withdraw_invitations_of_store, market_id, store_id, work.now)
    await work.audit(market_id, "store_closed", str(store_id), why)
    await work.announce(StoreChanged(market_id=market_id, store_id=store_id))
    return await find_store(work, market_id, store_id)


async def open_stores(work: Work, market_id: int, merchant_id: UUID) -> list[Store]:
    """The merchant's stores that are not closed."""
    every = await stores_of_merchant(work, market_id, merchant_id)
    return [store for store in every if not store.closed]
