"""What is sold by area: who sells it where somebody will use it, in words, and the form that asks where."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import carts, chains, items, merchants, orders
from linli.modules.carts import CartMode
from linli.web.consumer.tongue import tongue_of
from linli.web.shared.http import Here

DIGITS = 5


class Near(msgspec.Struct, frozen=True):
    """A place on the map that a typed address may be at; degrees as they are written."""

    name: str
    address: str
    lat: str
    lon: str


class UseForm(msgspec.Struct, frozen=True, kw_only=True):
    """Where something will be used, as it was typed. `wrong` is the field that says so, `near` what is known
    thereabouts.
    """

    address: str = ""
    lat: str = ""
    lon: str = ""
    wrong: str = ""
    near: Sequence[Near] = ()


class SellerFace(msgspec.Struct, frozen=True, kw_only=True):
    """The branch that sells something for use at a place; `does` is sold, measures, installs or both."""

    store_id: UUID
    slug: str
    name: str
    address: str
    does: str


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """Which store sells what lies in a cart. `bound`: an area says so; `refusal`: nobody can, as it is;
    `nearest` is the branch of the nearest area then.
    """

    store: merchants.Store
    bound: bool = False
    place: chains.PlaceOfUse | None = None
    seller: SellerFace | None = None
    refusal: Refusal | None = None
    nearest: SellerFace | None = None

    @property
    def asks(self) -> bool:
        """Whether nothing is known before its place of use is."""
        return self.bound and self.place is None


async def sale_of(
    reader: Reader, here: Here, store: merchants.Store, wanted: Sequence[orders.Wanted], mode: CartMode
) -> Sale:
    """Of a cart at the reader's place of use; what is taken along from the aisle is used nowhere known."""
    about = (reader, here.market_id, store.store_id, wanted)
    try:
        await orders.way_of_goods(*about, None)
        return Sale(store=store)
    except Refusal as refusal:
        if mode is CartMode.AISLE:
            return Sale(store=store, bound=True, refusal=refusal)
    place = await carts.place_of(reader, here.market_id, here.person.person_id)
    if place is None:
        return Sale(store=store, bound=True)
    try:
        way = await orders.way_of_goods(*about, place)
    except Refusal as refusal:
        near = await _nearest(reader, here, refusal)
        return Sale(store=store, bound=True, place=place, refusal=refusal, nearest=near)
    sells = await merchants.store(reader, here.market_id, way.store_id)
    face = seller_face(here, sells, chains.does_of(*way.territories))
    return Sale(store=sells, bound=True, place=place, seller=face)


class AreaFace(msgspec.Struct, frozen=True):
    """An article that is sold by area: what the branches do, and where its reader's place of use is known,
    that place and who sells there (None: nobody).
    """

    does: str
    address: str = ""
    seller: SellerFace | None = None


async def area_face(reader: Reader, here: Here, store: merchants.Store, item: items.Item) -> AreaFace | None:
    """None for an article that any branch sells anywhere."""
    branch = await chains.branch_of(reader, here.market_id, store.store_id)
    if branch is None or not branch.joined or branch.head_id != item.merchant_id:
        return None
    about = (reader, here.market_id, branch.head_id)
    article = chains.Article(item.item_id, item.category_id)
    bound = await chains.bound_by(*about, article)
    if not bound:
        return None
    does = chains.does_of(*bound, everywhere=True)
    known = here.signed_in
    place = await carts.place_of(reader, here.market_id, known.person_id) if known else None
    if place is None:
        return AreaFace(does)
    try:
        (route,) = await chains.route(*about, [article], place.spot)
    except Refusal:
        return AreaFace(does, place.address)
    if route.territory is None:
        return None
    there = route.territory
    sells = await merchants.store(reader, here.market_id, there.store_id)
    face = seller_face(here, sells, chains.does_of(there))
    return AreaFace(face.does, place.address, face)


class OrderUse(msgspec.Struct, frozen=True):
    """Where an order's things will be used, and who sold them for that."""

    seller: SellerFace
    address: str


async def use_of_order(reader: Reader, here: Here, order: orders.Order) -> OrderUse | None:
    """None for an order of nothing that is sold by area."""
    found = await chains.uses_of_orders(reader, here.market_id, [order.order_id])
    uses = found.get(order.order_id, [])
    if not uses:
        return None
    store = await merchants.store(reader, here.market_id, order.store_id)
    return OrderUse(seller_face(here, store, chains.does_of(*uses)), uses[0].address)


def seller_face(here: Here, store: merchants.Store, does: str) -> SellerFace:
    tongue = tongue_of(here)
    return SellerFace(
        store_id=store.store_id,
        slug=store.slug,
        name=tongue.pick(store.name, store.name_en),
        address=tongue.pick(store.address, store.address_en),
        does=does,
    )


def form_of(place: chains.PlaceOfUse | None) -> UseForm:
    """What is known already, as it stands in the form."""
    if place is None:
        return UseForm()
    return UseForm(address=place.address, lat=f"{place.lat:.{DIGITS}f}", lon=f"{place.lon:.{DIGITS}f}")


def read_form(sent: Mapping[str, object]) -> UseForm:
    """What was typed; a place that was chosen of those near by stands before it."""
    address, lat, lon = (str(sent.get(name, "")).strip()[:400] for name in ("address", "lat", "lon"))
    chosen = str(sent.get("near", "")).partition(",")
    if chosen[1]:
        lat, lon = chosen[0].strip()[:20], chosen[2].strip()[:20]
    return UseForm(address=address, lat=lat, lon=lon)


def place_of_form(form: UseForm) -> chains.PlaceOfUse:
    """What a form means. Refuses in this order: invalid (address, position)."""
    try:
        lat, lon = float(form.lat), float(form.lon)
    except ValueError:
        lat = lon = float("nan")
    return chains.place_of_use(form.address, lat, lon)


def place_of_order(sent: Mapping[str, object]) -> chains.PlaceOfUse | None:
    """The place that the page showed; None where it showed none. Refuses: invalid (use_at)."""
    names = ("use_address", "use_lat", "use_lon")
    address, lat, lon = (str(sent.get(name, ""))[:400] for name in names)
    if not address:
        return None
    try:
        return place_of_form(UseForm(address=address, lat=lat, lon=lon))
    except Refusal:
        raise INVALID(field="use_at") from None


async def _nearest(reader: Reader, here: Here, refusal: Refusal) -> SellerFace | None:
    """The branch of the nearest area, where a refusal names one."""
    named = refusal.params.get("store_id")
    if refusal.kind is not chains.OUTSIDE_TERRITORY or named is None:
        return None
    store = await merchants.store(reader, here.market_id, UUID(str(named)))
    return seller_face(here, store, "sold")
