"""Codes of places as JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Money
from linli.modules import marketing

Ids = Annotated[list[UUID], Meta(min_length=1, max_length=500)]


class Landing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a code leads; `ref` is the deal (or the batch of coupons), null for what a store has one of."""

    kind: marketing.LandingKind = marketing.LandingKind.STORE
    ref: UUID | None = None


class NewCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the code will be shown and where it leads, and a label to tell it apart."""

    channel: marketing.Channel
    label: Annotated[str, Meta(min_length=1, max_length=60, examples=["Window seat"])]
    place: Annotated[str, Meta(max_length=40, examples=["Table 12"])] = ""
    landing: Landing = Landing()
    campaign: Annotated[str, Meta(max_length=60, description="A name for several codes.")] = ""
    clerk_id: Annotated[UUID | None, Meta(description="Whose it is, of those who work there.")] = None


class NewBatch(NewCode, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same for many codes at once, each with its number from 1."""

    total: Annotated[int, Meta(ge=2, le=marketing.MOST_IN_A_BATCH)]


class Code(msgspec.Struct, frozen=True):
    """A code of a place; `url` is what its QR code says (in capitals, which mean the same there)."""

    link_id: UUID
    code: str
    url: str
    channel: marketing.Channel
    label: str
    place: str
    landing: Landing
    campaign_id: UUID | None
    clerk_id: UUID | None
    batch_id: UUID | None
    number: int | None
    made_at: datetime
    ended_at: datetime | None


class CodeLine(msgspec.Struct, frozen=True):
    """A code and what came of it; `paid` is gross. Visits of bots and of the store's staff do not count."""

    link: Code
    visits: int
    orders: int
    paid: Money
    redeemed: int
    reviews: int


class CodePage(msgspec.Struct, frozen=True):
    """Newest first; the codes of one batch by number."""

    items: list[CodeLine]
    next_cursor: str | None


class Batch(msgspec.Struct, frozen=True):
    """Codes made together; those that are not `made` yet follow by themselves."""

    batch_id: UUID
    channel: marketing.Channel
    label: str
    place: str
    landing: Landing
    campaign_id: UUID | None
    total: int
    made: int
    made_at: datetime
    ended_at: datetime | None


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Some codes by their ids, or a whole batch; one of the two."""

    link_ids: Ids | None = None
    batch_id: UUID | None = None


class NewLanding(Chosen, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the chosen codes lead from now on."""

    landing: Landing


class Changed(msgspec.Struct, frozen=True):
    """How many codes were changed by this; those that were so already, or have ended, are not counted."""

    changed: int


def place_of(data: NewCode) -> marketing.Place:
    landing = marketing.Landing(data.landing.kind, data.landing.ref)
    return marketing.Place(data.place, landing, data.campaign, data.clerk_id)


def code_of(link: marketing.Link, public_url: str, market_slug: str) -> Code:
    return Code(
        link_id=link.link_id,
        code=link.code,
        url=public_url + marketing.link_path(market_slug, link.code),
        channel=link.channel,
        label=link.label,
        place=link.place,
        landing=Landing(link.landing, link.landing_ref),
        campaign_id=link.campaign_id,
        clerk_id=link.clerk_id,
        batch_id=link.batch_id,
        number=link.number,
        made_at=link.made_at,
        ended_at=link.ended_at,
    )


def batch_of(batch: marketing.Batch) -> Batch:
    same = {name: getattr(batch, name) for name in Batch.__struct_fields__ if name != "landing"}
    return Batch(landing=Landing(batch.landing, batch.landing_ref), **same)
