"""What an operator does with an application: tick, ask, refuse, approve. Each decision is taken once."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules import markets
from linli.modules.merchants.actions.placing import claim_listing, list_under_a_name, store_of
from linli.modules.merchants.actions.record import record_verification
from linli.modules.merchants.actions.staff import add_staff
from linli.modules.merchants.actions.submit import lock, require_move, sources
from linli.modules.merchants.actions.verify import add_merchant
from linli.modules.merchants.applications import (
    Application,
    ApplicationKind,
    ApplicationState,
    Check,
    CheckDone,
    CheckKind,
)
from linli.modules.merchants.events import (
    ApplicationApproved,
    ApplicationQuestioned,
    ApplicationRefused,
)
from linli.modules.merchants.model import Merchant, MerchantState, StaffRole, Store
from linli.modules.merchants.permissions import require_not_own, require_reviewer, require_verified
from linli.modules.merchants.queries import application, checks, stores
from linli.modules.merchants.refusals import (
    APPLICATION_MOVE_IMPOSSIBLE,
    CHECKS_OPEN,
)
from linli.modules.merchants.statements import SQL

LONGEST_WORDS = 1000


async def tick_check(
    work: Work, market_id: int, by: UUID, application_id: UUID, kind: CheckKind, done: bool
) -> None:
    """Tick one line of the checklist, or take the tick back; written into the audit trail.

    Refuses: not_found, not_allowed, own_application, application_move_impossible (not waiting for the
    operator), invalid (not on its checklist).
    """
    about = await _for_review(work, market_id, by, application_id)
    if not about.state.waiting:
        raise APPLICATION_MOVE_IMPOSSIBLE(state=about.state.value)
    if kind not in about.checklist:
        raise INVALID(field="check")
    key = (market_id, application_id)
    if done:
        written = await work.run(SQL.write_check, *key, kind.value, by, work.now)
    else:
        written = await work.run(SQL.drop_checks, *key, [kind.value])
    if written:
        name = "check_ticked" if done else "check_unticked"
        await work.audit(market_id, name, str(application_id), check=kind.value)


async def question_applicant(
    work: Work, market_id: int, by: UUID, application_id: UUID, body: str
) -> Application:
    """Ask the applicant something; announces ApplicationQuestioned.

    Refuses: invalid (question of 1 to 1,000 characters), not_found, not_allowed, own_application,
    application_move_impossible.
    """
    words = _words(body, "question")
    about = await _for_review(work, market_id, by, application_id)
    await _move(work, market_id, about, ApplicationState.ASKED, by, "")
    await work.run(SQL.write_question, market_id, ids.uuid7(), application_id, words, by, work.now)
    await work.audit(market_id, "application_asked", str(application_id), words)
    await work.announce(
        ApplicationQuestioned(
            market_id=market_id,
            application_id=application_id,
            person_id=about.person_id,
            title=about.title,
            body=words,
        )
    )
    return await application(work, market_id, application_id)


async def refuse_application(
    work: Work, market_id: int, by: UUID, application_id: UUID, reason: str
) -> Application:
    """Say no, and why; its license number is free again. Announces ApplicationRefused.

    The applicant may send in something better. Refuses: invalid (reason of 1 to 1,000 characters), not_found,
    not_allowed, own_application, application_move_impossible.
    """
    words = _words(reason, "reason")
    about = await _for_review(work, market_id, by, application_id)
    await _move(work, market_id, about, ApplicationState.REFUSED, by, words)
    await work.run(SQL.drop_licenses, market_id, application_id, "")
    await work.audit(market_id, "application_refused", str(application_id), words)
    await work.announce(
        ApplicationRefused(
            market_id=market_id,
            application_id=application_id,
            person_id=about.person_id,
            title=about.title,
            reason=words,
        )
    )
    return await application(work, market_id, application_id)


async def approve_application(
    work: Work, market_id: int, by: UUID, application_id: UUID, why: str = ""
) -> Application:
    """Let the applicant sell: merchant verified, store on the map, applicant its owner.

    Announces ApplicationApproved, MerchantVerified and StoreListed. Refuses in this order: not_found,
    not_allowed, own_application, application_move_impossible, checks_open (`left`), listing_claimed (somebody
    was faster).
    """
    about = await _for_review(work, market_id, by, application_id)
    require_move(about, ApplicationState.APPROVED)
    ticks = await checks(work, market_id, application_id)
    left = set(about.checklist) - {tick.kind for tick in ticks}
    if left:
        raise CHECKS_OPEN(left=len(left))
    await _move(work, market_id, about, ApplicationState.APPROVED, by, why)
    merchant_id = await _merchant_for(work, market_id, about)
    await _verify(work, market_id, about, merchant_id, ticks)
    store_id = await _store_for(work, market_id, about, merchant_id)
    await work.run(SQL.note_outcome, market_id, application_id, merchant_id, store_id)
    await work.audit(market_id, "application_approved", str(application_id), why, merchant=str(merchant_id))
    await work.announce(
        ApplicationApproved(
            market_id=market_id,
            application_id=application_id,
            person_id=about.person_id,
            title=about.title,
        )
    )
    return await application(work, market_id, application_id)


async def _for_review(work: Work, market_id: int, by: UUID, application_id: UUID) -> Application:
    """Refuses: not_found, not_allowed, own_application."""
    await require_reviewer(work, market_id, by)
    about = await lock(work, market_id, application_id)
    require_not_own(about, by)
    return about


async def _move(
    work: Work, market_id: int, about: Application, wanted: ApplicationState, by: UUID, reason: str
) -> None:
    key = (market_id, about.application_id)
    decided = (None, None) if wanted is ApplicationState.ASKED else (work.now, by)
    moved = await work.run(SQL.move_application, *key, wanted.value, sources(wanted), *decided, reason)
    if not moved:
        raise APPLICATION_MOVE_IMPOSSIBLE(state=about.state.value)


async def _verify(
    work: Work, market_id: int, about: Application, merchant_id: UUID, ticks: Sequence[Check]
) -> None:
    """What was checked stands behind the badge; a branch stands behind that of its merchant, which must hold.

    Refuses: license_taken; for a branch verification_over, merchant_not_verified.
    """
    if about.kind is ApplicationKind.BRANCH:
        await require_verified(work, market_id, merchant_id)
        return
    done = [CheckDone(tick.kind, tick.checked_at) for tick in ticks]
    what = (about.form.legal_name, about.license_number, about.license_until, done)
    await record_verification(work, market_id, merchant_id, about.application_id, *what)


async def _merchant_for(work: Work, market_id: int, about: Application) -> UUID:
    """The merchant that the license belongs to already, or a new one with its name."""
    if about.merchant_id is not None:
        return about.merchant_id
    new = Merchant(merchant_id=ids.uuid7(), name=about.form.legal_name, state=MerchantState.APPLIED)
    return (await add_merchant(work, market_id, new)).merchant_id


async def _store_for(work: Work, market_id: int, about: Application, merchant_id: UUID) -> UUID | None:
    if about.kind is ApplicationKind.RENEWAL:
        return None
    market = await markets.market(work, market_id)
    if about.kind is ApplicationKind.BRANCH:
        return await _branch(
            work, market_id, about, store_of(about.form, market, merchant_id, about.subject_id)
        )
    wanted = store_of(about.form, market, merchant_id, ids.uuid7())
    if about.kind is ApplicationKind.CLAIM:
        await claim_listing(work, market_id, about.subject_id, wanted)
        store_id = about.subject_id
    else:
        store_id = (await list_under_a_name(work, market_id, wanted)).store_id
    name = about.form.contact_name
    await add_staff(work, market_id, about.person_id, store_id, StaffRole.OWNER, name)
    return store_id


async def _branch(work: Work, market_id: int, about: Application, wanted: Store) -> UUID:
    """A further store of the merchant, whose head office works there already: new, or from the map."""
    if about.subject_id in await stores(work, market_id, [about.subject_id]):
        await claim_listing(work, market_id, about.subject_id, wanted)
    else:
        await list_under_a_name(work, market_id, wanted)
    return about.subject_id


def _words(text: str, field: str) -> str:
    return texts.lines(text, field, LONGEST_WORDS)
