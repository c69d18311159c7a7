"""One article on a shop's screen: what may be chosen of it, and where it is to be had."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import carts, items, orders
from linli.modules.kiosks import Chosen
from linli.services import Who
from linli.web.consumer.article import article_at, face_of
from linli.web.consumer.article_faces import ArticleFace
from linli.web.consumer.cart import picks_in, quantity_in, variant_in
from linli.web.consumer.kiosk import KIOSK, Shop, screen, shop_of_screen
from linli.web.consumer.kiosk_chosen import home_of, keep_chosen, read_chosen, with_line
from linli.web.consumer.kiosk_where import Branch, branches_of, spots_of
from linli.web.shared.http import Asked, Here

ON_THE_SCREEN = {"who": Who.DEVICE, "kiosk": True}
SHOWN_IN_PLACE = frozenset(
    (
        orders.GOODS_CHOICES,
        orders.GOODS_TOO_FEW,
        orders.GOODS_GONE,
        orders.GOODS_NOT_TO_COLLECT,
        carts.CART_FULL,
    )
)
_WHY_NOT = {
    orders.Problem.GONE: orders.GOODS_GONE,
    orders.Problem.CHOICES: orders.GOODS_CHOICES,
    orders.Problem.TOO_FEW: orders.GOODS_TOO_FEW,
    orders.Problem.NOT_TO_COLLECT: orders.GOODS_NOT_TO_COLLECT,
}


class Way(msgspec.Struct, frozen=True):
    """How a thing is to be had: in a branch, or (`due`) brought from it to the shop of the screen."""

    branch: Branch
    href: str
    current: bool
    left: int | None = None
    due: date | None = None

    @property
    def bring(self) -> str:
        return self.branch.slug if self.due else ""


@get(f"{KIOSK}/items/{{item_id:uuid}}", opt=ON_THE_SCREEN)
async def screen_item(here: Asked, kiosk_id: FromPath[UUID], item_id: FromPath[UUID]) -> Response[str]:
    """`?at=` is the branch where it is to be collected, `?bring=` the one from which it is brought here."""
    asked = here.request.query_params
    return await _shown(here, item_id, asked.get("at", ""), asked.get("bring", ""))


@post(f"{KIOSK}/lines", opt=ON_THE_SCREEN)
async def line_chosen(here: Asked, kiosk_id: FromPath[UUID]) -> Response[str]:
    """So many of a variant, where it was said that they are to be had; from a list (`back`) one goes back
    there.
    """
    form = await here.request.form()
    at, bring = str(form.get("at", "")), str(form.get("bring", ""))
    async with here.services.db.read() as reader:
        shop = await shop_of_screen(reader, here)
        branches = await branches_of(reader, here, shop.store)
        line = _wish(form, branches)
        wish = orders.Wanted(line.variant_id, line.quantity, carts.read_picks(line.picks))
        quote = await orders.quote_goods(
            reader, here.market_id, line.store_id, [wish], bring_from=line.bring_from
        )
    (quoted,) = quote.lines
    root = home_of(here, shop.kiosk)
    try:
        if quoted.problem:
            title = {"title": quoted.title, "title_en": quoted.title_en or quoted.title}
            raise _WHY_NOT[quoted.problem](line=1, left=quoted.left or 0, **title)
        chosen = with_line(read_chosen(here), line)
    except Refusal as refusal:
        if refusal.kind not in SHOWN_IN_PLACE or quoted.item_id is None:
            raise
        return await _shown(here, quoted.item_id, at, bring, refusal)
    back = str(form.get("back", ""))
    answer = here.see_other(f"{root}/range" if back == "range" else f"{root}/chosen")
    keep_chosen(here, answer, chosen)
    return answer


def _wish(form: FormMultiDict, branches: Sequence[Branch]) -> Chosen:
    """Refuses: invalid (variant, quantity, picks, or at: no branch of this merchant)."""
    by_slug = {one.slug: one.store_id for one in branches}
    at, bring = str(form.get("at", "")), str(form.get("bring", ""))
    quantity = quantity_in(form)
    if at not in by_slug or (bring and bring not in by_slug):
        raise INVALID(field="at")
    if not 0 < quantity <= carts.MOST_UNITS:
        raise INVALID(field="quantity")
    picks = carts.write_picks(picks_in(form))
    return Chosen(by_slug[at], variant_in(form), quantity, picks, by_slug.get(bring))


async def _shown(
    here: Here, item_id: UUID, at: str, bring: str, refusal: Refusal | None = None
) -> Response[str]:
    """Refuses: not_found (no such article, or no branch of this merchant sells it)."""
    async with here.services.db.read() as reader:
        shop = await shop_of_screen(reader, here)
        item = await items.item(reader, here.market_id, item_id)
        ways = await _ways(reader, here, shop, item, at, bring)
        current = next((one for one in ways if one.current), None)
        slug = shop.store.slug if current is None or current.due else current.branch.slug
        found = await article_at(here, reader, item_id, slug)
        face = face_of(here, found, reader.now)
    return screen(
        here,
        shop,
        "kiosk_article",
        refused=refusal,
        article=face,
        ways=ways,
        current=current,
        at=slug,
        to_collect=item.kind in orders.COLLECTED,
        most=_most(face),
    )


def _most(face: ArticleFace) -> int:
    return max(1, min(face.most, orders.MOST_PER_ORDER))


async def _ways(reader: Reader, here: Here, shop: Shop, item: items.Item, at: str, bring: str) -> list[Way]:
    """Here at once, then brought here, then what other branches have, the nearest first."""
    branches = await branches_of(reader, here, shop.store)
    spots = await spots_of(reader, here, branches, [item])
    having = {spot.branch.slug: spot for some in spots.values() for spot in some}
    root = f"{home_of(here, shop.kiosk)}/items/{item.item_id}"
    here_now = shop.store.slug in having
    sold_here = item.item_id in await _sold_here(reader, here, shop, item)
    due = await orders.brought_by(reader, here.market_id, shop.store.store_id) if not here_now else None
    ways: list[Way] = []
    for branch in branches:
        if branch.slug not in having:
            continue
        if due and sold_here and not any(one.due for one in ways) and having[branch.slug].counted:
            ways.append(Way(branch, f"{root}?bring={branch.slug}", False, None, due))
        ways.append(Way(branch, f"{root}?at={branch.slug}", False, having[branch.slug].left))
    named = [one for one in ways if (one.bring == bring if bring else at == one.branch.slug and not one.due)]
    chosen = next(iter(named or ways), None)
    return [msgspec.structs.replace(one, current=one is chosen) for one in ways]


async def _sold_here(reader: Reader, here: Here, shop: Shop, item: items.Item) -> set[UUID]:
    sold = await items.stores_of_items(reader, here.market_id, [item.item_id])
    return {key for key, stores in sold.items() if shop.store.store_id in stores}


ROUTES = [screen_item, line_chosen]
