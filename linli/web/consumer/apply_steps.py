"""The form of an application, one step a page; every step is kept as it was typed."""

from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import markets, media, merchants
from linli.services import Who
from linli.web.consumer.apply_views import ApplicationFace, application_face, refused_words
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.basemaps import basemap_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.uploads import UPLOAD_BODY, sent_document

MINE = {"who": Who.PERSON}
REVIEW = "review"
# Step → the file that may come with it.
FILES = {"business": "license", "person": "proof"}
LATER = "later"


@get("/{market:str}/applications/{application_id:uuid}/{step:str}", opt=MINE)
async def step_page(here: Asked, application_id: FromPath[UUID], step: FromPath[str]) -> Response[str]:
    """One step as it was last kept, or everything together before it is sent in."""
    about = await _own(here, application_id)
    face = application_face(about, here, tongue_of(here))
    if step not in (*face.steps, REVIEW):
        raise NOT_FOUND()
    if not about.state.editable:
        return here.see_other(face.href)
    return _step(here, face, step, told=step == REVIEW or "checked" in here.request.query_params)


@post(
    "/{market:str}/applications/{application_id:uuid}/{step:str}",
    opt=MINE,
    request_max_body_size=UPLOAD_BODY,
)
async def save_step(here: Asked, application_id: FromPath[UUID], step: FromPath[str]) -> Response[str]:
    """Keep the step, right or wrong; go on if it is right, else say in place what is not."""
    about = await _own(here, application_id)
    if step not in merchants.STEPS[about.kind]:
        raise NOT_FOUND()
    form = await here.request.form()
    saved, refusal = await _save(here, about, step, form)
    face = application_face(saved, here, tongue_of(here))
    if refusal is None and LATER in form:
        return here.see_other(here.url("applications") + "?done=application_kept")
    if refusal is None and not face.wrong_in(step):
        return here.see_other(f"{face.href}/{face.after(step)}")
    return _step(here, face, step, refusal=refusal)


async def _save(
    here: Here, about: merchants.Application, step: str, form: FormMultiDict
) -> tuple[merchants.Application, Refusal | None]:
    """What was typed is kept even where the file is refused."""
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    if step == "business":
        typed.setdefault("license_open_end", "")
    key = (here.market_id, here.person.person_id, about.application_id)
    async with here.services.db.work(here.actor) as work:
        saved = await merchants.save_application(work, *key, typed)
    try:
        ready = await sent_document(here, form, f"{FILES[step]}_file") if step in FILES else None
        if ready is not None:
            saved = await _save_file(here, about, FILES[step], ready)
    except Refusal as refusal:
        return saved, refusal
    return saved, None


async def _save_file(
    here: Here, about: merchants.Application, name: str, ready: media.ReadyDocument
) -> merchants.Application:
    save = merchants.save_license_file if name == "license" else merchants.save_proof_file
    async with here.services.db.work(here.actor) as work:
        return await save(work, here.market_id, here.person.person_id, about.application_id, ready)


async def _own(here: Here, application_id: UUID) -> merchants.Application:
    async with here.services.db.read() as reader:
        person_id = here.person.person_id
        return await merchants.application_of(reader, here.market_id, person_id, application_id)


def _step(
    here: Here,
    face: ApplicationFace,
    step: str,
    *,
    refusal: Refusal | None = None,
    told: bool = False,
) -> Response[str]:
    posted = here.request.method == "POST"
    wrong = face.wrong_in(step) if posted or told else []
    return show(
        here,
        "application_review.html" if step == REVIEW else "application_step.html",
        status=422 if posted else 200,
        refused=refusal,
        without_bar=True,
        application=face,
        form=face.form,
        step=step,
        number=[*face.steps, REVIEW].index(step) + 1,
        wrong=wrong,
        file_refused=refused_words(here, refusal),
        trades=markets.TRADES,
        days=merchants.DAYS,
        basemap=basemap_of(here.market.slug),
    )
