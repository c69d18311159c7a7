"""A mall's own pages."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules.malls.model import Page, PageText
from linli.modules.malls.paths import read_path
from linli.modules.malls.queries import page as find_page
from linli.modules.malls.queries import pages
from linli.modules.malls.refusals import MALL_CHANGED, MALL_PAGES_FULL, MALL_PATH_TAKEN
from linli.modules.malls.statements import SQL

# As many as a line of links takes on a phone without becoming a list of its own.
MOST_PAGES = 12
LONGEST_TITLE = 40
LONGEST_BODY = 8000


async def write_page(work: Work, market_id: int, merchant_id: UUID, slug: str, text: PageText) -> Page:
    """One more page, behind the others.

    Refuses: invalid (path, title, title_en, body, body_en), not_found (no mall), mall_pages_full (twelve are
    there), mall_path_taken (also by a page that was taken away).
    """
    path, ready = read_path(slug, "path"), _checked(text)
    await _lock(work, market_id, merchant_id)
    await _require_room(work, market_id, merchant_id)
    page_id = ids.uuid7(work.now)
    row = (page_id, path, ready.title, ready.title_en, ready.body, ready.body_en, work.now)
    if await work.value(UUID, SQL.insert_page, market_id, merchant_id, *row) is None:
        raise MALL_PATH_TAKEN(path=path)
    await work.audit(market_id, "mall_page_written", str(merchant_id), page=path)
    return await find_page(work, market_id, merchant_id, page_id)


async def change_page(
    work: Work, market_id: int, merchant_id: UUID, page_id: UUID, text: PageText, revision: int
) -> None:
    """Say something else on it.

    Refuses: invalid (title, title_en, body, body_en), not_found, mall_changed (somebody else was faster).
    """
    ready = _checked(text)
    found = await find_page(work, market_id, merchant_id, page_id)
    row = (page_id, revision, ready.title, ready.title_en, ready.body, ready.body_en, work.now)
    if not await work.run(SQL.change_page, market_id, merchant_id, *row):
        raise MALL_CHANGED()
    await work.audit(market_id, "mall_page_changed", str(merchant_id), page=found.slug)


async def remove_page(work: Work, market_id: int, merchant_id: UUID, page_id: UUID) -> None:
    """Nobody sees it any more; it can be put back. Refuses: not_found."""
    found = await find_page(work, market_id, merchant_id, page_id)
    if await work.run(SQL.remove_page, market_id, merchant_id, page_id, work.now):
        await work.audit(market_id, "mall_page_removed", str(merchant_id), page=found.slug)


async def restore_page(work: Work, market_id: int, merchant_id: UUID, page_id: UUID) -> None:
    """It is there again, in its old place. Refuses: not_found, mall_pages_full."""
    await _lock(work, market_id, merchant_id)
    found = await find_page(work, market_id, merchant_id, page_id)
    if found.removed_at is None:
        return
    await _require_room(work, market_id, merchant_id)
    await work.run(SQL.restore_page, market_id, merchant_id, page_id)
    await work.audit(market_id, "mall_page_restored", str(merchant_id), page=found.slug)


async def arrange_pages(work: Work, market_id: int, merchant_id: UUID, order: Sequence[UUID]) -> None:
    """The pages in this order; what is not named comes last. Refuses: not_found (no mall)."""
    await _lock(work, market_id, merchant_id)
    known = [one.page_id for one in await pages(work, market_id, merchant_id)]
    first = [page_id for page_id in dict.fromkeys(order) if page_id in known]
    wanted = [*first, *(page_id for page_id in known if page_id not in first)]
    await work.run(SQL.arrange_pages, market_id, merchant_id, wanted)


def _checked(text: PageText) -> PageText:
    return PageText(
        title=texts.line(text.title, "title", LONGEST_TITLE),
        title_en=texts.line(text.title_en, "title_en", LONGEST_TITLE, shortest=0),
        body=texts.lines(text.body, "body", LONGEST_BODY),
        body_en=texts.lines(text.body_en, "body_en", LONGEST_BODY, shortest=0),
    )


async def _require_room(work: Work, market_id: int, merchant_id: UUID) -> None:
    """Behind the mall's lock."""
    if (await work.value(int, SQL.count_pages, market_id, merchant_id) or 0) >= MOST_PAGES:
        raise MALL_PAGES_FULL(most=MOST_PAGES)


async def _lock(work: Work, market_id: int, merchant_id: UUID) -> None:
    if await work.value(str, SQL.lock_mall, market_id, merchant_id) is None:
        raise NOT_FOUND()
