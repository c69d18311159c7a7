"""A simulator of Alipay's open platform on this machine: checks, books, notifies, writes bills."""

import datetime as dt
import json
import re
import secrets
from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.simulators.alipay import bill, signing
from tests.simulators.alipay.book import RefundRow, Trade, fen, moment, now, yuan
from tests.simulators.alipay.keys import Keys
from tests.simulators.post import Letter, Post
from tests.simulators.server import Answer, Call, Program

Json = dict[str, Any]
_NUMBER = re.compile(r"[0-9A-Za-z_]{1,64}")
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?")
PAGES = {"alipay.trade.page.pay": "FAST_INSTANT_TRADE_PAY", "alipay.trade.wap.pay": "QUICK_WAP_PAY"}


def said_no(sub_code: str, code: str = "40004") -> Json:
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code, "sub_msg": sub_code}


class Alipay(Program, ABC):
    """`trades` is its book. Beside the common switches: `refund_done`: whether a refund's money moves at
    once; `refuse_refund`, the sub code of a refund's refusal; `pays_another`, an amount in fen that is booked
    and not the one asked for; `forge_news`, sign notifications with a stranger's key; `bill_text`: a bill of
    the test's own; `scanned_at_once`: a payer stands ready, so that every trade begins.
    """

    def __init__(self, keys: Keys | None = None, port: int = 0) -> None:
        super().__init__(port)
        self.keys = keys or Keys()
        self.post = Post()
        self.trades: dict[str, Trade] = {}
        self.refund_done = True
        self.refuse_refund = ""
        self.pays_another: int | None = None
        self.forge_news = False
        self.bill_text: str | None = None
        self.scanned_at_once = False
        self._bills: dict[str, bytes] = {}
        self.route("GET", r"/gateway\.do", self._gateway)
        self.route("POST", r"/gateway\.do", self._gateway)
        self.route("GET", r"/bills/([\w-]+)", self._bill_file)
        self._business = {
            "alipay.trade.precreate": self._precreate,
            "alipay.trade.query": self._query,
            "alipay.trade.close": self._close,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._query_refund,
            "alipay.data.dataservice.bill.downloadurl.query": self._bill_place,
        }

    @property
    def gateway_url(self) -> str:
        return f"{self.url}/gateway.do"

    def fields_of(self, call: Call) -> dict[str, str]:
        text = urlsplit(call.target).query + ("&" if call.body else "") + call.body.decode()
        return dict(parse_qsl(text, keep_blank_values=True))

    def _gateway(self, call: Call) -> Answer:
        fields = self.fields_of(call)
        method = fields.get("method", "")
        code, sub_code = signing.fault_in(fields, self.keys)
        if method in PAGES:
            return Answer(403, sub_code.encode()) if code else self._cashier(method, fields)
        if code:
            # What is not known to come from the merchant gets an answer without a signature.
            name = method.replace(".", "_") + "_response"
            return Answer(200, json.dumps({name: said_no(sub_code, code)}).encode())
        with self.lock:
            return self.disturbed(lambda: self._answer(method, fields))

    def _answer(self, method: str, fields: dict[str, str]) -> Answer:
        handler = self._business.get(method)
        content = json.loads(fields["biz_content"])
        told = handler(content, fields) if handler else said_no("isv.invalid-method", "40002")
        key = self.keys.stranger if self.switches.take("forge_answers") else self.keys.alipay
        kind = {"Content-Type": "text/html;charset=utf-8"}
        return Answer(200, signing.answer_to(method, told, key), kind)

    # Payments.

    def _asked(self, method: str, fields: dict[str, str]) -> Trade | str:
        """The trade that is asked for, or the sub code of what is wrong with it."""
        asked = json.loads(fields["biz_content"])
        subject, number = str(asked.get("subject", "")), str(asked.get("out_trade_no", ""))
        amount = str(asked.get("total_amount", ""))
        if not _NUMBER.fullmatch(number) or not 1 <= len(subject) <= 256 or re.search(r"[/=&]", subject):
            return "ACQ.INVALID_PARAMETER"
        if not _AMOUNT.fullmatch(amount) or fen(amount) < 1:
            return "ACQ.INVALID_PARAMETER"
        if asked.get("product_code") != PAGES.get(method):
            return "ACQ.PRODUCT_CODE_INVALID"
        places = (fields.get("notify_url", ""), fields.get("return_url", ""))
        known = self.trades.setdefault(number, Trade(number, method, asked, *places))
        if known.status == "TRADE_SUCCESS":
            return "ACQ.TRADE_HAS_SUCCESS"
        if known.state == "TRADE_CLOSED":
            return "ACQ.TRADE_HAS_CLOSE"
        return known if known.asked == asked else "ACQ.CONTEXT_INCONSISTENT"

    def _precreate(self, content: Json, fields: dict[str, str]) -> Json:
        trade = self._asked("alipay.trade.precreate", fields)
        if isinstance(trade, str):
            return said_no(trade)
        trade.begun = trade.begun or self.scanned_at_once
        told = {"out_trade_no": trade.out_trade_no, "qr_code": trade.code}
        return {"code": "10000", "msg": "Success", **told}

    def _cashier(self, method: str, fields: dict[str, str]) -> Answer:
        """A payer has opened the page."""
        trade = self._asked(method, fields)
        if isinstance(trade, str):
            return Answer(400, trade.encode())
        return self.show_cashier(trade)

    @abstractmethod
    def show_cashier(self, trade: Trade) -> Answer:
        """What a payer sees who has opened the page, or has scanned the code."""

    def _find(self, content: Json) -> Trade | None:
        """By their number or ours; a trade that nobody has opened is not known."""
        for trade in self.trades.values():
            named = content.get("trade_no") == trade.trade_no
            if trade.begun and (named or content.get("out_trade_no") == trade.out_trade_no):
                return trade
        return None

    def _query(self, content: Json, fields: dict[str, str]) -> Json:
        trade = self._find(content)
        return trade.told() if trade else said_no("ACQ.TRADE_NOT_EXIST")

    def _close(self, content: Json, fields: dict[str, str]) -> Json:
        trade = self._find(content)
        if trade is None:
            return said_no("ACQ.TRADE_NOT_EXIST")
        if trade.state != "WAIT_BUYER_PAY":
            return said_no("ACQ.TRADE_STATUS_ERROR")
        trade.status = "TRADE_CLOSED"
        names = {"trade_no": trade.trade_no, "out_trade_no": trade.out_trade_no}
        return {"code": "10000", "msg": "Success", **names}

    def pay(self, trade: Trade) -> bool:
        """The payer pays; the notification goes out. False where nobody may pay this any more."""
        with self.lock:
            trade.begun = True
            if trade.state != "WAIT_BUYER_PAY":
                return False
            trade.pay(self.pays_another or trade.total)
        self.tell(trade)
        return True

    def tell(self, trade: Trade, **more: str) -> None:
        """The notification of how a trade stands; again, it is the same one."""
        assert trade.paid_at is not None
        told = {
            "notify_time": moment(now()),
            "notify_type": "trade_status_sync",
            "notify_id": f"{trade.trade_no}{len(more)}",
            "app_id": self.keys.app_id,
            "charset": "utf-8",
            "version": "1.0",
            "trade_no": trade.trade_no,
            "out_trade_no": trade.out_trade_no,
            "seller_id": self.keys.seller_id,
            "trade_status": trade.status,
            "subject": trade.asked["subject"],
            "total_amount": yuan(trade.paid),
            "receipt_amount": yuan(trade.paid),
            "gmt_payment": moment(trade.paid_at),
            **more,
        }

        def make() -> tuple[dict[str, str], bytes]:
            key = self.keys.stranger if self.forge_news else self.keys.alipay
            kind = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
            return kind, urlencode(signing.notification(told, key)).encode()

        self.post.give(Letter(trade.notify_url, make))

    # Refunds.

    def _refund(self, content: Json, fields: dict[str, str]) -> Json:
        trade, number = self._find(content), str(content.get("out_request_no", ""))
        if trade is None:
            return said_no("ACQ.TRADE_NOT_EXIST")
        if not _NUMBER.fullmatch(number) or not _AMOUNT.fullmatch(str(content.get("refund_amount", ""))):
            return said_no("ACQ.INVALID_PARAMETER")
        if self.refuse_refund:
            return said_no(self.refuse_refund)
        amount, known = fen(content["refund_amount"]), trade.refunds.get(number)
        if known is not None and known.refund != amount:
            return said_no("ACQ.DISCORDANT_REPEAT_REQUEST")
        if known is None:
            if trade.status != "TRADE_SUCCESS":
                return said_no("ACQ.TRADE_STATUS_ERROR")
            if trade.returned + amount > trade.paid:
                return said_no("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
            trade.refunds[number] = RefundRow(number, amount, self.refund_done)
            if trade.returned == trade.paid:
                trade.status = "TRADE_CLOSED"
            self.tell(trade, refund_fee=yuan(trade.returned), gmt_refund=moment(now()), out_biz_no=number)
        moved = known is None and self.refund_done
        return {
            "code": "10000",
            "msg": "Success",
            "trade_no": trade.trade_no,
            "out_trade_no": trade.out_trade_no,
            "fund_change": "Y" if moved else "N",
            "refund_fee": yuan(trade.returned),
        }

    def _query_refund(self, content: Json, fields: dict[str, str]) -> Json:
        trade = self._find(content)
        if trade is None:
            return said_no("ACQ.TRADE_NOT_EXIST")
        found = trade.refunds.get(content.get("out_request_no", ""))
        told = {"code": "10000", "msg": "Success"}
        if found is None:
            return told
        told |= {"out_request_no": found.out_request_no, "refund_amount": yuan(found.refund)}
        return {**told, "refund_status": "REFUND_SUCCESS"} if found.done else told

    # Bills.

    def _bill_place(self, content: Json, fields: dict[str, str]) -> Json:
        day = dt.date.fromisoformat(content["bill_date"])
        text = (
            bill.bill_of(day, self.trades.values(), self.keys) if self.bill_text is None else self.bill_text
        )
        if not text:
            return said_no("isp.bill_not_exist")
        name = secrets.token_urlsafe(12)
        self._bills[name] = bill.packed(text, day, self.keys)
        return {"code": "10000", "msg": "Success", "bill_download_url": f"{self.url}/bills/{name}"}

    def _bill_file(self, call: Call, name: str) -> Answer:
        found = self._bills.get(name)
        return Answer(200, found) if found else Answer(404, b"too old")
