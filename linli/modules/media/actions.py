"""Preparing files outside of any transaction, and keeping them inside one."""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from linli.kernel import ids, limits, sql
from linli.kernel.database import Work
from linli.modules.media import drawing, papers
from linli.modules.media.model import Document, Picture, ReadyDocument, ReadyPicture
from linli.modules.media.queries import document as find_document
from linli.modules.media.queries import picture as find_picture
from linli.modules.media.refusals import FILES_FULL

SQL = sql.load(__file__)
MOST_PICTURES = 200
MOST_DOCUMENTS = 20
UPLOADS = limits.Limit("uploads", 60, timedelta(hours=1))
# A decoded picture is large and drawing it is work: one at a time in each process, the others wait in line.
_drawers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")


async def count_upload(work: Work, person_id: UUID) -> None:
    """Count one upload of a person, in a transaction of its own. Refuses: too_many_tries (60 an hour)."""
    await limits.count(work, UPLOADS, person_id)


async def prepare_picture(data: bytes) -> ReadyPicture:
    """Decode a JPEG, PNG or WebP and write it anew in a few widths. Takes a while: hold no transaction.

    Refuses: too_large (8 MB), picture_unreadable, picture_too_many_pixels (30 megapixels).
    """
    return await asyncio.get_running_loop().run_in_executor(_drawers, drawing.draw_picture, data)


async def prepare_document(data: bytes) -> ReadyDocument:
    """The same for a document: a photograph, or a PDF, which stays as it is. Hold no transaction.

    Refuses: too_large, document_unreadable, picture_too_many_pixels.
    """
    return await asyncio.get_running_loop().run_in_executor(_drawers, papers.ready_document, data)


async def keep_picture(work: Work, market_id: int, owner_id: UUID, ready: ReadyPicture) -> Picture:
    """Keep a prepared picture for an owner; the same picture again changes nothing.

    Whoever knows its address may see it. Refuses: files_full (the owner keeps 200 already).
    """
    await work.value(UUID, SQL.hold_keepings, market_id, owner_id)
    whole = ready.largest
    known = (market_id, ready.picture_id)
    await work.run(SQL.write_picture, *known, whole.width, whole.height, work.now)
    parts = ready.renderings
    await work.run(
        SQL.write_variants,
        *known,
        [part.size for part in parts],
        [part.width for part in parts],
        [part.height for part in parts],
        [part.body for part in parts],
    )
    if not await work.run(SQL.write_keeping, market_id, owner_id, ready.picture_id, work.now, MOST_PICTURES):
        raise FILES_FULL(most=MOST_PICTURES)
    return await find_picture(work, *known)


async def keep_on(work: Work, market_id: int, owner_id: UUID, picture_id: UUID) -> bool:
    """Whether the owner keeps this picture; if so, its time begins anew. Refuses nothing."""
    return bool(await work.run(SQL.touch_keeping, market_id, owner_id, picture_id, work.now))


async def drop_picture(work: Work, market_id: int, owner_id: UUID, picture_id: UUID) -> None:
    """The owner no longer keeps it; once nobody does, it is thrown away within a day or two."""
    await work.run(SQL.drop_keeping, market_id, owner_id, picture_id)


async def keep_document(work: Work, market_id: int, owner_id: UUID, ready: ReadyDocument) -> Document:
    """Keep a prepared document for an owner; the same bytes again are the same document.

    For one owner one after the other, which the caller sees to, so that the limit is exact.

    Refuses: files_full (the owner has 20 already).
    """
    document_id = ids.derived("document", owner_id, hashlib.sha256(ready.body).hexdigest())
    row = (market_id, owner_id, document_id, ready.media_type, ready.body, work.now)
    if not await work.run(SQL.write_document, *row, MOST_DOCUMENTS):
        raise FILES_FULL(most=MOST_DOCUMENTS)
    return await find_document(work, market_id, owner_id, document_id)


async def drop_documents(work: Work, market_id: int, owner_id: UUID) -> int:
    """Throw away all documents of an owner, for good; how many there were."""
    return await work.run(SQL.drop_documents, market_id, owner_id)
