"""What a payer sees of WeChat: scanning a code, the page in a phone's browser, the window inside WeChat."""

import html
import json
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.simulators.server import Answer, Call, away, page
from tests.simulators.wechat_pay.bill import yuan
from tests.simulators.wechat_pay.book import OPENID, Order
from tests.simulators.wechat_pay.program import WeChatPay


def add_pages(program: WeChatPay) -> None:
    """`/scan?code=` is the phone that has read a code; `/h5` the page of the phone's browser; `/bridge` what
    WeChat does with the parameters that a page hands it.
    """
    program.route("GET", "/scan", lambda call: _scanned(program, call))
    program.route("GET", "/h5", lambda call: _h5(program, call))
    program.route("POST", "/paying", lambda call: _paid(program, call))
    program.route("POST", "/bridge", lambda call: _bridge(program, call))
    program.route("GET", "/connect/oauth2/authorize", lambda call: _sign_in(program, call))
    program.route("GET", "/sns/oauth2/access_token", lambda call: _name(program, call))


def _fields(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}


def _scanned(program: WeChatPay, call: Call) -> Answer:
    code = _fields(urlsplit(call.target).query).get("code", "")
    order = next((one for one in program.orders.values() if one.code_url == code), None)
    return _ask(order) if order else page("<h1>This code is not WeChat Pay's</h1>", 404)


def _h5(program: WeChatPay, call: Call) -> Answer:
    asked = _fields(urlsplit(call.target).query)
    order = _prepaid(program, asked.get("prepay_id", ""))
    if not call.headers.get("referer"):
        # It opens only for the domain that the merchant has registered, which the browser must tell.
        return page("<h1>商家存在未配置的参数 The shop's domain is not told</h1>", 403)
    return _ask(order, asked.get("redirect_url", "")) if order else page("<h1>No such payment</h1>", 404)


def _prepaid(program: WeChatPay, name: str) -> Order | None:
    return next((one for one in program.orders.values() if one.prepay_id == name), None)


def _ask(order: Order, back: str = "") -> Answer:
    if order.state != "NOTPAY" or order.over:
        return page(f"<h1>{'已支付 Paid' if order.paid_at else '已关闭 Closed'}</h1>")
    words = html.escape(order.asked["description"])
    return page(
        "<!doctype html><html lang='zh-CN'><meta name='viewport' content='width=device-width'>"
        f"<title>微信支付</title><h1>微信支付</h1><p>{words}</p><p>¥{yuan(order.total)}</p>"
        "<form method='post' action='/paying'>"
        f"<input type='hidden' name='prepay_id' value='{order.prepay_id}'>"
        f"<input type='hidden' name='back' value='{html.escape(back, quote=True)}'>"
        "<button>支付 Pay</button></form></html>"
    )


def _paid(program: WeChatPay, call: Call) -> Answer:
    form = _fields(call.body.decode())
    order = _prepaid(program, form.get("prepay_id", ""))
    if order is None or not program.pay(order):
        return page("<h1>已关闭 Closed</h1>", 409)
    return away(form["back"]) if form.get("back") else page("<h1>支付成功 Paid</h1>")


def _sign_in(program: WeChatPay, call: Call) -> Answer:
    """WeChat knows who looks at the page, and sends on with a code that is good once."""
    asked = _fields(urlsplit(call.target).query)
    if (asked.get("appid"), asked.get("scope")) != (program.keys.app_id, "snsapi_base"):
        return page("<h1>Scope 参数错误或没有 Scope 权限</h1>", 400)
    code = secrets.token_urlsafe(12)
    program.codes.add(code)
    sign = "&" if "?" in asked["redirect_uri"] else "?"
    return away(f"{asked['redirect_uri']}{sign}{urlencode({'code': code, 'state': asked['state']})}")


def _name(program: WeChatPay, call: Call) -> Answer:
    asked = _fields(urlsplit(call.target).query)
    told: dict[str, object] = {"openid": OPENID, "scope": "snsapi_base", "expires_in": 7200}
    if (asked.get("appid"), asked.get("secret")) != (program.keys.app_id, program.keys.app_secret):
        told = {"errcode": 40125, "errmsg": "invalid appsecret"}
    elif asked.get("code") not in program.codes:
        told = {"errcode": 40163, "errmsg": "code been used"}
    program.codes.discard(asked.get("code", ""))
    return Answer(200, json.dumps(told).encode(), {"Content-Type": "text/plain"})


def _bridge(program: WeChatPay, call: Call) -> Answer:
    told = program.in_window(json.loads(call.body))
    return page(told, 200 if told.endswith(":ok") else 400)
