"""Making a mall, and changing how it looks."""

import re
from uuid import UUID

import msgspec

from linli.kernel import texts
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import media
from linli.modules.malls.model import Look, Mall
from linli.modules.malls.paths import read_path
from linli.modules.malls.queries import mall_of_merchant, pictures_owner
from linli.modules.malls.refusals import MALL_CHANGED, MALL_PATH_TAKEN, MALL_THERE
from linli.modules.malls.statements import SQL

LONGEST_NAME = 40
LONGEST_TAGLINE = 120
# So many looks back can be gone; the pictures of older ones are let go.
LOOKS_KEPT = 10
_COLOR = re.compile(r"#[0-9a-f]{6}")


async def make_mall(work: Work, market_id: int, merchant_id: UUID, slug: str, look: Look) -> Mall:
    """A merchant's mall, not open yet, under this path for good. That the caller may, the caller asks.

    Refuses: invalid (path, and what a look refuses), mall_there (it has one), mall_path_taken.
    """
    path, ready = read_path(slug, "path"), checked(look)
    if not await work.run(SQL.insert_mall, market_id, merchant_id, path, work.now):
        if await mall_of_merchant(work, market_id, merchant_id) is not None:
            raise MALL_THERE()
        raise MALL_PATH_TAKEN(path=path)
    await _write(work, market_id, merchant_id, 1, ready)
    await work.audit(market_id, "mall_made", str(merchant_id), path=path)
    return await _mall(work, market_id, merchant_id)


async def change_look(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    look: Look,
    revision: int,
    *,
    logo: media.ReadyPicture | None = None,
    cover: media.ReadyPicture | None = None,
) -> Mall:
    """Look so from now on; a new logo or cover takes the place of the look's own. The same again is no
    change.

    Refuses: invalid (name, tagline, color, logo, cover: a picture that the mall does not keep), not_found,
    mall_changed (somebody else was faster than `revision`), files_full.
    """
    now = await _mall(work, market_id, merchant_id)
    wanted = checked(look)
    for field, ready in (("logo_id", logo), ("cover_id", cover)):
        if ready is not None:
            kept = await media.keep_picture(work, market_id, pictures_owner(merchant_id), ready)
            wanted = msgspec.structs.replace(wanted, **{field: kept.picture_id})
    if wanted == now.look:
        return now
    await _keep_pictures(work, market_id, merchant_id, wanted)
    moved = await work.value(int, SQL.move_look, market_id, merchant_id, revision)
    if moved is None:
        raise MALL_CHANGED()
    await _write(work, market_id, merchant_id, moved, wanted)
    await _let_go(work, market_id, merchant_id, moved)
    await work.audit(market_id, "mall_changed", str(merchant_id), name=wanted.name, color=wanted.color)
    return await _mall(work, market_id, merchant_id)


async def restore_look(work: Work, market_id: int, merchant_id: UUID, revision: int) -> Mall:
    """Take back the change that made this revision: the look before it is written anew, once.

    Refuses: not_found (no mall), mall_changed (another look holds by now, or there is none before it).
    """
    before = await work.one(Look, SQL.find_look, market_id, merchant_id, revision - 1)
    if before is None:
        await _mall(work, market_id, merchant_id)
        raise MALL_CHANGED()
    return await change_look(work, market_id, merchant_id, before, revision)


def checked(look: Look) -> Look:
    """The same with its texts tidied. Refuses: invalid (name, name_en, tagline, tagline_en, color)."""
    color = look.color.strip().lower()
    if not _COLOR.fullmatch(color):
        raise INVALID(field="color")
    return msgspec.structs.replace(
        look,
        name=texts.line(look.name, "name", LONGEST_NAME),
        name_en=texts.line(look.name_en, "name_en", LONGEST_NAME, shortest=0),
        tagline=texts.line(look.tagline, "tagline", LONGEST_TAGLINE, shortest=0),
        tagline_en=texts.line(look.tagline_en, "tagline_en", LONGEST_TAGLINE, shortest=0),
        color=color,
    )


async def _keep_pictures(work: Work, market_id: int, merchant_id: UUID, look: Look) -> None:
    for field, picture_id in (("logo", look.logo_id), ("cover", look.cover_id)):
        owner = pictures_owner(merchant_id)
        if picture_id is not None and not await media.keep_on(work, market_id, owner, picture_id):
            raise INVALID(field=field)


async def _let_go(work: Work, market_id: int, merchant_id: UUID, revision: int) -> None:
    """The pictures of the look that can no more be gone back to, unless a newer one shows them."""
    about, gone = (market_id, merchant_id), revision - LOOKS_KEPT
    old = set(await work.column(UUID, SQL.pictures_of_looks, *about, gone, gone)) if gone > 0 else set()
    if old:
        shown = set(await work.column(UUID, SQL.pictures_of_looks, *about, gone + 1, revision))
        for picture_id in old - shown:
            await media.drop_picture(work, market_id, pictures_owner(merchant_id), picture_id)


async def _write(work: Work, market_id: int, merchant_id: UUID, revision: int, look: Look) -> None:
    row = (getattr(look, name) for name in Look.__struct_fields__)
    await work.run(SQL.insert_look, market_id, merchant_id, revision, *row, work.now)


async def _mall(work: Work, market_id: int, merchant_id: UUID) -> Mall:
    found = await mall_of_merchant(work, market_id, merchant_id)
    if found is None:
        raise NOT_FOUND()
    return found
