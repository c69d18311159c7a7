"""Photos of articles, from a form that may come to nothing."""

from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.modules import media
from linli.modules.items.statements import SQL


def keeper_of_photos(merchant_id: UUID, item_id: UUID) -> UUID:
    """Under which name media keeps an article's photos: each article has a number of its own."""
    return derived("item pictures", merchant_id, item_id)


async def keep_photo(
    work: Work, market_id: int, merchant_id: UUID, item_id: UUID, ready: media.ReadyPicture
) -> media.Picture:
    """A photo that a form has sent stays, for a day at least, and as long as the article or one of its
    versions names it. Refuses: files_full.
    """
    owner_id = keeper_of_photos(merchant_id, item_id)
    await work.run(SQL.note_photo_keeper, market_id, owner_id, item_id, work.now)
    return await media.keep_picture(work, market_id, owner_id, ready)
