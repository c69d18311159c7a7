"""The same for programs: a token says who asks, and its scopes what for."""

from tests.integration.matrix import (
    articles,
    collected,
    coupons,
    earnings,
    elsewhere,
    flashes,
    goods,
    holdings,
    objects,
    papers,
    shelves,
    tills,
)
from tests.integration.matrix import people as who
from tests.integration.matrix.chain_rows import API_CASES
from tests.integration.matrix.rows import (
    API,
    CODE_SEEN_BY_BUYER,
    FINE,
    INVITATION_SEEN,
    MARKS,
    MESSAGES_SEEN,
    PICKUP_SEEN_BY_BUYER,
    SHOP_API,
    Case,
)

STAFF = SHOP_API + "/staff"
FOREIGN = SHOP_API + "/foreign-uses/{use_id:uuid}"
BOOK = SHOP_API + "/price-books/{book_id:uuid}"
STOCK = SHOP_API + "/stock"
PIECE = {"variant_id": "{variant_id}"}
STRANGER = {"phone": "+8613711999999"}
WRONG = frozenset((403, 429))
DEVICE = {"code": "{token}", **{name: f"{{{name}}}" for name in ("name", "public_key", "signature")}}
ONE_UNIT = {"lines": [{"line_no": 1, "units": 1}]}
ARTICLE = {
    "kind": "goods",
    "title": "Cup",
    "variants": [{"price": {"amount": 3900, "currency": "CNY"}}],
}
DEAL = {
    "title": "Set",
    "price": {"amount": 1000, "currency": "CNY"},
    "list_price": {"amount": 2000, "currency": "CNY"},
    "stock": 5,
    "contents": [{"name": "Noodles", "price": {"amount": 2000, "currency": "CNY"}}],
}

