"""Territories of a chain: listed, drawn, changed, ended and taken back."""

from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from linli.api.call import Call, Called
from linli.api.v1 import shapes_chains as shapes
from linli.api.v1.chains import OWNER, SHOP, branch_named, named
from linli.kernel.database import Reader, Work
from linli.kernel.refusals import INVALID
from linli.modules import chains, items
from linli.services import Who

DESK = {"who": Who.OWNER, "scope": "merchant"}
TERRITORIES = SHOP + "/territories"
TERRITORY = TERRITORIES + "/{territory_id:uuid}"


@get(TERRITORIES, opt=DESK, tags=["Chains"], summary="A head office's territories")
async def list_territories(call: Called, slug: FromPath[str]) -> shapes.TerritoryList:
    """Of the merchant that runs this store."""
    async with call.services.db.read() as reader:
        _, member = await call.staffed(reader, slug, OWNER)
        found = await chains.territories(reader, call.market_id, member.merchant_id)
        names = await named(call, reader, {one.store_id for one in found})
    return shapes.TerritoryList([shapes.territory_of(one, names) for one in found])


@post(
    TERRITORIES,
    opt={"who": Who.OWNER, "scope": "merchant", "once": True},
    tags=["Chains"],
    summary="Draw a territory",
)
async def draw_territory(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.NewTerritory]
) -> shapes.Territory:
    """From now on its articles are sold there by its branch alone, and nowhere that no territory covers."""
    async with call.services.db.work(call.actor) as work:
        _, member = await call.staffed(work, slug, OWNER)

        async def act() -> shapes.Territory:
            return await _drawn(call, work, member.merchant_id, data)

        return await call.once(work, "territories", (member.merchant_id, data), shapes.Territory, act)


@put(
    TERRITORY,
    opt={"who": Who.OWNER, "scope": "merchant", "refuses": "territory_changed"},
    tags=["Chains"],
    summary="Change a territory",
)
async def change_territory(
    call: Called,
    slug: FromPath[str],
    territory_id: FromPath[UUID],
    data: JSONBody[shapes.TerritoryChange],
) -> shapes.Territory:
    """All of it anew; orders that were placed keep what they were routed by."""
    async with call.services.db.work(call.actor) as work:
        _, member = await call.staffed(work, slug, OWNER)
        return await _drawn(call, work, member.merchant_id, data, territory_id, data.revision)


@delete(TERRITORY, opt=DESK, tags=["Chains"], summary="End a territory")
async def end_territory(call: Called, slug: FromPath[str], territory_id: FromPath[UUID]) -> None:
    """Its articles are sold everywhere, or where other territories say. It can be taken back."""
    async with call.services.db.work(call.actor) as work:
        _, member = await call.staffed(work, slug, OWNER)
        await chains.drop_territory(work, call.market_id, member.merchant_id, territory_id)


@post(
    TERRITORY + "/return",
    opt={"who": Who.OWNER, "scope": "merchant", "once": True},
    status_code=200,
    tags=["Chains"],
    summary="Take an ended territory back",
)
async def restore_territory(
    call: Called, slug: FromPath[str], territory_id: FromPath[UUID]
) -> shapes.Territory:
    """It holds again, unless its branch has left."""
    async with call.services.db.work(call.actor) as work:
        _, member = await call.staffed(work, slug, OWNER)
        about = (call.market_id, member.merchant_id, territory_id)

        async def act() -> shapes.Territory:
            again = await chains.restore_territory(work, *about)
            return shapes.territory_of(again, await named(call, work, [again.store_id]))

        return await call.once(work, "territory-return", territory_id, shapes.Territory, act)


async def _drawn(
    call: Call,
    work: Work,
    head_id: UUID,
    data: shapes.NewTerritory,
    territory_id: UUID | None = None,
    revision: int = 0,
) -> shapes.Territory:
    branch = await branch_named(call, work, head_id, data.branch)
    await _require_own(call, work, head_id, data)
    new = chains.NewTerritory(
        store_id=branch.store_id,
        name=data.name,
        area=shapes.area_of(data.area),
        item_ids=data.item_ids,
        category_ids=data.category_ids,
        measures=data.measures,
        installs=data.installs,
    )
    made = await chains.draw_territory(work, call.market_id, head_id, new, territory_id, revision)
    return shapes.territory_of(made, await named(call, work, [made.store_id]))


async def _require_own(call: Call, reader: Reader, head_id: UUID, data: shapes.NewTerritory) -> None:
    """Refuses: invalid (item_ids, category_ids: not of this head office)."""
    found = await items.items(reader, call.market_id, data.item_ids) if data.item_ids else []
    if not {one.item_id for one in found if one.merchant_id == head_id}.issuperset(data.item_ids):
        raise INVALID(field="item_ids")
    shelves = await items.categories(reader, call.market_id, head_id) if data.category_ids else []
    if not {one.category_id for one in shelves}.issuperset(data.category_ids):
        raise INVALID(field="category_ids")
