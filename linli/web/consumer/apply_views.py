"""Applications as their applicants see them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from linli.kernel.refusals import Refusal
from linli.modules import merchants
from linli.modules.merchants import APPLICATION_INCOMPLETE, Application, ApplicationState
from linli.web.consumer.tongue import Tongue
from linli.web.shared.http import Here

# The colors of the states, as badges have them.
KINDS = {"draft": "plain", "submitted": "offer", "asked": "bad", "approved": "good", "refused": "bad"}
# Countries whose license numbers have a form of their own.
KNOWN_FORMS = ("CN", "FI")


class ApplicationRow(msgspec.Struct, frozen=True):
    """One application in a list."""

    title: str
    kind: str
    state: str
    badge: str
    href: str
    at: datetime


class Renewable(msgspec.Struct, frozen=True):
    """A merchant of the reader's, with the end of its verification."""

    name: str
    action: str
    until: datetime
    over: bool


class ApplicationFace(msgspec.Struct, frozen=True, kw_only=True):
    """One application; `wrong` are the fields that are missing or not right yet."""

    id: UUID
    href: str
    kind: str
    state: str
    badge: str
    editable: bool
    title: str
    form: merchants.Form
    steps: Sequence[str]
    fields: dict[str, tuple[str, ...]]
    wrong: Sequence[str]
    license_file: bool
    proof_file: bool
    number_form: str
    reason: str
    submitted_at: datetime | None
    decided_at: datetime | None

    @property
    def complete(self) -> bool:
        return not self.wrong

    @property
    def next_step(self) -> str:
        """Where to go on: the first step with something missing, or the look at everything."""
        return next((step for step in self.steps if self.wrong_in(step)), "review")

    def wrong_in(self, step: str) -> list[str]:
        """What is wrong in one step; `review` is about all of them."""
        return [field for field in self.wrong if step == "review" or field in self.fields.get(step, ())]

    def step_of(self, field: str) -> str:
        return next(step for step, fields in self.fields.items() if field in fields)

    def after(self, step: str) -> str:
        """The step that follows."""
        every = [*self.steps, "review"]
        return every[every.index(step) + 1]


class QuestionFace(msgspec.Struct, frozen=True):
    """A question with the answer as kept, or as just typed."""

    id: UUID
    body: str
    answer: str
    answered: bool
    asked_at: datetime


def application_face(about: Application, here: Here, tongue: Tongue) -> ApplicationFace:
    """Everything a page says of an application."""
    fields = merchants.STEPS[about.kind]
    today = here.services.db.clock().astimezone(ZoneInfo(here.market.timezone)).date()
    country = here.market.country
    return ApplicationFace(
        id=about.application_id,
        href=here.url(f"applications/{about.application_id}"),
        kind=about.kind.value,
        state=about.state.value,
        badge=KINDS[about.state.value],
        editable=about.state.editable,
        title=about.title or tongue.say("apply.untitled"),
        form=about.form,
        steps=list(fields),
        fields=fields,
        wrong=merchants.faults(about, here.market, today),
        license_file=about.license_file_id is not None,
        proof_file=about.proof_file_id is not None,
        number_form=country if country in KNOWN_FORMS else "other",
        reason=about.reason,
        submitted_at=about.submitted_at,
        decided_at=about.decided_at,
    )


def row_of(about: Application, place: str, now: datetime) -> ApplicationRow:
    moments = (about.decided_at, about.submitted_at, about.saved_at)
    at = max(moment for moment in moments if moment is not None)
    state = about.state.value
    href = f"{place}/{about.application_id}"
    return ApplicationRow(about.title, about.kind.value, state, KINDS[state], href, min(at, now))


def question_face(asked: merchants.Question, typed: str | None) -> QuestionFace:
    answer = asked.answer if typed is None else typed
    return QuestionFace(asked.question_id, asked.body, answer, bool(asked.answer), asked.asked_at)


def refused_words(here: Here, refusal: Refusal | None) -> str:
    """A refusal in the reader's words; fields are called as the form calls them."""
    if refusal is None:
        return ""
    params = dict(refusal.params)
    if refusal.kind is APPLICATION_INCOMPLETE:
        names = str(params["fields"]).split(", ")
        comma = "、" if here.locale == "zh" else ", "
        params["fields"] = comma.join(str(here.words.t(f"apply.field.{name}")) for name in names)
    if "state" in params:
        params["state"] = here.words.t(f"apply.state.{ApplicationState(params['state']).value}")
    return here.words.t(refusal.message_key, **params).unescape()
