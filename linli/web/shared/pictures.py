"""Icons and picture addresses for templates."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote, urlencode

import segno
from markupsafe import Markup

from linli.modules import marketing, media
from linli.web.shared.assets import STATIC_DIR, static_tree
from linli.web.shared.trades import TRADES, look_of

SPRITE = "vendor/lucide.svg"
STAND_IN_ICON = "circle"
STAND_IN_EMOJI = "sparkles"


@cache
def interface_icons() -> frozenset[str]:
    """The names in the interface sprite."""
    text = (STATIC_DIR / SPRITE).read_text("utf-8")
    return frozenset(part.split('"', 1)[0] for part in text.split('<symbol id="')[1:])


@lru_cache(4096)
def icon(name: str, size: int, label: str | None, *, filled: bool, strict: bool) -> Markup:
    """An interface icon; without a label it is decoration and silent to screen readers."""
    if name not in interface_icons():
        if strict:
            raise LookupError(f"no interface icon {name!r}: add it to interface_icons.txt")
        name = STAND_IN_ICON
    voice = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup(
        '<svg class="icon{}" width="{}" height="{}" viewBox="0 0 24 24" {} focusable="false">'
        '<use href="{}#{}"/></svg>'
    ).format(" icon-filled" if filled else "", size, size, voice, static_tree().url(SPRITE), name)


def emoji_url(name: str, *, strict: bool = True) -> str:
    path = f"vendor/fluent-emoji/{name}.svg"
    if path in static_tree():
        return static_tree().url(path)
    if strict:
        raise LookupError(f"no picture {name!r}: add it to the catalog's PICTURES")
    return static_tree().url(f"vendor/fluent-emoji/{STAND_IN_EMOJI}.svg")


@lru_cache(4096)
def emoji(name: str, size: int, label: str, *, strict: bool) -> Markup:
    """A colored picture of a thing, as an image."""
    return Markup('<img class="emoji" src="{}" width="{}" height="{}" alt="{}">').format(
        emoji_url(name, strict=strict), size, size, label
    )


def known_icon(name: str) -> str:
    """The picture's name if we have its drawing, otherwise "": stored data may name any."""
    return name if f"vendor/fluent-emoji/{name}.svg" in static_tree() else ""


def icon_or_trade(name: str, trade: str) -> str:
    """A stored picture's name that can be drawn: its own, or else that of the trade."""
    return known_icon(name) or trade_icon(trade)


def trade_icon(trade: str) -> str:
    """The picture name of a trade."""
    return look_of(trade).icon


def art_url(store: Any) -> str:
    """A store's picture: the owner's photo (`photo_url`) or else its composed illustration.

    Reads `trade`, `id` and, where they exist, `photo_url` and `things` (picture names).
    """
    photo = getattr(store, "photo_url", None)
    return str(photo) if photo else _art("shop", store.trade, store.id, getattr(store, "things", ()))


def deal_art_url(deal: Any) -> str:
    """A deal's picture, likewise; reads `trade`, `id` and, where they exist, `photo_url` and `icon`."""
    photo = getattr(deal, "photo_url", None)
    wanted = getattr(deal, "icon", None)
    return str(photo) if photo else _art("deal", deal.trade, deal.id, (wanted,) if wanted else ())


def _art(kind: str, trade: str, seed: object, things: Any) -> str:
    known = trade if trade in TRADES else "shop"
    query = f"?{urlencode({'things': ','.join(things)})}" if things else ""
    return f"/art/{kind}/{known}/{quote(str(seed), safe='')}.svg{query}"


def qr(text: str, label: str, border: int = 0) -> Markup:
    """A QR code as inline SVG: dark on the ground it stands on, crisp at any size.

    To try all eight masks takes ten times as long as the rest of a page; every one can be read.
    """
    code = segno.make(marketing.printed(text), error="m", micro=False, mask=media.ONE_MASK)
    width, _ = code.symbol_size(border=border)
    path = "".join(_runs(code, border))
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges">'
        '<path fill="currentColor" d="{}"/></svg>'
    ).format(width, width, label, path)


def _runs(code: Any, border: int) -> Iterator[str]:
    """One rectangle for each run of dark modules in a row."""
    for y, row in enumerate(code.matrix):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield f"M{start + border} {y + border}h{x - start}v1h-{x - start}z"
                start = None
