"""Every component in every state, with invented records, on 127.0.0.1 under the product's own strict CSP.

python -m linli.web.shared.gallery [port]      then /?lang=en|zh&theme=auto|light|dark, /counter, /desk, /art
"""

import datetime as dt
import secrets
import sys
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

from jinja2 import Environment

from linli.web.shared.assets import find_static
from linli.web.shared.gallery_records import desk_navigation, records
from linli.web.shared.illustration import art_svg
from linli.web.shared.render import build_environment, render
from linli.web.shared.trades import TRADES

NOW = dt.datetime(2026, 6, 5, 10, 30, tzinfo=dt.UTC)
PAGES = {
    "/": "shared/gallery.html",
    "/counter": "shared/gallery_counter.html",
    "/desk": "shared/gallery_desk.html",
    "/room": "shared/gallery_room.html",
    "/art": "shared/gallery_art.html",
}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    media_type: str
    body: bytes
    policy: str = ""


@cache
def environment() -> Environment:
    return build_environment({}, strict=True)


def gallery_page(
    path: str, locale: str, theme: str = "auto", nonce: str = "gallery", mood: str = "ok"
) -> str:
    """One page of the gallery as text."""
    template = PAGES.get(path, "shared/error.html")
    return render(
        environment(),
        template,
        locale=locale,
        timezone="Asia/Shanghai",
        currency="CNY",
        nonce=nonce,
        csrf_token="gallery",  # noqa: S106  # the gallery has no visitors to protect
        path=path,
        theme=theme,
        now=NOW,
        kind="missing",
        mood=mood,
        trade_names=list(TRADES),
        desk_nav=desk_navigation(locale),
        **records(locale, NOW),
    )


def answer(url: str) -> Answer:
    """What the gallery server says to one address."""
    parts = urlsplit(url)
    path, wishes = unquote(parts.path), {key: value[0] for key, value in parse_qs(parts.query).items()}
    if path.startswith("/static/"):
        found = find_static(path)
        return (
            Answer(200, found.media_type, found.body) if found else Answer(404, "text/plain", b"no such file")
        )
    if path.startswith("/art/"):
        kind, trade, name = path.removeprefix("/art/").split("/")
        things = tuple(wishes["things"].split(",")) if wishes.get("things") else ()
        svg = art_svg(kind, trade, name.removesuffix(".svg"), things)
        return Answer(200, "image/svg+xml", svg.encode())
    nonce = secrets.token_urlsafe(16)
    locale = "en" if wishes.get("lang") == "en" else "zh"
    html = gallery_page(path, locale, wishes.get("theme", "auto"), nonce, wishes.get("mood", "ok"))
    policy = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return Answer(200 if path in PAGES else 404, "text/html; charset=utf-8", html.encode(), policy)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        said = answer(self.path)
        self.send_response(said.status)
        self.send_header("Content-Type", said.media_type)
        self.send_header("Content-Length", str(len(said.body)))
        if said.policy:
            self.send_header("Content-Security-Policy", said.policy)
        self.end_headers()
        self.wfile.write(said.body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the base's name
        """Quiet: the gallery is only ever looked at."""


def serve(port: int = 8700) -> SimpleNamespace:
    """A server that is not yet running: call `.run()`; `.address` is where to look."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    return SimpleNamespace(
        address=f"http://127.0.0.1:{server.server_port}/", run=server.serve_forever, server=server
    )


if __name__ == "__main__":
    gallery = serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8700)
    sys.stdout.write(f"{gallery.address}\n")
    gallery.run()
