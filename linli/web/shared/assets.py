"""Static files, read once into memory and served under a URL that changes when any of them does.

One hash covers the whole tree, so that a stylesheet's imports and a module's imports change with it.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli

STATIC_DIR = Path(__file__).parent / "static"
BUNDLE = "css/linli.bundle.css"
# What a cache is told of an address whose content never changes.
FOREVER = "public, max-age=31536000, immutable"

_VERSIONED = re.compile(r"^/static/(?:(?P<version>[0-9a-f]{8})/)?(?P<path>.+)$")
_IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);$', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/\n*", re.DOTALL)
_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=9)),
    "gzip": lambda body: gzip.compress(body, 9),
}
_WORTH_ENCODING = ("text/", "image/svg+xml", "application/json", "application/manifest+json")
_SMALLEST_ENCODED = 300
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """What to answer for one static URL. `immutable`: it carries the current hash, so keep it a year."""

    body: bytes
    media_type: str
    etag: str
    immutable: bool = False
    encoding: str = ""


def bundle_css(entry: Path) -> str:
    """The entry stylesheet with each layered import put in its place: one request instead of thirty."""

    def inlined(match: re.Match[str]) -> str:
        text = (entry.parent / match["path"]).read_text("utf-8")
        return f"@layer {match['layer']} {{\n{text}}}"

    return _COMMENT.sub("", _IMPORT.sub(inlined, entry.read_text("utf-8")))


class StaticTree:
    """All files under one folder, with the bundle of the stylesheets among them."""

    def __init__(self, root: Path = STATIC_DIR) -> None:
        self._bodies = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.suffix != ".md"
        }
        entry = root / "css" / "linli.css"
        if entry.exists():
            self._bodies[BUNDLE] = bundle_css(entry).encode()
        self.version = _hash_of(self._bodies)
        self._made: dict[tuple[str, str], bytes] = {}

    def text(self, path: str) -> str:
        """A file of text, for what is put together from it."""
        return self._bodies[path].decode()

    def url(self, path: str) -> str:
        """The URL of a file that exists; asking for one that does not is a bug."""
        if path not in self._bodies:
            raise LookupError(f"no static file {path!r}")
        return f"/static/{self.version}/{path}"

    def urls(self, folder: str) -> list[str]:
        """The URLs of all files in a folder."""
        return [self.url(path) for path in self._bodies if path.startswith(f"{folder}/")]

    def find(self, url_path: str, accept_encoding: str = "") -> StaticFile | None:
        """The file behind a URL path, with or without hash; None is a 404. It never reads the disk.

        It comes in the smallest encoding that is accepted, which is made once.
        """
        match = _VERSIONED.match(url_path)
        body = self._bodies.get(match["path"]) if match else None
        if match is None or body is None:
            return None
        suffix = Path(match["path"]).suffix
        media = _TYPES.get(suffix) or mimetypes.guess_type(match["path"])[0] or "application/octet-stream"
        worth = media.startswith(_WORTH_ENCODING) and len(body) >= _SMALLEST_ENCODED
        accepted = [name for name in _ENCODERS if worth and name in accept_encoding]
        encoding = accepted[0] if accepted else ""
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}{encoding}"'
        sent = self._encoded(match["path"], encoding) if encoding else body
        return StaticFile(sent, media, etag, match["version"] == self.version, encoding)

    def _encoded(self, path: str, encoding: str) -> bytes:
        made = self._made.get((path, encoding))
        if made is None:
            made = self._made[path, encoding] = _ENCODERS[encoding](self._bodies[path])
        return made

    def __contains__(self, path: str) -> bool:
        return path in self._bodies


def _hash_of(bodies: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path in sorted(bodies):
        digest.update(path.encode() + b"\0" + hashlib.sha256(bodies[path]).digest())
    return digest.hexdigest()[:8]


@cache
def static_tree() -> StaticTree:
    """The tree of this process, read on first use."""
    return StaticTree()


def static_url(path: str) -> str:
    return static_tree().url(path)


def find_static(url_path: str, accept_encoding: str = "") -> StaticFile | None:
    return static_tree().find(url_path, accept_encoding)
