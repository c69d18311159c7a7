"""One file of everything: a ZIP with the facts as JSON for programs and as a page for people. Pure."""

import io
import zipfile
from datetime import UTC, datetime
from html import escape
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel.facts import Fact
from linli.modules.privacy.telling import told_as
from linli.modules.privacy.wording import kind_name, phrase

# What is about the person and not about a market stands once, in the first chapter.
EVERYWHERE = frozenset({"profile", "sessions", "passkeys", "tokens", "payment_habits"})
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; font-size: 0.9rem; }
th, td { text-align: start; padding: 0.4rem 0.6rem; border-bottom: 1px solid #8884; vertical-align: top; }
@media (prefers-color-scheme: dark) { :root { color-scheme: dark; } }
"""


class Chapter:
    """What is kept in one market."""

    def __init__(self, slug: str, name: str) -> None:
        self.slug, self.name = slug, name
        self.kinds: dict[str, list[dict[str, Any]]] = {}
        self.stores: dict[str, str] = {}

    def add(self, facts: list[Fact]) -> None:
        for fact in facts:
            self.kinds.setdefault(fact.kind, []).append(fact.said)

    def store_ids(self) -> list[UUID]:
        """The stores that are spoken of, to call them by name."""
        said = (one.get("store_id") for rows in self.kinds.values() for one in rows)
        return [UUID(str(one)) for one in said if one]


def packed(chapters: list[Chapter], language: str, made_at: datetime) -> bytes:
    """The ZIP: `linli.json` and `linli.html`."""
    seen: set[str] = set()
    for chapter in chapters:
        for kind in EVERYWHERE & seen:
            chapter.kinds.pop(kind, None)
        seen |= set(chapter.kinds)
    told = {"made_at": made_at, "markets": {one.slug: one.kinds for one in chapters}}
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("linli.json", msgspec.json.format(msgspec.json.encode(told), indent=2))
        file.writestr("linli.html", page(chapters, language, made_at))
    return body.getvalue()


def page(chapters: list[Chapter], language: str, made_at: datetime) -> str:
    """The same for people, in their language; it opens without a network."""
    title = escape(phrase("title", language))
    parts = [
        f'<!doctype html><html lang="{"en" if language == "en" else "zh-CN"}"><head><meta charset="utf-8">',
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>",
        f"<p>{escape(phrase('made', language))} {made_at:%Y-%m-%d %H:%M} UTC</p>",
    ]
    for chapter in chapters:
        parts.append(f"<h2>{escape(chapter.name)}</h2>")
        if not chapter.kinds:
            parts.append(f"<p>{escape(phrase('nothing', language))}</p>")
        for kind, rows in chapter.kinds.items():
            parts.append(f"<h3>{escape(kind_name(kind, language))} ({len(rows)})</h3>")
            parts.append(_table(rows, chapter.stores, language))
    return "".join([*parts, "</body></html>"])


def _table(rows: list[dict[str, Any]], stores: dict[str, str], language: str) -> str:
    told = told_as(rows, stores, language, UTC)
    head = "".join(f"<th>{escape(name)}</th>" for name in told.columns)
    lines = ["<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in told.rows]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
