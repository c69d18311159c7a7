"""The consumer's face: looking, buying, being someone, and opening a shop."""

from tests.integration.matrix import (
    articles,
    collected,
    coupons,
    flashes,
    goods,
    holdings,
    objects,
    papers,
    screens,
    tills,
)
from tests.integration.matrix import people as who
from tests.integration.matrix.rows import (
    CODE_SEEN_BY_BUYER,
    FINE,
    MARKS,
    MESSAGES_SEEN,
    PICKUP_SEEN_BY_BUYER,
    Case,
)

ORDER = "/{market:str}/orders/{order_id:uuid}"
APPLICATION = "/{market:str}/applications/{application_id:uuid}"
CART = "/{market:str}/stores/{slug:str}/cart"
DATED = "?store={slug}&variant={variant_id}&day={day}&quantity=1"
KIOSK = "/{market:str}/kiosks/{kiosk_id:uuid}"
SELECTION = "/{market:str}/selections/{code:str}"
MALL = "/{market:str}/malls/{slug:str}"
PASSKEY = "/{market:str}/me/passkeys/{passkey_id:uuid}"
OWN_FORM = {"legal name": who.APPLICANTS, "license number": who.APPLICANTS}
STRANGER = {"phone": "+8613711999999"}
# Codes and passwords that are wrong, and soon too many of them.
WRONG = frozenset((403, 429))

