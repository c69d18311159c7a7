"""WeChat Pay's messages and what they mean in our words. It writes amounts in fen."""

from typing import Annotated, Any, TypeVar

import msgspec

from linli.modules.payments.model import NewsKind

T = TypeVar("T")
# What our books can hold: PostgreSQL has no NUL in texts and no whole number beyond 64 bits.
Text = Annotated[str, msgspec.Meta(pattern=r"^[^\x00]*\Z", max_length=255)]
Fen = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]

# REFUND: paid, and then given back in part or whole. REVOKED is told of codes shown at a till.
TRADES = {
    "SUCCESS": NewsKind.PAID,
    "REFUND": NewsKind.PAID,
    "NOTPAY": NewsKind.PENDING,
    "USERPAYING": NewsKind.PENDING,
    "ACCEPT": NewsKind.PENDING,
    "CLOSED": NewsKind.CLOSED,
    "REVOKED": NewsKind.CLOSED,
    "PAYERROR": NewsKind.FAILED,
}
# ABNORMAL: the payer's bank did not take it back, and CLOSED: it was called off. A person must look at both.
REFUNDS = {
    "SUCCESS": NewsKind.REFUNDED,
    "PROCESSING": NewsKind.PENDING,
    "CLOSED": NewsKind.REFUND_FAILED,
    "ABNORMAL": NewsKind.REFUND_FAILED,
}
# Asking for the same refund again will not change these answers: a person must look.
REFUND_NEVER = frozenset(
    (
        "INVALID_REQUEST",
        "NOT_ENOUGH",
        "USER_ACCOUNT_ABNORMAL",
        "TRADE_OVERDUE",
        "TRADE_STATE_ERROR",
        "RESOURCE_NOT_EXISTS",
        "ORDER_NOT_EXIST",
    )
)
UNKNOWN = frozenset(("ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"))
PAID = frozenset(("ORDERPAID", "ORDER_PAID"))
CLOSED = frozenset(("ORDER_CLOSED", "ORDERCLOSED"))


class Amount(msgspec.Struct):
    total: Fen
    currency: Text = "CNY"


class Trade(msgspec.Struct):
    """A payment, asked for or told of. A payment that nobody has begun has no amount yet."""

    out_trade_no: Text
    trade_state: Text
    mchid: Text = ""
    appid: Text = ""
    transaction_id: Text = ""
    amount: Amount | None = None


class RefundAmount(msgspec.Struct):
    refund: Fen
    total: Fen = 0
    currency: Text = "CNY"


class Refunded(msgspec.Struct):
    """A refund: an answer calls its state `status`, a notification `refund_status`."""

    out_refund_no: Text
    refund_id: Text
    amount: RefundAmount
    status: Text = ""
    refund_status: Text = ""
    mchid: Text = ""

    @property
    def state(self) -> str:
        return self.status or self.refund_status


class Made(msgspec.Struct):
    """The answer to a new payment: one of the three, by the way it is to be paid."""

    code_url: Text = ""
    h5_url: Annotated[str, msgspec.Meta(pattern=r"^[^\x00]*\Z", max_length=1024)] = ""
    prepay_id: Text = ""


class BillPlace(msgspec.Struct):
    download_url: str
    hash_type: str
    hash_value: str


class Notice(msgspec.Struct):
    """A notification, once verified and decrypted."""

    id: Text
    event_type: Text
    resource: dict[str, Any]


def read(body: bytes, kind: type[T]) -> T:
    """The message. Raises ValueError for what is not one."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ValueError("WeChat Pay said something that we cannot read") from None


def convert(told: Any, kind: type[T]) -> T:
    """The same of what is decoded already. Raises ValueError."""
    try:
        return msgspec.convert(told, kind)
    except msgspec.ValidationError:
        raise ValueError("WeChat Pay told something that we cannot read") from None
