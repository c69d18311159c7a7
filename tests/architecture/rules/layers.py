"""Calls go down, news goes up: which room may import which, and which module which (a wall of the house)."""

from pathlib import Path

from ..ranks import RANKS
from .imports import Import, imports
from .source import Source, files, folders, python

FACES = ("web.consumer", "web.merchant", "web.operator")

# Room → rooms it may import besides itself. Whoever is not named here is not imported.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "kernel": frozenset(),
    "modules": frozenset({"kernel"}),
    "journey": frozenset({"kernel", "modules"}),
    # What every face and the worker are given: database, settings, gateways and signers.
    "services": frozenset({"kernel", "modules"}),
    "web.shared": frozenset({"kernel", "modules", "services"}),
    **{face: frozenset({"kernel", "modules", "services", "web.shared"}) for face in FACES},
    "api": frozenset({"kernel", "modules", "services"}),
    "demo": frozenset({"kernel", "modules"}),
    "app": frozenset({"kernel", "modules", "journey", "services", "web.shared", *FACES, "api"}),
    "worker": frozenset({"kernel", "modules", "journey", "services", "app"}),
    "cli": frozenset({"kernel", "modules", "journey", "services", "app", "worker", "demo"}),
    "__main__": frozenset({"cli"}),
    "__init__": frozenset(),
}


def room(dotted: str) -> str:
    """`linli.web.shared.forms` → `web.shared`; `linli.modules.orders.model` → `modules`."""
    parts = dotted.split(".")[1:]
    if not parts:
        return "__init__"
    if parts[0] == "web":
        return f"web.{parts[1]}" if len(parts) > 1 else "web.shared"
    return parts[0]


def module_of(dotted: str) -> str | None:
    """`linli.modules.orders.model` → `orders`; None for everything outside the modules."""
    parts = dotted.split(".")
    return parts[2] if len(parts) > 2 and parts[:2] == ["linli", "modules"] else None


def dotted_path(source: Source) -> str:
    return source.rel.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def _room_of_file(source: Source) -> str:
    path = dotted_path(source)
    return "web.shared" if path == "linli.web" else room(path)


def _targets(item: Import, rooms: set[str]) -> list[str]:
    """Dotted targets of one import inside linli; `from linli import web` names a room, not a value."""
    if item.module in {"linli", "linli.web"} and item.name and item.name not in rooms:
        return [item.module] if item.module == "linli.web" else []
    return [item.full]


def check(root: Path) -> list[str]:
    """Rooms import only the rooms below them; a module only strictly lower-ranked modules."""
    rooms = set(folders(root, "linli")) | set(folders(root, "linli/web")) | {"app"}
    found = []
    for source in python(root):
        here = _room_of_file(source)
        if here not in MAY_IMPORT:
            found.append(source.at(1, f"there is no room called {here!r} in the house"))
            continue
        for item in imports(source):
            if item.module == "linli" or item.module.startswith("linli."):
                for target in _targets(item, rooms):
                    found += _one(source, here, item.line, target)
    return found + unranked(root)


def _one(source: Source, here: str, line: int, target: str) -> list[str]:
    there = room(target)
    if there == here == "modules":
        return _between_modules(source, line, target)
    if there == here or (there == "__init__" and target.startswith("linli.__")):
        return []
    if there not in MAY_IMPORT[here]:
        return [source.at(line, f"{here} may not import {there} ({target})")]
    return []


def _between_modules(source: Source, line: int, target: str) -> list[str]:
    mine, theirs = module_of(dotted_path(source)), module_of(target)
    if mine == theirs or theirs is None:
        return []
    if mine is None:
        return [source.at(line, "linli/modules/__init__.py imports no module")]
    low, high = RANKS.get(theirs), RANKS.get(mine)
    if low is None or high is None:
        return [source.at(line, f"{mine if high is None else theirs} has no rank")]
    if low >= high:
        reason = f"{mine} (rank {high}) may not import {theirs} (rank {low}); tell it with an event"
        return [source.at(line, reason)]
    return []


def unranked(root: Path) -> list[str]:
    """Every folder in linli/modules has a rank."""
    return [
        f"linli/modules/{name}/__init__.py:1: module {name} has no rank in tests/architecture/ranks.py"
        for name in folders(root, "linli/modules")
        if name not in RANKS
    ]


def only_app_joins(root: Path) -> list[str]:
    """`linli/app.py` is the only file that imports web, api and journey together."""
    found = []
    for source in python(root):
        if source.rel == "linli/app.py":
            continue
        seen = {room(i.full).split(".")[0] for i in imports(source) if i.module.startswith("linli")}
        if {"web", "api", "journey"} <= seen:
            found.append(source.at(1, "only linli/app.py imports web, api and journey together"))
    return found


def sandbox_apart(root: Path) -> list[str]:
    """The sandbox payment provider is another company's program: neither side imports the other."""
    sides = {"linli": "linli_sandbox_pay", "linli_sandbox_pay": "linli"}
    return [
        source.at(item.line, f"{mine} imports nothing from {theirs}")
        for mine, theirs in sides.items()
        for source in files(root, ".py", under=mine)
        for item in imports(source)
        if item.module.split(".")[0] == theirs
    ]
