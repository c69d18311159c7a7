"""The pages of goods, their stock and prices, of chains and of malls."""

from tests.browser.visits import Visit, visits

STORE, ORDER, MALL = "/{market}/stores/{slug}", "/{market}/orders", "/{market}/malls/{mall}"
DESK, COUNTER, ROOM = "/{market}/desk/{slug}", "/{market}/counter/{slug}", "/{market}/operator"
OFFICE = "/{market}/head-office/{merchant_id}"
AT_STORE, AT_MALL = "/{market:str}/stores/{slug:str}", "/{market:str}/malls/{slug:str}"
AT_DESK, AT_COUNTER = "/{market:str}/desk/{slug:str}", "/{market:str}/counter/{slug:str}"
AT_OFFICE, AT_ROOM = "/{market:str}/head-office/{merchant_id:uuid}", "/{market:str}/operator"
CHECKOUT = "/{market}/items/{ticket_id}/checkout?store={slug}&variant={ticket}&day={ticket_day}&quantity=2"
CHANNELS = "/{market:str}/desk/{slug:str}/channels"
AT_ORDER = "/{market:str}/orders/{order_id:uuid}"
# What the owner opens, by the end of its address as the route has it.
OF_DESK = {
    "items/new": "items/new",
    "items/quick": "items/quick",
    "items/categories": "items/categories",
    "items/export": "items/export",
    "items/import": "items/import",
    "items/{item_id:uuid}": "items/{item_id}",
    "items/imports/{import_id:uuid}": "items/imports/{import_id}",
    "stock/scan": "stock/scan",
    "stock/{variant_id:uuid}": "stock/{variant_id}",
    "stock/days": "stock/days",
    "stock/days/{variant_id:uuid}": "stock/days/{ticket}",
    "stock/transfers": "stock/transfers",
    "stock/transfers/new": "stock/transfers/new",
    "stock/transfers/{transfer_id:uuid}": "stock/transfers/{transfer_id}",
    "prices": "prices",
    "prices/till": "prices/till",
    "prices/regions": "prices/regions",
    "prices/preview": "prices/preview",
    "prices/{book_id:uuid}": "prices/{book_id}",
    "coupons": "coupons",
    "flash-sales": "flash-sales",
    "mall": "mall",
    "mall/pages": "mall/pages",
    "mall/pages/{page_id:uuid}": "mall/pages/{page_id}",
    "chain": "chain",
}
OF_OFFICE = {
    "chain": "chain",
    "chain/new": "chain/new?store={stranger}",
    "chain/{store_id:uuid}": "chain/{franchise_id}",
    "chain/{store_id:uuid}/range": "chain/{franchise_id}/range",
    "territories": "territories",
    "territories/new": "territories/new",
    "territories/{territory_id:uuid}": "territories/{territory_id}",
}
PAGES: dict[str, list[Visit]] = {
    f"{CHANNELS}": visits("owner", "/{market}/desk/{slug}/channels?model=linear&days=90", main=True),
    "/{market:str}/head-office/{merchant_id:uuid}/channels": visits("owner", OFFICE + "/channels", main=True),
    f"{CHANNELS}/costs": visits("owner", "/{market}/desk/{slug}/channels/costs", main=True),
    f"{CHANNELS}/orders": visits(
        "owner", "/{market}/desk/{slug}/channels/orders?channel=table_card&days=90", main=True
    ),
    f"{CHANNELS}/orders/{{order_id:uuid}}": visits(
        "owner", "/{market}/desk/{slug}/channels/orders/{used}", main=True
    ),
    "/{market:str}/coupons": visits("consumer", "/{market}/coupons"),
    "/{market:str}/coupons/{batch_id:uuid}": [
        *visits("anyone", "/{market}/coupons/{coupons}", main=True),
        *visits("consumer", "/{market}/coupons/{coupons}"),
    ],
    "/{market:str}/flash-sales/{sale_id:uuid}": [
        *visits("anyone", "/{market}/flash-sales/{coming_sale}"),
        *visits("consumer", "/{market}/flash-sales/{flash_sale}", main=True),
    ],
    f"{AT_STORE}/range": visits("anyone", STORE + "/range", main=True),
    "/{market:str}/items/{item_id:uuid}": [
        *visits("anyone", "/{market}/items/{item_id}", main=True),
        *visits("anyone", "/{market}/items/{ticket_id}?day={ticket_day}"),
    ],
    "/{market:str}/items/{item_id:uuid}/checkout": visits("consumer", CHECKOUT),
    f"{AT_STORE}/cart": visits("consumer", STORE + "/cart"),
    f"{AT_STORE}/aisle": visits("consumer", STORE + "/aisle"),
    f"{AT_ORDER}/pickup": visits("consumer", ORDER + "/{waiting_goods}/pickup"),
    f"{AT_ORDER}/exit": visits("consumer", ORDER + "/{aisle_goods}/exit"),
    AT_MALL: visits("anyone", MALL),
    f"{AT_MALL}/pages/{{page:str}}": visits("anyone", MALL + "/pages/{mall_page}"),
    **{
        f"{AT_DESK}/{end}": visits("owner", f"{DESK}/{end}", main=True)
        for end in ("items", "stock", "pickups", "aisle")
    },
    **{f"{AT_DESK}/{end}": visits("owner", f"{DESK}/{seen}") for end, seen in OF_DESK.items()},
    **{f"{AT_OFFICE}/{end}": visits("owner", f"{OFFICE}/{seen}") for end, seen in OF_OFFICE.items()},
    **{
        f"{AT_ROOM}/{name}": visits("operator", f"{ROOM}/{name}")
        for name in (
            "coupons",
            "flash-sales",
            "listings",
            "malls",
            "parity",
            "ranking",
            "sponsored",
            "synonyms",
            "till-prices",
        )
    },
}
# Answers that are no pages: files, what a proxy asks, and screens that answer a form.
NO_PAGES: dict[str, tuple[str, str, int]] = {
    f"{AT_DESK}/coupons/{{batch_id:uuid}}/codes.csv": (
        "owner",
        f"{DESK}/coupons/{{coupons}}/codes.csv",
        200,
    ),
    f"{CHANNELS}.csv": ("owner", "/{market}/desk/{slug}/channels.csv", 200),
    "/mall-host": ("anyone", "/mall-host", 404),
    "/robots.txt": ("anyone", "/robots.txt", 200),
    "/sitemap.xml": ("anyone", "/sitemap.xml", 200),
    "/{market:str}/sitemaps/{name:str}": ("anyone", "/{market}/sitemaps/items.xml", 200),
    "/{market:str}/deals.atom": ("anyone", "/{market}/deals.atom", 200),
    "/{market:str}/stores/{slug:str}/deals.atom": ("anyone", "/{market}/stores/{slug}/deals.atom", 200),
    "/{market:str}/stores/{slug:str}/share.jpg": ("anyone", "/{market}/stores/{slug}/share.jpg", 200),
    "/{market:str}/deals/{deal_id:uuid}/share.jpg": ("anyone", "/{market}/deals/{deal_id}/share.jpg", 200),
    "/{market:str}/items/{item_id:uuid}/share.jpg": ("anyone", "/{market}/items/{item_id}/share.jpg", 200),
    f"{AT_MALL}/look.css": ("anyone", MALL + "/look.css", 200),
    f"{AT_MALL}/icons/{{name:str}}": ("anyone", MALL + "/icons/icon.svg", 200),
    f"{AT_MALL}/app.webmanifest": ("anyone", MALL + "/app.webmanifest", 200),
    f"{AT_DESK}/aisle/qr.svg": ("owner", DESK + "/aisle/qr.svg", 200),
    f"{AT_DESK}/aisle/qr.png": ("owner", DESK + "/aisle/qr.png", 200),
    f"{AT_COUNTER}/hand-overs": ("owner", COUNTER + "/hand-overs", 303),
    f"{AT_COUNTER}/returns": ("owner", COUNTER + "/returns", 303),
    f"{AT_DESK}/items/export/{{ending:str}}": ("owner", DESK + "/items/export/csv", 200),
    f"{AT_DESK}/items/sample/{{ending:str}}": ("owner", DESK + "/items/sample/xlsx", 200),
    f"{AT_DESK}/items/imports/{{import_id:uuid}}/mending/{{ending:str}}": (
        "owner",
        DESK + "/items/imports/{import_id}/mending/csv",
        200,
    ),
    f"{AT_ROOM}/flash-sales.csv": ("operator", ROOM + "/flash-sales.csv", 200),
    f"{AT_ROOM}/parity.csv": ("operator", ROOM + "/parity.csv", 200),
    f"{AT_ROOM}/till-prices.csv": ("operator", ROOM + "/till-prices.csv", 200),
}
