"""A simulator of WeChat Pay (API v3) on this machine: checks, books, notifies, writes bills."""

import datetime as dt
import gzip
import hashlib
import json
import secrets
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import serialization

from tests.simulators.post import Letter, Post
from tests.simulators.server import Answer, Call, Program
from tests.simulators.wechat_pay import asking, bill, signing
from tests.simulators.wechat_pay.book import Order, RefundRow
from tests.simulators.wechat_pay.keys import Keys

Json = dict[str, Any]


class WeChatPay(Program):
    """`orders` is its book. Beside the common switches: `refund_ends`, how a refund stands once asked about;
    `refuse_refund`, the code of a refund's refusal; `pays_another`, an amount in fen that is booked and not
    the one asked for; `forge_news`, sign notifications with a stranger's key; `news_age`, seconds;
    `spoil_bill`: change its bytes after its hash was told; `bill_text`: a bill of the test's own.
    """

    def __init__(self, keys: Keys | None = None, port: int = 0) -> None:
        super().__init__(port)
        self.keys = keys or Keys()
        self.post = Post()
        self.orders: dict[str, Order] = {}
        self.refund_ends = "SUCCESS"
        self.refuse_refund = ""
        self.pays_another: int | None = None
        self.forge_news = False
        self.news_age = 0
        self.spoil_bill = False
        self.bill_text: str | None = None
        # What WeChat's sign-in has handed out and nobody has used yet.
        self.codes: set[str] = set()
        self._bills: dict[str, bytes] = {}
        self._routes()

    def _routes(self) -> None:
        number = r"([^/]+)"
        self._signed("POST", r"/v3/pay/transactions/(native|jsapi|h5)", self._create)
        self._signed("GET", rf"/v3/pay/transactions/out-trade-no/{number}", self._query)
        self._signed("POST", rf"/v3/pay/transactions/out-trade-no/{number}/close", self._close)
        self._signed("POST", r"/v3/refund/domestic/refunds", self._refund)
        self._signed("GET", rf"/v3/refund/domestic/refunds/{number}", self._query_refund)
        self._signed("GET", r"/v3/bill/tradebill", self._bill_place)
        self._signed("GET", r"/v3/billdownload/file", self._bill_file)
        self._signed("GET", r"/v3/certificates", self._certificates)

    # Signatures, both ways.

    def _signed(self, method: str, pattern: str, handler: Callable[..., Answer]) -> None:
        def checked(call: Call, *names: str) -> Answer:
            fault = signing.fault_in(call, self.keys)
            if fault:
                return self.refuse(401, "SIGN_ERROR", fault)
            with self.lock:
                return self.disturbed(lambda: handler(call, *names))

        self.route(method, pattern, checked)

    def _say(self, told: Json | None) -> Answer:
        body = b"" if told is None else json.dumps(told, ensure_ascii=False).encode()
        key = self.keys.stranger if self.switches.take("forge_answers") else None
        return Answer(204 if told is None else 200, body, signing.signed_headers(self.keys, body, key=key))

    def refuse(self, status: int, code: str, message: str) -> Answer:
        body = json.dumps({"code": code, "message": message}).encode()
        return Answer(status, body, signing.signed_headers(self.keys, body))

    # Payments.

    def _create(self, call: Call, way: str) -> Answer:
        asked = json.loads(call.body)
        fault = asking.fault_in_payment(way, asked, self.keys)
        if fault:
            return self.refuse(400, "PARAM_ERROR", fault)
        known = self.orders.get(asked["out_trade_no"])
        if known is None:
            known = self.orders[asked["out_trade_no"]] = Order(asked["out_trade_no"], way, asked)
        if known.state in ("SUCCESS", "REFUND"):
            return self.refuse(400, "ORDERPAID", "paid already")
        if known.state == "CLOSED" or known.over:
            return self.refuse(400, "ORDER_CLOSED", "closed already")
        if (known.way, known.asked) != (way, asked):
            return self.refuse(403, "OUT_TRADE_NO_USED", "asked before in other words")
        if way == "native":
            return self._say({"code_url": known.code_url})
        if way == "h5":
            return self._say(
                {"h5_url": f"{self.url}/h5?prepay_id={known.prepay_id}&package={secrets.token_hex(4)}"}
            )
        return self._say({"prepay_id": known.prepay_id})

    def _query(self, call: Call, number: str) -> Answer:
        if _query_of(call).get("mchid") != self.keys.merchant_id:
            return self.refuse(400, "PARAM_ERROR", "mchid")
        order = self.orders.get(number)
        if order is None:
            return self.refuse(404, "ORDER_NOT_EXIST", "no such order")
        return self._say(order.told(self.keys.app_id, self.keys.merchant_id))

    def _close(self, call: Call, number: str) -> Answer:
        order = self.orders.get(number)
        if json.loads(call.body).get("mchid") != self.keys.merchant_id:
            return self.refuse(400, "PARAM_ERROR", "mchid")
        if order is None:
            return self.refuse(404, "ORDER_NOT_EXIST", "no such order")
        if order.state in ("SUCCESS", "REFUND"):
            return self.refuse(400, "ORDERPAID", "paid already")
        order.state = "CLOSED"
        return self._say(None)

    def pay(self, order: Order) -> bool:
        """The payer pays; the notification goes out. False where nobody may pay this any more."""
        with self.lock:
            if order.state != "NOTPAY" or order.over:
                return False
            order.pay(self.pays_another or order.total)
        self.tell(order)
        return True

    def in_window(self, told: Json) -> str:
        """What WeChat answers to a page that hands it signed parameters; the payer agrees at once."""
        fail = "get_brand_wcpay_request:fail"
        prepaid = {f"prepay_id={one.prepay_id}": one for one in self.orders.values()}
        order = prepaid.get(told["package"])
        text = "".join(f"{told[name]}\n" for name in ("appId", "timeStamp", "nonceStr", "package")).encode()
        signed = signing.verified(self.keys.merchant, told["paySign"], text) and told["signType"] == "RSA"
        if order is None or not signed or told["appId"] != self.keys.app_id:
            return fail
        return "get_brand_wcpay_request:ok" if self.pay(order) else fail

    def tell(self, order: Order) -> None:
        """The notification of a payment; again, it is the same one."""
        told = order.told(self.keys.app_id, self.keys.merchant_id)
        self._notify(order.asked["notify_url"], "TRANSACTION.SUCCESS", told, order.transaction_id)

    def _notify(self, url: str, event: str, told: Json, about: str) -> None:
        event_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{event} {about}"))
        body = signing.notification(self.keys, event_id, event, told)

        def make() -> tuple[dict[str, str], bytes]:
            key = self.keys.stranger if self.forge_news else None
            at = int(dt.datetime.now(dt.UTC).timestamp()) - self.news_age
            return signing.signed_headers(self.keys, body, key=key, at=at), body

        self.post.give(Letter(url, make))

    # Refunds.

    def _refund(self, call: Call) -> Answer:
        asked = json.loads(call.body)
        fault = asking.fault_in_refund(asked)
        if fault:
            return self.refuse(400, "PARAM_ERROR", fault)
        order = self._order_of(asked)
        if order is None or order.paid_at is None:
            return self.refuse(404, "RESOURCE_NOT_EXISTS", "no such payment")
        if self.refuse_refund:
            return self.refuse(403, self.refuse_refund, "refused by a switch")
        known, amount = order.refunds.get(asked["out_refund_no"]), asked["amount"]
        if known is not None and known.refund != amount["refund"]:
            return self.refuse(400, "INVALID_REQUEST", "asked before for another amount")
        if known is None:
            if amount["total"] != order.paid or order.returned + amount["refund"] > order.paid:
                return self.refuse(400, "INVALID_REQUEST", "more than was paid")
            url, why = asked.get("notify_url", ""), asked.get("reason", "")
            known = RefundRow(asked["out_refund_no"], order, amount["refund"], why, url)
            order.refunds[known.out_refund_no] = known
            order.state = "REFUND"
            answer = self._say(known.told())
            self.end_refund(known)
            return answer
        return self._say(known.told())

    def end_refund(self, one: RefundRow) -> None:
        """Some time after it was taken, the bank has an answer; the first answer is always "processing"."""
        one.status = self.refund_ends
        if one.status != "PROCESSING":
            told = one.notified(self.keys.merchant_id)
            self._notify(one.notify_url, f"REFUND.{one.status}", told, one.refund_id)

    def _order_of(self, asked: Json) -> Order | None:
        if "out_trade_no" in asked:
            return self.orders.get(asked["out_trade_no"])
        number = asked["transaction_id"]
        return next((one for one in self.orders.values() if one.transaction_id == number), None)

    def _query_refund(self, call: Call, number: str) -> Answer:
        for order in self.orders.values():
            if number in order.refunds:
                return self._say(order.refunds[number].told())
        return self.refuse(404, "RESOURCE_NOT_EXISTS", "no such refund")

    # Bills and certificates.

    def _bill_place(self, call: Call) -> Answer:
        asked = _query_of(call)
        day = dt.date.fromisoformat(asked["bill_date"])
        text = (
            bill.bill_of(day, self.orders.values(), self.keys) if self.bill_text is None else self.bill_text
        )
        if not text:
            return self.refuse(400, "NO_STATEMENT_EXIST", "nothing was booked that day")
        plain, token = text.encode(), secrets.token_urlsafe(16)
        told = hashlib.sha1(plain).hexdigest()
        if self.spoil_bill:
            plain = plain.replace(b"OTHERS", b"OTHER_", 1)
        self._bills[token] = gzip.compress(plain) if asked.get("tar_type") == "GZIP" else plain
        place = f"{self.url}/v3/billdownload/file?token={token}&tartype=gzip"
        return self._say({"download_url": place, "hash_type": "SHA1", "hash_value": told})

    def _bill_file(self, call: Call) -> Answer:
        """Not signed: that is what the hash is for."""
        found = self._bills.get(_query_of(call).get("token", ""))
        if found is None:
            return self.refuse(400, "INVALID_REQUEST", "the address is too old")
        return Answer(200, found, {"Content-Type": "application/octet-stream"})

    def _certificates(self, call: Call) -> Answer:
        certificate = self.keys.certificate
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        data = {
            "serial_no": f"{certificate.serial_number:X}",
            "effective_time": certificate.not_valid_before_utc.isoformat(),
            "expire_time": certificate.not_valid_after_utc.isoformat(),
            "encrypt_certificate": signing.encrypted(self.keys, pem, "certificate"),
        }
        return self._say({"data": [data]})


def _query_of(call: Call) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(call.target).query).items()}
