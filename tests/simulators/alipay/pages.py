"""What a payer sees of Alipay: scanning a code, and the cashier's page on a desktop or a phone."""

import html
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.simulators.alipay import signing
from tests.simulators.alipay.book import Trade, moment, now, yuan
from tests.simulators.alipay.keys import Keys
from tests.simulators.alipay.program import Alipay
from tests.simulators.server import Answer, Call, away, page


class AlipayWithPages(Alipay):
    """`/scan?code=` is the phone that has read a code; the cashier answers at the gateway itself."""

    def __init__(self, keys: Keys | None = None, port: int = 0) -> None:
        super().__init__(keys, port)
        self.route("GET", "/scan", self._scanned)
        self.route("POST", "/paying", self._paid)

    def _scanned(self, call: Call) -> Answer:
        code = _fields(urlsplit(call.target).query).get("code", "")
        trade = next((one for one in self.trades.values() if one.code == code), None)
        return self.show_cashier(trade) if trade else page("<h1>This code is not Alipay's</h1>", 404)

    def show_cashier(self, trade: Trade) -> Answer:
        trade.begun = True
        if trade.state != "WAIT_BUYER_PAY":
            return page(f"<h1>{'已支付 Paid' if trade.paid_at else '已关闭 Closed'}</h1>")
        return page(
            "<!doctype html><html lang='zh-CN'><meta name='viewport' content='width=device-width'>"
            f"<title>支付宝</title><h1>支付宝</h1><p>{html.escape(trade.asked['subject'])}</p>"
            f"<p>¥{yuan(trade.total)}</p><form method='post' action='/paying'>"
            f"<input type='hidden' name='trade_no' value='{trade.trade_no}'>"
            "<button>确认付款 Pay</button></form></html>"
        )

    def _paid(self, call: Call) -> Answer:
        name = _fields(call.body.decode()).get("trade_no")
        trade = next((one for one in self.trades.values() if one.trade_no == name), None)
        if trade is None or not self.pay(trade):
            return page("<h1>已关闭 Closed</h1>", 409)
        return away(self._back(trade)) if trade.return_url else page("<h1>支付成功 Paid</h1>")

    def _back(self, trade: Trade) -> str:
        """The shop's address with signed words: they prove nothing, for whoever pays could have them made."""
        told = {
            "app_id": self.keys.app_id,
            "method": f"{trade.method}.return",
            "out_trade_no": trade.out_trade_no,
            "trade_no": trade.trade_no,
            "total_amount": yuan(trade.paid),
            "timestamp": moment(now()),
        }
        sign = "&" if "?" in trade.return_url else "?"
        return f"{trade.return_url}{sign}{urlencode(signing.notification(told, self.keys.alipay))}"


def _fields(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
