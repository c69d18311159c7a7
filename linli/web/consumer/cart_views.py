"""A cart as its person sees it: what lies there, what it costs now, what stands in the way."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import carts, merchants, orders
from linli.modules.carts import CartMode
from linli.web.consumer.coupon_faces import COUPONS_SAID, OffFace, chosen_in, off_face
from linli.web.consumer.elsewhere import BranchFace, branch_named, branches_with, brought_from
from linli.web.consumer.tongue import Tongue, tongue_of
from linli.web.consumer.use_at import Sale, sale_of
from linli.web.shared.http import Here
from linli.web.shared.photos import Photo, photos
from linli.web.shared.pictures import known_icon

KINDS = {CartMode.PICKUP: orders.OrderKind.PICKUP, CartMode.AISLE: orders.OrderKind.AISLE}


class CartLineFace(msgspec.Struct, frozen=True, kw_only=True):
    """One line; `problem` says why it cannot be ordered as it is, and is empty where it can."""

    variant_id: UUID
    picks: str
    title: str
    detail: str
    icon: str
    quantity: int
    most: int
    unit: Money
    total: Money
    problem: str
    left: int
    photo: Photo | None = None
    brought: bool = False


class CartFace(msgspec.Struct, frozen=True, kw_only=True):
    """A cart of one store; `sale` is which store sells it, `blocked` why it cannot be ordered as a whole,
    `brought` the branch from which what is out here comes, `bring` its slug. `off` is what coupons take off
    the `gross`, `unusable` why the chosen one cannot be used.
    """

    slug: str
    store_name: str
    store_address: str
    trade: str
    lines: Sequence[CartLineFace]
    total: Money
    units: int
    whole: bool
    sale: Sale
    gross: Money
    off: OffFace = OffFace()
    blocked: Refusal | None = None
    unusable: Refusal | None = None
    branches: Sequence[BranchFace] = ()
    bring: str = ""
    brought: BranchFace | None = None

    @property
    def payable(self) -> bool:
        return self.whole and self.blocked is None and not self.sale.asks


async def wanted_of(
    reader: Reader, here: Here, store_id: UUID, mode: CartMode
) -> tuple[list[carts.CartLine], list[orders.Wanted]]:
    """What lies in the reader's cart, and the same as an order asks for it."""
    lines = await carts.cart(reader, here.market_id, here.person.person_id, store_id, mode)
    wanted = [orders.Wanted(one.variant_id, one.quantity, carts.read_picks(one.picks)) for one in lines]
    return lines, wanted


async def cart_face(
    reader: Reader, here: Here, store: merchants.Store, mode: CartMode, bring: str = "", coupon: str = ""
) -> CartFace:
    """What lies in the reader's cart of a store, at the prices of this moment; `bring` is the slug of the
    branch from which what is out here is to come, `coupon` the one that was chosen, as a form says it.
    """
    tongue = tongue_of(here)
    lines, wanted = await wanted_of(reader, here, store.store_id, mode)
    sale = await sale_of(reader, here, store, wanted, mode)
    source = await branch_named(reader, here, bring) if bring and not sale.bound else None
    about = (here.market_id, sale.store.store_id, wanted, KINDS[mode])
    quote = await orders.quote_goods(reader, *about, bring_from=source.store_id if source else None)
    used = source is not None and any(line.brought for line in quote.lines)
    quote, blocked, unusable = await _priced(reader, here, sale.store, quote, coupon)
    first = {one.picture_ids[0] for one in quote.lines if one.picture_ids}
    pictures = await photos(reader, here.market, first)
    faces = [
        _line(line, quoted, quote.currency, tongue, pictures.get(next(iter(quoted.picture_ids), UUID(int=0))))
        for line, quoted in zip(lines, quote.lines, strict=True)
    ]
    looks = bool(lines) and not quote.whole and mode is CartMode.PICKUP and not sale.bound
    return CartFace(
        slug=store.slug,
        store_name=tongue.pick(store.name, store.name_en),
        store_address=tongue.pick(store.address, store.address_en),
        trade=store.trade,
        lines=faces,
        total=quote.total,
        units=sum(one.quantity for one in lines),
        whole=quote.whole,
        sale=sale,
        gross=quote.gross,
        off=off_face(quote.discount, "" if unusable else coupon, tongue),
        blocked=sale.refusal or blocked,
        unusable=unusable,
        branches=await branches_with(reader, here, store, wanted, quote) if looks and not sale.bound else (),
        bring=source.slug if source and used else "",
        brought=await brought_from(reader, here, store, source) if source and used else None,
    )


async def _priced(
    reader: Reader, here: Here, store: merchants.Store, quote: orders.GoodsQuote, coupon: str
) -> tuple[orders.GoodsQuote, Refusal | None, Refusal | None]:
    """The quote less what coupons take off, why a store may not sell all of it in one order or hands nothing
    out, and why the chosen coupon cannot be used; then the best are taken off instead.
    """
    if not any(line.merchant_id for line in quote.lines):
        return quote, None, None
    try:
        payee_id = await orders.payee_of_goods(reader, here.market_id, store, quote)
    except Refusal as refusal:
        if refusal.kind not in (orders.NOT_HANDED_OVER, orders.PAY_APART):
            raise
        return quote, refusal, None
    about = (store.store_id, payee_id, quote, coupon)
    priced, unusable = await with_chosen(reader, here, *about)
    return priced, None, unusable


async def with_chosen(
    reader: Reader, here: Here, store_id: UUID, payee_id: UUID, quote: orders.GoodsQuote, coupon: str
) -> tuple[orders.GoodsQuote, Refusal | None]:
    """The quote with the chosen coupon; with the best where that one cannot be used, and why."""
    about = (reader, here.market_id, here.person.person_id, store_id, payee_id, quote)
    try:
        return await orders.with_coupons(*about, chosen_in({"coupon": coupon})[1]), None
    except Refusal as refusal:
        if refusal.kind not in COUPONS_SAID:
            raise
        return await orders.with_coupons(*about), refusal


class CartSum(msgspec.Struct, frozen=True):
    """How much lies in a cart, and what the part of it that can be bought costs now."""

    units: int = 0
    total: Money | None = None


async def cart_sum(reader: Reader, here: Here, store_id: UUID) -> CartSum:
    """How much lies in the reader's cart of a store; nothing for strangers."""
    if here.signed_in is None:
        return CartSum()
    lines, wanted = await wanted_of(reader, here, store_id, CartMode.PICKUP)
    if not lines:
        return CartSum()
    quote = await orders.quote_goods(reader, here.market_id, store_id, wanted)
    return CartSum(sum(one.quantity for one in lines), quote.total)


def _line(
    line: carts.CartLine,
    quoted: orders.QuotedLine,
    currency: str,
    tongue: Tongue,
    photo: Photo | None,
) -> CartLineFace:
    return CartLineFace(
        variant_id=line.variant_id,
        picks=line.picks,
        title=tongue.pick(quoted.title, quoted.title_en) or tongue.say("goods.cart.gone_title"),
        detail=tongue.pick(quoted.detail, quoted.detail_en),
        icon=known_icon(quoted.icon),
        quantity=line.quantity,
        most=quoted.most,
        unit=Money(quoted.unit_price_minor, currency),
        total=Money(quoted.total_minor, currency),
        problem=quoted.problem.value if quoted.problem else "",
        left=quoted.left or 0,
        photo=photo,
        brought=quoted.brought,
    )