CASES: dict[str, Case] = {
    "GET /api/v1/markets": Case(who.EVERYONE),
    f"GET {API}": Case(who.EVERYONE),
    f"GET {API}/places": Case(who.EVERYONE),
    f"GET {API}/search": Case(who.EVERYONE, query="?q=noodles&open=true"),
    f"GET {API}/suggestions": Case(who.EVERYONE, query="?q=noo"),
    f"GET {API}/compare": Case(who.EVERYONE, query="?stores={slug}"),
    f"GET {SHOP_API}": Case(who.EVERYONE),
    f"GET {SHOP_API}/deals": Case(who.EVERYONE),
    f"GET {SHOP_API}/menu": Case(who.EVERYONE),
    f"GET {SHOP_API}/reviews": Case(who.EVERYONE, objects.reviewed),
    f"GET {API}/deals/{{deal_id:uuid}}": Case(who.EVERYONE, objects.deal),
    f"GET {API}/deals/{{deal_id:uuid}}/quote": Case(who.EVERYONE, objects.deal, query="?quantity=1"),
    f"GET {API}/sandbox/messages": Case(who.EVERYONE, objects.invitation_by_phone, shows=MESSAGES_SEEN),
    f"POST {API}/sign-in-codes": Case(who.EVERYONE, send=STRANGER, fine=FINE | {429}),
    f"POST {API}/tokens": Case(who.EVERYONE, send={**STRANGER, "password": "x"}, fine=WRONG),
    "DELETE /api/v1/token": Case(who.SIGNED_IN),
    "GET /api/v1/tokens": Case(who.SIGNED_IN),
    "DELETE /api/v1/tokens/{token_id:uuid}": Case(who.HOLDER, holdings.token),
    f"POST {API}/visits": Case(who.EVERYONE, objects.link, {"code": "{link_code}"}),
    f"GET {API}/orders": Case(who.SIGNED_IN, objects.paid),
    f"POST {API}/orders": Case(who.SIGNED_IN, objects.deal, {"deal_id": "{deal_id}", "quantity": 1}),
    f"GET {API}/orders/{{order_id:uuid}}": Case(who.BUYER, objects.paid, shows=CODE_SEEN_BY_BUYER),
    f"GET {SHOP_API}/flash-sales": Case(who.EVERYONE, flashes.on),
    f"POST {SHOP_API}/flash-sales": Case(who.MANAGERS, flashes.coming, flashes.ANNOUNCED),
    f"POST {API}/flash-sales/{{sale_id:uuid}}/claims": Case(who.SIGNED_IN, flashes.on, {"quantity": 1}),
    f"GET {API}/flash-sales/{{sale_id:uuid}}/claim": Case(who.SIGNED_IN, flashes.on),
    f"GET {API}/payment-methods": Case(who.EVERYONE),
    f"POST {API}/orders/{{order_id:uuid}}/payment": Case(who.BUYER, objects.ordered, fine=FINE | {503}),
    f"POST {API}/orders/{{order_id:uuid}}/payment-check": Case(who.BUYER, objects.ordered, fine=FINE | {503}),
    f"POST {API}/orders/{{order_id:uuid}}/cancellation": Case(who.BUYER, objects.ordered),
    f"POST {API}/orders/{{order_id:uuid}}/refund": Case(who.BUYER, objects.paid),
    f"POST {API}/orders/{{order_id:uuid}}/partial-refund": Case(who.BUYER, objects.paid, ONE_UNIT),
    f"GET {API}/vouchers": Case(who.SIGNED_IN, objects.paid, shows=CODE_SEEN_BY_BUYER),
    f"GET {API}/vouchers/{{voucher_id:uuid}}": Case(who.BUYER, objects.paid, shows=CODE_SEEN_BY_BUYER),
    f"POST {API}/vouchers/{{voucher_id:uuid}}/gift": Case(who.BUYER, objects.paid, {"note": "Eat well"}),
    f"GET {API}/stores/{{slug:str}}/coupons": Case(who.EVERYONE, coupons.batch),
    f"POST {SHOP_API}/handed-coupons": Case(
        who.TILL, coupons.shown, {"member_code": "{member_code}", "code": "{code}"}
    ),
    f"GET {API}/coupons": Case(who.SIGNED_IN),
    f"POST {API}/coupons": Case(who.SIGNED_IN, coupons.batch, {"batch_id": "{batch_id}"}),
    f"GET {API}/deals/{{deal_id:uuid}}/coupon-quote": Case(who.SIGNED_IN, objects.deal),
    f"GET {API}/gifts": Case(who.SIGNED_IN, objects.given),
    f"DELETE {API}/vouchers/{{voucher_id:uuid}}/gift": Case(who.BUYER, objects.given),
    f"POST {API}/gifts/{{token:str}}/claim": Case(
        who.SIGNED_IN, objects.given, fine=FINE | frozenset((409,))
    ),
    f"GET {API}/vouchers/{{voucher_id:uuid}}/token": Case(who.BUYER, objects.paid),
    f"GET {API}/issuer-keys": Case(who.EVERYONE),
    **{
        f"GET {API}/vouchers/{{voucher_id:uuid}}/{end}": Case(who.BUYER, objects.paid)
        for end in ("calendar", "apple-pass", "google-pass")
    },
    f"POST {API}/orders/{{order_id:uuid}}/review": Case(who.BUYER, objects.redeemed, MARKS),
    f"GET {API}/consents": Case(who.SIGNED_IN),
    # Every answer of each of them is about themselves; there are three purposes.
    f"PUT {API}/consents/{{purpose:str}}": Case(who.SIGNED_IN, names={"purpose": "messages"}),
    f"DELETE {API}/consents/{{purpose:str}}": Case(who.SIGNED_IN, names={"purpose": "messages"}),
    f"GET {API}/kept": Case(who.SIGNED_IN),
    f"PUT {API}/export": Case(who.SIGNED_IN),
    # Where nothing was asked for, or it is not made yet.
    f"GET {API}/export": Case(who.SIGNED_IN, fine=FINE | {404}),
    f"GET {API}/export/file": Case(who.SIGNED_IN, fine=FINE | {404}),
    f"GET {API}/recommendations": Case(who.SIGNED_IN),
    f"PUT {API}/recommendations/agreement": Case(who.SIGNED_IN),
    f"DELETE {API}/recommendations/agreement": Case(who.SIGNED_IN),
    f"PUT {SHOP_API}/following": Case(who.SIGNED_IN),
    f"DELETE {SHOP_API}/following": Case(who.SIGNED_IN),
    f"GET {API}/following/deals": Case(who.SIGNED_IN),
    # A preview of another shop's voucher says only that it is one.
    f"POST {SHOP_API}/redemption-previews": Case(
        who.TILL, objects.paid, {"code": "{code}"}, crossed=frozenset((200,))
    ),
    f"POST {SHOP_API}/pickup-previews": Case(
        who.TILL, collected.waiting, {"code": "{code}"}, shows={"pickup code": who.TILL}
    ),
    f"POST {SHOP_API}/sales": Case(who.SIGNED_IN, send={"amount": {"amount": 1200, "currency": "CNY"}}),
    f"POST {SHOP_API}/asked-sales": Case(
        who.TILL,
        tills.taken,
        {"amount": {"amount": 1200, "currency": "CNY"}, "member_code": "{member_code}"},
    ),
    f"GET {SHOP_API}/sales": Case(who.TILL, tills.sold),
    f"GET {SHOP_API}/sales/{{order_id:uuid}}": Case(who.TILL, tills.sold),
    f"POST {SHOP_API}/sales/{{order_id:uuid}}/refunds": Case(
        who.TILL, tills.sold, {"amount": {"amount": 100, "currency": "CNY"}, "reason": "wrong"}
    ),
    f"POST {SHOP_API}/member-code-readings": Case(who.TILL, tills.shown, {"code": "{member_code}"}),
    f"GET {SHOP_API}/pay-code": Case(who.TILL),
    f"GET {SHOP_API}/members": Case(who.MANAGERS, tills.sold),
    f"POST {SHOP_API}/hand-overs": Case(who.TILL, collected.waiting, {"code": "{code}"}),
    f"POST {SHOP_API}/hand-overs/{{move_id:uuid}}/undoing": Case(who.TILL, collected.handed),
    f"POST {SHOP_API}/returns": Case(
        who.TILL, collected.handed, {"code": "{code}", "reason": "torn", **ONE_UNIT}
    ),
    f"POST {SHOP_API}/goods-orders": Case(
        who.SIGNED_IN, articles.article, {"lines": [{"variant_id": "{variant_id}"}]}
    ),
    f"GET {API}/orders/{{order_id:uuid}}/pickup": Case(
        who.BUYER, collected.waiting, shows=PICKUP_SEEN_BY_BUYER
    ),
    **API_CASES,
    f"GET {SHOP_API}/redemptions": Case(who.TILL, objects.redeemed),
    f"POST {SHOP_API}/redemptions": Case(who.TILL, objects.paid, {"code": "{code}"}),
    f"POST {SHOP_API}/redemptions/{{redemption_id:uuid}}/undoing": Case(who.TILL, objects.redeemed),
    f"GET {SHOP_API}/redemptions/{{redemption_id:uuid}}": Case(who.TILL, objects.redeemed),
    f"POST {SHOP_API}/devices": Case(who.TILL, objects.enrolment, DEVICE),
    f"POST {SHOP_API}/devices/{{device_id:uuid}}/syncs": Case(
        who.TILL, objects.device, {"body": "{body}", "sig": "{sig}"}
    ),
    f"GET {SHOP_API}/foreign-uses": Case(who.TILL, elsewhere.taken),
    f"GET {FOREIGN}": Case(who.TILL, elsewhere.taken),
    f"POST {FOREIGN}/redemption": Case(who.TILL, elsewhere.shown),
    f"POST {FOREIGN}/undoing": Case(who.TILL, elsewhere.taken),
    f"POST {FOREIGN}/inquiry": Case(who.TILL, elsewhere.taken),
    f"POST {SHOP_API}/deals": Case(who.MANAGERS, send=DEAL),
    f"PUT {SHOP_API}/deals/{{deal_id:uuid}}": Case(who.MANAGERS, objects.deal, {**DEAL, "revision": 1}),
    f"POST {SHOP_API}/deals/{{deal_id:uuid}}/end": Case(who.MANAGERS, objects.deal),
    f"POST {SHOP_API}/reviews/{{order_id:uuid}}/reply": Case(
        who.MANAGERS, objects.reviewed, {"text": "谢谢"}
    ),
    f"GET {SHOP_API}/range": Case(who.EVERYONE, articles.article),
    f"GET {API}/items/{{item_id:uuid}}": Case(who.EVERYONE, articles.article),
    f"GET {SHOP_API}/items": Case(who.MANAGERS, articles.article),
    f"POST {SHOP_API}/items": Case(who.MANAGERS, send=ARTICLE),
    f"PUT {SHOP_API}/items/{{item_id:uuid}}": Case(
        who.MANAGERS, articles.article, {**ARTICLE, "revision": 1}
    ),
    f"POST {SHOP_API}/items/states": Case(
        who.MANAGERS, articles.article, {"item_ids": ["{item_id}"], "state": "hidden"}
    ),
    f"PUT {SHOP_API}/range": Case(who.MANAGERS, articles.article, {"add": ["{item_id}"]}),
    # Whoever made the change takes it back; to all others it is not there.
    f"POST {SHOP_API}/item-changes/{{change_id:uuid}}/undoing": Case(
        who.MANAGERS, articles.changed, fine=frozenset((200, 404))
    ),
    f"GET {SHOP_API}/categories": Case(who.EVERYONE),
    # Those of the whole merchant: a manager of one of its stores is told so.
    f"POST {SHOP_API}/categories": Case(who.MANAGERS, send={"name": "{random}"}, fine=frozenset((201, 403))),
    f"PUT {SHOP_API}/categories/{{category_id:uuid}}": Case(
        who.MANAGERS, articles.category, {"name": "Tea"}, fine=frozenset((200, 403))
    ),
    f"DELETE {SHOP_API}/categories/{{category_id:uuid}}": Case(
        who.MANAGERS, articles.category, fine=frozenset((200, 403))
    ),
    f"GET {SHOP_API}/channels": Case(who.MANAGERS),
    f"GET {SHOP_API}/codes": Case(who.MANAGERS, objects.link),
    f"POST {SHOP_API}/codes": Case(who.MANAGERS, send={"channel": "poster", "label": "Door"}),
    f"POST {SHOP_API}/codes/batches": Case(
        who.MANAGERS, send={"channel": "poster", "label": "Door", "total": 2}
    ),
    f"GET {SHOP_API}/codes/batches/{{batch_id:uuid}}": Case(who.MANAGERS, objects.batch),
    f"POST {SHOP_API}/codes/landings": Case(
        who.MANAGERS, objects.link, {"link_ids": ["{link_id}"], "landing": {"kind": "menu"}}
    ),
    f"POST {SHOP_API}/codes/ends": Case(who.MANAGERS, objects.link, {"link_ids": ["{link_id}"]}),
    f"GET {SHOP_API}/orders": Case(who.MANAGERS, objects.paid),
    f"GET {SHOP_API}/orders/today": Case(who.TILL, objects.paid),
    f"GET {SHOP_API}/balance": Case(who.OWNERS, objects.redeemed),
    f"GET {SHOP_API}/movements": Case(who.OWNERS, objects.redeemed),
    f"GET {STOCK}": Case(who.TILL, goods.stocked),
    f"GET {STOCK}/{{variant_id:uuid}}/movements": Case(who.TILL, goods.stocked),
    f"POST {STOCK}/deliveries": Case(who.TILL, goods.stocked, {"lines": [{**PIECE, "quantity": 2}]}),
    f"POST {STOCK}/counts": Case(who.TILL, goods.stocked, {"lines": [{**PIECE, "found": 5}]}),
    f"POST {STOCK}/corrections": Case(
        who.MANAGERS, goods.stocked, {"lines": [{**PIECE, "delta": -1}], "note": "gone"}
    ),
    **{
        f"POST {STOCK}/{end}": Case(who.TILL, goods.stocked, {"lines": [{**PIECE, "quantity": 1}]})
        for end in ("till-sales", "till-returns")
    },
    f"POST {STOCK}/slips/{{slip_id:uuid}}/undoing": Case(who.TILL, goods.stocked),
    f"PUT {STOCK}/{{variant_id:uuid}}/threshold": Case(who.MANAGERS, goods.stocked, {"low_from": 3}),
    f"GET {STOCK}/{{variant_id:uuid}}/days": Case(who.TILL, goods.dated),
    f"GET {STOCK}/{{variant_id:uuid}}/days-for-sale": Case(who.EVERYONE, goods.dated),
    f"PUT {STOCK}/{{variant_id:uuid}}/days": Case(who.MANAGERS, goods.dated, {"days": ["{day}"], "units": 4}),
    f"GET {STOCK}/transfers": Case(who.TILL, goods.sent),
    f"POST {STOCK}/transfers": Case(
        who.MANAGERS, goods.sent, {"to": "{other}", "lines": [{**PIECE, "quantity": 1}]}
    ),
    f"POST {STOCK}/transfers/{{transfer_id:uuid}}/arrival": Case(who.TILL, goods.coming, {"lines": []}),
    f"POST {STOCK}/transfers/{{transfer_id:uuid}}/calling-back": Case(who.MANAGERS, goods.sent),
    f"POST {STOCK}/transfers/{{transfer_id:uuid}}/dispatch": Case(who.TILL, goods.asked),
    f"POST {STOCK}/transfers/{{transfer_id:uuid}}/declining": Case(
        who.MANAGERS, goods.asked, {"note": "out"}
    ),
    f"GET {SHOP_API}/statements": Case(who.OWNERS, earnings.stated),
    f"GET {SHOP_API}/statements/{{statement_id:uuid}}": Case(who.OWNERS, earnings.stated),
    f"POST {SHOP_API}/statements/{{statement_id:uuid}}/confirmation": Case(who.OWNERS, earnings.stated),
    f"PUT {SHOP_API}/hours": Case(who.MANAGERS, send={"hours": "Mo-Su 08:00-22:00"}),
    f"GET {STAFF}": Case(who.MANAGERS, objects.helper),
    f"GET {STAFF}/invitations": Case(who.MANAGERS, objects.invitation, shows=INVITATION_SEEN),
    f"POST {STAFF}/invitations": Case(who.MANAGERS, send={"name": "Mei", "role": "clerk", "store": "{slug}"}),
    f"DELETE {STAFF}/invitations/{{invitation_id:uuid}}": Case(who.MANAGERS, objects.invitation),
    f"PATCH {STAFF}/{{person_id:uuid}}": Case(
        who.MANAGERS, objects.helper, {"role": "clerk", "store": "{slug}", "to_store": "{slug}"}
    ),
    f"DELETE {STAFF}/{{person_id:uuid}}": Case(who.MANAGERS, objects.helper, query="?store={slug}"),
    f"GET {SHOP_API}/prices": Case(who.EVERYONE, shelves.book, query="?variant={variant_id}"),
    f"GET {SHOP_API}/price-books": Case(who.MANAGERS, shelves.book),
    f"POST {SHOP_API}/price-books": Case(who.MANAGERS, send={"name": "Here", "stores": ["{slug}"]}),
    f"GET {BOOK}": Case(who.MANAGERS, shelves.book),
    f"PUT {BOOK}": Case(who.MANAGERS, shelves.book, {"name": "Here", "stores": ["{slug}"], "revision": 1}),
    f"PATCH {BOOK}/entries": Case(
        who.MANAGERS, shelves.book, {"revision": 1, "entries": [{"variant_id": "{variant_id}", "price": 900}]}
    ),
    f"PUT {BOOK}/undoing": Case(who.MANAGERS, shelves.changed_book, {"revision": 2}),
    f"PUT {SHOP_API}/parity": Case(who.MANAGERS),
    f"DELETE {SHOP_API}/parity": Case(who.MANAGERS),
    # Not a file: told so, once one was let in.
    f"POST {SHOP_API}/items/imports": Case(
        who.MANAGERS, send={"name": "x.csv", "content": ""}, fine=frozenset((422,))
    ),
    f"GET {SHOP_API}/items/imports/{{import_id:uuid}}": Case(who.MANAGERS, articles.imported),
    f"POST {SHOP_API}/items/imports/{{import_id:uuid}}/confirmation": Case(
        who.MANAGERS, articles.imported, {}
    ),
    f"GET {SHOP_API}/till-prices": Case(who.MANAGERS, shelves.book),
    f"PUT {SHOP_API}/till-prices": Case(
        who.MANAGERS, shelves.book, {"lines": [{"code": "{variant_id}", "price": 900}]}
    ),
    f"GET {SHOP_API}/trust": Case(who.EVERYONE),
    f"GET {API}/malls/{{slug:str}}": Case(who.EVERYONE, objects.mall),
    f"GET {API}/applications/mine": Case(who.SIGNED_IN, papers.asked),
    f"GET {API}/applications": Case(who.COLLEAGUES, papers.submitted),
    f"GET {API}/ledger/totals": Case(who.COLLEAGUES, objects.paid),
    "GET /api/v1/problems": Case(who.EVERYONE),
    "GET /api/v1/problems/{code:str}": Case(who.EVERYONE, names={"code": "not_found"}),
    "GET /api/v1/openapi.json": Case(who.EVERYONE),
    "GET /api/v1/docs": Case(who.EVERYONE),
    "GET /api/v1/docs.css": Case(who.EVERYONE),
    # A provider is known by its signature, not by who it is.
    "POST /api/callbacks/{market:str}/{provider:str}": Case(
        who.NO_ONE,
        send={"id": "evt_1", "type": "payment.paid"},
        names={"provider": "sandbox"},
        refused="sign in",
    ),
}
