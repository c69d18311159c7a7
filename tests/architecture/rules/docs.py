"""The documents exist, name everything they must name, and their links lead somewhere."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from .source import files, folders

# Document → the least number of characters that can say anything.
NEEDED = {
    "README.md": 1500,
    "CHANGELOG.md": 200,
    "CONTRIBUTING.md": 500,
    "SECURITY.md": 300,
    "LICENSE": 9000,
    "docs/architecture.md": 1500,
    "docs/journey.md": 800,
    "docs/glossary.md": 800,
    "docs/dependencies.md": 800,
    "docs/api/loop.md": 800,
}
HEADINGS = ("Context", "Decision", "Consequences")
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?(?P<target>[^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
OUTSIDE = re.compile(r"^([a-z][a-z0-9+.-]*:|//|#)", re.IGNORECASE)
PINNED = re.compile(r"^\d+\.\d+\.\d+")


def exist(root: Path) -> list[str]:
    """Each needed document is there and says something."""
    found = []
    for name, least in NEEDED.items():
        path = root / name
        size = len(path.read_text("utf-8").strip()) if path.is_file() else None
        if size is None:
            found.append(f"{name}:1: is missing")
        elif size < least:
            found.append(f"{name}:1: {size} characters; it cannot say much below {least}")
    return found


def _text(root: Path, name: str) -> str:
    path = root / name
    return path.read_text("utf-8") if path.is_file() else ""


def _names(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text, re.IGNORECASE) is not None


def python_dependencies(root: Path) -> list[str]:
    """Names of everything that pyproject.toml asks for, extras and development groups included."""
    read = tomllib.loads(_text(root, "pyproject.toml"))
    project = read.get("project", {})
    lists = [project.get("dependencies", []), read.get("build-system", {}).get("requires", [])]
    lists += [*project.get("optional-dependencies", {}).values(), *read.get("dependency-groups", {}).values()]
    names = {
        re.split(r"[\s<>=!~;\[(@]", item)[0] for group in lists for item in group if isinstance(item, str)
    }
    return sorted(names - {project.get("name", "")})


def dependencies(root: Path) -> list[str]:
    """Each dependency has a line in docs/dependencies.md; browser packages are pinned exactly."""
    page = _text(root, "docs/dependencies.md")
    found = [
        f"pyproject.toml:1: {name} has no line in docs/dependencies.md"
        for name in python_dependencies(root)
        if not _names(page, name)
    ]
    package = json.loads(_text(root, "package.json") or "{}")
    for section in ("dependencies", "devDependencies"):
        for name, version in package.get(section, {}).items():
            if not _names(page, name):
                found.append(f"package.json:1: {name} has no line in docs/dependencies.md")
            if not PINNED.match(version):
                found.append(f"package.json:1: {name} {version} is not pinned to one version")
    return found


def modules(root: Path) -> list[str]:
    """Each module has a line in docs/architecture.md."""
    page = _text(root, "docs/architecture.md")
    return [
        f"docs/architecture.md:1: says nothing about the module {name}"
        for name in folders(root, "linli/modules")
        if not _names(page, name)
    ]


def decisions(root: Path) -> list[str]:
    """Each decision page has a number of its own, which its title begins with, and its three headings."""
    found, numbers = [], set()
    for source in files(root, ".md", under="docs/decisions"):
        if source.parts[-1].lower() in {"readme.md", "index.md"}:
            continue
        number = source.parts[-1][:4]
        if number in numbers:
            found.append(source.at(1, f"another decision has the number {number}"))
        numbers.add(number)
        if not source.text.startswith(f"# {number} · "):
            found.append(source.at(1, f"its title does not begin with {number} ·"))
        found += [
            source.at(1, f"has no heading {heading}")
            for heading in HEADINGS
            if not re.search(rf"^#+\s+{heading}\b", source.text, re.MULTILINE)
        ]
    return found


def links(root: Path) -> list[str]:
    """Relative links in Markdown lead to files that exist."""
    return [violation for source in files(root, ".md") for violation in _dead(root, source.path, source.rel)]


def _dead(root: Path, path: Path, rel: str) -> Iterator[str]:
    text = CODE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), path.read_text("utf-8"))
    for match in LINK.finditer(text):
        target = match["target"]
        if OUTSIDE.match(target):
            continue
        name = unquote(re.split(r"[#?]", target)[0])
        place = root / name.lstrip("/") if name.startswith("/") else path.parent / name
        if not place.exists():
            line = text.count("\n", 0, match.start()) + 1
            yield f"{rel}:{line}: {target} leads nowhere"
