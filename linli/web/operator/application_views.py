"""Applications as operators see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from linli.modules import identity, media, merchants
from linli.modules.merchants import Application, ApplicationState
from linli.web.operator import roles
from linli.web.operator.room import may
from linli.web.shared.http import Here

KINDS = {"submitted": "offer", "asked": "plain", "approved": "good", "refused": "bad", "draft": "plain"}


class QueueRow(msgspec.Struct, frozen=True):
    """One application in the queue; number, applicant and `href` are empty for those who do not decide."""

    title: str
    kind: str
    license_number: str
    trade: str
    applicant: str
    submitted_at: datetime | None
    href: str


class RecheckRow(msgspec.Struct, frozen=True):
    """One merchant to look at again; `href` is its renewal where one is `sent` in and the reader may
    open it.
    """

    name: str
    until: datetime
    over: bool
    href: str | None
    sent: bool


class Line(msgspec.Struct, frozen=True):
    """One line of the checklist."""

    kind: str
    action: str
    done: bool
    by: str
    at: datetime | None


class Paper(msgspec.Struct, frozen=True):
    """A document: a picture that can be shown here, or a file to download. `size` in bytes."""

    name: str
    href: str
    picture: bool
    size: int


class Asked(msgspec.Struct, frozen=True):
    """A question and what was answered."""

    body: str
    by: str
    at: datetime
    answer: str
    answered_at: datetime | None


class ApplicationSight(msgspec.Struct, frozen=True, kw_only=True):
    """One application with everything that is needed to decide."""

    href: str
    kind: str
    state: str
    badge: str
    title: str
    form: merchants.Form
    number: str
    license_until: str
    applicant: str
    phone: str
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    reason: str
    map_url: str
    papers: Sequence[Paper]
    lines: Sequence[Line]
    questions: Sequence[Asked]
    listing: str
    listing_href: str
    store_href: str
    own: bool
    waits: bool

    @property
    def left(self) -> int:
        return sum(not line.done for line in self.lines)


def queue_row(here: Here, about: Application, people: Mapping[UUID, identity.Person]) -> QueueRow:
    decides = may(here, roles.JUDGES)
    return QueueRow(
        title=about.title,
        kind=about.kind.value,
        license_number=about.license_number if decides else "",
        trade=about.form.trade,
        applicant=_name(people, about.person_id) if decides else "",
        submitted_at=about.submitted_at,
        href=here.url(f"operator/applications/{about.application_id}") if decides else "",
    )


def recheck_row(here: Here, due: merchants.Recheck, now: datetime) -> RecheckRow:
    """The way to the renewal that was sent in is for those who may open it."""
    sees = may(here, roles.JUDGES) and due.application_id
    href = here.url(f"operator/applications/{due.application_id}") if sees else None
    over = due.verified_until <= now
    return RecheckRow(due.name, due.verified_until, over, href, due.application_id is not None)


def sight_of(
    here: Here,
    about: Application,
    ticks: Sequence[merchants.Check],
    asked: Sequence[merchants.Question],
    people: Mapping[UUID, identity.Person],
    files: Mapping[UUID, media.Document],
    listing: merchants.Store | None,
    store: merchants.Store | None,
) -> ApplicationSight:
    """Everything about one application, for whoever decides on it."""
    place = here.url(f"operator/applications/{about.application_id}")
    applicant = people.get(about.person_id)
    return ApplicationSight(
        href=place,
        kind=about.kind.value,
        state=about.state.value,
        badge=KINDS[about.state.value],
        title=about.title,
        form=about.form,
        number=about.license_number or about.form.license_number,
        license_until=about.license_until.isoformat() if about.license_until else "",
        applicant=applicant.nickname if applicant else "",
        phone=f"•••• {applicant.phone_tail}" if applicant else "",
        submitted_at=about.submitted_at,
        decided_at=about.decided_at,
        decided_by=_name(people, about.decided_by),
        reason=about.reason,
        map_url=_map_url(about.form),
        papers=_papers(place, about, files),
        lines=_lines(place, about, ticks, people),
        questions=[
            Asked(one.body, _name(people, one.asked_by), one.asked_at, one.answer, one.answered_at)
            for one in asked
        ],
        listing=listing.name if listing else "",
        listing_href=here.url(f"stores/{listing.slug}") if listing else "",
        store_href=here.url(f"stores/{store.slug}") if store else "",
        own=about.person_id == here.person.person_id,
        waits=about.state in (ApplicationState.SUBMITTED, ApplicationState.ASKED),
    )


def _lines(
    place: str,
    about: Application,
    ticks: Sequence[merchants.Check],
    people: Mapping[UUID, identity.Person],
) -> list[Line]:
    done = {tick.kind: tick for tick in ticks}
    return [
        Line(
            kind.value,
            f"{place}/checks/{kind.value}",
            kind in done,
            _name(people, done[kind].checked_by) if kind in done else "",
            done[kind].checked_at if kind in done else None,
        )
        for kind in about.checklist
    ]


def _papers(place: str, about: Application, files: Mapping[UUID, media.Document]) -> list[Paper]:
    wanted = {"license": about.license_file_id, "proof": about.proof_file_id}
    return [
        Paper(name, f"{place}/files/{name}", files[key].media_type == media.WEBP, files[key].size)
        for name, key in wanted.items()
        if key is not None and key in files
    ]


def _map_url(form: merchants.Form) -> str:
    """Where the store is said to be, on the open map; "" where nobody said."""
    if not (form.lat and form.lon):
        return ""
    spot = urlencode({"mlat": form.lat, "mlon": form.lon})
    return f"https://www.openstreetmap.org/?{spot}#map=18/{form.lat}/{form.lon}"


def _name(people: Mapping[UUID, identity.Person], person_id: UUID | None) -> str:
    person = people.get(person_id) if person_id else None
    return person.nickname if person else ""
