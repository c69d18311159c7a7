"""Codes of places: one for each spot where the shop shows itself, where it leads, and what came of it."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import INVALID, Refusal
from linli.kernel.signing import body_print
from linli.modules import marketing
from linli.modules.marketing import CodeFilter, Landing
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.code_views import (
    STATES,
    Change,
    CodeForm,
    asking,
    batch_card,
    code_card,
    code_form,
    names_of,
    read_landing,
    url_of,
    write_landing,
)
from linli.web.merchant.shop import Shop, desk_page, shop_of, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

ONLY_MANAGERS = {"who": Who.MANAGER}
CODES = "/{market:str}/desk/{slug:str}/codes"
ON_A_PAGE = 50


class Made(msgspec.Struct, frozen=True):
    """The batch that was made; None: one code alone."""

    batch_id: UUID | None = None


@get("/{market:str}/desk/{slug:str}/links", opt=ONLY_MANAGERS)
async def links_moved(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Where codes stood when they were called links."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return here.see_other(f"{shop.desk}/codes", status=301)


@get(CODES, opt=ONLY_MANAGERS)
async def codes(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The codes that fit with what came of each, the batches, and a form for the next ones."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return await _page(here, shop)


@post(CODES, opt=ONLY_MANAGERS)
async def codes_made(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A new code, or as many as were asked for, each with its number."""
    form = code_form(await here.request.form())
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    try:
        made = await _make(here, shop, form)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        return await _page(here, shop, form=form, refused=refusal)
    if made.batch_id:
        return here.see_other(f"{shop.desk}/codes/batches/{made.batch_id}")
    return here.see_other(f"{shop.desk}/codes?done=link_made")


async def _make(here: Here, shop: Shop, form: CodeForm) -> Made:
    """Once for each form that was shown, however often it is sent; the batch, where it is one."""
    where, person_id = (here.market_id, shop.store.store_id), here.person.person_id
    channel, label, place = form.about()
    total, signer = form.total, here.services.codes
    asked = Key(
        f"desk:{person_id}", form.key, body_print("codes", *where, channel.value, label, total, place)
    )
    async with here.services.db.work(here.actor) as work:

        async def act() -> Made:
            if total == 1:
                await marketing.make_link(work, *where, channel, label, person_id, signer, place)
                return Made()
            batch = await marketing.start_batch(work, *where, channel, label, total, person_id, signer, place)
            return Made(batch.batch_id)

        return await once(work, here.market_id, asked, Made, act)


