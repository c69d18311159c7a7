"""A store is asked into a chain, agrees, is asked for other terms, and leaves."""

from uuid import UUID

import msgspec

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import merchants
from linli.modules.chains.events import BranchJoined, BranchLeft, TermsAnswered, TermsAsked
from linli.modules.chains.model import Branch, BranchState, RangeRule, Terms
from linli.modules.chains.queries import branch_of
from linli.modules.chains.refusals import BRANCH_TAKEN, TERMS_CHANGED
from linli.modules.chains.statements import SQL


async def invite_branch(work: Work, market_id: int, head_id: UUID, store_id: UUID, terms: Terms) -> Branch:
    """Ask a store into a head office's chain; a store of the head office itself is in it at once. Announces
    TermsAsked, or then BranchJoined.

    Who may act for the head office, the caller asks. Refuses in this order: not_found (head office, store),
    verification_over, merchant_not_verified (head office), invalid (store: unclaimed or closed), branch_taken
    (in a chain already).
    """
    await merchants.require_verified(work, market_id, head_id)
    store = await merchants.store(work, market_id, store_id)
    if store.merchant_id is None or store.closed:
        raise INVALID(field="store")
    own = store.merchant_id == head_id
    state = BranchState.JOINED if own else BranchState.INVITED
    row = (*_columns(terms), state.value, work.now)
    if not await work.run(SQL.invite_branch, market_id, store_id, head_id, store.merchant_id, *row):
        raise BRANCH_TAKEN()
    await _note(work, market_id, "branch_invited", store_id, head_id, terms)
    branch = await _branch(work, market_id, store_id)
    if own:
        await _joined(work, market_id, store_id, head_id, terms)
    else:
        await _asked(work, market_id, branch)
    return branch


async def offer_terms(
    work: Work, market_id: int, head_id: UUID, store_id: UUID, terms: Terms, revision: int
) -> Branch:
    """Other terms for a branch: they hold at once where the head office runs it, else when its franchisee
    agrees. Announces BranchJoined where they hold, else TermsAsked.

    Refuses in this order: not_found, terms_changed (somebody else was faster).
    """
    branch = await branch_of(work, market_id, store_id)
    if branch is None or branch.head_id != head_id:
        raise NOT_FOUND()
    if not branch.franchised:
        return await _set(work, market_id, branch, terms, revision)
    offer = msgspec.to_builtins(terms)
    if not await work.run(SQL.offer_terms, market_id, store_id, revision, offer):
        raise TERMS_CHANGED()
    await _note(work, market_id, "branch_terms_offered", store_id, head_id, terms)
    await _asked(work, market_id, branch)
    return await _branch(work, market_id, store_id)


async def drop_offer(work: Work, market_id: int, by_id: UUID, store_id: UUID, revision: int) -> None:
    """The head office takes back the terms that it offered, or the franchisee does not want them and
    announces TermsAnswered; those that hold go on.

    Refuses in this order: not_found (neither of the two, or nothing offered), terms_changed.
    """
    branch = await branch_of(work, market_id, store_id)
    if branch is None or branch.offer is None or by_id not in (branch.head_id, branch.merchant_id):
        raise NOT_FOUND()
    if not await work.run(SQL.drop_offer, market_id, store_id, revision):
        raise TERMS_CHANGED()
    await _note(work, market_id, "branch_offer_dropped", store_id, branch.head_id, branch.offer)
    if by_id == branch.merchant_id:
        await _answered(work, market_id, branch, agreed=False)


async def accept_terms(
    work: Work, market_id: int, merchant_id: UUID, store_id: UUID, revision: int
) -> Branch:
    """A franchisee agrees to what was offered, or to join as it was asked. Announces BranchJoined
    and TermsAnswered.

    Who may act for the franchisee, the caller asks. Refuses in this order: not_found (no such store of
    theirs, or nothing to agree to), verification_over, merchant_not_verified (the franchisee; the head
    office), terms_changed.
    """
    branch = await branch_of(work, market_id, store_id)
    if branch is None or branch.merchant_id != merchant_id or (branch.joined and branch.offer is None):
        raise NOT_FOUND()
    for one in (merchant_id, branch.head_id):
        await merchants.require_verified(work, market_id, one)
    agreed = await _set(work, market_id, branch, branch.offer or branch.terms, revision)
    await _answered(work, market_id, branch, agreed=True)
    return agreed


async def leave_chain(work: Work, market_id: int, by_id: UUID, store_id: UUID) -> None:
    """Head office or franchisee ends it; orders that were placed keep who was to get their money. Announces
    BranchLeft, or TermsAnswered where a franchisee does not join at all.

    Refuses: not_found (neither of the two, or no branch).
    """
    branch = await branch_of(work, market_id, store_id)
    if branch is None or by_id not in (branch.head_id, branch.merchant_id):
        raise NOT_FOUND()
    await work.run(SQL.drop_territories_of_store, market_id, store_id)
    if not await work.run(SQL.leave_chain, market_id, store_id):
        raise NOT_FOUND()
    await work.audit(market_id, "branch_left", str(store_id), head=str(branch.head_id), by=str(by_id))
    if branch.joined:
        left = BranchLeft(
            market_id=market_id,
            store_id=store_id,
            head_id=branch.head_id,
            merchant_id=branch.merchant_id,
            by_id=by_id,
            run_by_head=not branch.franchised,
        )
        await work.announce(left)
    elif by_id == branch.merchant_id:
        await _answered(work, market_id, branch, agreed=False)


async def _set(work: Work, market_id: int, branch: Branch, terms: Terms, revision: int) -> Branch:
    row = (*_columns(terms), work.now)
    if not await work.run(SQL.set_terms, market_id, branch.store_id, revision, *row):
        raise TERMS_CHANGED()
    await _note(work, market_id, "branch_terms_agreed", branch.store_id, branch.head_id, terms)
    await _joined(work, market_id, branch.store_id, branch.head_id, terms)
    return await _branch(work, market_id, branch.store_id)


def _columns(terms: Terms) -> tuple[object, ...]:
    return terms.range.value, terms.own_articles, terms.collects.value, terms.hands_over


async def _joined(work: Work, market_id: int, store_id: UUID, head_id: UUID, terms: Terms) -> None:
    whole = terms.range is RangeRule.ALL
    await work.announce(BranchJoined(market_id=market_id, store_id=store_id, head_id=head_id, whole=whole))


async def _asked(work: Work, market_id: int, branch: Branch) -> None:
    asked = TermsAsked(
        market_id=market_id,
        store_id=branch.store_id,
        head_id=branch.head_id,
        merchant_id=branch.merchant_id,
        joined=branch.joined,
    )
    await work.announce(asked)


async def _answered(work: Work, market_id: int, branch: Branch, *, agreed: bool) -> None:
    about = {"store_id": branch.store_id, "head_id": branch.head_id}
    await work.announce(TermsAnswered(market_id=market_id, agreed=agreed, **about))


async def _branch(work: Work, market_id: int, store_id: UUID) -> Branch:
    found = await branch_of(work, market_id, store_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def _note(work: Work, market_id: int, action: str, store_id: UUID, head_id: UUID, terms: Terms) -> None:
    facts = {"head": str(head_id), **msgspec.to_builtins(terms)}
    await work.audit(market_id, action, str(store_id), **facts)
