"""Sending an application in: complete, its questions answered, its license nobody else's."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules import markets
from linli.modules.merchants import forms
from linli.modules.merchants.actions.apply import owned_by
from linli.modules.merchants.applications import (
    LOOKED_AT,
    Application,
    ApplicationKind,
    ApplicationState,
)
from linli.modules.merchants.events import ApplicationSubmitted
from linli.modules.merchants.licenses import normal_license
from linli.modules.merchants.moves import APPLICATION_MOVES
from linli.modules.merchants.queries import application, application_of, questions, store
from linli.modules.merchants.refusals import (
    APPLICATION_INCOMPLETE,
    APPLICATION_MOVE_IMPOSSIBLE,
    LICENSE_TAKEN,
    LISTING_CLAIMED,
    QUESTIONS_OPEN,
)
from linli.modules.merchants.statements import SQL


async def submit_application(
    work: Work, market_id: int, person_id: UUID, application_id: UUID
) -> Application:
    """It is the operator's turn; announces ApplicationSubmitted. Ticks about what has changed since fall.

    Refuses in this order: not_found, application_move_impossible, application_incomplete (`fields`),
    questions_open, listing_claimed, license_taken.
    """
    sent = await lock(work, market_id, application_id)
    if sent.person_id != person_id:
        raise NOT_FOUND()
    require_move(sent, ApplicationState.SUBMITTED)
    market = await markets.market(work, market_id)
    wrong = forms.faults(sent, market, today(work, market))
    if wrong:
        raise APPLICATION_INCOMPLETE(fields=", ".join(wrong))
    if any(not one.answer for one in await questions(work, market_id, application_id)):
        raise QUESTIONS_OPEN()
    if sent.kind is ApplicationKind.CLAIM and (await store(work, market_id, sent.subject_id)).claimed:
        raise LISTING_CLAIMED()
    number, merchant_id = await _whose(work, market_id, sent, market)
    await _write(work, market_id, sent, number, merchant_id)
    await work.announce(
        ApplicationSubmitted(
            market_id=market_id, application_id=application_id, person_id=person_id, title=sent.title
        )
    )
    return await application_of(work, market_id, person_id, application_id)


async def lock(work: Work, market_id: int, application_id: UUID) -> Application:
    """The application, held until this transaction ends. Refuses: not_found."""
    found = await work.one(Application, SQL.lock_application, market_id, application_id)
    return found if found is not None else await application(work, market_id, application_id)


def require_move(about: Application, wanted: ApplicationState) -> None:
    """Refuses: application_move_impossible (not from where it is)."""
    if about.state not in APPLICATION_MOVES[wanted]:
        raise APPLICATION_MOVE_IMPOSSIBLE(state=about.state.value)


def sources(wanted: ApplicationState) -> list[str]:
    return [state.value for state in APPLICATION_MOVES[wanted]]


def today(work: Work, market: markets.Market) -> date:
    """The day it is in the market."""
    return work.now.astimezone(ZoneInfo(market.timezone)).date()


async def _take_license(work: Work, market_id: int, sent: Application, number: str) -> UUID | None:
    """The number is this application's from now on, or it is that of a merchant whose owner applies.

    Gives that merchant. Refuses: license_taken.
    """
    renews = sent.kind is ApplicationKind.RENEWAL
    merchant_id = sent.subject_id if renews else None
    await work.run(SQL.drop_licenses, market_id, sent.application_id, number)
    if await work.run(SQL.take_license, market_id, number, sent.application_id):
        return merchant_id
    holder = await work.value(UUID, SQL.license_holder, market_id, number)
    mine = {sent.subject_id} if renews else await owned_by(work, market_id, sent.person_id)
    if holder not in mine:
        raise LICENSE_TAKEN()
    return holder


async def _whose(
    work: Work, market_id: int, sent: Application, market: markets.Market
) -> tuple[str, UUID | None]:
    """The license number, and the merchant that has it already; a branch has its merchant's, unsaid."""
    if sent.kind is ApplicationKind.BRANCH:
        return "", await _own_merchant(work, market_id, sent)
    number = normal_license(sent.form.license_number, market.country) or ""
    return number, await _take_license(work, market_id, sent, number)


async def _own_merchant(work: Work, market_id: int, sent: Application) -> UUID:
    """Whose branch it is: the applicant owns that merchant. Refuses: not_found."""
    mine = {str(merchant_id): merchant_id for merchant_id in await owned_by(work, market_id, sent.person_id)}
    if sent.form.merchant not in mine:
        raise NOT_FOUND()
    return mine[sent.form.merchant]


async def _write(
    work: Work, market_id: int, sent: Application, number: str, merchant_id: UUID | None
) -> None:
    changed = sent.changed
    fallen = [kind.value for kind, fields in LOOKED_AT.items() if changed.intersection(fields)]
    await work.run(SQL.drop_checks, market_id, sent.application_id, fallen)
    await work.run(
        SQL.submit_application,
        market_id,
        sent.application_id,
        sources(ApplicationState.SUBMITTED),
        sent.content,
        number,
        forms.license_end(sent.form),
        merchant_id,
        work.now,
    )
