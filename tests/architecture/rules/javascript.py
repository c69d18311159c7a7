"""Where the functions of a JavaScript file begin and end, by counting braces outside strings and comments."""

import re
import string
from collections.abc import Iterator

# Comments, strings, simple template literals and regular expressions, in the order in which they are tried.
_NOT_CODE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
    r"""|(?<=[(,=:\[!&|?{};\n+])[ \t]*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/""",
    re.DOTALL,
)
_LETTERS = f"{string.ascii_letters}{string.digits}_$"
_BRANCHES = frozenset({"if", "for", "while", "switch", "catch", "with"})
_ASSIGNED = re.compile(r"(?P<name>[\w$#]+)\s*[=:]\s*(?:async\s*)?$")
_CALLED = re.compile(r"(?P<name>[\w$#]+)\s*$")


def blank(text: str) -> str:
    """The same text with everything that is not code turned into spaces; line breaks stay."""
    return _NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def functions(text: str) -> Iterator[tuple[str, int, int]]:
    """(name, first line, number of lines) of each function, method and arrow function with a body."""
    code = blank(text)
    opened: list[tuple[int, str | None]] = []
    for match in re.finditer(r"[{}]", code):
        position = match.start()
        if match[0] == "{":
            opened.append((position, _name_before(code[:position][-300:])))
        elif opened:
            start, name = opened.pop()
            if name is not None:
                first = code.count("\n", 0, start) + 1
                yield name, first, code.count("\n", start, position) + 1


def _name_before(head: str) -> str | None:
    """The name of the function whose body begins here; None if the brace opens something else."""
    head = head.rstrip()
    if head.endswith("=>"):
        head = head[:-2].rstrip()
        start = _opening(head) if head.endswith(")") else len(head.rstrip(_LETTERS))
        assigned = _ASSIGNED.search(head[:start])
        return assigned["name"] if assigned else "an arrow function"
    if not head.endswith(")"):
        return None
    called = _CALLED.search(head[: _opening(head)])
    if not called or called["name"] in _BRANCHES:
        return None
    return "a function" if called["name"] == "function" else called["name"]


def _opening(head: str) -> int:
    """Where the parenthesis that closes at the end of `head` was opened."""
    depth = 0
    for position in range(len(head) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(head[position], 0)
        if depth == 0:
            return position
    return 0
