"""Applications and what becomes of them: records and enums."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.modules.merchants.model import Store

# What a new store's application is about: nothing that is there already.
NOTHING = UUID(int=0)


class ApplicationKind(StrEnum):
    """A new store; a listing on the map that is claimed; a merchant's new license; a merchant's further
    store.
    """

    STORE = "store"
    CLAIM = "claim"
    RENEWAL = "renewal"
    BRANCH = "branch"


class ApplicationState(StrEnum):
    """Draft: being written. Submitted: the operator's turn. Asked: the applicant's turn. Then decided."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"

    @property
    def editable(self) -> bool:
        """Whether the applicant may change it."""
        return self in (ApplicationState.DRAFT, ApplicationState.ASKED, ApplicationState.REFUSED)

    @property
    def waiting(self) -> bool:
        """Whether the operator may still decide."""
        return self in (ApplicationState.SUBMITTED, ApplicationState.ASKED)


class CheckKind(StrEnum):
    """What an operator looks at before somebody may sell."""

    LICENSE = "license"
    VALIDITY = "validity"
    NAME = "name"
    PERSON = "person"
    PLACE = "place"
    CLAIM = "claim"


_BUSINESS = (CheckKind.LICENSE, CheckKind.VALIDITY, CheckKind.NAME)
# The checklist of each kind of application, in the order in which one works through it.
CHECKLIST: dict[ApplicationKind, tuple[CheckKind, ...]] = {
    ApplicationKind.STORE: (*_BUSINESS, CheckKind.PERSON, CheckKind.PLACE),
    ApplicationKind.CLAIM: (*_BUSINESS, CheckKind.PERSON, CheckKind.PLACE, CheckKind.CLAIM),
    ApplicationKind.RENEWAL: _BUSINESS,
    # The merchant was looked at before; this is about the place alone.
    ApplicationKind.BRANCH: (CheckKind.PLACE,),
}
# A tick falls when the applicant changes what it was about.
LOOKED_AT: dict[CheckKind, tuple[str, ...]] = {
    CheckKind.LICENSE: ("license_number", "license_file"),
    CheckKind.VALIDITY: ("license_until", "license_open_end", "license_file"),
    CheckKind.NAME: ("legal_name", "license_file"),
    CheckKind.PERSON: ("contact_name", "contact_role", "license_file"),
    CheckKind.PLACE: ("address", "lat", "lon", "trade", "name", "name_en"),
    CheckKind.CLAIM: ("proof", "proof_file"),
}


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an applicant types, as typed, so that a draft may hold anything.

    `license_until` is a date (YYYY-MM-DD); `license_open_end` "yes" where the license has no end; `lat`
    and `lon` in degrees; `days`, `opens` and `closes` are the usual week, `hours` an expression that
    stands in their place; `contact_role` owner or authorized; `proof` why the listing is theirs;
    `merchant` whose branch it is.
    """

    legal_name: str = ""
    license_number: str = ""
    license_until: str = ""
    license_open_end: str = ""
    name: str = ""
    name_en: str = ""
    trade: str = ""
    address: str = ""
    lat: str = ""
    lon: str = ""
    days: str = ""
    opens: str = ""
    closes: str = ""
    hours: str = ""
    phone: str = ""
    contact_name: str = ""
    contact_role: str = ""
    proof: str = ""
    address_en: str = ""
    merchant: str = ""


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """One wish to sell. `title` is what lists call it; number and date of the license as last submitted.

    `merchant_id` and `store_id` are what came of it once it is approved.
    """

    application_id: UUID
    person_id: UUID
    kind: ApplicationKind
    subject_id: UUID
    state: ApplicationState
    form: Form
    submitted: Mapping[str, str] | None
    license_file_id: UUID | None
    proof_file_id: UUID | None
    title: str
    license_number: str
    license_until: date | None
    started_at: datetime
    saved_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: UUID | None
    reason: str
    merchant_id: UUID | None
    store_id: UUID | None

    @property
    def checklist(self) -> tuple[CheckKind, ...]:
        return CHECKLIST[self.kind]

    @property
    def content(self) -> dict[str, str]:
        """The form and its files as one mapping, to see what changed between two submissions."""
        files = {"license_file": self.license_file_id, "proof_file": self.proof_file_id}
        return {**msgspec.structs.asdict(self.form), **{key: str(value) for key, value in files.items()}}

    @property
    def changed(self) -> frozenset[str]:
        """Which fields are not as they were last submitted; all of them before the first time."""
        before = self.submitted or {}
        return frozenset(name for name, value in self.content.items() if before.get(name) != value)


class OpenedBranch(msgspec.Struct, frozen=True):
    """What came of opening a branch: the store, open now, or the application that is looked at first."""

    store: Store | None = None
    application_id: UUID | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator asked, and the applicant's answer ("" until there is one)."""

    question_id: UUID
    application_id: UUID
    body: str
    asked_by: UUID
    asked_at: datetime
    answer: str
    answered_at: datetime | None


class Check(msgspec.Struct, frozen=True):
    """One tick of a checklist."""

    kind: CheckKind
    checked_by: UUID
    checked_at: datetime


class CheckDone(msgspec.Struct, frozen=True):
    """What was checked, and when; who did it is the market's affair."""

    kind: CheckKind
    at: datetime


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What stands behind a badge. `license_until` None: the license has no end of its own."""

    verification_id: UUID
    merchant_id: UUID
    legal_name: str
    license_number: str
    license_until: date | None
    checks: tuple[CheckDone, ...]
    verified_at: datetime
    valid_until: datetime


class TrustState(StrEnum):
    """Whether a store may be trusted to sell now, and why not."""

    VERIFIED = "verified"
    OVER = "over"
    SUSPENDED = "suspended"
    UNVERIFIED = "unverified"
    UNCLAIMED = "unclaimed"


class TrustMark(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody may know about who runs a store. `verification` None: nothing was written down.

    `demo`: an invented merchant, whose checks are part of the demonstration.
    """

    state: TrustState
    demo: bool = False
    verification: Verification | None = None


class Recheck(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant whose verification runs out soon, or has run out."""

    merchant_id: UUID
    name: str
    state: str
    verified_until: datetime
    application_id: UUID | None


class QueueCount(msgspec.Struct, frozen=True):
    """How many applications stand in one state."""

    state: ApplicationState
    count: int
