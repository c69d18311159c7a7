"""A merchant's own mall."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import utc
from linli.modules import malls, merchants


class MallPage(msgspec.Struct, frozen=True):
    """One of its own pages, as it was written: small markup, never HTML."""

    slug: str
    title: str
    title_en: str
    body: str
    body_en: str


class Mall(msgspec.Struct, frozen=True):
    """A merchant's own site."""

    slug: str
    merchant_id: UUID
    name: str
    name_en: str
    tagline: str
    tagline_en: str
    color: Annotated[str, Meta(description="The one chosen, as #rrggbb; others are computed.")]
    ground: malls.Ground
    url: str
    host: Annotated[str | None, Meta(description="Its own host name, once that was confirmed.")]
    logo: Annotated[str | None, Meta(description="Address of the picture.")]
    cover: Annotated[str | None, Meta(description="Address of the picture.")]
    opened_at: datetime | None
    stores: Annotated[list[str], Meta(description="Slugs of its stores, those unlisted on the platform too.")]
    pages: list[MallPage]


def mall_of(
    mall: malls.Mall,
    root: str,
    host: malls.HostName | None,
    stores: Sequence[merchants.Store],
    pages: Sequence[malls.Page],
) -> Mall:
    """`root` is the market's address on the platform."""
    confirmed = host is not None and host.state is malls.HostState.CONFIRMED

    def picture(picture_id: UUID | None, size: int) -> str | None:
        return f"{root}/pictures/{picture_id}/{size}.webp" if picture_id else None

    return Mall(
        slug=mall.slug,
        merchant_id=mall.merchant_id,
        name=mall.name,
        name_en=mall.name_en,
        tagline=mall.tagline,
        tagline_en=mall.tagline_en,
        color=mall.color,
        ground=mall.ground,
        url=f"{root}/malls/{mall.slug}",
        host=host.host if host and confirmed else None,
        logo=picture(mall.logo_id, 320),
        cover=picture(mall.cover_id, 1280),
        opened_at=utc(mall.opened_at),
        stores=[store.slug for store in stores if not store.closed],
        pages=[MallPage(one.slug, one.title, one.title_en, one.body, one.body_en) for one in pages],
    )
