"""The verification queue: who wants to sell here, one application with its checklist, and the decision."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import identity, media, merchants
from linli.modules.merchants import ApplicationKind, ApplicationState, CheckKind
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.application_views import (
    ApplicationSight,
    QueueRow,
    RecheckRow,
    queue_row,
    recheck_row,
    sight_of,
)
from linli.web.operator.room import room_page
from linli.web.shared.http import Asked, Here
from linli.web.shared.uploads import private_file

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
ACT = {"who": Who.OPERATOR, "roles": roles.JUDGES}
DUE = "due"
SIZE = 50
# The tabs of the queue; what waits for the operator stands first.
TABS = ("submitted", "asked", DUE, "approved", "refused")


class Queue(msgspec.Struct, frozen=True):
    """One tab of the queue. `tabs` are (name, address, whether it is this one, how many)."""

    tab: str
    kind: str
    words: str
    tabs: Sequence[tuple[str, str, bool, int]]
    rows: Sequence[QueueRow]
    due: Sequence[RecheckRow]
    more: str | None
    export: str


@get("/{market:str}/operator/applications", opt=SEE)
async def queue_page(here: Asked) -> Response[str]:
    """`?state=` (or due), `?kind=`, `?q=`, `?after=`: the address says it all."""
    asked = here.request.query_params
    tab = asked.get("state", TABS[0])
    kind = asked.get("kind", "")
    if tab not in TABS or (kind and kind not in list(ApplicationKind)):
        raise INVALID(field="state" if tab not in TABS else "kind")
    words, cursor = asked.get("q", "").strip()[:60], asked.get("after")
    async with here.services.db.read() as reader:
        counts = await merchants.queue_counts(reader, here.market_id)
        due_count = await merchants.count_rechecks_due(reader, here.market_id)
        rows, due, following = await _rows(reader, here, tab, kind, words, cursor)
    numbers = {state.value: counts.get(state, 0) for state in ApplicationState} | {DUE: due_count}
    queue = Queue(
        tab=tab,
        kind=kind,
        words=words,
        tabs=[(name, _address(here, name), name == tab, numbers[name]) for name in TABS],
        rows=rows,
        due=due,
        more=_address(here, tab, kind=kind, q=words, after=following) if following else None,
        export=_address(here, tab, "operator/applications.csv", kind=kind, q=words) if tab != DUE else "",
    )
    return await room_page(
        here, "applications.html", nav="applications", queue=queue, kinds=list(ApplicationKind)
    )


@get("/{market:str}/operator/applications/{application_id:uuid}", opt=ACT)
async def application_page(here: Asked, application_id: FromPath[UUID]) -> Response[str]:
    """One application with its documents, checklist, questions and the decision. For those who decide."""
    return await _one(here, application_id)


@get("/{market:str}/operator/applications/{application_id:uuid}/files/{name:str}", opt=ACT)
async def application_file(
    here: Asked, application_id: FromPath[UUID], name: FromPath[str]
) -> Response[bytes]:
    """The license, or the proof of a claim; who looked is written into the audit trail."""
    async with here.services.db.work(here.actor) as work:
        about = await merchants.application(work, here.market_id, application_id)
        file = await merchants.application_file(work, here.market_id, about, name)
        await work.audit(here.market_id, "document_seen", str(application_id), document=name)
    return private_file(file, name)


@post("/{market:str}/operator/applications/{application_id:uuid}/checks/{kind:str}", opt=ACT)
async def check_ticked(here: Asked, application_id: FromPath[UUID], kind: FromPath[str]) -> Response[str]:
    """Tick one line, or take the tick back."""
    form = await here.request.form()
    if kind not in list(CheckKind):
        raise INVALID(field="check")
    done = form.get("done") == "yes"
    try:
        async with here.services.db.work(here.actor) as work:
            key = (work, here.market_id, here.person.person_id, application_id)
            await merchants.tick_check(*key, CheckKind(kind), done)
    except Refusal as refusal:
        return await _one(here, application_id, refusal)
    return here.see_other(f"{_place(here, application_id)}#check-{kind}")


@post("/{market:str}/operator/applications/{application_id:uuid}/questions", opt=ACT)
async def question_asked(here: Asked, application_id: FromPath[UUID]) -> Response[str]:
    """Ask the applicant something."""
    body = str((await here.request.form()).get("question", ""))
    try:
        async with here.services.db.work(here.actor) as work:
            key = (work, here.market_id, here.person.person_id, application_id)
            await merchants.question_applicant(*key, body)
    except Refusal as refusal:
        return await _one(here, application_id, refusal, question=body)
    return here.see_other(f"{_place(here, application_id)}?done=questioned")


@post("/{market:str}/operator/applications/{application_id:uuid}/refusal", opt=ACT)
async def application_refused(here: Asked, application_id: FromPath[UUID]) -> Response[str]:
    """Say no, and why; the applicant reads the reason."""
    reason = str((await here.request.form()).get("reason", ""))
    try:
        async with here.services.db.work(here.actor) as work:
            key = (work, here.market_id, here.person.person_id, application_id)
            await merchants.refuse_application(*key, reason)
    except Refusal as refusal:
        return await _one(here, application_id, refusal, reason=reason)
    return here.see_other(f"{_place(here, application_id)}?done=application_refused")


@post("/{market:str}/operator/applications/{application_id:uuid}/approval", opt=ACT)
async def application_approved(here: Asked, application_id: FromPath[UUID]) -> Response[str]:
    """Say yes: the store is live a moment later."""
    why = str((await here.request.form()).get("why", "")).strip()[:300]
    try:
        async with here.services.db.work(here.actor) as work:
            key = (work, here.market_id, here.person.person_id, application_id)
            await merchants.approve_application(*key, why)
    except Refusal as refusal:
        return await _one(here, application_id, refusal)
    return here.see_other(f"{_place(here, application_id)}?done=application_approved")


async def _one(
    here: Here, application_id: UUID, refusal: Refusal | None = None, **typed: str
) -> Response[str]:
    async with here.services.db.read() as reader:
        about = await merchants.application(reader, here.market_id, application_id)
        sight = await _sight(reader, here, about)
    context: dict[str, Any] = {"question": "", "reason": "", **typed}
    return await room_page(
        here,
        "application.html",
        nav="applications",
        refused=refusal,
        said={
            "questioned": about.state is ApplicationState.ASKED,
            "application_refused": about.state is ApplicationState.REFUSED,
            "application_approved": about.state is ApplicationState.APPROVED,
        },
        sight=sight,
        **context,
    )


async def _sight(reader: Reader, here: Here, about: merchants.Application) -> ApplicationSight:
    market_id = here.market_id
    ticks = await merchants.checks(reader, market_id, about.application_id)
    asked = await merchants.questions(reader, market_id, about.application_id)
    ids = [about.person_id, *(tick.checked_by for tick in ticks), *(one.asked_by for one in asked)]
    people = await identity.people(reader, [*ids, *([about.decided_by] if about.decided_by else [])])
    files = {one.document_id: one for one in await media.documents(reader, market_id, about.application_id)}
    # A renewal is about its merchant, and a new store about nothing that is there yet.
    places = {about.subject_id, *([about.store_id] if about.store_id else [])}
    known = await merchants.stores(reader, market_id, places)
    store = known.get(about.store_id) if about.store_id else None
    return sight_of(here, about, ticks, asked, people, files, known.get(about.subject_id), store)


async def _rows(
    reader: Reader, here: Here, tab: str, kind: str, words: str, cursor: str | None
) -> tuple[list[QueueRow], list[RecheckRow], str | None]:
    now: datetime = reader.now
    if tab == DUE:
        due = await merchants.rechecks_due(reader, here.market_id, cursor, SIZE)
        return [], [recheck_row(here, one, now) for one in due.items], due.next_cursor
    wanted = ApplicationKind(kind) if kind else None
    page = await merchants.application_queue(
        reader, here.market_id, ApplicationState(tab), wanted, words, cursor, SIZE
    )
    people = await identity.people(reader, [one.person_id for one in page.items])
    return [queue_row(here, one, people) for one in page.items], [], page.next_cursor


def _address(here: Here, state: str, path: str = "operator/applications", **more: str | None) -> str:
    wishes = {"state": state, **{name: value for name, value in more.items() if value}}
    return f"{here.url(path)}?{urlencode(wishes)}"


def _place(here: Here, application_id: UUID) -> str:
    return here.url(f"operator/applications/{application_id}")


ROUTES = [
    queue_page,
    application_page,
    application_file,
    check_ticked,
    question_asked,
    application_refused,
    application_approved,
]
