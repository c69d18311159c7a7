"""Every endpoint of the app: whom it lets in, what it is sent, and what it may show.

A name in braces is filled in: of the market (`market`), of the shop (`slug`), or what `make` made.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.integration.matrix import people as who
from tests.integration.matrix.world import World

Made = dict[str, str]
FINE = frozenset((200, 201, 202, 204, 303))


async def shop(world: World, at: str = "here") -> Made:
    return {"slug": world.shops[at].slug}


@dataclass(frozen=True)
class Case:
    """One endpoint."""

    opens: frozenset[str]
    make: Callable[..., Awaitable[Made]] = shop
    send: Mapping[str, Any] | None = None
    query: str = ""
    # Statuses of those who are let in; an endpoint may answer by a business "no" to an odd request.
    fine: frozenset[int] = FINE
    # What the guest's own phone and voucher code are called where they may be seen by whom they are let in.
    shows: frozenset[str] = frozenset()
    # The ids of an address belong together: `owner` of one shop cannot reach the other shop's by them.
    crossed: frozenset[int] = frozenset((403, 404, 409, 422))
    notes: str = field(default="", compare=False)


CODE = frozenset(("code",))
PHONE = frozenset(("phone",))
API = "/api/v1/markets/{market:str}"
ORDER, DESK, COUNTER = (
    "/{market:str}/orders/{order_id:uuid}",
    "/{market:str}/desk/{slug:str}",
    "/{market:str}/counter/{slug:str}",
)
SHOP_API = API + "/stores/{slug:str}"
DEAL = {
    "title": "Set",
    "price": {"amount": 1000, "currency": "CNY"},
    "list_price": {"amount": 2000, "currency": "CNY"},
    "stock": 5,
    "contents": [{"name": "Noodles", "price": {"amount": 2000, "currency": "CNY"}}],
}
DEAL_FORM = {
    "key": "{random}", "title": "Set", "price": "10", "list_price": "20", "stock": "5", "per_person": "2",
    "valid_days": "30", "times": "always", "content_name": "Noodles", "content_qty": "1",
    "content_price": "20",
}  # fmt: skip
MARKS = {"quality": 5, "place": 5, "service": 5, "body": "好"}
PHONE_ONLY = {"phone": "+8613711999999"}
SIGN_IN = {"phone": "+8613711999999", "code": "000000"}

CASES: dict[str, Case] = {
    # Look around.
    "GET /": Case(who.EVERYONE),
    "GET /{market:str}": Case(who.EVERYONE),
    "GET /{market:str}/search": Case(who.EVERYONE),
    "GET /{market:str}/stores/{slug:str}": Case(who.EVERYONE),
    "GET /{market:str}/deals/{deal_id:uuid}": Case(who.EVERYONE, World.deal),
    "GET /q/{code:str}": Case(who.EVERYONE, World.link),
    "GET /sandbox/messages": Case(who.EVERYONE),
    "POST /{market:str}/stores/{slug:str}/following": Case(who.SIGNED_IN),
    "POST /{market:str}/stores/{slug:str}/following/end": Case(who.SIGNED_IN),
    # Buy.
    "GET /{market:str}/deals/{deal_id:uuid}/checkout": Case(who.SIGNED_IN, World.deal),
    "POST /{market:str}/deals/{deal_id:uuid}/orders": Case(
        who.SIGNED_IN, World.deal, {"quantity": "1", "key": "{random}"}
    ),
    "GET /{market:str}/orders": Case(who.SIGNED_IN, World.paid),
    f"GET {ORDER}": Case(who.BUYER, World.paid, shows=CODE),
    f"POST {ORDER}/payment": Case(who.BUYER, World.ordered),
    f"GET {ORDER}/return": Case(who.BUYER, World.ordered),
    f"POST {ORDER}/cancellation": Case(who.BUYER, World.ordered),
    f"POST {ORDER}/refund": Case(who.BUYER, World.paid, {"key": "{random}"}),
    "GET /{market:str}/wallet": Case(who.SIGNED_IN, World.paid, shows=CODE),
    "GET /{market:str}/vouchers/{voucher_id:uuid}": Case(who.BUYER, World.paid, shows=CODE),
    f"GET {ORDER}/review": Case(who.BUYER, World.redeemed),
    f"POST {ORDER}/review": Case(who.BUYER, World.redeemed, MARKS),
    "GET /{market:str}/following": Case(who.SIGNED_IN),
    # Be someone.
    "GET /{market:str}/sign-in": Case(who.EVERYONE),
    "POST /{market:str}/sign-in/codes": Case(
        who.EVERYONE, send={"phone": "+8613711999999"}, fine=FINE | {429}
    ),
    "POST /{market:str}/sign-in/sessions": Case(who.EVERYONE, send=SIGN_IN, fine=frozenset((403, 429))),
    "POST /{market:str}/sign-in/password-sessions": Case(
        who.EVERYONE, send={"phone": "+8613711999999", "password": "x"}, fine=frozenset((403, 429))
    ),
    "POST /{market:str}/session/end": Case(who.SIGNED_IN),
    "POST /{market:str}/sessions/end": Case(who.SIGNED_IN),
    "GET /{market:str}/me": Case(who.EVERYONE, shows=PHONE),
    "POST /{market:str}/me/name": Case(who.SIGNED_IN, send={"name": "Somebody"}),
    "GET /{market:str}/me/password": Case(who.SIGNED_IN),
    "POST /{market:str}/me/password": Case(
        who.SIGNED_IN, send={"old": "wrong", "password": "another password"}, fine=frozenset((403, 429))
    ),
    "POST /{market:str}/me/password/codes": Case(who.SIGNED_IN, fine=FINE | {429}),
    # The counter.
    "GET /{market:str}/counter": Case(who.ANY_TILL),
    f"GET {COUNTER}": Case(who.TILL, World.redeemed),
    f"GET {COUNTER}/preview": Case(who.ANY_TILL),
    f"POST {COUNTER}/preview": Case(who.TILL, World.paid, {"code": "{code}"}, shows=CODE),
    f"GET {COUNTER}/redemptions": Case(who.ANY_TILL),
    f"POST {COUNTER}/redemptions": Case(
        who.TILL, World.paid, {"code": "{code}", "key": "{random}"}, shows=CODE
    ),
    f"POST {COUNTER}/redemptions/{{redemption_id:uuid}}/undoing": Case(who.TILL, World.redeemed),
    # The desk.
    "GET /{market:str}/desk": Case(who.ANY_TILL),
    f"GET {DESK}": Case(who.TILL, World.paid),
    f"GET {DESK}/orders": Case(who.TILL, World.paid),
    f"GET {DESK}/links": Case(who.MANAGERS, World.link),
    f"POST {DESK}/links": Case(who.MANAGERS, send={"channel": "poster", "label": "Door", "key": "{random}"}),
    f"POST {DESK}/links/{{link_id:uuid}}/end": Case(who.MANAGERS, World.link),
    f"GET {DESK}/links/{{link_id:uuid}}/qr.svg": Case(who.MANAGERS, World.link),
    f"GET {DESK}/links/{{link_id:uuid}}/qr.png": Case(who.MANAGERS, World.link),
    f"GET {DESK}/deals": Case(who.MANAGERS, World.deal),
    f"GET {DESK}/deals/new": Case(who.MANAGERS),
    f"POST {DESK}/deals": Case(who.MANAGERS, send=DEAL_FORM),
    f"POST {DESK}/deals/{{deal_id:uuid}}/end": Case(who.MANAGERS, World.deal),
    f"GET {DESK}/reviews": Case(who.MANAGERS, World.reviewed),
    f"POST {DESK}/reviews/{{order_id:uuid}}/reply": Case(who.MANAGERS, World.reviewed, {"text": "谢谢"}),
    f"GET {DESK}/money": Case(who.OWNERS, World.redeemed),
    # The operator.
    "GET /{market:str}/operator": Case(who.OPERATORS, World.paid),
    # Files.
    "GET /static/{path:path}": Case(who.EVERYONE),
    "GET /art/{kind:str}/{trade:str}/{seed:str}": Case(who.EVERYONE),
    "GET /favicon.ico": Case(who.EVERYONE),
    "GET /health": Case(who.EVERYONE),
    # The API.
    "GET /api/v1/markets": Case(who.EVERYONE),
    f"GET {API}": Case(who.EVERYONE),
    f"GET {API}/places": Case(who.EVERYONE),
    f"GET {SHOP_API}": Case(who.EVERYONE),
    f"GET {SHOP_API}/deals": Case(who.EVERYONE),
    f"GET {SHOP_API}/menu": Case(who.EVERYONE),
    f"GET {SHOP_API}/reviews": Case(who.EVERYONE, World.reviewed),
    f"GET {API}/deals/{{deal_id:uuid}}": Case(who.EVERYONE, World.deal),
    f"GET {API}/deals/{{deal_id:uuid}}/quote": Case(who.EVERYONE, World.deal, query="?quantity=1"),
    f"GET {API}/sandbox/messages": Case(who.EVERYONE),
    f"POST {API}/sign-in-codes": Case(who.EVERYONE, send=PHONE_ONLY, fine=FINE | {429}),
    f"POST {API}/tokens": Case(
        who.EVERYONE, send={"phone": "+8613711999999", "password": "x"}, fine=frozenset((403, 429))
    ),
    "DELETE /api/v1/token": Case(who.SIGNED_IN),
    f"POST {API}/visits": Case(who.EVERYONE, World.link, {"code": "{link_code}"}),
    f"GET {API}/orders": Case(who.SIGNED_IN, World.paid),
    f"POST {API}/orders": Case(who.SIGNED_IN, World.deal, {"deal_id": "{deal_id}", "quantity": 1}),
    f"GET {API}/orders/{{order_id:uuid}}": Case(who.BUYER, World.paid, shows=CODE),
    f"POST {API}/orders/{{order_id:uuid}}/payment": Case(who.BUYER, World.ordered, fine=FINE | {503}),
    f"POST {API}/orders/{{order_id:uuid}}/payment-check": Case(who.BUYER, World.ordered, fine=FINE | {503}),
    f"POST {API}/orders/{{order_id:uuid}}/cancellation": Case(who.BUYER, World.ordered),
    f"POST {API}/orders/{{order_id:uuid}}/refund": Case(who.BUYER, World.paid),
    f"GET {API}/vouchers": Case(who.SIGNED_IN, World.paid, shows=CODE),
    f"GET {API}/vouchers/{{voucher_id:uuid}}": Case(who.BUYER, World.paid, shows=CODE),
    f"POST {API}/orders/{{order_id:uuid}}/review": Case(who.BUYER, World.redeemed, MARKS),
    f"PUT {SHOP_API}/following": Case(who.SIGNED_IN),
    f"DELETE {SHOP_API}/following": Case(who.SIGNED_IN),
    f"GET {API}/following/deals": Case(who.SIGNED_IN),
    # A preview of another shop's voucher says only that it is one.
    f"POST {SHOP_API}/redemption-previews": Case(
        who.TILL, World.paid, {"code": "{code}"}, shows=CODE, crossed=frozenset((200,))
    ),
    f"GET {SHOP_API}/redemptions": Case(who.TILL, World.redeemed),
    f"POST {SHOP_API}/redemptions": Case(who.TILL, World.paid, {"code": "{code}"}, shows=CODE),
    f"POST {SHOP_API}/redemptions/{{redemption_id:uuid}}/undoing": Case(who.TILL, World.redeemed),
    f"POST {SHOP_API}/deals": Case(who.MANAGERS, send=DEAL),
    f"POST {SHOP_API}/deals/{{deal_id:uuid}}/end": Case(who.MANAGERS, World.deal),
    f"POST {SHOP_API}/reviews/{{order_id:uuid}}/reply": Case(who.MANAGERS, World.reviewed, {"text": "谢谢"}),
    f"GET {SHOP_API}/links": Case(who.MANAGERS, World.link),
    f"POST {SHOP_API}/links": Case(who.MANAGERS, send={"channel": "poster", "label": "Door"}),
    f"GET {SHOP_API}/orders": Case(who.TILL, World.paid),
    f"GET {SHOP_API}/balance": Case(who.OWNERS, World.redeemed),
    f"GET {SHOP_API}/movements": Case(who.OWNERS, World.redeemed),
    f"GET {API}/ledger/totals": Case(who.OPERATORS, World.paid),
    "GET /api/v1/problems": Case(who.EVERYONE),
    "GET /api/v1/problems/{code:str}": Case(who.EVERYONE),
    "GET /api/v1/openapi.json": Case(who.EVERYONE),
    "GET /api/v1/docs": Case(who.EVERYONE),
    "GET /api/v1/docs.css": Case(who.EVERYONE),
    "POST /api/callbacks/{market:str}/{provider:str}": Case(
        who.NO_ONE, send={"id": "evt_1", "type": "payment.paid"}, notes="known by its signature"
    ),
}
# Names in addresses that no `make` makes.
FIXED = {
    "GET /q/{code:str}": {"code": "{market}-{link_code}"},
    "GET /static/{path:path}": {"path": "js/linli.js"},
    "GET /art/{kind:str}/{trade:str}/{seed:str}": {"kind": "shop", "trade": "cafe", "seed": "x.svg"},
    "GET /api/v1/problems/{code:str}": {"code": "not_found"},
    "POST /api/callbacks/{market:str}/{provider:str}": {"provider": "sandbox"},
}
