"""The photos that a store shows of itself."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules import media
from linli.modules.merchants.events import StoreChanged
from linli.modules.merchants.model import StorePhoto
from linli.modules.merchants.queries import photos_of_store
from linli.modules.merchants.refusals import PHOTOS_FULL
from linli.modules.merchants.statements import SQL

# As many as a page shows without becoming heavy.
MOST_PHOTOS = 12
LONGEST_CAPTION = 120


async def add_photo(work: Work, market_id: int, store_id: UUID, ready: media.ReadyPicture) -> None:
    """Show one more picture, behind the others; the first is the cover. Announces StoreChanged.

    Refuses: not_found (store), photos_full (twelve are there), files_full.
    """
    await _lock(work, market_id, store_id)
    kept = await media.keep_picture(work, market_id, gallery_of(store_id), ready)
    what = (market_id, store_id, kept.picture_id, work.now, MOST_PHOTOS)
    if not await work.run(SQL.write_photo, *what):
        raise PHOTOS_FULL(most=MOST_PHOTOS)
    await work.audit(market_id, "store_photo_added", str(store_id), picture=str(kept.picture_id))
    await _tell(work, market_id, store_id)


async def arrange_photos(work: Work, market_id: int, store_id: UUID, wanted: Sequence[StorePhoto]) -> None:
    """Their order from now on, with their words in both languages. Announces StoreChanged.

    What is not there any more is passed over; what is not named keeps its words and comes last. Refuses:
    not_found (store), invalid (captions: longer than 120 characters).
    """
    await _lock(work, market_id, store_id)
    now = await photos_of_store(work, market_id, store_id)
    known = {photo.picture_id for photo in now}
    named = [photo for photo in wanted if photo.picture_id in known]
    first = {photo.picture_id: photo for photo in named}
    ordered = [*first.values(), *(photo for photo in now if photo.picture_id not in first)]
    captions = [
        [_caption(getattr(photo, name)) for photo in ordered] for name in ("caption_zh", "caption_en")
    ]
    order = [photo.picture_id for photo in ordered]
    await work.run(SQL.arrange_photos, market_id, store_id, order, *captions)
    await _tell(work, market_id, store_id)


async def drop_photo(work: Work, market_id: int, store_id: UUID, picture_id: UUID) -> None:
    """Show it no more; the picture itself goes within a day or two. Announces StoreChanged.

    Refuses: not_found (store); a photo that is not there any more is no matter.
    """
    await _lock(work, market_id, store_id)
    if await work.run(SQL.drop_photo, market_id, store_id, picture_id):
        await media.drop_picture(work, market_id, gallery_of(store_id), picture_id)
        await work.audit(market_id, "store_photo_removed", str(store_id), picture=str(picture_id))
        await _tell(work, market_id, store_id)


def gallery_of(store_id: UUID) -> UUID:
    """Who keeps a store's photos: not the store itself, which keeps those of its deals."""
    return ids.derived("gallery", store_id)


def _caption(text: str) -> str:
    return texts.line(text, "captions", LONGEST_CAPTION, shortest=0)


async def _lock(work: Work, market_id: int, store_id: UUID) -> None:
    if await work.value(UUID, SQL.lock_store, market_id, store_id) is None:
        raise NOT_FOUND()


async def _tell(work: Work, market_id: int, store_id: UUID) -> None:
    await work.announce(StoreChanged(market_id=market_id, store_id=store_id))
