"""Malls, their looks and pages."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Ground(StrEnum):
    """What pages stand on: the house's warm paper, white, or paper with a breath of the mall's color."""

    WARM = "warm"
    WHITE = "white"
    TINTED = "tinted"


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How a mall shows itself. `color` is #rrggbb, the pictures are kept by `pictures_owner`."""

    name: str
    name_en: str = ""
    tagline: str = ""
    tagline_en: str = ""
    color: str = "#cc4018"
    ground: Ground = Ground.WARM
    logo_id: UUID | None = None
    cover_id: UUID | None = None


class Mall(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant's mall in one market with the look that holds; people see it from `opened_at` on."""

    market_id: int
    merchant_id: UUID
    slug: str
    revision: int
    made_at: datetime
    opened_at: datetime | None
    name: str
    name_en: str
    tagline: str
    tagline_en: str
    color: str
    ground: Ground
    logo_id: UUID | None
    cover_id: UUID | None

    @property
    def open(self) -> bool:
        return self.opened_at is not None

    @property
    def look(self) -> Look:
        return Look(**{name: getattr(self, name) for name in Look.__struct_fields__})


class PageText(msgspec.Struct, frozen=True, kw_only=True):
    """What a mall's page says, in both languages; the bodies are small markup."""

    title: str
    title_en: str = ""
    body: str = ""
    body_en: str = ""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A mall's own page; `slug` is its name in the URL, for good."""

    merchant_id: UUID
    page_id: UUID
    slug: str
    title: str
    title_en: str
    body: str
    body_en: str
    position: int
    revision: int
    changed_at: datetime
    removed_at: datetime | None = None


class HostState(StrEnum):
    """Asked: waits for an operator. Confirmed: leads to the mall. Withdrawn: leads nowhere, and why."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class HostName(msgspec.Struct, frozen=True, kw_only=True):
    """A mall's own host name. `proof` is what its owner puts beside it, `reason` why it was withdrawn."""

    market_id: int
    merchant_id: UUID
    host: str
    proof: str
    asked_at: datetime
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    reason: str

    @property
    def state(self) -> HostState:
        return state_of(self.confirmed_at, self.withdrawn_at)


class MallLine(msgspec.Struct, frozen=True, kw_only=True):
    """A mall in the operators' list, with its host name where it has one (else "")."""

    merchant_id: UUID
    slug: str
    made_at: datetime
    opened_at: datetime | None
    name: str
    name_en: str
    host: str
    proof: str
    asked_at: datetime | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    reason: str

    @property
    def host_state(self) -> HostState | None:
        return state_of(self.confirmed_at, self.withdrawn_at) if self.host else None


def state_of(confirmed_at: datetime | None, withdrawn_at: datetime | None) -> HostState:
    if withdrawn_at is not None:
        return HostState.WITHDRAWN
    return HostState.CONFIRMED if confirmed_at is not None else HostState.ASKED
