"""Our adapter to WeChat Pay: native (a code to scan), h5 (a phone's browser), jsapi (inside WeChat)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from urllib.parse import quote
from uuid import UUID

from wechatpayv3 import WeChatPayType

from linli.kernel.log import logger
from linli.modules.payments.bills import Bill
from linli.modules.payments.checkouts import Acknowledgement, Ask, Checkout, CheckoutKind, Method, Situation
from linli.modules.payments.model import Intent, News, NewsKind, Refund
from linli.modules.payments.providers.bill_tables import BEIJING
from linli.modules.payments.providers.trade_numbers import (
    ours,
    read_refund_number,
    read_trade_number,
    refund_number,
    trade_number,
)
from linli.modules.payments.providers.wechat_pay import messages
from linli.modules.payments.providers.wechat_pay.client import Answer, Client
from linli.modules.payments.providers.wechat_pay.days import bill_of
from linli.modules.payments.providers.wechat_pay.keys import WeChatPayKeys
from linli.modules.payments.providers.wechat_pay.payers import Payers
from linli.modules.payments.refusals import (
    ALREADY_PAID,
    PAYMENT_CLOSED,
    PROVIDER_UNREACHABLE,
    SIGNATURE_WRONG,
)

log = logger(__name__)
T = TypeVar("T")
CNY = frozenset(("CNY",))
NATIVE = Method(
    code="native", kind=CheckoutKind.QR, situations=frozenset((Situation.DESKTOP,)), currencies=CNY
)
H5 = Method(code="h5", kind=CheckoutKind.REDIRECT, situations=frozenset((Situation.PHONE,)), currencies=CNY)
JSAPI = Method(
    code="jsapi",
    kind=CheckoutKind.BRIDGE,
    situations=frozenset((Situation.WECHAT,)),
    currencies=CNY,
    needs_payer=True,
)
METHODS = {"native": NATIVE, "h5": H5, "jsapi": JSAPI}
TYPES = {"native": WeChatPayType.NATIVE, "h5": WeChatPayType.H5, "jsapi": WeChatPayType.JSAPI}
# Bytes of a description and of a refund's reason.
LONGEST_DESCRIPTION, LONGEST_REASON = 127, 80
SKEW = timedelta(minutes=5)
LONGEST_STAMP = 12


class WeChatPayGateway:
    """Speaks to WeChat Pay as one merchant. It is known to it by `trade_number` until it is paid, and by
    WeChat Pay's own number from then on.
    """

    name = "wechat_pay"
    accepted = Acknowledgement()

    def __init__(self, keys: WeChatPayKeys) -> None:
        self._keys = keys
        self._client = Client(keys)
        self._payers = Payers(keys)
        strange = sorted(set(keys.products) - set(METHODS))
        if strange or not keys.products:
            raise ValueError(f"WeChat Pay: products are some of {', '.join(METHODS)}")
        # Without the official account's secret nobody is recognized inside WeChat.
        offered = [METHODS[name] for name in keys.products]
        self.methods = tuple(one for one in offered if keys.app_secret or not one.needs_payer)

    def recognition_url(self, back: str, state: str) -> str:
        return self._payers.recognition_url(back, state)

    async def recognize(self, query: Mapping[str, str]) -> str:
        """The payer's openid. Refuses: provider_unreachable."""
        return await self._payers.recognize(query)

    async def create(self, intent: Intent, ask: Ask) -> Checkout:
        asked = {
            "description": _cut(intent.subject, LONGEST_DESCRIPTION),
            "out_trade_no": trade_number(intent),
            "amount": {"total": _fen(intent), "currency": intent.currency},
            "time_expire": intent.expires_at.astimezone(BEIJING).replace(microsecond=0).isoformat(),
            "notify_url": ask.notify_url,
            "pay_type": TYPES[ask.method],
        }
        if ask.method == "h5":
            asked["scene_info"] = {"payer_client_ip": ask.payer_ip, "h5_info": {"type": "Wap"}}
        elif ask.method == "jsapi":
            asked["payer"] = {"openid": ask.payer}
        answer = await self._client.ask(lambda pay: pay.pay(**asked))
        if answer.code in messages.PAID:
            raise ALREADY_PAID()
        if answer.code in messages.CLOSED:
            raise PAYMENT_CLOSED()
        return self._checkout(intent, ask, _read(answer, messages.Made))

    def _checkout(self, intent: Intent, ask: Ask, made: messages.Made) -> Checkout:
        number = trade_number(intent)
        if ask.method == "native" and made.code_url:
            return Checkout(provider_ref=number, kind=CheckoutKind.QR, qr=made.code_url)
        if ask.method == "h5" and made.h5_url:
            back = quote(ask.return_url, safe="")
            return Checkout(provider_ref=number, pay_url=f"{made.h5_url}&redirect_url={back}")
        if ask.method == "jsapi" and made.prepay_id:
            stamp, nonce = str(int(ask.at.timestamp())), made.prepay_id[-32:]
            package = f"prepay_id={made.prepay_id}"
            signature = self._client.sign(self._keys.app_id, stamp, nonce, package)
            bridge = {"appId": self._keys.app_id, "timeStamp": stamp, "nonceStr": nonce, "package": package}
            bridge |= {"signType": "RSA", "paySign": signature}
            return Checkout(provider_ref=number, kind=CheckoutKind.BRIDGE, bridge=bridge)
        raise PROVIDER_UNREACHABLE()

    async def query(self, intent: Intent) -> News | None:
        number = trade_number(intent)
        answer = await self._client.ask(lambda pay: pay.query(out_trade_no=number))
        if answer.code in messages.UNKNOWN:
            return None
        trade = _read(answer, messages.Trade)
        if trade.out_trade_no != number or trade.mchid != self._keys.merchant_id:
            raise PROVIDER_UNREACHABLE()
        return _trade_news("query", trade, intent.intent_id)

    async def close(self, intent: Intent) -> None:
        number = trade_number(intent)
        answer = await self._client.ask(lambda pay: pay.close(out_trade_no=number))
        if answer.code in messages.PAID:
            raise ALREADY_PAID()
        if not (answer.status < 300 or answer.code in messages.CLOSED | messages.UNKNOWN):
            raise PROVIDER_UNREACHABLE()

    async def refund(self, intent: Intent, refund: Refund) -> News:
        """WeChat Pay first says that it is under way, so it is asked about at once; where it is not over,
        the timetable asks again.
        """
        asked = {
            "out_refund_no": refund_number(refund),
            "transaction_id": intent.provider_ref,
            "amount": {
                "refund": refund.amount_minor,
                "total": intent.amount_minor,
                "currency": intent.currency,
            },
            "reason": _cut(refund.reason, LONGEST_REASON),
        }
        answer = await self._client.ask(lambda pay: pay.refund(**asked))
        if answer.code in messages.REFUND_NEVER:
            told = (answer.code, refund.amount_minor, refund.currency)
            return News("answer", NewsKind.REFUND_FAILED, refund.refund_id, *told)
        news = _refund_news("answer", _read(answer, messages.Refunded), refund.refund_id)
        if news.kind is NewsKind.PENDING:
            news = await self.query_refund(intent, refund) or news
        return news

    async def query_refund(self, intent: Intent, refund: Refund) -> News | None:
        number = refund_number(refund)
        answer = await self._client.ask(lambda pay: pay.query_refund(out_refund_no=number))
        if answer.code in messages.UNKNOWN:
            return None
        return _refund_news("query", _read(answer, messages.Refunded), refund.refund_id)

    async def bill(self, day: date, zone: str) -> Bill:
        return await bill_of(self._client, self.name, day, zone)

    async def read_callback(
        self, headers: Mapping[str, str], path: str, body: bytes, now: datetime
    ) -> News | None:
        """Refuses: signature_wrong, for a forged, stale or unreadable callback alike."""
        stamp = headers.get("wechatpay-timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_STAMP):
            raise SIGNATURE_WRONG()
        if abs(datetime.fromtimestamp(int(stamp), UTC) - now) > SKEW:
            raise SIGNATURE_WRONG()
        told = self._client.read(headers, body)
        if told is None and self._client.wants_certificates:
            await self._client.renew_certificates()
            told = self._client.read(headers, body)
        if told is None:
            raise SIGNATURE_WRONG()
        try:
            notice = messages.convert(told, messages.Notice)
            return self._notice_news(notice)
        except ValueError:
            raise SIGNATURE_WRONG() from None

    def _notice_news(self, notice: messages.Notice) -> News | None:
        """What is genuine but another merchant's, or no payment or refund of ours, says nothing to us."""
        subject = notice.event_type.partition(".")[0]
        if subject == "TRANSACTION":
            trade = messages.convert(notice.resource, messages.Trade)
            reference = ours(read_trade_number, trade.out_trade_no)
            mine = trade.mchid == self._keys.merchant_id and trade.appid == self._keys.app_id
            return _trade_news(notice.id, trade, reference) if reference and mine else None
        if subject == "REFUND":
            made = messages.convert(notice.resource, messages.Refunded)
            reference = ours(read_refund_number, made.out_refund_no)
            mine = made.mchid == self._keys.merchant_id
            return _refund_news(notice.id, made, reference) if reference and mine else None
        return None


def _trade_news(event_id: str, trade: messages.Trade, intent_id: UUID) -> News:
    """Raises PROVIDER_UNREACHABLE for a payment without its amount: that tells nothing."""
    kind = messages.TRADES.get(trade.trade_state, NewsKind.PENDING)
    if kind is NewsKind.PAID:
        if trade.amount is None or not trade.transaction_id:
            raise PROVIDER_UNREACHABLE()
        told = (trade.transaction_id, trade.amount.total, trade.amount.currency)
    else:
        told = (trade.out_trade_no, 0, "CNY")
    return News(event_id, kind, intent_id, *told)


def _refund_news(event_id: str, made: messages.Refunded, refund_id: UUID) -> News:
    kind = messages.REFUNDS.get(made.state, NewsKind.PENDING)
    return News(event_id, kind, refund_id, made.refund_id, made.amount.refund, made.amount.currency)


def _read(answer: Answer, kind: type[T]) -> T:
    if answer.status >= 300:
        log.warning("WeChat Pay said no", status=answer.status, said=answer.code)
        raise PROVIDER_UNREACHABLE(status=answer.status)
    try:
        return messages.read(answer.body, kind)
    except ValueError:
        raise PROVIDER_UNREACHABLE() from None


def _fen(intent: Intent) -> int:
    """Raises ValueError in another currency: its methods are not offered there."""
    if intent.currency != "CNY":
        raise ValueError(f"WeChat Pay takes no {intent.currency}")
    return intent.amount_minor


def _cut(text: str, longest: int) -> str:
    """The beginning of a text, in at most `longest` bytes and whole characters."""
    return text.encode()[:longest].decode("utf-8", "ignore")
