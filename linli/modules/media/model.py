"""Pictures and documents, before and after they are kept."""

from datetime import datetime
from uuid import UUID

import msgspec

# The widths in which a picture is kept, in pixels. Addresses hold them, so one is never taken away.
SIZES = (320, 640, 1280)
# One file, in bytes, as it arrives.
LARGEST_FILE = 8 * 2**20
WEBP = "image/webp"
PDF = "application/pdf"


class Rendering(msgspec.Struct, frozen=True):
    """One of a picture's widths, as WebP. `size` is one of SIZES; a small picture is narrower than that."""

    size: int
    width: int
    height: int
    body: bytes


class ReadyPicture(msgspec.Struct, frozen=True):
    """A picture that was decoded and written anew, smallest first; its id comes from these bytes."""

    picture_id: UUID
    renderings: tuple[Rendering, ...]

    @property
    def largest(self) -> Rendering:
        return self.renderings[-1]


class ReadyDocument(msgspec.Struct, frozen=True):
    """A document that may be kept: a picture written anew as WebP, or a PDF, which nobody looked into."""

    media_type: str
    body: bytes


class Picture(msgspec.Struct, frozen=True):
    """A public picture; `width` and `height` in pixels are those of its largest rendering."""

    picture_id: UUID
    width: int
    height: int


class Keeping(msgspec.Struct, frozen=True):
    """That an owner keeps a picture."""

    owner_id: UUID
    picture_id: UUID


# Before all others, to begin a walk with.
FIRST_KEEPING = Keeping(UUID(int=0), UUID(int=0))


class Document(msgspec.Struct, frozen=True):
    """A private document without its bytes; `size` in bytes."""

    document_id: UUID
    media_type: str
    size: int
    kept_at: datetime


class File(msgspec.Struct, frozen=True):
    """Bytes and what they are."""

    media_type: str
    body: bytes

    def __repr__(self) -> str:
        return f"File({self.media_type}, {len(self.body)} bytes)"
