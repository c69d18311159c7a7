"""Territories at the head office: a list with a map, an editor, taking one away and back again."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader, Work
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import INVALID, Refusal
from linli.kernel.signing import body_print
from linli.modules import chains, items
from linli.modules.chains import Circle, NewTerritory
from linli.modules.items import Item
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.head_office import Office, office_of, office_page
from linli.web.merchant.shop import pick, typed
from linli.web.merchant.territory_form import TerritoryForm, area_of, form_of, read_form, territory_of
from linli.web.merchant.territory_views import BranchChoice, branch_choices, drawn, territory_faces
from linli.web.shared.basemaps import basemap_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

ONLY_OWNERS = {"who": Who.OWNER}
TERRITORIES = "/{market:str}/head-office/{merchant_id:uuid}/territories"
TERRITORY = TERRITORIES + "/{territory_id:uuid}"
FOUND_SHOWN = 20
SHOWN_AT_FIELD = (INVALID, chains.TERRITORY_CHANGED)


@get(TERRITORIES, opt=ONLY_OWNERS)
async def territories(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """All of them, in words and on one map; `?gone=` offers to take back the one that was just ended."""
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        every = await chains.territories(reader, here.market_id, merchant_id)
        faces = await territory_faces(here, reader, merchant_id, every, office.root)
        branches = await branch_choices(here, reader, merchant_id)
    gone = here.request.query_params.get("gone", "")
    return office_page(
        here,
        office,
        "territories.html",
        nav="territories",
        territories=faces,
        areas=drawn(every),
        branches=branches,
        gone=_id(gone),
        basemap=basemap_of(here.market.slug),
        said={"drawn": bool(every), "dropped": True, "restored": bool(every)},
    )


@get(TERRITORIES + "/new", opt=ONLY_OWNERS)
async def territory_new(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """An empty form; `?store=` is the branch it begins with, around which the circle lies."""
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        branches = await branch_choices(here, reader, merchant_id)
        asked = here.request.query_params.get("store", "")
        named = [one for one in branches if str(one.store_id) == asked]
        form = TerritoryForm()
        for first in (named or branches)[:1]:
            lat, lon = f"{first.lat:.5f}", f"{first.lon:.5f}"
            form = TerritoryForm(name=first.name, store=str(first.store_id), lat=lat, lon=lon)
        return await _page(here, reader, office, form, new_nonce())


@post(TERRITORIES, opt=ONLY_OWNERS)
async def territory_drawn(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """One more, once however often the form is sent; or only look for articles."""
    sent = await here.request.form()
    key = typed(sent, "key")
    return await _keep(here, merchant_id, read_form(sent), key, None, finds="find" in sent)


@get(TERRITORY, opt=ONLY_OWNERS)
async def territory_page(
    here: Asked, merchant_id: FromPath[UUID], territory_id: FromPath[UUID]
) -> Response[str]:
    """One as it stands."""
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        known = await chains.territory(reader, here.market_id, merchant_id, territory_id)
        return await _page(here, reader, office, form_of(known), "", territory_id)


@post(TERRITORY, opt=ONLY_OWNERS)
async def territory_redrawn(
    here: Asked, merchant_id: FromPath[UUID], territory_id: FromPath[UUID]
) -> Response[str]:
    """As it is from now on, unless somebody else was faster."""
    sent = await here.request.form()
    return await _keep(here, merchant_id, read_form(sent), "", territory_id, finds="find" in sent)


@post(TERRITORY + "/removal", opt=ONLY_OWNERS)
async def territory_dropped(
    here: Asked, merchant_id: FromPath[UUID], territory_id: FromPath[UUID]
) -> Response[str]:
    """It ends; that can be taken back."""
    async with here.services.db.work(here.actor) as work:
        office = await office_of(here, work, merchant_id, StaffRole.OWNER)
        await chains.drop_territory(work, here.market_id, merchant_id, territory_id)
    return here.see_other(f"{office.root}/territories?done=dropped&gone={territory_id}")


@post(TERRITORY + "/return", opt=ONLY_OWNERS)
async def territory_restored(
    here: Asked, merchant_id: FromPath[UUID], territory_id: FromPath[UUID]
) -> Response[str]:
    """It holds again."""
    async with here.services.db.work(here.actor) as work:
        office = await office_of(here, work, merchant_id, StaffRole.OWNER)
        await chains.restore_territory(work, here.market_id, merchant_id, territory_id)
    return here.see_other(f"{office.root}/territories?done=restored")


async def _keep(
    here: Here, merchant_id: UUID, form: TerritoryForm, key: str, territory_id: UUID | None, *, finds: bool
) -> Response[str]:
    """Write it; where it cannot be, say so at the field and keep what was typed."""
    refusal = None
    if not finds:
        try:
            return await _written(here, merchant_id, form, key, territory_id)
        except Refusal as no:
            if no.kind not in SHOWN_AT_FIELD:
                raise
            refusal = no
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        return await _page(here, reader, office, form, key, territory_id, refusal)


async def _written(
    here: Here, merchant_id: UUID, form: TerritoryForm, key: str, territory_id: UUID | None
) -> Response[str]:
    async with here.services.db.work(here.actor) as work:
        office = await office_of(here, work, merchant_id, StaffRole.OWNER)
        new = territory_of(form)
        await _require_own(here, work, merchant_id, new)
        about = (work, here.market_id, merchant_id, new)

        async def act() -> UUID:
            return (await chains.draw_territory(*about, territory_id, form.revision)).territory_id

        if territory_id is not None:
            await act()
        else:
            printed = body_print("territory", merchant_id, msgspec.json.encode(new))
            asked = Key(f"desk:{here.person.person_id}", key, printed)
            await once(work, here.market_id, asked, UUID, act)
    return here.see_other(f"{office.root}/territories?done=drawn")


async def _require_own(here: Here, work: Work, merchant_id: UUID, new: NewTerritory) -> None:
    """Articles and categories of this merchant. Refuses: invalid (articles)."""
    found = await items.items(work, here.market_id, new.item_ids) if new.item_ids else []
    shelves = await items.categories(work, here.market_id, merchant_id) if new.category_ids else []
    mine = {one.item_id for one in found if one.merchant_id == merchant_id}
    if not mine.issuperset(new.item_ids) or not {one.category_id for one in shelves}.issuperset(
        new.category_ids
    ):
        raise INVALID(field="articles")


async def _page(
    here: Here,
    reader: Reader,
    office: Office,
    form: TerritoryForm,
    key: str,
    territory_id: UUID | None = None,
    refusal: Refusal | None = None,
) -> Response[str]:
    about = (reader, here.market_id, office.merchant_id)
    every = await chains.territories(*about)
    branches = await branch_choices(here, reader, office.merchant_id)
    shelves = await items.categories(*about)
    invalid = refusal is not None and refusal.kind is INVALID
    return office_page(
        here,
        office,
        "territory.html",
        refused=refusal,
        refusal=refusal,
        wrong=str(refusal.params.get("field", "")) if refusal and invalid else "",
        nav="territories",
        form=form,
        key=key,
        territory_id=territory_id,
        branches=branches,
        center=_center(here, form, branches),
        areas=drawn([one for one in every if one.territory_id != territory_id]),
        shelves=[(str(one.category_id), pick(here, one.name, one.name_en)) for one in shelves],
        articles=await _articles(here, reader, office.merchant_id, form),
        basemap=basemap_of(here.market.slug),
    )


async def _articles(
    here: Here, reader: Reader, merchant_id: UUID, form: TerritoryForm
) -> list[tuple[str, str, bool]]:
    """Those that were chosen, and those found beside them."""
    chosen = await items.items(reader, here.market_id, form.items) if form.items else []
    found: Sequence[Item] = ()
    if form.find:
        wanted = items.ItemFilter(text=form.find)
        page = await items.items_of_merchant(reader, here.market_id, merchant_id, wanted, None, FOUND_SHOWN)
        found = [one for one in page.items if one.item_id not in form.items]
    mine = [one for one in chosen if one.merchant_id == merchant_id]
    return [(str(one.item_id), pick(here, one.title, one.title_en), one in mine) for one in (*mine, *found)]


def _center(here: Here, form: TerritoryForm, branches: Sequence[BranchChoice]) -> str:
    """Where the map begins: at the circle as far as it can be read, else at the first branch."""
    try:
        area = area_of(form)
    except Refusal:
        area = None
    if isinstance(area, Circle):
        return f"{area.lat},{area.lon}"
    first = next(iter(branches), None)
    return f"{first.lat},{first.lon}" if first else f"{here.market.lat},{here.market.lon}"


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


ROUTES = [
    territories,
    territory_new,
    territory_drawn,
    territory_page,
    territory_redrawn,
    territory_dropped,
    territory_restored,
]
