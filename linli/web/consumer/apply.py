"""Open your shop: where an applicant begins, what is going on, and what the operator asks."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import Refusal
from linli.modules import merchants
from linli.services import Who
from linli.web.consumer.apply_views import (
    Renewable,
    application_face,
    question_face,
    refused_words,
    row_of,
)
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.uploads import private_file

MINE = {"who": Who.PERSON}


@get("/{market:str}/applications", opt={"who": Who.ANYONE})
async def applications_page(here: Asked) -> Response[str]:
    """How it works; for whoever is signed in, what they have begun and which licenses they can renew."""
    person, now = here.signed_in, here.services.db.clock()
    mine: list[merchants.Application] = []
    renewable: list[Renewable] = []
    if person:
        async with here.services.db.read() as reader:
            mine = await merchants.applications_of(reader, here.market_id, person.person_id)
            renewable = await _renewable(reader, here, person.person_id)
    open_store = any(one.kind is merchants.ApplicationKind.STORE and _open(one) for one in mine)
    return show(
        here,
        "applications.html",
        said={"application_kept": any(one.state.editable for one in mine)},
        rows=[row_of(one, here.url("applications"), now) for one in mine],
        renewable=renewable,
        may_begin=not open_store,
    )


@post("/{market:str}/applications", opt=MINE)
async def begin_store(here: Asked) -> Response[str]:
    """A new store; whoever has begun one already goes on with it."""
    async with here.services.db.work(here.actor) as work:
        begun = await merchants.apply_for_store(work, here.market_id, here.person.person_id)
    return here.see_other(_place(here, begun.application_id))


@get("/{market:str}/stores/{slug:str}/claim", opt=MINE)
async def claim_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What claiming a place on the map asks for."""
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
    return _claim(here, store, merchants.LISTING_CLAIMED() if store.claimed else None)


@post("/{market:str}/stores/{slug:str}/claims", opt=MINE)
async def begin_claim(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Begin to claim it. A place that a merchant runs is refused, whoever that is."""
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
    try:
        async with here.services.db.work(here.actor) as work:
            begun = await merchants.apply_for_listing(
                work, here.market_id, here.person.person_id, store.store_id
            )
    except Refusal as refusal:
        return _claim(here, store, refusal)
    return here.see_other(_place(here, begun.application_id))


@post("/{market:str}/merchants/{merchant_id:uuid}/renewals", opt=MINE)
async def begin_renewal(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Send in a merchant's new license; only an owner of it may."""
    async with here.services.db.work(here.actor) as work:
        person_id = here.person.person_id
        begun = await merchants.apply_for_renewal(work, here.market_id, person_id, merchant_id)
    return here.see_other(_place(here, begun.application_id))


@get("/{market:str}/applications/{application_id:uuid}", opt=MINE)
async def application_page(here: Asked, application_id: FromPath[UUID]) -> Response[str]:
    """Where it stands and what to do next; a draft goes on at its first open step."""
    return await _status(here, application_id)


@post("/{market:str}/applications/{application_id:uuid}/questions/{question_id:uuid}/answer", opt=MINE)
async def answer_question(
    here: Asked, application_id: FromPath[UUID], question_id: FromPath[UUID]
) -> Response[str]:
    """Answer one question; it is read once the application is sent in again."""
    form = await here.request.form()
    answer = str(form.get("answer", ""))
    try:
        async with here.services.db.work(here.actor) as work:
            key = (work, here.market_id, here.person.person_id, application_id)
            await merchants.answer_question(*key, question_id, answer)
    except Refusal as refusal:
        return await _status(here, application_id, refusal, {question_id: answer})
    return here.see_other(_place(here, application_id) + "?done=answered")


@post("/{market:str}/applications/{application_id:uuid}/submission", opt=MINE)
async def submit(here: Asked, application_id: FromPath[UUID]) -> Response[str]:
    """Send it in (again)."""
    try:
        async with here.services.db.work(here.actor) as work:
            person_id = here.person.person_id
            await merchants.submit_application(work, here.market_id, person_id, application_id)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return await _status(here, application_id, refusal)
    return here.see_other(_place(here, application_id) + "?done=application_sent")


@get("/{market:str}/applications/{application_id:uuid}/files/{name:str}", opt=MINE)
async def application_file(
    here: Asked, application_id: FromPath[UUID], name: FromPath[str]
) -> Response[bytes]:
    """The applicant's own license or proof."""
    async with here.services.db.read() as reader:
        person_id = here.person.person_id
        about = await merchants.application_of(reader, here.market_id, person_id, application_id)
        file = await merchants.application_file(reader, here.market_id, about, name)
    return private_file(file, name)


async def _status(
    here: Here,
    application_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[UUID, str] | None = None,
) -> Response[str]:
    async with here.services.db.read() as reader:
        person_id = here.person.person_id
        about = await merchants.application_of(reader, here.market_id, person_id, application_id)
        asked = await merchants.questions(reader, here.market_id, application_id)
        store = await merchants.store(reader, here.market_id, about.store_id) if about.store_id else None
    face = application_face(about, here, tongue_of(here))
    if about.state is merchants.ApplicationState.DRAFT and refusal is None:
        return here.see_other(f"{face.href}/{face.next_step}")
    return show(
        here,
        "application.html",
        refused=refusal,
        said={
            "application_sent": about.state is merchants.ApplicationState.SUBMITTED,
            "answered": any(one.answer for one in asked),
        },
        without_bar=about.state.editable,
        application=face,
        questions=[question_face(one, (typed or {}).get(one.question_id)) for one in asked],
        store=store,
        refused_text=refused_words(here, refusal),
    )


def _claim(here: Here, store: merchants.Store, refusal: Refusal | None) -> Response[str]:
    return show(
        here,
        "claim.html",
        refused=refusal,
        store=store,
        name=tongue_of(here).pick(store.name, store.name_en),
        refused_text=refused_words(here, refusal),
    )


async def _renewable(reader: Reader, here: Here, person_id: UUID) -> list[Renewable]:
    """The merchants that this person owns, with the end of their verification."""
    roles = await merchants.staff_roles(reader, here.market_id, person_id)
    owned = {one.merchant_id for one in roles if one.role is merchants.StaffRole.OWNER}
    found = await merchants.merchants_of_ids(reader, here.market_id, owned)
    return [
        Renewable(
            one.name,
            here.url(f"merchants/{one.merchant_id}/renewals"),
            one.verified_until,
            one.ran_out(reader.now),
        )
        for one in sorted(found.values(), key=lambda one: one.name)
        if one.verified_until
    ]


def _open(one: merchants.Application) -> bool:
    return one.state is not merchants.ApplicationState.APPROVED


def _place(here: Here, application_id: UUID) -> str:
    return here.url(f"applications/{application_id}")
