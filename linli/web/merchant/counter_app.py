"""The counter as an app: its manifest, its service worker, and the page that stands in without a network.

None of them knows a person or a voucher: they are the same for everybody, so that a device can keep them.
"""

import json
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from linli.modules import merchants
from linli.services import Who
from linli.web.merchant.shop import pick
from linli.web.shared.assets import static_tree, static_url
from linli.web.shared.formatting import WHOLE_WHEN_ROUND
from linli.web.shared.http import Asked, Here

ANYONE = {"who": Who.ANYONE}
# What the offline page is made of, beside the modules under js/counter.
FILES = (
    "css/linli.bundle.css",
    "css/till.css",
    "css/till-app.css",
    "vendor/htmx/htmx.min.js",
    "vendor/jsqr/jsQR.js",
    "brand/mark.svg",
    "brand/counter-192.png",
    "js/linli.js",
    "js/theme.js",
    "js/toast.js",
    "js/copy.js",
    "js/countdown.js",
    "js/forms.js",
    "js/locate.js",
    "js/counter.js",
    "js/device-key.js",
    "js/scan.js",
    "js/till.js",
)
PAPER = "#fbf8f3"
# Where the device puts the name of whoever works at it.
NOBODY_YET = "–"
# Whose words the page's script shows.
WORDS = "counter.offline."


@get("/{market:str}/counter/worker.js", opt=ANYONE)
async def counter_worker(here: Asked) -> Response[str]:
    """The service worker of this market's counters; it changes whenever a static file does."""
    tree = static_tree()
    house = {"version": tree.version, "files": [*map(tree.url, FILES), *tree.urls("js/counter")]}
    root = json.dumps(here.url("counter") + "/")
    body = f"const ROOT = {root};\nconst HOUSE = {json.dumps(house)};\n{tree.text('js/counter-worker.js')}"
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return Response(body, media_type="text/javascript", headers=headers)


@get("/{market:str}/counter/{slug:str}/app.webmanifest", opt=ANYONE)
async def counter_manifest(here: Asked, slug: FromPath[str]) -> Response[bytes]:
    """What a phone or till needs to put this store's counter among its apps. Refuses: not_found."""
    name, root = await _name_of(here, slug), here.url(f"counter/{slug}")
    icons: list[dict[str, str]] = [
        {"src": static_url("brand/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static_url("brand/counter-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static_url("brand/counter-512.png"), "sizes": "512x512", "type": "image/png"},
        {
            "src": static_url("brand/counter-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    manifest = {
        "id": root,
        "name": f"{name} · {here.words.t('counter.title')}",
        "short_name": str(here.words.t("counter.title")),
        "start_url": root,
        "scope": here.url("counter") + "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "lang": here.locale,
        "icons": icons,
    }
    body = json.dumps(manifest, ensure_ascii=False).encode()
    return Response(body, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@get("/{market:str}/counter/{slug:str}/offline", opt=ANYONE)
async def counter_offline(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The counter without a network: an empty page that the device fills. Refuses: not_found."""
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
    counter = here.url(f"counter/{slug}")
    config: dict[str, Any] = {
        "root": counter,
        "market": here.market_id,
        "slug": here.market.slug,
        "store": str(store.store_id),
        "locale": here.locale,
        "currency": here.market.currency,
        "whole": here.market.currency in WHOLE_WHEN_ROUND,
        "timezone": here.market.timezone,
    }
    return here.page(
        "merchant/counter_offline.html",
        counter=counter,
        counter_home=counter,
        store_name=pick(here, store.name, store.name_en),
        clerk_name=NOBODY_YET,
        config=config,
        told=here.words.every(WORDS),
    )


async def _name_of(here: Here, slug: str) -> str:
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
    return pick(here, store.name, store.name_en)


ROUTES = [counter_worker, counter_manifest, counter_offline]