@post(CODES + "/landings", opt=ONLY_MANAGERS)
async def codes_led(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The chosen codes, or a whole batch (`batch`), lead somewhere else from now on."""
    form = await here.request.form()
    landing = read_landing(typed(form, "landing"))
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        where, person_id = (work, here.market_id, shop.store.store_id), here.person.person_id
        if batch_id := chosen_batch(typed(form, "batch")):
            await marketing.retarget_batch(*where, batch_id, landing, person_id)
        elif picked := chosen(form.getall("pick", [])):
            await marketing.retarget_links(*where, picked, landing, person_id)
        else:
            return _back(here, shop, typed(form, "back"), "none_chosen")
    return _back(here, shop, typed(form, "back"), "codes_led")


@post(CODES + "/ends", opt=ONLY_MANAGERS)
async def codes_ended(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The chosen codes, or a whole batch (`batch`), lead nowhere from now on; their figures stay."""
    form = await here.request.form()
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        where = (work, here.market_id, shop.store.store_id)
        if batch_id := chosen_batch(typed(form, "batch")):
            await marketing.end_batch(*where, batch_id)
        elif picked := chosen(form.getall("pick", [])):
            await marketing.end_links(*where, picked)
        else:
            return _back(here, shop, typed(form, "back"), "none_chosen")
    return _back(here, shop, typed(form, "back"), "link_ended")


def chosen(picked: list[str]) -> list[UUID]:
    """The ids that were ticked. Refuses: invalid (pick: no ids)."""
    try:
        return [UUID(one) for one in picked[:ON_A_PAGE]]
    except ValueError:
        raise INVALID(field="pick") from None


def chosen_batch(text: str) -> UUID | None:
    """Refuses: invalid (batch)."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise INVALID(field="batch") from None


def _back(here: Here, shop: Shop, back: str, done: str) -> Response[str]:
    """To the page on which it was chosen: a code's, a batch's, or the list as it was filtered."""
    root = f"{shop.desk}/codes"
    page = f"{root}/{back}" if back and all(sign.isalnum() or sign in "-/" for sign in back) else root
    query = asking(here).query
    return here.see_other(f"{page}{query}{'&' if query else '?'}done={done}")


@get(CODES + "/{link_id:uuid}", opt=ONLY_MANAGERS)
async def code_page(here: Asked, slug: FromPath[str], link_id: FromPath[UUID]) -> Response[str]:
    """One code: its picture, its figures, where it leads and what it led to before."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        line = await marketing.link_line(reader, here.market_id, shop.store.store_id, link_id)
        names = await names_of(here, reader, shop, [line])
        changes = await marketing.retargets_of_link(reader, here.market_id, link_id)
    return desk_page(
        here,
        shop,
        "code.html",
        said={"codes_led": bool(changes), "link_ended": line.ended_at is not None},
        nav="codes",
        card=code_card(here, shop, line, names),
        batch_href=f"{shop.desk}/codes/batches/{line.batch_id}" if line.batch_id else None,
        landing=write_landing(line.leads_to),
        landings=names.landings.choices,
        changes=[
            Change(
                was=names.landings.words(Landing(one.was, one.was_ref)),
                landing=names.landings.words(Landing(one.landing, one.landing_ref)),
                by=names.clerk(one.changed_by),
                at=one.changed_at,
            )
            for one in changes
        ],
    )


@get(CODES + "/own", opt={"who": Who.CLERK})
async def own_code(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The code of whoever asks, to be shown to a guest, and what came of it."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        mine = CodeFilter(clerk_id=here.person.person_id, live=True)
        page = await marketing.links_of_store(reader, here.market_id, shop.store.store_id, mine, size=1)
        names = await names_of(here, reader, shop, page.items)
    cards = [code_card(here, shop, line, names) for line in page.items]
    return desk_page(here, shop, "code_own.html", nav="own_code", card=cards[0] if cards else None)


@get(CODES + "/{link_id:uuid}/qr.svg", opt=ONLY_MANAGERS)
async def code_svg(here: Asked, slug: FromPath[str], link_id: FromPath[UUID]) -> Response[str]:
    """The code as a drawing that prints at any size."""
    line = await _line(here, slug, link_id)
    drawing = marketing.qr_svg(url_of(here, line.code))
    return Response(drawing, media_type="image/svg+xml", headers=_download(slug, line, "svg"))


@get(CODES + "/{link_id:uuid}/qr.png", opt=ONLY_MANAGERS)
async def code_png(here: Asked, slug: FromPath[str], link_id: FromPath[UUID]) -> Response[bytes]:
    """The code as a picture for chats and documents."""
    line = await _line(here, slug, link_id)
    picture = marketing.qr_png(url_of(here, line.code))
    return Response(picture, media_type="image/png", headers=_download(slug, line, "png"))


def _download(slug: str, line: marketing.Link, kind: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{slug}-{line.channel.value}-{line.code}.{kind}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=86400",
    }


async def _line(here: Here, slug: str, link_id: UUID) -> marketing.Link:
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        return await marketing.link(reader, here.market_id, shop.store.store_id, link_id)


async def _page(
    here: Here, shop: Shop, *, form: CodeForm | None = None, refused: Refusal | None = None
) -> Response[str]:
    asked = asking(here)
    where = (here.market_id, shop.store.store_id)
    async with here.services.db.read() as reader:
        after = here.request.query_params.get("after")
        page = await marketing.links_of_store(reader, *where, asked.wanted(), after, ON_A_PAGE)
        counts = await marketing.counts_of_codes(reader, *where)
        earlier = here.request.query_params.get("batches")
        batches = await marketing.batches_of_store(reader, *where, earlier)
        names = await names_of(here, reader, shop, [*page.items, *batches.items])
    made = sum(one.made for one in counts)
    live = sum(one.live for one in counts)
    form = form or CodeForm(key=new_nonce())
    return desk_page(
        here,
        shop,
        "codes.html",
        refused=refused,
        said={"link_made": live > 0, "link_ended": live < made, "codes_led": live > 0, "none_chosen": True},
        nav="codes",
        asked=asked,
        states=STATES,
        rows=[code_card(here, shop, line, names) for line in page.items],
        after=page.next_cursor,
        batches=[batch_card(here, shop, one, names) for one in batches.items],
        batches_after=batches.next_cursor,
        paged=bool(after or earlier),
        made=made,
        live=live,
        channels=marketing.CHANNELS,
        used=sorted(one.channel.value for one in counts),
        campaigns=[(str(key), name) for key, name in names.campaigns.items()],
        clerks=[(str(key), name) for key, name in names.clerks.items()],
        landings=names.landings.choices,
        form=form if form.key else CodeForm(**{**_typed(form), "key": new_nonce()}),
        wrong=refused.params["field"] if refused else "",
        most=marketing.MOST_IN_A_BATCH,
    )


def _typed(form: CodeForm) -> dict[str, str]:
    return {name: getattr(form, name) for name in form.__struct_fields__}


ROUTES = [
    links_moved,
    codes,
    codes_made,
    codes_led,
    codes_ended,
    own_code,
    code_page,
    code_svg,
    code_png,
]
