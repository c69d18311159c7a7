"""The consumer's face as an app on a phone: its manifest, and the wallet that shows without a network.

The browser keeps one page with every voucher that can be used and every code of goods that wait (see
`kept.js`); it is no page of anybody else's, and it is forgotten with the session.
"""

import json

from litestar import Response, get

from linli.kernel.signing import body_print
from linli.modules import merchants, vouchers
from linli.services import Who
from linli.web.consumer.cards import voucher_cards
from linli.web.consumer.pickup import waiting_faces
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.assets import find_static, static_tree, static_url
from linli.web.shared.http import Asked, Here

# As many as a phone keeps, those that end soonest.
KEPT = 24
WORKER = "js/kept-worker.js"
# What the scripts of the kept page import: their addresses stand in no tag otherwise.
NAMES = ("theme", "toast", "copy", "countdown", "forms", "locate", "search/recent")
MODULES = tuple(f"js/{name}.js" for name in NAMES)
PAPER = "#fbf8f3"


@get("/{market:str}/kept", opt={"who": Who.PERSON})
async def kept_page(here: Asked) -> Response[str]:
    """Every voucher that can be used and whatever waits in a store, on one page without a form; 304 where the
    browser's copy is right.

    `X-Kept-At` says when that was so, `X-Linli-Holder` whose it is.
    """
    keys = await vouchers.signing_keys(here.services.db, here.services.issuers, here.market_id)
    async with here.services.db.read() as reader:
        found = await vouchers.shelf_of_person(
            reader,
            here.market_id,
            here.person.person_id,
            vouchers.Shelf.ACTIVE,
            None,
            KEPT,
            at=here.only_at,
        )
        stores = await merchants.stores(reader, here.market_id, [one.store_id for one in found.items])
        digits = await vouchers.short_codes(reader, here.market_id, [one.voucher_id for one in found.items])
        waiting = await waiting_faces(reader, here)
        now = reader.now
    tag = _tag(here, [found.items, stores, waiting], sorted(keys.public))
    told = {"ETag": tag, "X-Kept-At": now.isoformat(), "X-Linli-Holder": here.holder or ""}
    if here.request.headers.get("if-none-match") == tag:
        return Response("", status_code=304, headers={**told, "Cache-Control": "no-store"})
    answer = show(
        here,
        "kept.html",
        without_bar=True,
        vouchers=voucher_cards(found.items, stores, here.market, now, tongue_of(here), keys, digits),
        pickups=waiting,
        at=now,
        more=KEPT if found.next_cursor else 0,
        modules=MODULES,
    )
    answer.headers.update(told)
    return answer


def _tag(here: Here, shown: list[object], believed: list[int]) -> str:
    """Of everything that the page shows, so that it is made anew only where something changed; and of the
    keys whose signatures counters believe.
    """
    theme = here.request.cookies.get("linli_theme", "")
    return (
        f'"{body_print(here.holder, here.locale, theme, static_tree().version, shown, believed).hex()[:24]}"'
    )


@get("/{market:str}/kept-worker.js", opt={"who": Who.ANYONE})
async def kept_worker(here: Asked) -> Response[bytes]:
    """The service worker of this market's consumers, who begin at its home; it answers nothing beyond."""
    found = find_static(static_url(WORKER))
    assert found is not None
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
        "Service-Worker-Allowed": here.url(""),
        "X-Content-Type-Options": "nosniff",
    }
    return Response(found.body, media_type=found.media_type, headers=headers)


@get("/{market:str}/app.webmanifest", opt={"who": Who.ANYONE})
async def app_manifest(here: Asked) -> Response[bytes]:
    """What a phone needs to put the market among its apps, in the language that is asked for."""
    root, tongue = here.url(""), tongue_of(here)
    places = (("wallet", "wallet"), ("nearby", "search"), ("orders", "orders"))
    manifest = {
        "id": root,
        "name": f"{tongue.say('brand.name')} · {tongue.market(here.market)}",
        "short_name": tongue.say("brand.name"),
        "description": tongue.say("brand.promise"),
        "lang": here.locale,
        "start_url": root,
        "scope": root,
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static_url("brand/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(_icon(f"brand/app-{size}.png", size) for size in (192, 512)),
            {**_icon("brand/app-maskable-512.png", 512), "purpose": "maskable"},
        ],
        "shortcuts": [{"name": tongue.say(f"nav.{name}"), "url": here.url(path)} for name, path in places],
    }
    body = json.dumps(manifest, ensure_ascii=False).encode()
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return Response(body, media_type="application/manifest+json", headers=headers)


def _icon(path: str, size: int) -> dict[str, str]:
    return {"src": static_url(path), "sizes": f"{size}x{size}", "type": "image/png"}
