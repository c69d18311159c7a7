"""Members, and the codes they show."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids


class How(StrEnum):
    """On what occasion somebody became a member."""

    PAYMENT = "payment"  # on the receipt of what they paid in the shop
    CODE = "code"  # by a code of the shop that they scanned
    STORE_PAGE = "store_page"
    COUNTER = "counter"


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's membership of a merchant; `store_id` is where it began."""

    member_id: UUID
    merchant_id: UUID
    person_id: UUID
    store_id: UUID
    how: How
    order_id: UUID | None
    joined_at: datetime


class ShownCode(msgspec.Struct, frozen=True):
    """A code that a phone shows now; it is good until `expires_at`."""

    digits: str
    expires_at: datetime

    @property
    def grouped(self) -> str:
        return ids.grouped(self.digits)
