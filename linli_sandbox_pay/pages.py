"""The hosted page: what the payer sees. Works without JavaScript; nothing inline, so the policy is strict."""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response, Router, get, post

from . import checkout, clock, faults, payments, till
from .payments import Payment
from .refusals import Refused, malformed
from .services import Services
from .texts import TEXTS, price, time_left

HERE = Path(__file__).parent
AnyRequest = Request[Any, Any, Any]
STATIC = {
    name: ((HERE / "static" / name).read_bytes(), kind)
    for name, kind in (("pay.css", "text/css"), ("pay.js", "text/javascript"))
}
VERSION = hashlib.sha256(b"".join(content for content, _ in STATIC.values())).hexdigest()[:12]
PAGES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _policy(payment: Payment | None) -> str:
    """Browsers apply form-action to the redirect that answers a form, so the shop's origin is allowed."""
    shop = ""
    if payment is not None:
        parts = urlsplit(payment.return_url)
        port = f":{parts.port}" if parts.port else ""
        shop = f" {parts.scheme}://{parts.hostname}{port}"
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none';"
        f" frame-ancestors 'none'; form-action 'self'{shop}"
    )


def _language(request: AnyRequest, payment: Payment | None) -> str:
    asked = request.query_params.get("lang", "")
    if asked in TEXTS:
        return str(asked)
    if payment is not None:
        return payment.locale
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


def _page(
    request: AnyRequest, template: str, payment: Payment | None, status: int = 200, **more: Any
) -> Response[str]:
    language = _language(request, payment)
    services: Services = request.app.state.services
    html = PAGES.get_template(template).render(
        t=TEXTS[language],
        lang=language,
        html_lang="zh-CN" if language == "zh" else "en",
        version=VERSION,
        merchant=services.settings.merchant_name,
        payment=payment,
        price=None if payment is None else price(payment.amount, payment.currency),
        **more,
    )
    headers = {
        "Content-Security-Policy": _policy(payment),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(html, status_code=status, media_type="text/html", headers=headers)


def _outcome_page(
    request: AnyRequest, payment: Payment | None, page: str, tone: str, status: int = 200
) -> Response[str]:
    back = None if payment is None else checkout.way_back(payment, payment.status)
    return _page(request, "outcome.html", payment, status, page=page, tone=tone, back=back)


def _standing_page(request: AnyRequest, payment: Payment) -> Response[str]:
    """The page of a payment nobody can pay any more."""
    if payment.status == "paid":
        return _outcome_page(request, payment, "paid", "good")
    page = payment.reason if payment.reason in TEXTS["en"]["page"] else "failed"
    return _outcome_page(request, payment, str(page), "bad" if payment.status == "failed" else "calm")


@get("/pay/{payment_id:str}")
async def show(request: AnyRequest, payment_id: str) -> Response[str]:
    services: Services = request.app.state.services
    payment = await till.standing(services, payment_id)
    if payment.status != "pending":
        return _standing_page(request, payment)
    texts = TEXTS[_language(request, payment)]
    return _page(
        request,
        "pay.html",
        payment,
        methods=payments.METHODS,
        groups=faults.GROUPS,
        left=time_left(payment.expires_at - clock.now(), texts),
        expires=clock.iso(payment.expires_at),
    )


@post("/pay/{payment_id:str}", status_code=200)
async def press(request: AnyRequest, payment_id: str) -> Response[str]:
    """Pay, once: whoever presses again is shown or sent where the first press led."""
    services: Services = request.app.state.services
    form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
    chosen = {name: values[0] for name, values in form.items()}
    fault = "cancel" if chosen.get("action") == "cancel" else chosen.get("fault", "none")
    ended = await till.press_pay(services, payment_id, chosen.get("method", ""), fault)
    payment, ending = ended.payment, ended.fault.ending
    if ending == "no_answer":
        await services.hold(till.NO_ANSWER)
        return _outcome_page(request, payment, "no_answer", "calm", 504)
    if ending == "stay":
        return _outcome_page(request, payment, "left", "calm")
    status = "canceled" if ending == "canceled" else payment.status
    return Response(
        "",
        status_code=303,
        media_type="text/html",
        headers={
            "Location": checkout.way_back(payment, status),
            "Content-Security-Policy": _policy(payment),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
        },
    )


@get("/static/{name:str}")
async def static(name: str) -> Response[bytes]:
    if name not in STATIC:
        raise Refused(404, "not_found", "There is no such file.")
    content, kind = STATIC[name]
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=kind, headers=headers)


def say_no(request: AnyRequest, refusal: Refused) -> Response[str]:
    """A refusal as a page."""
    page = "invalid" if refusal.status == malformed("").status else "unknown"
    return _outcome_page(request, None, page, "lost", refusal.status)


routes = Router(path="/", route_handlers=[show, press, static], exception_handlers={Refused: say_no})
