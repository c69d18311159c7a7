"""Reading pictures and documents."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules.media.model import SIZES, WEBP, Document, File, Keeping, Picture

SQL = sql.load(__file__)


async def picture(reader: Reader, market_id: int, picture_id: UUID) -> Picture:
    """One picture without its bytes. Refuses: not_found."""
    found = await reader.one(Picture, SQL.find_picture, market_id, picture_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def pictures(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, Picture]:
    """These pictures by id; one that is not there is left out."""
    found = await reader.many(Picture, SQL.find_pictures, market_id, list(set(ids)))
    return {one.picture_id: one for one in found}


async def old_keepings(
    reader: Reader, market_id: int, before: datetime, after: Keeping, size: int
) -> list[Keeping]:
    """What was kept before a moment, in the order of owners, behind `after` (first: FIRST_KEEPING)."""
    last = (after.owner_id, after.picture_id)
    return await reader.many(Keeping, SQL.old_keepings, market_id, before, *last, size)


async def picture_file(reader: Reader, market_id: int, picture_id: UUID, size: int) -> File:
    """A picture's bytes in one of SIZES; of a small picture the largest there is. Refuses: not_found."""
    body = await reader.value(bytes, SQL.find_variant, market_id, picture_id, size) if size in SIZES else None
    if body is None:
        raise NOT_FOUND()
    return File(WEBP, body)


async def document(reader: Reader, market_id: int, owner_id: UUID, document_id: UUID) -> Document:
    """One document of an owner without its bytes. Refuses: not_found."""
    found = await reader.one(Document, SQL.find_document, market_id, owner_id, document_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def documents(reader: Reader, market_id: int, owner_id: UUID) -> list[Document]:
    """Everything an owner has, oldest first, without bytes."""
    return await reader.many(Document, SQL.find_documents, market_id, owner_id)


async def document_file(reader: Reader, market_id: int, owner_id: UUID, document_id: UUID) -> File:
    """A document's bytes. Whether the reader may see it is for the caller to ask. Refuses: not_found."""
    found = await reader.one(File, SQL.find_document_file, market_id, owner_id, document_id)
    if found is None:
        raise NOT_FOUND()
    return found
