"""Trust marks and applications."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Cursor, utc
from linli.modules import markets, merchants
from linli.modules.merchants import ApplicationKind, ApplicationState, CheckKind, TrustState


class CheckDone(msgspec.Struct, frozen=True):
    """One thing that was checked, and when."""

    check: CheckKind
    at: datetime


class TrustMark(msgspec.Struct, frozen=True):
    """What stands behind a store's badge; what was not written down is null."""

    state: Annotated[TrustState, Meta(description="`verified`: it may sell now; all others: it may not.")]
    market: Annotated[str, Meta(description="Who checked: the name of the market.")]
    demo: Annotated[bool, Meta(description="An invented merchant of the demonstration.")]
    legal_name: str | None
    license_number: str | None
    license_until: Annotated[date | None, Meta(description="Null also for a license without an end.")]
    verified_at: datetime | None
    valid_until: Annotated[datetime | None, Meta(description="Sales stop then, unless it is checked again.")]
    checks: list[CheckDone]


class Application(msgspec.Struct, frozen=True):
    """One wish to sell, as far as a list tells. `merchant_id` once it was approved."""

    application_id: UUID
    kind: ApplicationKind
    state: ApplicationState
    title: str
    submitted_at: datetime | None
    decided_at: datetime | None
    reason: Annotated[str, Meta(description="Why it was refused, in the operator's words.")]
    merchant_id: UUID | None


class ApplicationList(msgspec.Struct, frozen=True):
    """Somebody's own applications."""

    items: list[Application]


class ApplicationPage(msgspec.Struct, frozen=True):
    """A page of the queue."""

    items: list[Application]
    next_cursor: Cursor


def trust_of(mark: merchants.TrustMark, market: markets.Market) -> TrustMark:
    behind = mark.verification
    return TrustMark(
        state=mark.state,
        market=market.name_en,
        demo=mark.demo,
        legal_name=behind.legal_name if behind else None,
        license_number=behind.license_number if behind else None,
        license_until=behind.license_until if behind else None,
        verified_at=utc(behind.verified_at) if behind else None,
        valid_until=utc(behind.valid_until) if behind else None,
        checks=[CheckDone(check.kind, check.at) for check in behind.checks] if behind else [],
    )


def application_of(about: merchants.Application) -> Application:
    return Application(
        application_id=about.application_id,
        kind=about.kind,
        state=about.state,
        title=about.title,
        submitted_at=utc(about.submitted_at),
        decided_at=utc(about.decided_at),
        reason=about.reason,
        merchant_id=about.merchant_id,
    )
