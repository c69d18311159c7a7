"""A page's text as plain records: headings, paragraphs, lists, strong words and links; nothing else.

One writes `# heading`, `## smaller heading`, `- item`, `**strong**` and `[words](https://…)`; an empty line
ends a paragraph. Whatever is not one of these stays the letters that it is: no markup of a page is ever HTML.
"""

import re
from enum import StrEnum

import msgspec

# Where a link may lead: never to a script, never to a page of ours in disguise.
_SAFE = re.compile(r"(?:https?://|mailto:|tel:\+?)[^\s<>\"'`\\\x00-\x20]+", re.IGNORECASE)
_INLINE = re.compile(r"\*\*(?P<strong>[^*\n]+)\*\*|\[(?P<words>[^\[\]\n]+)\]\((?P<href>[^()\s]+)\)")


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    LIST = "list"


class Piece(msgspec.Struct, frozen=True):
    """A run of text; with `href` it is a link."""

    text: str
    strong: bool = False
    href: str = ""


class Block(msgspec.Struct, frozen=True):
    """One block of a page; each line of a paragraph, and each item of a list, is a row of pieces."""

    kind: BlockKind
    lines: tuple[tuple[Piece, ...], ...]


_MARKS = (("## ", BlockKind.SUBHEADING), ("# ", BlockKind.HEADING), ("- ", BlockKind.LIST))


def blocks(text: str) -> list[Block]:
    """The blocks of a page's text, in their order."""
    found: list[Block] = []
    kind_before: BlockKind | None = None
    for line in text.split("\n"):
        kind, words = _read(line.strip())
        if not words:
            kind_before = None
            continue
        joins = kind is kind_before and kind in (BlockKind.PARAGRAPH, BlockKind.LIST)
        if joins:
            found[-1] = Block(kind, (*found[-1].lines, _pieces(words)))
        else:
            found.append(Block(kind, (_pieces(words),)))
        kind_before = kind
    return found


def _read(line: str) -> tuple[BlockKind, str]:
    for mark, kind in _MARKS:
        if line.startswith(mark):
            return kind, line[len(mark) :].strip()
    return BlockKind.PARAGRAPH, line


def _pieces(line: str) -> tuple[Piece, ...]:
    found, at = [], 0
    for match in _INLINE.finditer(line):
        href = match["href"] or ""
        if href and not _SAFE.fullmatch(href):
            continue
        if match.start() > at:
            found.append(Piece(line[at : match.start()]))
        found.append(Piece(match["words"], href=href) if href else Piece(match["strong"], strong=True))
        at = match.end()
    if at < len(line):
        found.append(Piece(line[at:]))
    return tuple(found)
