"""Which of the head office's articles a branch sells, where its terms say: those that are listed."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import chains, items, merchants
from linli.modules.chains import Branch, RangeRule
from linli.modules.items import ItemFilter
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.head_office import office_of, office_page
from linli.web.merchant.shop import pick, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.pictures import known_icon

ONLY_OWNERS = {"who": Who.OWNER}
RANGE = "/{market:str}/head-office/{merchant_id:uuid}/chain/{store_id:uuid}/range"
ON_A_PAGE = 60
ONLY = ("all", "listed", "missing")


class ListedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One article of the head office; `listed`: the branch sells it."""

    item_id: UUID
    title: str
    icon: str
    category: str
    price: Money | None
    listed: bool


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """What the address asks for."""

    q: str = ""
    category: str = ""
    only: str = "all"
    after: str = ""

    def query(self, **other: str) -> str:
        """As an address has it, with these instead."""
        named = {**msgspec.structs.asdict(self), **other}
        kept = {name: value for name, value in named.items() if value and (name, value) != ("only", "all")}
        return "?" + urlencode(kept) if kept else ""


@get(RANGE, opt=ONLY_OWNERS)
async def branch_range(here: Asked, merchant_id: FromPath[UUID], store_id: FromPath[UUID]) -> Response[str]:
    """The head office's articles, a page at a time: `?q=`, `?category=`, `?only=listed` or `missing`."""
    return await _page(here, merchant_id, store_id)


@post(RANGE, opt=ONLY_OWNERS)
async def branch_range_set(
    here: Asked, merchant_id: FromPath[UUID], store_id: FromPath[UUID]
) -> Response[str]:
    """Of the articles that the page showed those that were chosen are sold, the others no more."""
    sent = await here.request.form()
    shown, chosen = _ids(sent, "shown"), set(_ids(sent, "item"))
    if typed(sent, "every"):
        chosen = set(shown)
    add, drop = [one for one in shown if one in chosen], [one for one in shown if one not in chosen]
    try:
        async with here.services.db.work(here.actor) as work:
            await office_of(here, work, merchant_id, StaffRole.OWNER)
            branch = await _branch(here, work, merchant_id, store_id)
            if branch.range is not RangeRule.LISTED:
                raise chains.TERMS_CHANGED()
            await items.set_range(work, here.market_id, merchant_id, [store_id], add, drop)
    except Refusal as refusal:
        if refusal.kind is not chains.TERMS_CHANGED:
            raise
        return await _page(here, merchant_id, store_id, refusal)
    back = _asking(here).query(done="range_set")
    return here.see_other(f"{here.url(f'head-office/{merchant_id}/chain/{store_id}/range')}{back}")


async def _page(
    here: Here, merchant_id: UUID, store_id: UUID, refusal: Refusal | None = None
) -> Response[str]:
    asked = _asking(here)
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        branch = await _branch(here, reader, merchant_id, store_id)
        store = await merchants.store(reader, here.market_id, store_id)
        shelves = await items.categories(reader, here.market_id, merchant_id)
        names = {str(one.category_id): pick(here, one.name, one.name_en) for one in shelves}
        wanted = _filter(asked, store_id, names)
        about = (reader, here.market_id, merchant_id)
        page = await items.items_of_merchant(*about, wanted, asked.after or None, ON_A_PAGE)
        sold = await items.stores_of_items(reader, here.market_id, [one.item_id for one in page.items])
    rows = [
        ListedRow(
            item_id=one.item_id,
            title=pick(here, one.title, one.title_en),
            icon=known_icon(one.icon),
            category=names.get(str(one.category_id), ""),
            price=None if one.kind is items.ItemKind.QUOTE else one.from_price,
            listed=store_id in sold.get(one.item_id, ()),
        )
        for one in page.items
    ]
    return office_page(
        here,
        office,
        "chain_range.html",
        refused=refusal,
        refusal=refusal,
        nav="chain",
        store_name=pick(here, store.name, store.name_en),
        trade=store.trade,
        href=f"{office.root}/chain/{store_id}",
        listed=branch.range is RangeRule.LISTED,
        asked=asked,
        choices=[(one, asked.query(only=one, after=""), one == asked.only) for one in ONLY],
        categories=list(names.items()),
        rows=rows,
        more=asked.query(after=page.next_cursor) if page.next_cursor else "",
        said={"range_set": True},
    )


def _asking(here: Here) -> Asking:
    told = here.request.query_params
    only = told.get("only", "all")
    return Asking(
        q=told.get("q", "").strip()[:60],
        category=told.get("category", "")[:40],
        only=only if only in ONLY else "all",
        after=told.get("after", "")[:200],
    )


def _filter(asked: Asking, store_id: UUID, names: Mapping[str, str]) -> ItemFilter:
    return ItemFilter(
        text=asked.q,
        category_id=UUID(asked.category) if asked.category in names else None,
        sold_at=store_id if asked.only == "listed" else None,
        missing_at=store_id if asked.only == "missing" else None,
    )


async def _branch(here: Here, reader: Reader, merchant_id: UUID, store_id: UUID) -> Branch:
    """Refuses: not_found (no joined branch of this head office)."""
    branch = await chains.branch_of(reader, here.market_id, store_id)
    if branch is None or branch.head_id != merchant_id or not branch.joined:
        raise NOT_FOUND()
    return branch


def _ids(sent: FormMultiDict, name: str) -> list[UUID]:
    """Refuses: invalid (items)."""
    try:
        found = [UUID(str(one)) for one in sent.getall(name, [])]
    except ValueError:
        raise INVALID(field="items") from None
    if len(found) > ON_A_PAGE:
        raise INVALID(field="items")
    return found


ROUTES = [branch_range, branch_range_set]
