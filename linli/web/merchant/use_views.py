"""What is sold by area, as shop and head office see it: where it is used, who measures and installs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import chains, identity, orders
from linli.modules.chains import Use
from linli.web.merchant.shop import pick
from linli.web.shared.http import Here

MOST_SHOWN = 20


class UseLine(msgspec.Struct, frozen=True, kw_only=True):
    """Where an order's things are used. `does` is what the branch does beside selling: both, measures,
    installs or sold.
    """

    area: str
    address: str
    position: str
    does: str


class AreaOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One order of a branch for use in an area; where exactly is between the branch and its buyer."""

    number: str
    title: str
    area: str
    does: str
    state: str
    placed_at: datetime


async def use_lines(
    reader: Reader, market_id: int, order_ids: Sequence[UUID]
) -> Mapping[UUID, list[UseLine]]:
    """By order; an order of nothing that is sold by area is left out."""
    found = await chains.uses_of_orders(reader, market_id, order_ids)
    return {order_id: [_line(one) for one in uses] for order_id, uses in found.items()}


async def phone_to_visit(reader: Reader, market_id: int, order: orders.Order) -> str:
    """The buyer's phone number for the branch that comes to measure or to install, from when it is paid until
    that is done; empty for all other orders.
    """
    if order.state is not orders.OrderState.PAID:
        return ""
    uses = (await chains.uses_of_orders(reader, market_id, [order.order_id])).get(order.order_id, [])
    theirs = [one for one in uses if one.store_id == order.store_id]
    visits = bool(theirs) and chains.does_of(*theirs) != "sold"
    return await identity.phone_of(reader, order.person_id) if visits else ""


async def orders_by_area(here: Here, reader: Reader, head_id: UUID, store_id: UUID) -> list[AreaOrder]:
    """The last orders that a branch had because of its areas."""
    uses = await chains.uses_of_branch(reader, here.market_id, head_id, store_id, MOST_SHOWN)
    known = await orders.orders_of_ids(reader, here.market_id, {one.order_id for one in uses})
    return [
        AreaOrder(
            number=order.number_grouped,
            title=pick(here, order.title, order.title_en),
            area=one.name,
            does=chains.does_of(one),
            state=order.state.value,
            placed_at=order.placed_at,
        )
        for one in uses
        for order in [known.get(one.order_id)]
        if order is not None
    ]


def _line(one: Use) -> UseLine:
    return UseLine(
        area=one.name,
        address=one.address,
        position=f"{one.lat:.5f}, {one.lon:.5f}",
        does=chains.does_of(one),
    )
