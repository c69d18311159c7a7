"""A mall's own pages at the desk: written, changed, put in order, taken away and put back."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import malls
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import LONGEST_FIELD, Shop, desk_page, shop_of, typed
from linli.web.shared.http import Asked, Here

ONLY_OWNERS = {"who": Who.OWNER}
# Two fields' worth: what is longer is refused with its text kept.
LONGEST_TEXT = 3 * LONGEST_FIELD


class PageForm(msgspec.Struct, frozen=True, kw_only=True):
    """As it was typed; `page_id` is empty for a new one."""

    page_id: str = ""
    path: str = ""
    title: str = ""
    title_en: str = ""
    body: str = ""
    body_en: str = ""
    revision: int = 0

    @property
    def text(self) -> malls.PageText:
        return malls.PageText(title=self.title, title_en=self.title_en, body=self.body, body_en=self.body_en)


@get("/{market:str}/desk/{slug:str}/mall/pages", opt=ONLY_OWNERS)
async def page_new(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A page that is not written yet."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        if await malls.mall_of_merchant(reader, here.market_id, shop.member.merchant_id) is None:
            raise NOT_FOUND()
    return _form_page(here, shop, PageForm())


@post("/{market:str}/desk/{slug:str}/mall/pages", opt=ONLY_OWNERS)
async def page_written(here: Asked, slug: FromPath[str]) -> Response[str]:
    """One more page, which visitors see at once."""
    form = _read(await here.request.form(), "")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    try:
        async with here.services.db.work(here.actor) as work:
            owned = await _owned(here, work, slug)
            await malls.write_page(work, here.market_id, owned, form.path, form.text)
    except Refusal as refusal:
        return _form_page(here, shop, form, refusal)
    return here.see_other(f"{shop.desk}/mall?done=page_kept#pages")


@get("/{market:str}/desk/{slug:str}/mall/pages/{page_id:uuid}", opt=ONLY_OWNERS)
async def page_edited(here: Asked, slug: FromPath[str], page_id: FromPath[UUID]) -> Response[str]:
    """A page as it is."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        found = await malls.page(reader, here.market_id, shop.member.merchant_id, page_id)
    return _form_page(here, shop, _form_of(found))


@post("/{market:str}/desk/{slug:str}/mall/pages/{page_id:uuid}", opt=ONLY_OWNERS)
async def page_changed(here: Asked, slug: FromPath[str], page_id: FromPath[UUID]) -> Response[str]:
    """Say it otherwise."""
    form = _read(await here.request.form(), str(page_id))
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        known = await malls.page(reader, here.market_id, shop.member.merchant_id, page_id)
    form = msgspec.structs.replace(form, path=known.slug)
    try:
        async with here.services.db.work(here.actor) as work:
            owned = await _owned(here, work, slug)
            await malls.change_page(work, here.market_id, owned, page_id, form.text, form.revision)
    except Refusal as refusal:
        return _form_page(here, shop, form, refusal)
    return here.see_other(f"{shop.desk}/mall?done=page_kept#pages")


@post("/{market:str}/desk/{slug:str}/mall/pages/{page_id:uuid}/removal", opt=ONLY_OWNERS)
async def page_removed(here: Asked, slug: FromPath[str], page_id: FromPath[UUID]) -> Response[str]:
    """Nobody sees it any more; it can be put back."""
    async with here.services.db.work(here.actor) as work:
        await malls.remove_page(work, here.market_id, await _owned(here, work, slug), page_id)
    return here.see_other(here.url(f"desk/{slug}/mall?done=page_removed#pages"))


@post("/{market:str}/desk/{slug:str}/mall/pages/{page_id:uuid}/return", opt=ONLY_OWNERS)
async def page_restored(here: Asked, slug: FromPath[str], page_id: FromPath[UUID]) -> Response[str]:
    """It is there again."""
    async with here.services.db.work(here.actor) as work:
        await malls.restore_page(work, here.market_id, await _owned(here, work, slug), page_id)
    return here.see_other(here.url(f"desk/{slug}/mall?done=page_restored#pages"))


@post("/{market:str}/desk/{slug:str}/mall/pages/{page_id:uuid}/rise", opt=ONLY_OWNERS)
async def page_risen(here: Asked, slug: FromPath[str], page_id: FromPath[UUID]) -> Response[str]:
    """One place earlier."""
    async with here.services.db.work(here.actor) as work:
        about = (work, here.market_id, await _owned(here, work, slug))
        order = [one.page_id for one in await malls.pages(*about)]
        if page_id not in order:
            raise NOT_FOUND()
        at = order.index(page_id)
        order.insert(max(0, at - 1), order.pop(at))
        await malls.arrange_pages(*about, order)
    return here.see_other(here.url(f"desk/{slug}/mall#pages"))


async def _owned(here: Here, work: Work, slug: str) -> UUID:
    """The merchant whose mall it is. Refuses: not_found, not_allowed."""
    return (await shop_of(here, work, slug, StaffRole.OWNER)).member.merchant_id


def _read(sent: FormMultiDict, page_id: str) -> PageForm:
    texts = {name: typed(sent, name) for name in ("path", "title", "title_en")}
    bodies = {name: str(sent.get(name, ""))[:LONGEST_TEXT] for name in ("body", "body_en")}
    revision = typed(sent, "revision")
    known = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0
    return PageForm(page_id=page_id, revision=known, **texts, **bodies)


def _form_of(found: malls.Page) -> PageForm:
    return PageForm(
        page_id=str(found.page_id),
        path=found.slug,
        title=found.title,
        title_en=found.title_en,
        body=found.body,
        body_en=found.body_en,
        revision=found.revision,
    )


def _form_page(here: Here, shop: Shop, form: PageForm, refusal: Refusal | None = None) -> Response[str]:
    if refusal is not None and refusal.kind is NOT_FOUND:
        raise refusal
    return desk_page(
        here,
        shop,
        "mall_page.html",
        refused=refusal,
        nav="mall",
        form=form,
        blocks=malls.blocks(form.body if here.locale == "zh" else form.body_en or form.body),
        refusal=refusal,
        wrong=str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else "",
    )


ROUTES = [page_new, page_written, page_edited, page_changed, page_removed, page_restored, page_risen]