CASES: dict[str, Case] = {
    # Look around.
    "GET /": Case(who.EVERYONE),
    "GET /{market:str}": Case(who.EVERYONE),
    "GET /{market:str}/search": Case(who.EVERYONE),
    "GET /{market:str}/search/pins": Case(who.EVERYONE),
    "GET /{market:str}/search/suggestions": Case(who.EVERYONE),
    "GET /{market:str}/compare": Case(who.EVERYONE),
    "GET /{market:str}/stores/{slug:str}": Case(who.EVERYONE),
    "GET /{market:str}/stores/{slug:str}/range": Case(who.EVERYONE),
    "GET /{market:str}/items/{item_id:uuid}": Case(who.EVERYONE, articles.article),
    "GET /{market:str}/stores/{slug:str}/card": Case(who.EVERYONE),
    "GET /{market:str}/stores/{slug:str}/trust": Case(who.EVERYONE),
    "GET /{market:str}/pictures/{picture_id:uuid}/{name:str}": Case(
        who.EVERYONE, objects.picture, names={"name": "320.webp"}
    ),
    "GET /{market:str}/deals/{deal_id:uuid}": Case(who.EVERYONE, objects.deal),
    "GET /robots.txt": Case(who.EVERYONE),
    "GET /sitemap.xml": Case(who.EVERYONE),
    "GET /{market:str}/sitemaps/{name:str}": Case(who.EVERYONE, names={"name": "stores.xml"}),
    "GET /{market:str}/deals.atom": Case(who.EVERYONE),
    "GET /{market:str}/stores/{slug:str}/deals.atom": Case(who.EVERYONE),
    "GET /{market:str}/stores/{slug:str}/share.jpg": Case(who.EVERYONE),
    "GET /{market:str}/deals/{deal_id:uuid}/share.jpg": Case(who.EVERYONE, objects.deal),
    "GET /{market:str}/items/{item_id:uuid}/share.jpg": Case(who.EVERYONE, articles.article),
    "GET /mall-host": Case(who.EVERYONE, objects.mall, query="domain=tea.example", fine=frozenset((404,))),
    f"GET {MALL}": Case(who.EVERYONE, objects.mall),
    f"GET {MALL}/pages/{{page:str}}": Case(who.EVERYONE, objects.mall),
    f"GET {MALL}/look.css": Case(who.EVERYONE, objects.mall),
    f"GET {MALL}/icons/{{name:str}}": Case(who.EVERYONE, objects.mall, names={"name": "192.png"}),
    f"GET {MALL}/app.webmanifest": Case(who.EVERYONE, objects.mall),
    "GET /q/{code:str}": Case(who.EVERYONE, objects.link, names={"code": "{market}-{link_code}"}),
    "GET /Q/{code:str}": Case(who.EVERYONE, objects.link, names={"code": "{market}-{link_code}"}),
    "GET /sandbox/messages": Case(who.EVERYONE, objects.invitation_by_phone, shows=MESSAGES_SEEN),
    "GET /{market:str}/for-you": Case(who.EVERYONE),
    "POST /{market:str}/for-you/answer": Case(who.SIGNED_IN, send={"allowed": "1"}),
    "POST /{market:str}/for-you/dismissals": Case(
        who.SIGNED_IN, send={"store": "nowhere"}, fine=FINE | {404}
    ),
    "POST /{market:str}/for-you/dismissals/end": Case(who.SIGNED_IN),
    "POST /{market:str}/stores/{slug:str}/following": Case(who.SIGNED_IN),
    "POST /{market:str}/stores/{slug:str}/following/end": Case(who.SIGNED_IN),
    # At a shop's screen: whoever has the manager's link makes a browser it, and it alone is let in.
    f"GET {KIOSK}/opening": Case(who.EVERYONE, screens.offered, query="?token={token}"),
    f"POST {KIOSK}/opening": Case(who.EVERYONE, screens.offered, {"token": "{token}"}),
    f"GET {KIOSK}": Case(who.NO_ONE, screens.offered, refused="sign in"),
    f"GET {KIOSK}/range": Case(who.NO_ONE, screens.offered, refused="sign in"),
    f"POST {KIOSK}/seller": Case(who.NO_ONE, screens.offered, {"seller": "x"}, refused="sign in"),
    f"GET {KIOSK}/items/{{item_id:uuid}}": Case(who.NO_ONE, screens.chosen, refused="sign in"),
    f"POST {KIOSK}/lines": Case(
        who.NO_ONE, screens.chosen, {"variant": "{variant_id}", "at": "{slug}"}, refused="sign in"
    ),
    f"GET {KIOSK}/chosen": Case(who.NO_ONE, screens.offered, refused="sign in"),
    f"POST {KIOSK}/quantities": Case(
        who.NO_ONE, screens.offered, {"line": "1", "quantity": "2"}, refused="sign in"
    ),
    f"POST {KIOSK}/selections": Case(who.NO_ONE, screens.offered, refused="sign in"),
    f"GET {KIOSK}/selections/{{selection_id:uuid}}": Case(who.NO_ONE, screens.chosen, refused="sign in"),
    f"POST {KIOSK}/selections/{{selection_id:uuid}}/end": Case(who.NO_ONE, screens.chosen, refused="sign in"),
    # What somebody chose there, for the phone of whoever scans it.
    f"GET {SELECTION}": Case(who.EVERYONE, screens.chosen),
    f"POST {SELECTION}/taking": Case(who.SIGNED_IN, screens.chosen, {}),
    # Buy.
    "GET /{market:str}/deals/{deal_id:uuid}/checkout": Case(who.SIGNED_IN, objects.deal),
    "POST /{market:str}/deals/{deal_id:uuid}/orders": Case(
        who.SIGNED_IN, objects.deal, {"quantity": "1", "key": "{random}"}
    ),
    "GET /{market:str}/items/{item_id:uuid}/checkout": Case(who.SIGNED_IN, goods.dated, query=DATED),
    "POST /{market:str}/items/{item_id:uuid}/orders": Case(
        who.SIGNED_IN,
        goods.dated,
        {"store": "{slug}", "variant": "{variant_id}", "day": "{day}", "quantity": "1", "key": "{random}"},
    ),
    f"GET {CART}": Case(who.SIGNED_IN, articles.article),
    f"POST {CART}/lines": Case(who.SIGNED_IN, articles.article, {"variant": "{variant_id}", "quantity": "1"}),
    f"POST {CART}/quantities": Case(
        who.SIGNED_IN, articles.article, {"variant": "{variant_id}", "quantity": "2"}
    ),
    f"POST {CART}/address": Case(
        who.SIGNED_IN, articles.article, {"address": "1 North Street", "lat": "30.25", "lon": "120.16"}
    ),
    # Nothing lies in the cart of whoever asks, or there is no such branch.
    f"POST {CART}/branch": Case(
        who.SIGNED_IN, articles.article, {"to": "nowhere"}, fine=FINE | frozenset((404,))
    ),
    f"POST {CART}/orders": Case(
        who.SIGNED_IN, articles.article, {"key": "{random}"}, fine=FINE | frozenset((422,))
    ),
    "GET /{market:str}/stores/{slug:str}/aisle": Case(who.SIGNED_IN, collected.aisle),
    "POST /{market:str}/stores/{slug:str}/aisle/lines": Case(
        who.SIGNED_IN, collected.aisle, {"code": "4006381333931"}
    ),
    "GET /{market:str}/stores/{slug:str}/pay": Case(who.EVERYONE),
    "POST /{market:str}/stores/{slug:str}/sales": Case(
        who.EVERYONE, send={"amount": "12", "key": "{random}"}
    ),
    f"POST {ORDER}/membership": Case(who.BUYER, tills.sold, {}),
    "GET /{market:str}/me/memberships": Case(who.SIGNED_IN),
    "POST /{market:str}/me/memberships/{merchant_id:uuid}/end": Case(
        who.SIGNED_IN, names={"merchant_id": "00000000-0000-7000-8000-000000000000"}, send={}
    ),
    "GET /{market:str}/me/code": Case(who.SIGNED_IN),
    "GET /{market:str}/me/code/asked": Case(who.SIGNED_IN),
    "GET /{market:str}/me/live": Case(who.SIGNED_IN, query="?seconds=0"),
    f"GET {ORDER}/exit": Case(who.BUYER, collected.taken_along),
    f"GET {ORDER}/pickup": Case(who.BUYER, collected.waiting, shows=PICKUP_SEEN_BY_BUYER),
    "GET /{market:str}/orders": Case(who.SIGNED_IN, objects.paid),
    f"GET {ORDER}": Case(who.BUYER, objects.paid, shows=CODE_SEEN_BY_BUYER),
    f"POST {ORDER}/payment": Case(who.BUYER, objects.ordered),
    f"GET {ORDER}/return": Case(who.BUYER, objects.ordered),
    f"GET {ORDER}/paying": Case(who.BUYER, objects.ordered),
    f"GET {ORDER}/payment-check": Case(who.BUYER, objects.ordered),
    f"GET {ORDER}/payer": Case(who.BUYER, objects.ordered),
    f"POST {ORDER}/cancellation": Case(who.BUYER, objects.ordered),
    f"POST {ORDER}/refund": Case(who.BUYER, objects.paid, {"key": "{random}"}),
    f"POST {ORDER}/partial-refund": Case(who.BUYER, objects.paid, {"key": "{random}", "units-1": "1"}),
    "GET /{market:str}/wallet": Case(who.SIGNED_IN, objects.paid),
    "GET /{market:str}/flash-sales/{sale_id:uuid}": Case(who.EVERYONE, flashes.on),
    "POST /{market:str}/flash-sales/{sale_id:uuid}/claims": Case(
        who.SIGNED_IN, flashes.on, {"quantity": "1"}
    ),
    "POST /{market:str}/flash-sales/{sale_id:uuid}/claims/end": Case(who.SIGNED_IN, flashes.on, {}),
    "GET /{market:str}/coupons": Case(who.SIGNED_IN),
    "POST /{market:str}/coupons": Case(who.SIGNED_IN, coupons.printed, {"code": "{code}"}),
    "GET /{market:str}/coupons/{batch_id:uuid}": Case(who.EVERYONE, coupons.batch),
    "POST /{market:str}/coupons/{batch_id:uuid}/claims": Case(
        who.SIGNED_IN, coupons.batch, {"key": "{random}"}
    ),
    "GET /{market:str}/vouchers/{voucher_id:uuid}": Case(who.BUYER, objects.paid, shows=CODE_SEEN_BY_BUYER),
    "GET /{market:str}/vouchers/{voucher_id:uuid}/gift": Case(who.BUYER, objects.paid),
    "POST /{market:str}/vouchers/{voucher_id:uuid}/gift": Case(who.BUYER, objects.paid, {"note": "Eat well"}),
    "POST /{market:str}/vouchers/{voucher_id:uuid}/gift/revocation": Case(who.BUYER, objects.given),
    # The link is the secret: whoever has it may look, and the first who claims it has it.
    "GET /{market:str}/gifts/{signed:str}": Case(who.EVERYONE, objects.given),
    # Who gave it is told that it is theirs.
    "POST /{market:str}/gifts/{signed:str}/claim": Case(
        who.SIGNED_IN, objects.given, fine=FINE | frozenset((409,))
    ),
    "GET /{market:str}/vouchers/{voucher_id:uuid}/display": Case(who.BUYER, objects.paid),
    "GET /{market:str}/vouchers/{voucher_id:uuid}/paper": Case(
        who.BUYER, objects.paid, shows=CODE_SEEN_BY_BUYER
    ),
    **{
        f"GET /{{market:str}}/vouchers/{{voucher_id:uuid}}/{end}": Case(who.BUYER, objects.paid)
        for end in ("calendar.ics", "voucher.pkpass", "google-wallet")
    },
    "GET /{market:str}/kept": Case(
        who.SIGNED_IN, objects.paid, shows={**CODE_SEEN_BY_BUYER, **PICKUP_SEEN_BY_BUYER}
    ),
    "GET /{market:str}/kept-worker.js": Case(who.EVERYONE),
    "GET /{market:str}/app.webmanifest": Case(who.EVERYONE),
    f"GET {ORDER}/review": Case(who.BUYER, objects.redeemed),
    f"POST {ORDER}/review": Case(who.BUYER, objects.redeemed, MARKS),
    "GET /{market:str}/following": Case(who.SIGNED_IN),
    # Be someone.
    "GET /{market:str}/sign-in": Case(who.EVERYONE),
    "POST /{market:str}/sign-in/codes": Case(who.EVERYONE, send=STRANGER, fine=FINE | {429}),
    "POST /{market:str}/sign-in/sessions": Case(
        who.EVERYONE, send={**STRANGER, "code": "000000"}, fine=WRONG
    ),
    "POST /{market:str}/sign-in/password-sessions": Case(
        who.EVERYONE, send={**STRANGER, "password": "x"}, fine=WRONG
    ),
    "POST /{market:str}/session/end": Case(who.SIGNED_IN),
    "POST /{market:str}/sessions/end": Case(who.SIGNED_IN),
    "GET /{market:str}/me": Case(who.EVERYONE, papers.draft),
    "POST /{market:str}/me/name": Case(who.SIGNED_IN, send={"name": "Somebody"}),
    "GET /{market:str}/me/password": Case(who.SIGNED_IN),
    "POST /{market:str}/me/password": Case(
        who.SIGNED_IN, send={"old": "wrong", "password": "another password"}, fine=WRONG
    ),
    "POST /{market:str}/me/password/codes": Case(who.SIGNED_IN, fine=FINE | {429}),
    "POST /{market:str}/sign-in/passkey-challenges": Case(who.EVERYONE, fine=FINE | {429}),
    "POST /{market:str}/sign-in/passkey-sessions": Case(
        who.EVERYONE, send={"credential": "none"}, fine=frozenset((403,))
    ),
    "GET /{market:str}/me/proof": Case(who.SIGNED_IN),
    "POST /{market:str}/me/proof": Case(who.SIGNED_IN, send={"password": "wrong"}, fine=WRONG),
    "POST /{market:str}/me/proof/codes": Case(who.SIGNED_IN, fine=FINE | {429}),
    "GET /{market:str}/me/passkeys": Case(who.SIGNED_IN),
    "POST /{market:str}/me/passkeys/challenges": Case(who.SIGNED_IN, send={"name": "Phone"}),
    "POST /{market:str}/me/passkeys": Case(
        who.SIGNED_IN, send={"name": "Phone", "credential": "none"}, fine=frozenset((403,))
    ),
    f"GET {PASSKEY}": Case(who.HOLDER, holdings.passkey),
    f"POST {PASSKEY}/name": Case(who.HOLDER, holdings.passkey, {"name": "Blue phone"}),
    f"POST {PASSKEY}/removal": Case(who.HOLDER, holdings.passkey),
    "GET /{market:str}/me/privacy": Case(who.SIGNED_IN),
    "POST /{market:str}/me/privacy/consents": Case(who.SIGNED_IN, send={"purpose": "messages", "given": "1"}),
    # Of whoever asks alone; leaving what one is no member of changes nothing.
    "POST /{market:str}/me/privacy/memberships/{merchant_id:uuid}/end": Case(who.SIGNED_IN, objects.merchant),
    "GET /{market:str}/me/privacy/kept/{kind:str}": Case(who.SIGNED_IN, names={"kind": "sessions"}),
    "POST /{market:str}/me/privacy/exports": Case(who.SIGNED_IN),
    # Nobody has a file of this number; whose file it is stands in tests/integration/web/test_privacy.py.
    "GET /{market:str}/me/privacy/exports/{export_id:uuid}": Case(
        who.SIGNED_IN, holdings.no_export, fine=frozenset((404,))
    ),
    "GET /{market:str}/me/privacy/erasure": Case(who.SIGNED_IN),
    # The box is not ticked: nobody is erased.
    "POST /{market:str}/me/privacy/erasure": Case(who.SIGNED_IN),
    "GET /{market:str}/me/sessions": Case(who.SIGNED_IN),
    "POST /{market:str}/me/sessions/others/end": Case(who.SIGNED_IN),
    "POST /{market:str}/me/sessions/{session_id:uuid}/end": Case(who.HOLDER, holdings.session),
    "POST /{market:str}/me/tokens/{token_id:uuid}/end": Case(who.HOLDER, holdings.token),
    # Open a shop, claim a place, renew a license.
    "GET /{market:str}/applications": Case(who.EVERYONE, papers.draft),
    "POST /{market:str}/applications": Case(who.SIGNED_IN),
    "GET /{market:str}/stores/{slug:str}/claim": Case(who.SIGNED_IN, objects.listing),
    "POST /{market:str}/stores/{slug:str}/claims": Case(who.SIGNED_IN, objects.listing),
    "POST /{market:str}/merchants/{merchant_id:uuid}/renewals": Case(who.OWNERS, objects.merchant),
    f"GET {APPLICATION}": Case(who.APPLICANTS, papers.asked, shows=OWN_FORM),
    f"GET {APPLICATION}/{{step:str}}": Case(
        who.APPLICANTS, papers.draft, names={"step": "business"}, shows=OWN_FORM
    ),
    f"POST {APPLICATION}/{{step:str}}": Case(
        who.APPLICANTS, papers.draft, {"legal_name": "Another", "later": "1"}, names={"step": "business"}
    ),
    f"GET {APPLICATION}/files/{{name:str}}": Case(
        who.APPLICANTS, papers.draft, names={"name": "license"}, shows={"document": who.APPLICANTS}
    ),
    f"POST {APPLICATION}/submission": Case(who.APPLICANTS, papers.draft),
    f"POST {APPLICATION}/questions/{{question_id:uuid}}/answer": Case(
        who.APPLICANTS, papers.asked, {"answer": "The second."}
    ),
    # Files.
    "GET /static/{path:path}": Case(who.EVERYONE, names={"path": "js/linli.js"}),
    "GET /art/{kind:str}/{trade:str}/{seed:str}": Case(
        who.EVERYONE, names={"kind": "shop", "trade": "cafe", "seed": "x.svg"}
    ),
    "GET /favicon.ico": Case(who.EVERYONE),
    "GET /health": Case(who.EVERYONE),
    "GET /ready": Case(who.EVERYONE),
}
