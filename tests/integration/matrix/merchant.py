"""The merchant's face: the counter, the desk, and joining a shop."""

from tests.integration.matrix import (
    articles,
    collected,
    coupons,
    earnings,
    elsewhere,
    flashes,
    goods,
    objects,
    screens,
    tills,
)
from tests.integration.matrix import people as who
from tests.integration.matrix.chain_rows import OFFICE_CASES
from tests.integration.matrix.channel_rows import CHANNEL_CASES
from tests.integration.matrix.price_rows import DESK_CASES
from tests.integration.matrix.rows import FINE, INVITATION_SEEN, Case

DESK, COUNTER = "/{market:str}/desk/{slug:str}", "/{market:str}/counter/{slug:str}"
OFFICE = "/{market:str}/head-office/{merchant_id:uuid}"
FOREIGN = f"{COUNTER}/foreign-uses/{{use_id:uuid}}"
STOCK = f"{DESK}/stock"
PLATFORM = f"{DESK}/platforms/{{connection_id:uuid}}"
STATEMENT = f"{DESK}/money/statements/{{statement_id:uuid}}"
DEAL_FORM = {
    "key": "{random}", "title": "Set", "price": "10", "list_price": "20", "stock": "5", "per_person": "2",
    "valid_days": "30", "times": "always", "content_name": "Noodles", "content_qty": "1",
    "content_price": "20",
}  # fmt: skip
ITEM_FORM = {
    "key": "{random}", "kind": "goods", "state": "on_sale", "title": "Cup", "v_name": "", "v_price": "39",
    "stores": "{store_id}",
}  # fmt: skip
INVITATION = {"name": "Mei", "place": "clerk@{slug}"}
KEYS = {"platform": "douyin", "app": "{app}", "secret": "{secret}", "shop": "{shop}"}
MALL_PAGE = f"{DESK}/mall/pages/{{page_id:uuid}}"
MALL_LOOK = {"name": "望街", "swatch": "#1b7f63", "ground": "white"}
PROFILE = {"name": "望街面馆", "address": "河坊街 128 号", "price_level": "2"}

