"""Our adapter to Alipay: precreate (a code to scan), page (a desktop's browser), wap (a phone's)."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from linli.kernel.log import logger
from linli.modules.payments.bills import Bill
from linli.modules.payments.checkouts import Acknowledgement, Ask, Checkout, CheckoutKind, Method, Situation
from linli.modules.payments.model import Intent, News, NewsKind, Refund
from linli.modules.payments.providers.alipay import messages
from linli.modules.payments.providers.alipay.client import Client
from linli.modules.payments.providers.alipay.days import bill_of
from linli.modules.payments.providers.alipay.keys import AlipayKeys
from linli.modules.payments.providers.alipay.messages import Said
from linli.modules.payments.providers.bill_tables import BEIJING
from linli.modules.payments.providers.trade_numbers import (
    ours,
    read_trade_number,
    refund_number,
    trade_number,
)
from linli.modules.payments.providers.yuan import yuan
from linli.modules.payments.refusals import (
    ALREADY_PAID,
    PAYMENT_CLOSED,
    PROVIDER_UNREACHABLE,
    SIGNATURE_WRONG,
)

log = logger(__name__)
CNY = frozenset(("CNY",))
DESKTOP = frozenset((Situation.DESKTOP,))
PHONE = frozenset((Situation.PHONE, Situation.ALIPAY))
METHODS = {
    "precreate": Method(code="precreate", kind=CheckoutKind.QR, situations=DESKTOP, currencies=CNY),
    "page": Method(code="page", kind=CheckoutKind.REDIRECT, situations=DESKTOP, currencies=CNY),
    "wap": Method(code="wap", kind=CheckoutKind.REDIRECT, situations=PHONE, currencies=CNY),
}
PAGES = {
    "page": ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
    "wap": ("alipay.trade.wap.pay", "QUICK_WAP_PAY"),
}
# Alipay forbids the first four in a subject; braces would mislead the SDK where it looks for what was signed.
NOT_IN_SUBJECT = re.compile(r"[/=&,{}\\\"\x00-\x1f]")
LONGEST_SUBJECT, LONGEST_REASON = 256, 256


class AlipayGateway:
    """Speaks to Alipay as one merchant. A payment is known to it by `trade_number` until it is paid, and by
    Alipay's own number from then on; a refund by `refund_number` always.
    """

    name = "alipay"
    accepted = Acknowledgement(status=200, body=b"success")

    def __init__(self, keys: AlipayKeys) -> None:
        strange = sorted(set(keys.products) - set(METHODS))
        if strange or not keys.products:
            raise ValueError(f"Alipay: products are some of {', '.join(METHODS)}")
        self._keys = keys
        self._client = Client(keys)
        self.methods = tuple(METHODS[name] for name in keys.products)

    async def create(self, intent: Intent, ask: Ask) -> Checkout:
        """A page is only an address that we have signed: Alipay hears of it when the payer opens it."""
        if intent.currency != "CNY":
            raise ValueError(f"Alipay takes no {intent.currency}")
        number = trade_number(intent)
        content = {
            "out_trade_no": number,
            "total_amount": yuan(intent.amount_minor),
            "subject": NOT_IN_SUBJECT.sub(" ", intent.subject)[:LONGEST_SUBJECT],
            "time_expire": f"{intent.expires_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}",
        }
        if ask.method in PAGES:
            method, content["product_code"] = PAGES[ask.method]
            more = {"return_url": ask.return_url, "notify_url": ask.notify_url}
            return Checkout(provider_ref=number, pay_url=self._client.page(method, content, **more))
        said = await self._client.ask("alipay.trade.precreate", content, notify_url=ask.notify_url)
        if said.no in messages.PAID:
            raise ALREADY_PAID()
        if said.no in messages.CLOSED:
            raise PAYMENT_CLOSED()
        if not said.text("qr_code"):
            raise _nothing(said)
        return Checkout(provider_ref=number, kind=CheckoutKind.QR, qr=said.text("qr_code"))

    async def query(self, intent: Intent) -> News | None:
        """None also for a page that nobody has opened and a code that nobody has scanned: Alipay begins a
        payment only then.
        """
        number = trade_number(intent)
        said = await self._client.ask("alipay.trade.query", {"out_trade_no": number})
        if said.no in messages.UNKNOWN:
            return None
        if not said.well or said.text("out_trade_no") != number:
            raise _nothing(said)
        try:
            return _trade_news("query", said, intent.intent_id)
        except ValueError:
            raise PROVIDER_UNREACHABLE() from None

    async def close(self, intent: Intent) -> None:
        """Closed, and not called off (`cancel`): that would send money back without our books. A code that
        nobody has scanned yet cannot be closed; it ends with the intent's time.
        """
        said = await self._client.ask("alipay.trade.close", {"out_trade_no": trade_number(intent)})
        if said.well or said.no in messages.UNKNOWN | messages.CLOSED:
            return
        if said.no in messages.STATE_WRONG:
            news = await self.query(intent)
            if news is not None and news.kind is NewsKind.PAID:
                raise ALREADY_PAID()
            if news is not None and news.kind is NewsKind.CLOSED:
                return
        raise _nothing(said)

    async def refund(self, intent: Intent, refund: Refund) -> News:
        """Alipay says at once whether the money has moved; a repeat says that it moves none."""
        content = {
            "trade_no": intent.provider_ref,
            "out_request_no": refund_number(refund),
            "refund_amount": yuan(refund.amount_minor),
            "refund_reason": refund.reason[:LONGEST_REASON],
        }
        said = await self._client.ask("alipay.trade.refund", content)
        if said.text("code") == messages.BUSINESS_NO and said.no not in messages.REFUND_LATER:
            told = (said.no[: messages.LONGEST_NAME], refund.amount_minor, refund.currency)
            return News("answer", NewsKind.REFUND_FAILED, refund.refund_id, *told)
        if not said.well:
            raise _nothing(said)
        if said.text("fund_change") == "Y":
            return _refund_news("answer", NewsKind.REFUNDED, refund)
        found = await self.query_refund(intent, refund)
        return found or _refund_news("answer", NewsKind.PENDING, refund)

    async def query_refund(self, intent: Intent, refund: Refund) -> News | None:
        content = {"trade_no": intent.provider_ref, "out_request_no": refund_number(refund)}
        said = await self._client.ask("alipay.trade.fastpay.refund.query", content)
        if said.no in messages.UNKNOWN or (said.well and not said.text("out_request_no")):
            return None
        if not said.well:
            raise _nothing(said)
        done = said.text("refund_status") == "REFUND_SUCCESS"
        return _refund_news("query", NewsKind.REFUNDED if done else NewsKind.PENDING, refund)

    async def bill(self, day: date, zone: str) -> Bill:
        return await bill_of(self._client, self.name, day, zone)

    async def read_callback(
        self, headers: Mapping[str, str], path: str, body: bytes, now: datetime
    ) -> News | None:
        """Alipay signs no time, so a repeat is as good as the first; it counts once by its number.

        Refuses: signature_wrong, for a forged or unreadable callback alike.
        """
        told = self._client.read(body)
        if told is None:
            raise SIGNATURE_WRONG()
        said = Said(told)
        reference = ours(read_trade_number, said.text("out_trade_no"))
        status = said.text("trade_status")
        # Closed after it was paid: all of it was sent back, which the refunds themselves have told us.
        returned = status == "TRADE_CLOSED" and said.text("gmt_payment")
        if said.text("app_id") != self._keys.app_id or reference is None or returned:
            return None
        try:
            return _trade_news(f"{said.name('notify_id')}:{status}", said, reference)
        except ValueError:
            raise SIGNATURE_WRONG() from None


def _trade_news(event_id: str, said: Said, intent_id: UUID) -> News:
    """Raises ValueError for a payment without its number or amount."""
    kind = messages.TRADES.get(said.text("trade_status"), NewsKind.PENDING)
    if kind is NewsKind.PAID:
        return News(event_id, kind, intent_id, said.name("trade_no"), said.fen("total_amount"), "CNY")
    return News(event_id, kind, intent_id, said.name("out_trade_no"), 0, "CNY")


def _refund_news(event_id: str, kind: NewsKind, refund: Refund) -> News:
    told = (refund_number(refund), refund.amount_minor, refund.currency)
    return News(event_id, kind, refund.refund_id, *told)


def _nothing(said: Said) -> Exception:
    log.warning("Alipay said no", said=said.no[: messages.LONGEST_NAME])
    return PROVIDER_UNREACHABLE()
