"""Goods that wait in a store, as whoever bought them sees them; and the code to show there, large."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import chains, merchants, orders, pickups
from linli.services import Who
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.pictures import known_icon


class PickupLineFace(msgspec.Struct, frozen=True):
    """One line: how many there are, wait, were taken along, and went back."""

    title: str
    detail: str
    icon: str
    quantity: int
    waiting: int
    handed: int
    back: int


class PickupFace(msgspec.Struct, frozen=True, kw_only=True):
    """A pickup; `state` is waiting, ready, handed_over or closed. Of the aisle: `left_at` where somebody at
    the door has seen the pass. `coming`: some of it is brought over by that day. `at_home`: it is measured or
    installed where it will be used, and nobody has to come for it. `for_day`: it is for that day.
    """

    order_id: UUID
    aisle: bool
    state: str
    code: str
    qr_text: str
    store_name: str
    store_slug: str
    store_address: str
    trade: str
    collect_before: datetime
    waiting: int
    units: int
    total: Money
    lines: Sequence[PickupLineFace]
    left_at: datetime | None
    coming: date | None = None
    at_home: bool = False
    for_day: date | None = None


@get("/{market:str}/orders/{order_id:uuid}/pickup", opt={"who": Who.PERSON})
async def pickup_page(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """What waits in the store: QR and code on white, huge, in sun and with one hand. Only the buyer sees it.
    Refuses: not_found (another's, a deal's, or nothing was paid).
    """
    async with here.services.db.read() as reader:
        order = await orders.order(reader, here.market_id, order_id, here.person.person_id)
        pickup = await pickups.pickup(reader, here.market_id, order_id)
        store = await merchants.store(reader, here.market_id, pickup.store_id)
        away = await _used_at_home(reader, here, [order_id])
    face = pickup_face(here, pickup, store, tongue_of(here), at_home=order_id in away)
    return show(here, "pickup.html", without_bar=True, pickup=face, order=order, phone=store.phone)


def pickup_face(
    here: Here, pickup: pickups.Pickup, store: merchants.Store, tongue: Tongue, *, at_home: bool = False
) -> PickupFace:
    """A pickup in the reader's language."""
    return PickupFace(
        order_id=pickup.order_id,
        aisle=pickup.kind is pickups.PickupKind.AISLE,
        state=pickup.state.value,
        code=pickup.code_grouped,
        qr_text=pickups.qr_text(here.market.slug, pickup.code),
        store_name=tongue.pick(store.name, store.name_en),
        store_slug=store.slug,
        store_address=tongue.pick(store.address, store.address_en),
        trade=store.trade,
        collect_before=pickup.collect_before,
        waiting=pickup.waits.units,
        units=sum(line.quantity for line in pickup.lines),
        total=Money(sum(line.total_minor for line in pickup.lines), pickup.currency),
        lines=[
            PickupLineFace(
                tongue.pick(line.title, line.title_en),
                orders.day_apart(tongue.pick(line.detail, line.detail_en))[0],
                known_icon(line.icon),
                line.quantity,
                line.waiting,
                line.handed,
                line.refunded + line.returned,
            )
            for line in pickup.lines
        ],
        left_at=pickup.left_at,
        coming=pickup.comes_on if pickup.on_the_way else None,
        at_home=at_home,
        for_day=pickup.for_day,
    )


async def waiting_faces(reader: Reader, here: Here) -> list[PickupFace]:
    """What waits for the reader somewhere in the market; under a mall's own name, in its stores."""
    every = await pickups.pickups_of_person(reader, here.market_id, here.person.person_id)
    found = [one for one in every if here.only_at is None or one.store_id in here.only_at]
    stores = await merchants.stores(reader, here.market_id, {one.store_id for one in found})
    away = await _used_at_home(reader, here, [one.order_id for one in found])
    tongue = tongue_of(here)
    return [
        pickup_face(here, one, stores[one.store_id], tongue, at_home=one.order_id in away)
        for one in found
        if one.store_id in stores
    ]


async def _used_at_home(reader: Reader, here: Here, order_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the orders whose things are measured or installed where they will be used."""
    found = await chains.uses_of_orders(reader, here.market_id, order_ids)
    return {one for one, uses in found.items() if uses and chains.does_of(*uses) != "sold"}


ROUTES = [pickup_page]
