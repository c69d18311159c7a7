"""Douyin's answers, as far as we read them; whatever else they hold is passed over. Amounts are fen."""

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Extra(msgspec.Struct, frozen=True):
    """What its gateway says of a call; `logid` is what its support asks for."""

    error_code: int = 0
    description: str = ""
    logid: str = ""


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """What the service behind the gateway says."""

    error_code: int = 0
    description: str = ""


class Answer(msgspec.Struct, Generic[T], frozen=True):
    data: T
    extra: Extra = Extra()

    def code(self) -> int:
        """The first of the two that is not nothing."""
        return self.extra.error_code or int(getattr(self.data, "error_code", 0))

    def words(self) -> str:
        return str(getattr(self.data, "description", "")) or self.extra.description


class Token(Data, frozen=True, kw_only=True):
    access_token: str = ""
    expires_in: int = 0


class Amount(msgspec.Struct, frozen=True):
    original_amount: int = 0
    list_market_amount: int = 0
    pay_amount: int = 0


class Sku(msgspec.Struct, frozen=True):
    title: str = ""
    groupon_type: int = 1
    market_price: int = 0


class Certificate(msgspec.Struct, frozen=True):
    encrypted_code: str
    amount: Amount = Amount()
    sku: Sku = Sku()
    certificate_id: int | str = ""
    expire_time: int = 0


class Prepared(Data, frozen=True, kw_only=True):
    verify_token: str = ""
    order_id: str = ""
    certificates: list[Certificate] | None = None


class Result(msgspec.Struct, frozen=True):
    result: int
    msg: str = ""
    code: str = ""
    verify_id: str = ""
    certificate_id: int | str = ""


class Verified(Data, frozen=True, kw_only=True):
    verify_results: list[Result] | None = None


class Record(msgspec.Struct, frozen=True):
    verify_id: str = ""
    certificate_id: int | str = ""
    verify_time: int = 0


class Standing(msgspec.Struct, frozen=True):
    status: int = 0
    verify: Record | None = None


class Got(Data, frozen=True, kw_only=True):
    certificate: Standing | None = None
