"""Pictures that people uploaded: what a template needs of one, and the address that serves it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules import markets, media
from linli.services import Services, Who
from linli.web.shared.assets import FOREVER

_SUFFIX = ".webp"


class Photo(msgspec.Struct, frozen=True):
    """An uploaded picture for `ui.photo(photo, alt)`; width and height in pixels are those of its largest."""

    folder: str
    width: int
    height: int

    @property
    def src(self) -> str:
        return self.of_size(media.SIZES[1])

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.of_size(size)} {min(size, self.width)}w" for size in self._sizes())

    def of_size(self, size: int) -> str:
        """The address in one of media.SIZES."""
        return f"{self.folder}/{size}{_SUFFIX}"

    def _sizes(self) -> list[int]:
        """Up to the first that holds all of it: the wider ones would be the same file again."""
        below = [size for size in media.SIZES if size < self.width]
        return [*below, *media.SIZES[len(below) : len(below) + 1]]


def photo(market_slug: str, picture: media.Picture) -> Photo:
    """A picture as its market's pages show it."""
    return Photo(f"/{market_slug}/pictures/{picture.picture_id}", picture.width, picture.height)


def photo_url(market_slug: str, picture_id: UUID | None, size: int = media.SIZES[1]) -> str | None:
    """The address of an uploaded picture in one of media.SIZES, without asking whether it is still there."""
    return f"/{market_slug}/pictures/{picture_id}/{size}{_SUFFIX}" if picture_id else None


def cover_srcset(market_slug: str, picture_id: UUID | None) -> str:
    """The widths in which a card or the head of a page may show an uploaded picture; "" without one."""
    if picture_id is None:
        return ""
    return ", ".join(f"{photo_url(market_slug, picture_id, size)} {size}w" for size in media.SIZES)


async def photos(reader: Reader, market: markets.Market, ids: Iterable[UUID]) -> dict[UUID, Photo]:
    """The pictures of a list of stores or deals by id, in one query; one that is gone is left out."""
    found = await media.pictures(reader, market.market_id, ids)
    return {picture_id: photo(market.slug, one) for picture_id, one in found.items()}


@get("/{market:str}/pictures/{picture_id:uuid}/{name:str}", opt={"who": Who.ANYONE}, include_in_schema=False)
async def picture_file(
    request: Request[Any, Any, Any], market: FromPath[str], picture_id: FromPath[UUID], name: FromPath[str]
) -> Response[bytes]:
    """A picture in one width. Its address is made from its content, so whoever has it never asks again."""
    size = name.removesuffix(_SUFFIX)
    if not name.endswith(_SUFFIX) or size not in map(str, media.SIZES):
        raise NOT_FOUND()
    etag = f'"{picture_id}-{size}"'
    headers = {
        "ETag": etag,
        "Cache-Control": FOREVER,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=304, headers=headers)
    services: Services = request.app.state.services
    async with services.db.read() as reader:
        here = await markets.market_by_slug(reader, market)
        file = await media.picture_file(reader, here.market_id, picture_id, int(size))
    return Response(file.body, media_type=file.media_type, headers=headers)
