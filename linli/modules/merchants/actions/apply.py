"""What an applicant does: begin, save step by step, send documents, answer, send it in."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules import identity, media
from linli.modules.merchants import forms
from linli.modules.merchants.applications import NOTHING, Application, ApplicationKind, Form
from linli.modules.merchants.model import StaffRole
from linli.modules.merchants.queries import (
    application_of,
    latest_verification,
    merchant,
    staff_roles,
    store,
)
from linli.modules.merchants.refusals import (
    APPLICATION_MOVE_IMPOSSIBLE,
    APPLICATIONS_FULL,
    LISTING_CLAIMED,
)
from linli.modules.merchants.statements import SQL

MOST_OPEN = 5
LONGEST_ANSWER = 1000
NEW_STORE = Form(days="Mo-Su", contact_role="owner")


async def apply_for_store(work: Work, market_id: int, person_id: UUID) -> Application:
    """Begin an application for a new store, or go on with the one that is open.

    Refuses: applications_full (five are open already).
    """
    return await start(work, market_id, person_id, ApplicationKind.STORE, NOTHING, NEW_STORE)


async def apply_for_listing(work: Work, market_id: int, person_id: UUID, store_id: UUID) -> Application:
    """Claim a place that is only on the map; the form begins with what the map knows.

    Refuses: not_found, listing_claimed (a merchant runs it), applications_full.
    """
    listing = await store(work, market_id, store_id)
    if listing.claimed:
        raise LISTING_CLAIMED()
    form = msgspec.structs.replace(
        NEW_STORE,
        name=listing.name,
        name_en=listing.name_en,
        trade=listing.trade,
        address=listing.address,
        lat=str(listing.lat),
        lon=str(listing.lon),
        hours=listing.hours,
        phone=listing.phone,
    )
    return await start(work, market_id, person_id, ApplicationKind.CLAIM, store_id, form)


async def apply_for_renewal(work: Work, market_id: int, person_id: UUID, merchant_id: UUID) -> Application:
    """Send in a merchant's new license; only an owner may. The form begins with what was verified.

    Refuses: not_found (no owner of it), applications_full.
    """
    if merchant_id not in await owned_by(work, market_id, person_id):
        raise NOT_FOUND()
    known = await latest_verification(work, market_id, merchant_id)
    whose = await merchant(work, market_id, merchant_id)
    form = Form(
        legal_name=known.legal_name if known else whose.name,
        license_number=known.license_number if known else "",
    )
    return await start(work, market_id, person_id, ApplicationKind.RENEWAL, merchant_id, form)


async def save_application(
    work: Work, market_id: int, person_id: UUID, application_id: UUID, values: Mapping[str, str]
) -> Application:
    """Keep what was typed in one step, right or wrong; whether it can be sent in is asked when it is.

    Refuses: not_found (nothing of this person's), application_move_impossible (it is the operator's turn).
    """
    before = await application_of(work, market_id, person_id, application_id)
    kept = forms.trimmed(values)
    title = forms.title_of(msgspec.structs.replace(before.form, **kept))
    key = (market_id, application_id, person_id)
    if not await work.run(SQL.save_form, *key, kept, title, work.now):
        raise APPLICATION_MOVE_IMPOSSIBLE(state=before.state.value)
    return await application_of(work, market_id, person_id, application_id)


async def save_license_file(
    work: Work, market_id: int, person_id: UUID, application_id: UUID, ready: media.ReadyDocument
) -> Application:
    """The picture or PDF of the license, in place of an earlier one.

    Refuses: not_found, application_move_impossible, files_full.
    """
    return await _save_file(work, market_id, person_id, application_id, ready, "save_license_file")


async def save_proof_file(
    work: Work, market_id: int, person_id: UUID, application_id: UUID, ready: media.ReadyDocument
) -> Application:
    """A picture or PDF that shows whose a listing is. Refuses as `save_license_file` does."""
    return await _save_file(work, market_id, person_id, application_id, ready, "save_proof_file")


async def answer_question(
    work: Work, market_id: int, person_id: UUID, application_id: UUID, question_id: UUID, answer: str
) -> None:
    """Answer what the operator asked; it is read once the application is sent in again.

    Refuses: invalid (answer of 1 to 1,000 characters), not_found, application_move_impossible.
    """
    said = texts.lines(answer, "answer", LONGEST_ANSWER)
    asked = await application_of(work, market_id, person_id, application_id)
    if not asked.state.editable:
        raise APPLICATION_MOVE_IMPOSSIBLE(state=asked.state.value)
    if not await work.run(SQL.answer_question, market_id, application_id, question_id, said, work.now):
        raise NOT_FOUND()


async def owned_by(work: Work, market_id: int, person_id: UUID) -> set[UUID]:
    """The merchants of which this person is an owner."""
    roles = await staff_roles(work, market_id, person_id)
    return {member.merchant_id for member in roles if member.role is StaffRole.OWNER}


async def start(
    work: Work, market_id: int, person_id: UUID, kind: ApplicationKind, subject_id: UUID, form: Form
) -> Application:
    """An application with this form, or the open one of this kind about the same. Refuses:
    applications_full.
    """
    await identity.hold_person(work, person_id)
    key = (market_id, person_id, kind.value, subject_id)
    known = await work.one(Application, SQL.open_application, *key)
    if known is not None:
        return known
    if (await work.value(int, SQL.count_open_applications, market_id, person_id) or 0) >= MOST_OPEN:
        raise APPLICATIONS_FULL(most=MOST_OPEN)
    row = (market_id, ids.uuid7(), person_id, kind.value, subject_id)
    fields = msgspec.structs.asdict(form)
    await work.run(SQL.start_application, *row, fields, forms.title_of(form), work.now)
    started = await work.one(Application, SQL.open_application, *key)
    if started is None:
        raise NOT_FOUND()
    return started


async def _save_file(
    work: Work,
    market_id: int,
    person_id: UUID,
    application_id: UUID,
    ready: media.ReadyDocument,
    statement: str,
) -> Application:
    await identity.hold_person(work, person_id)
    before = await application_of(work, market_id, person_id, application_id)
    if not before.state.editable:
        raise APPLICATION_MOVE_IMPOSSIBLE(state=before.state.value)
    kept = await media.keep_document(work, market_id, application_id, ready)
    written = getattr(SQL, statement)
    key = (market_id, application_id, person_id)
    if not await work.run(written, *key, kept.document_id, work.now):
        raise APPLICATION_MOVE_IMPOSSIBLE(state=before.state.value)
    return await application_of(work, market_id, person_id, application_id)
