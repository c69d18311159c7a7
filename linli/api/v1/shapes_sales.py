"""Amounts paid in a shop, member codes, members."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Cursor, Money, money_of
from linli.modules import identity, members, orders

MemberCode = Annotated[
    str, Meta(min_length=1, max_length=40, description="20 digits.", examples=["77000195880144182845"])
]


class NewSale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount that its payer wants to pay in a store; a visit to another store, or an old one, is passed
    over.
    """

    amount: Money
    visit_id: UUID | None = None


class AskedSale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount that the counter asks of whoever showed a member code, which it has read before."""

    amount: Money
    member_code: MemberCode


class CodeOfMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a customer's phone shows."""

    code: MemberCode


class CodeHolder(msgspec.Struct, frozen=True):
    """Whoever shows a code: by name only if they are a member of this merchant."""

    nickname: str | None
    member_since: datetime | None


class SaleRefundWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much of a payment goes back, and why."""

    amount: Money
    reason: Annotated[str, Meta(min_length=1, max_length=300, examples=["typed wrong"])]


class PayCode(msgspec.Struct, frozen=True):
    """What a printed payment code of a store says: an address that any phone opens, and the same as an EMVCo
    payload for markets whose wallets read those; null where the market has none.
    """

    url: str
    emvco: str | None


class Sale(msgspec.Struct, frozen=True):
    """An amount paid in a shop, as its counter sees it. `asked_by` is the clerk who asked for it; null: the
    payer typed it.
    """

    order_id: UUID
    number: str
    total: Money
    refunded: Money
    state: orders.OrderState
    asked_by: str | None
    placed_at: datetime
    paid_at: datetime | None


class SaleList(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[Sale]


class ShopMember(msgspec.Struct, frozen=True):
    """Somebody who agreed that this merchant knows them by name, and on what occasion."""

    member_id: UUID
    nickname: str
    how: members.How
    joined_at: datetime


class ShopMemberPage(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[ShopMember]
    next_cursor: Cursor


def sale_of(sale: orders.Sale) -> Sale:
    return Sale(
        order_id=sale.order_id,
        number=sale.number,
        total=money_of(sale.total),
        refunded=money_of(sale.refunded),
        state=sale.state,
        asked_by=sale.clerk_name or None,
        placed_at=sale.placed_at,
        paid_at=sale.paid_at,
    )


def member_of(member: members.Member, person: identity.Person) -> ShopMember:
    return ShopMember(member.member_id, person.nickname, member.how, member.joined_at)
