"""Static files, read once into memory and served under a URL that changes when any of them does.

One hash covers the whole tree, so that a stylesheet's imports and a module's imports change with it.
"""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STATIC_DIR = Path(__file__).parent / "static"
BUNDLE = "css/linli.bundle.css"
# What a cache is told of an address whose content never changes.
FOREVER = "public, max-age=31536000, immutable"

_VERSIONED = re.compile(r"^/static/(?:(?P<version>[0-9a-f]{8})/)?(?P<path>.+)$")
_IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);$', re.MULTILINE)
_TYPES = {
    ".js": "text/javascript",
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


def bundle_css(entry: Path) -> str:
    """The entry stylesheet with each layered import put in its place: one request instead of thirty."""

    def inlined(match: re.Match[str]) -> str:
        text = (entry.parent / match["path"]).read_text("utf-8")
        return f"@layer {match['layer']} {{\n{text}}}"

    return _IMPORT.sub(inlined, entry.read_text("utf-8"))


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

    def url(self, path: str) -> str:
        """The URL of a file that exists; asking for one that does not is a bug."""
        if path not in self._bodies:
            raise LookupError(f"no static file {path!r}")
        return f"/static/{self.version}/{path}"

    def find(self, url_path: str) -> StaticFile | None:
        """The file behind a URL path, with or without hash; None is a 404. It never reads the disk."""
        match = _VERSIONED.match(url_path)
        body = self._bodies.get(match["path"]) if match else None
        if match is None or body is None:
            return None
        suffix = Path(match["path"]).suffix
        media = _TYPES.get(suffix) or mimetypes.guess_type(match["path"])[0] or "application/octet-stream"
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        return StaticFile(body, media, etag, immutable=match["version"] == self.version)

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


def find_static(url_path: str) -> StaticFile | None:
    return static_tree().find(url_path)
