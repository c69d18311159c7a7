"""The hosted page of a session: a card's number, a button to pay, a way back."""

import html
from urllib.parse import parse_qs

from tests.simulators.server import Answer, Call, away, page
from tests.simulators.stripe.asking import RefusedError
from tests.simulators.stripe.book import Session
from tests.simulators.stripe.program import Stripe

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Checkout</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>{name}</h1><p>{amount} {currency}</p>{said}
<form method="post"><label>Card number <input name="card" value="4242424242424242"></label>
<button>Pay</button></form><p><a href="{back}">Back</a></p></main></body></html>"""


def add_pages(program: Stripe) -> None:
    program.route("GET", r"/c/pay/([^/]+)", lambda _call, name: _shown(program, name))
    program.route("POST", r"/c/pay/([^/]+)", lambda call, name: _pressed(program, call, name))


def _shown(program: Stripe, name: str, said: str = "") -> Answer:
    try:
        session = program.session(name)
    except RefusedError:
        return page("<h1>Something went wrong</h1>", 404)
    if session.status != "open":
        return page("<h1>You’re all done here</h1><p>This page is over.</p>", 410)
    item = session.asked["line_items"][0]["price_data"]
    return page(
        _PAGE.format(
            name=html.escape(item["product_data"]["name"]),
            amount=session.amount,
            currency=session.currency.upper(),
            said=f'<p role="alert">{html.escape(said)}</p>' if said else "",
            back=html.escape(session.asked["cancel_url"]),
        )
    )


def _pressed(program: Stripe, call: Call, name: str) -> Answer:
    card = parse_qs(call.body.decode()).get("card", [""])[0]
    if program.pay(name, card.replace(" ", "")):
        return away(_success(program.sessions[name]))
    return _shown(program, name, "Your card was declined.")


def _success(session: Session) -> str:
    return str(session.asked["success_url"])
