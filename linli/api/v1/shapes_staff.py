"""Who works for a merchant, who was asked to, and when a store is open."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.modules import merchants

At = Annotated[
    Annotated[str, Meta(max_length=80)] | None,
    Meta(description="The store's name in URLs; null for the head office, over all stores."),
]


class StaffPlace(msgspec.Struct, frozen=True):
    """One place of one person."""

    person_id: UUID
    store: At
    role: merchants.StaffRole
    name: str


class StaffList(msgspec.Struct, frozen=True):
    """The head office first, then store by store; a store's manager sees that store and the head office."""

    items: list[StaffPlace]


class NewInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to ask for what. With a phone a text message goes there and only its owner can accept."""

    name: Annotated[str, Meta(min_length=1, max_length=40, examples=["Mei"])]
    role: merchants.StaffRole
    store: At = None
    phone: Annotated[
        str, Meta(max_length=40, description="Needed to invite an owner.", examples=["+86 139 1234 5678"])
    ] = ""


class Invitation(msgspec.Struct, frozen=True):
    """Open until `expires_at`; whoever opens `url` can accept it, once."""

    invitation_id: UUID
    name: str
    role: merchants.StaffRole
    store: At
    phone_tail: str
    expires_at: datetime
    url: str


class InvitationList(msgspec.Struct, frozen=True):
    """Those that nobody has accepted, newest first."""

    items: list[Invitation]


class PlaceChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another role, here or elsewhere in the merchant."""

    role: merchants.StaffRole
    store: At = None
    to_store: At = None


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the store is open: an OpenStreetMap opening_hours expression; empty where it is not known."""

    hours: Annotated[str, Meta(max_length=2000, examples=["Mo-Fr 11:00-14:00,17:00-21:00; PH off"])]