CASES: dict[str, Case] = {
    # The counter.
    "GET /{market:str}/counter": Case(who.ANY_TILL),
    f"GET {COUNTER}": Case(who.TILL, objects.redeemed),
    # The same for everybody, and without a word of anybody: a device keeps them.
    "GET /{market:str}/counter/worker.js": Case(who.EVERYONE),
    f"GET {COUNTER}/app.webmanifest": Case(who.EVERYONE),
    f"GET {COUNTER}/offline": Case(who.EVERYONE),
    f"GET {COUNTER}/shift": Case(who.TILL, objects.redeemed),
    f"POST {COUNTER}/shift": Case(who.TILL, send={}),
    f"GET {COUNTER}/preview": Case(who.TILL),
    f"POST {COUNTER}/preview": Case(who.TILL, objects.paid, {"code": "{code}"}, shows={"code": who.TILL}),
    f"GET {COUNTER}/payments": Case(who.TILL),
    f"GET {COUNTER}/payments/arrived": Case(who.TILL, tills.sold),
    f"GET {COUNTER}/live": Case(who.TILL, query="?seconds=0"),
    f"POST {COUNTER}/members": Case(who.TILL, tills.shown, {"code": "{member_code}"}),
    f"POST {COUNTER}/payments": Case(
        who.TILL, tills.taken, {"code": "{member_code}", "amount": "12", "key": "{random}"}
    ),
    f"GET {COUNTER}/payments/{{order_id:uuid}}": Case(who.TILL, tills.sold),
    f"POST {COUNTER}/payments/{{order_id:uuid}}/refund": Case(
        who.TILL, tills.sold, {"amount": "1", "why": "wrong", "key": "{random}"}
    ),
    f"GET {COUNTER}/coupons": Case(who.TILL),
    f"POST {COUNTER}/coupons/preview": Case(who.TILL, coupons.shown, {"coupon": "{code}"}),
    f"POST {COUNTER}/coupons": Case(who.TILL, coupons.shown, {"coupon": "{code}", "code": "{member_code}"}),
    f"POST {COUNTER}/coupons/gifts": Case(
        who.TILL,
        coupons.given,
        {"code": "{member_code}", "batch": "{batch_id}", "key": "{random}"},
    ),
    f"GET {COUNTER}/redemptions": Case(who.TILL),
    f"POST {COUNTER}/redemptions": Case(who.TILL, objects.paid, {"code": "{code}", "key": "{random}"}),
    f"POST {COUNTER}/redemptions/{{redemption_id:uuid}}/undoing": Case(who.TILL, objects.redeemed),
    # Goods that wait, were handed over, and come back.
    f"GET {COUNTER}/hand-overs": Case(who.TILL),
    f"POST {COUNTER}/hand-overs": Case(
        who.TILL, collected.waiting, {"code": "{code}", "key": "{random}", "units-1": "1"}
    ),
    f"POST {COUNTER}/hand-overs/{{move_id:uuid}}/undoing": Case(who.TILL, collected.handed),
    f"GET {COUNTER}/returns": Case(who.TILL),
    f"POST {COUNTER}/returns": Case(
        who.TILL,
        collected.handed,
        {"code": "{code}", "key": "{random}", "units-1": "1", "reason": "torn"},
    ),
    f"GET {DESK}/pickups": Case(who.TILL, collected.waiting),
    f"GET {DESK}/aisle": Case(who.TILL, collected.aisle),
    f"GET {DESK}/aisle/qr.svg": Case(who.TILL, collected.aisle),
    f"GET {DESK}/aisle/qr.png": Case(who.TILL, collected.aisle),
    f"POST {DESK}/pickups/{{order_id:uuid}}/readiness": Case(who.TILL, collected.waiting),
    f"POST {DESK}/pickups/{{order_id:uuid}}/refund": Case(who.TILL, collected.waiting, {"key": "{random}"}),
    f"POST {DESK}/pickups/rules": Case(
        who.MANAGERS,
        send={"collect_hours": "48", "return_days": "7", "bring_days": "3", "self_checkout": "yes"},
    ),
    # At an enrolled device: the clerk's PIN in their own session, and who sits there.
    f"GET {COUNTER}/pin": Case(who.TILL),
    f"POST {COUNTER}/pin": Case(who.TILL, send={"pin": "4071"}),
    f"GET {COUNTER}/sitting": Case(who.NO_ONE, refused="sign in"),
    f"POST {COUNTER}/sitting": Case(who.NO_ONE, send={"pin": "4071"}, refused="sign in"),
    f"POST {COUNTER}/sitting/end": Case(who.NO_ONE, refused="sign in"),
    f"POST {COUNTER}/sync": Case(who.NO_ONE, refused="sign in"),
    # Whoever holds the owner's code makes their browser a device.
    f"GET {COUNTER}/enrolment": Case(
        who.EVERYONE, objects.enrolment, query="?token={token}", shows={"enrolment": who.EVERYONE}
    ),
    f"POST {COUNTER}/enrolment": Case(
        who.EVERYONE,
        objects.enrolment,
        {name: f"{{{name}}}" for name in ("token", "name", "public_key", "signature")},
    ),
    # What was sold elsewhere.
    f"GET {FOREIGN}": Case(who.TILL, elsewhere.taken),
    f"POST {FOREIGN}/redemption": Case(who.TILL, elsewhere.shown),
    f"POST {FOREIGN}/undoing": Case(who.TILL, elsewhere.taken),
    f"POST {FOREIGN}/inquiry": Case(who.TILL, elsewhere.taken),
    # The desk.
    "GET /{market:str}/desk": Case(who.ANY_TILL),
    f"GET {DESK}": Case(who.TILL, objects.paid),
    f"GET {DESK}/orders/today": Case(who.TILL, objects.paid),
    f"GET {DESK}/orders": Case(who.MANAGERS, objects.paid),
    f"GET {DESK}/orders/{{order_id:uuid}}": Case(who.MANAGERS, objects.paid),
    f"GET {DESK}/vouchers": Case(who.MANAGERS, objects.paid),
    f"GET {DESK}/customers": Case(who.MANAGERS, objects.redeemed),
    f"GET {DESK}/customers.csv": Case(who.MANAGERS, objects.redeemed),
    f"GET {DESK}/footfall": Case(who.MANAGERS, objects.redeemed),
    f"GET {DESK}/results": Case(who.MANAGERS, objects.redeemed),
    f"GET {DESK}/results/{{kind:str}}": Case(who.MANAGERS, objects.redeemed, names={"kind": "paid"}),
    f"GET {DESK}/coupons": Case(who.MANAGERS, coupons.batch),
    f"POST {DESK}/coupons": Case(who.MANAGERS, send=coupons.TYPED),
    f"POST {DESK}/coupons/{{batch_id:uuid}}/state": Case(who.MANAGERS, coupons.batch, {"to": "paused"}),
    f"POST {DESK}/coupons/{{batch_id:uuid}}/codes": Case(who.MANAGERS, coupons.printed, {"count": "1"}),
    f"GET {DESK}/coupons/{{batch_id:uuid}}/codes.csv": Case(who.MANAGERS, coupons.printed),
    f"GET {DESK}/flash-sales": Case(who.MANAGERS, flashes.on),
    f"POST {DESK}/flash-sales": Case(who.MANAGERS, flashes.coming, flashes.TYPED),
    f"POST {DESK}/flash-sales/{{sale_id:uuid}}/cancellation": Case(who.MANAGERS, flashes.announced, {}),
    f"GET {DESK}/links": Case(who.MANAGERS, objects.link, fine=frozenset({301})),
    f"GET {DESK}/codes": Case(who.MANAGERS, objects.link),
    f"POST {DESK}/codes": Case(
        who.MANAGERS, send={"channel": "poster", "label": "Door", "count": "1", "key": "{random}"}
    ),
    f"GET {DESK}/codes/{{link_id:uuid}}": Case(who.MANAGERS, objects.link),
    f"GET {DESK}/codes/{{link_id:uuid}}/qr.svg": Case(who.MANAGERS, objects.link),
    f"GET {DESK}/codes/{{link_id:uuid}}/qr.png": Case(who.MANAGERS, objects.link),
    f"GET {DESK}/codes/print": Case(who.MANAGERS, objects.link, query="?pick={link_id}"),
    f"POST {DESK}/codes/print": Case(who.MANAGERS, objects.link, {"pick": "{link_id}"}),
    f"GET {DESK}/codes/print/paper.css": Case(who.MANAGERS, query="?width=110&height=290"),
    f"GET {DESK}/codes/print/sheets.pdf": Case(who.MANAGERS, objects.link, query="?pick={link_id}"),
    f"GET {DESK}/codes/wall": Case(who.MANAGERS, objects.link),
    f"POST {DESK}/codes/wall": Case(who.MANAGERS, send={"name": "A"}, fine=FINE | {409}),
    f"GET {DESK}/codes/wall/sheets.pdf": Case(
        who.MANAGERS, query="?wall=00000000-0000-7000-8000-000000000000", fine=FINE | {409}
    ),
    f"GET {DESK}/codes/own": Case(who.TILL, objects.link),
    f"POST {DESK}/codes/landings": Case(who.MANAGERS, objects.link, {"pick": "{link_id}", "landing": "menu"}),
    f"POST {DESK}/codes/ends": Case(who.MANAGERS, objects.link, {"pick": "{link_id}"}),
    f"GET {DESK}/codes/batches/{{batch_id:uuid}}": Case(who.MANAGERS, objects.batch),
    f"GET {DESK}/codes/batches/{{batch_id:uuid}}/codes/{{ending:str}}": Case(
        who.MANAGERS, objects.batch, names={"ending": "csv"}
    ),
    f"GET {DESK}/kiosks": Case(who.MANAGERS, screens.offered),
    f"POST {DESK}/kiosks": Case(who.MANAGERS, send={"name": "Door"}),
    f"GET {DESK}/kiosks/{{kiosk_id:uuid}}": Case(who.MANAGERS, screens.offered),
    f"POST {DESK}/kiosks/{{kiosk_id:uuid}}/offers": Case(who.MANAGERS, screens.offered),
    f"POST {DESK}/kiosks/{{kiosk_id:uuid}}/sellers": Case(who.MANAGERS, screens.offered, {}),
    f"POST {DESK}/kiosks/{{kiosk_id:uuid}}/revocation": Case(who.MANAGERS, screens.offered),
    f"GET {DESK}/deals": Case(who.MANAGERS, objects.deal),
    f"GET {DESK}/deals/new": Case(who.MANAGERS),
    f"POST {DESK}/deals": Case(who.MANAGERS, send=DEAL_FORM),
    f"GET {DESK}/deals/{{deal_id:uuid}}": Case(who.MANAGERS, objects.deal),
    f"POST {DESK}/deals/{{deal_id:uuid}}": Case(who.MANAGERS, objects.deal, {**DEAL_FORM, "revision": "1"}),
    f"POST {DESK}/deals/{{deal_id:uuid}}/end": Case(who.MANAGERS, objects.deal),
    f"GET {DESK}/items": Case(who.MANAGERS, articles.article),
    f"GET {DESK}/items/new": Case(who.MANAGERS),
    f"POST {DESK}/items": Case(who.MANAGERS, articles.article, ITEM_FORM),
    f"GET {DESK}/items/{{item_id:uuid}}": Case(who.MANAGERS, articles.article),
    f"POST {DESK}/items/{{item_id:uuid}}": Case(
        who.MANAGERS, articles.article, {**ITEM_FORM, "revision": "1"}
    ),
    f"GET {DESK}/items/quick": Case(who.MANAGERS),
    f"POST {DESK}/items/quick": Case(who.MANAGERS, articles.article, ITEM_FORM),
    f"GET {DESK}/items/categories": Case(who.MANAGERS),
    # Those of the whole merchant: a manager of one of its stores is told so.
    f"POST {DESK}/items/categories": Case(
        who.MANAGERS, send={"name": "{random}"}, fine=frozenset((303, 403))
    ),
    f"POST {DESK}/items/categories/order": Case(who.MANAGERS, send={}, fine=frozenset((303, 403))),
    f"POST {DESK}/items/sheet": Case(
        who.MANAGERS,
        articles.article,
        {"row": "{item_id}:1:x", "pick": "{item_id}", "deed": "state:hidden"},
    ),
    f"GET {DESK}/items/export": Case(who.MANAGERS, articles.article),
    f"GET {DESK}/items/export/{{ending:str}}": Case(who.MANAGERS, articles.article, names={"ending": "csv"}),
    f"GET {DESK}/items/sample/{{ending:str}}": Case(who.MANAGERS, names={"ending": "xlsx"}),
    f"POST {DESK}/items/template": Case(who.MANAGERS, send={"trade": "tea_house"}),
    f"GET {DESK}/items/import": Case(who.MANAGERS, articles.imported),
    # Nothing was chosen: told so, once one was let in.
    f"POST {DESK}/items/import": Case(who.MANAGERS, send={}, fine=frozenset((422,))),
    f"GET {DESK}/items/imports/{{import_id:uuid}}": Case(who.MANAGERS, articles.imported),
    f"GET {DESK}/items/imports/{{import_id:uuid}}/mending/{{ending:str}}": Case(
        who.MANAGERS, articles.imported, names={"ending": "csv"}
    ),
    f"POST {DESK}/items/imports/{{import_id:uuid}}/confirmation": Case(who.MANAGERS, articles.imported),
    # Whoever made the change takes it back; to all others it is not there.
    f"POST {DESK}/items/changes/{{change_id:uuid}}/undoing": Case(
        who.MANAGERS, articles.changed, fine=frozenset((303, 404))
    ),
    f"GET {STOCK}": Case(who.TILL, goods.stocked),
    f"GET {STOCK}/scan": Case(who.TILL, goods.stocked, query="?do=count"),
    f"GET {STOCK}/{{variant_id:uuid}}": Case(who.TILL, goods.stocked),
    f"GET {STOCK}/days": Case(who.TILL, goods.dated),
    f"GET {STOCK}/days/{{variant_id:uuid}}": Case(who.TILL, goods.dated),
    # No days are named: told so, once one was let in.
    f"POST {STOCK}/days/{{variant_id:uuid}}/settings": Case(
        who.MANAGERS, goods.dated, {"do": "close"}, fine=frozenset((422,))
    ),
    f"POST {STOCK}/{{variant_id:uuid}}/deliveries": Case(
        who.TILL, goods.stocked, {"quantity": "2", "key": "{random}"}
    ),
    f"POST {STOCK}/{{variant_id:uuid}}/counts": Case(who.TILL, goods.stocked, {"quantity": "5"}),
    f"POST {STOCK}/{{variant_id:uuid}}/losses": Case(
        who.MANAGERS, goods.stocked, {"quantity": "1", "note": "gone", "key": "{random}"}
    ),
    f"POST {STOCK}/{{variant_id:uuid}}/threshold": Case(who.MANAGERS, goods.stocked, {"quantity": "3"}),
    f"POST {STOCK}/slips/{{slip_id:uuid}}/undoing": Case(who.TILL, goods.stocked),
    f"GET {STOCK}/transfers": Case(who.TILL, goods.sent),
    f"GET {STOCK}/transfers/new": Case(who.MANAGERS, goods.sent),
    # Nothing was named: told so, once one was let in.
    f"POST {STOCK}/transfers": Case(who.MANAGERS, goods.sent, {"key": "{random}"}, fine=frozenset((422,))),
    f"GET {STOCK}/transfers/{{transfer_id:uuid}}": Case(who.TILL, goods.sent),
    f"POST {STOCK}/transfers/{{transfer_id:uuid}}/arrival": Case(who.TILL, goods.coming),
    f"POST {STOCK}/transfers/{{transfer_id:uuid}}/calling-back": Case(who.MANAGERS, goods.sent),
    f"POST {STOCK}/{{variant_id:uuid}}/tracking": Case(who.MANAGERS, goods.stocked, {"count": "no"}),
    f"POST {STOCK}/transfers/{{transfer_id:uuid}}/dispatch": Case(who.TILL, goods.asked),
    f"POST {STOCK}/transfers/{{transfer_id:uuid}}/declining": Case(
        who.MANAGERS, goods.asked, {"note": "out"}
    ),
    **DESK_CASES,
    **CHANNEL_CASES,
    **OFFICE_CASES,
    f"GET {DESK}/reviews": Case(who.MANAGERS, objects.reviewed),
    f"POST {DESK}/reviews/{{order_id:uuid}}/reply": Case(who.MANAGERS, objects.reviewed, {"text": "谢谢"}),
    f"GET {DESK}/money": Case(who.OWNERS, objects.redeemed),
    f"GET {DESK}/money.csv": Case(who.OWNERS, objects.redeemed),
    # All stores of a merchant that somebody leads.
    "GET /{market:str}/head-office": Case(who.ANY_LEADER),
    f"GET {OFFICE}": Case(who.LEADERS, objects.merchant),
    f"GET {OFFICE}/results": Case(who.LEADERS, objects.merchant),
    f"GET {OFFICE}/channels": Case(who.LEADERS, objects.merchant),
    f"GET {DESK}/money/entries/{{entry_id:uuid}}": Case(who.OWNERS, earnings.stated),
    f"GET {DESK}/money/statements": Case(who.OWNERS, earnings.stated),
    f"GET {STATEMENT}": Case(who.OWNERS, earnings.stated),
    f"GET {STATEMENT}/print": Case(who.OWNERS, earnings.stated),
    f"GET {STATEMENT}/lines.csv": Case(who.OWNERS, earnings.stated),
    f"GET {STATEMENT}/lines.xlsx": Case(who.OWNERS, earnings.stated),
    f"POST {STATEMENT}/confirmation": Case(who.OWNERS, earnings.stated),
    f"GET {STATEMENT}/disputes/{{entry_id:uuid}}": Case(who.OWNERS, earnings.stated),
    f"POST {STATEMENT}/disputes/{{entry_id:uuid}}": Case(who.OWNERS, earnings.stated, {"note": "not mine"}),
    f"GET {DESK}/money/bank": Case(who.OWNERS),
    f"POST {DESK}/money/bank": Case(
        who.OWNERS,
        send={"account": "6222020000000020008", "holder": "王老七", "bank": "工商银行"},
    ),
    f"GET {DESK}/mall": Case(who.OWNERS, objects.mall),
    f"POST {DESK}/mall": Case(who.OWNERS, objects.mall, {"revision": "1", **MALL_LOOK}),
    f"POST {DESK}/mall/preview": Case(who.OWNERS, objects.mall, MALL_LOOK),
    f"POST {DESK}/mall/undoing": Case(
        who.OWNERS, objects.mall, {"revision": "1"}, fine=FINE | frozenset((409,))
    ),
    f"POST {DESK}/mall/opening": Case(who.OWNERS, objects.mall),
    f"POST {DESK}/mall/closing": Case(who.OWNERS, objects.mall),
    f"POST {DESK}/mall/listing": Case(who.OWNERS, objects.mall, {}),
    f"POST {DESK}/mall/host": Case(who.OWNERS, objects.host, {"host": "{random}.example"}),
    f"POST {DESK}/mall/host/end": Case(who.OWNERS, objects.host),
    f"GET {DESK}/mall/pages": Case(who.OWNERS, objects.mall),
    f"POST {DESK}/mall/pages": Case(
        who.OWNERS, objects.mall, {"path": "{random}", "title": "Tea", "body": "Hot"}
    ),
    f"GET {MALL_PAGE}": Case(who.OWNERS, objects.mall),
    f"POST {MALL_PAGE}": Case(who.OWNERS, objects.mall, {"title": "Tea", "body": "Hot", "revision": "1"}),
    f"POST {MALL_PAGE}/removal": Case(who.OWNERS, objects.mall),
    f"POST {MALL_PAGE}/return": Case(who.OWNERS, objects.mall),
    f"POST {MALL_PAGE}/rise": Case(who.OWNERS, objects.mall),
    f"GET {DESK}/platforms": Case(who.OWNERS, elsewhere.connected),
    f"POST {DESK}/platforms": Case(who.OWNERS, elsewhere.free, KEYS),
    f"POST {PLATFORM}/pausing": Case(who.OWNERS, elsewhere.connected),
    f"POST {PLATFORM}/resumption": Case(who.OWNERS, elsewhere.connected),
    f"POST {PLATFORM}/disconnection": Case(who.OWNERS, elsewhere.connected),
    f"GET {OFFICE}/branches": Case(who.OWNERS, objects.merchant),
    f"GET {OFFICE}/branches/new": Case(who.OWNERS, objects.merchant),
    # An empty form: told so, once one was let in.
    f"POST {OFFICE}/branches": Case(
        who.OWNERS, objects.merchant, {"key": "{random}"}, fine=frozenset((422, 429))
    ),
    f"GET {OFFICE}/branches/{{store_id:uuid}}/closing": Case(who.OWNERS, objects.merchant),
    # Its vouchers are still to be used.
    f"POST {OFFICE}/branches/{{store_id:uuid}}/closing": Case(
        who.OWNERS, objects.merchant, fine=frozenset((409,))
    ),
    f"GET {DESK}/profile": Case(who.MANAGERS),
    f"POST {DESK}/profile": Case(who.MANAGERS, send=PROFILE),
    f"GET {DESK}/photos": Case(who.MANAGERS),
    # Nothing was chosen: told so, once one was let in.
    f"POST {DESK}/photos": Case(who.MANAGERS, send={}, fine=frozenset((422,))),
    f"POST {DESK}/photos/order": Case(who.MANAGERS, send={}),
    f"GET {DESK}/service-area": Case(who.MANAGERS),
    f"POST {DESK}/service-area": Case(who.MANAGERS, send={"lat": "30.24", "lon": "120.17", "meters": "900"}),
    f"POST {DESK}/service-area/removal": Case(who.MANAGERS),
    f"GET {DESK}/hours": Case(who.MANAGERS),
    f"POST {DESK}/hours": Case(who.MANAGERS, send={"own": "Mo-Su 08:00-22:00"}),
    f"POST {DESK}/hours/preview": Case(who.MANAGERS, send={"own": "Mo-Su 08:00-22:00"}),
    f"GET {DESK}/staff": Case(who.MANAGERS, objects.invitation),
    f"POST {DESK}/staff/invitations": Case(who.MANAGERS, send=INVITATION),
    f"GET {DESK}/staff/invitations/{{invitation_id:uuid}}": Case(
        who.MANAGERS, objects.invitation, shows=INVITATION_SEEN, crossed=frozenset((303,))
    ),
    f"POST {DESK}/staff/invitations/{{invitation_id:uuid}}/withdrawal": Case(
        who.MANAGERS, objects.invitation
    ),
    f"POST {DESK}/staff/{{person_id:uuid}}/role": Case(
        who.MANAGERS, objects.helper, {"at": "{slug}", "place": "clerk@{slug}"}
    ),
    f"POST {DESK}/staff/{{person_id:uuid}}/removal": Case(who.MANAGERS, objects.helper, {"at": "{slug}"}),
    f"GET {DESK}/devices": Case(who.OWNERS, objects.device),
    f"POST {DESK}/devices/enrolments": Case(who.OWNERS),
    f"GET {DESK}/devices/enrolments/{{enrolment_id:uuid}}": Case(
        who.OWNERS, objects.enrolment, shows={"enrolment": who.OWNERS}
    ),
    f"GET {DESK}/devices/{{device_id:uuid}}": Case(who.OWNERS, objects.device),
    f"POST {DESK}/devices/{{device_id:uuid}}/name": Case(who.OWNERS, objects.device, {"name": "Door"}),
    f"POST {DESK}/devices/{{device_id:uuid}}/allowance": Case(
        who.OWNERS, objects.device, {"offline": "yes", "hours": "24", "uses": "20", "limit": "500"}
    ),
    f"POST {DESK}/devices/{{device_id:uuid}}/revocation": Case(who.OWNERS, objects.device),
    # Joining: whoever has the link may look; who has the phone may take the place.
    "GET /{market:str}/invitations/{signed:str}": Case(
        who.EVERYONE, objects.invitation, shows={"invitation": who.EVERYONE}
    ),
    "POST /{market:str}/invitations/{signed:str}/acceptance": Case(
        who.INVITED_ONLY,
        objects.invitation_by_phone,
        shows={"invitation": who.SIGNED_IN - who.INVITED_ONLY},
        refused="forbidden",
    ),
}
