"""No file of the product imports, by whatever path, itself."""

from pathlib import Path

from .imports import imports, modules_on_disk
from .source import python


def graph(root: Path) -> dict[str, dict[str, int]]:
    """Path → paths it imports, with the line. Importing a file does not count as importing its package."""
    known = modules_on_disk(root)
    edges: dict[str, dict[str, int]] = {}
    for source in python(root):
        out = edges.setdefault(source.rel, {})
        for item in imports(source):
            target = known.get(item.full) or known.get(item.module)
            if target:
                out.setdefault(target, item.line)
    return edges


def components(edges: dict[str, dict[str, int]]) -> list[list[str]]:
    """Strongly connected groups of more than one file, or a file that imports itself (Tarjan, iterative)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    groups = []
    for start in edges:
        if start in index:
            continue
        work = [(start, iter(edges[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    work.append((target, iter(edges.get(target, {}))))
                    break
                if target in stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    cut = stack.index(node)
                    group, stack[cut:] = stack[cut:], []
                    if len(group) > 1 or node in edges[node]:
                        groups.append(sorted(group))
    return groups


def _round_trip(edges: dict[str, dict[str, int]], group: list[str]) -> list[str]:
    """A shortest way from the first file of a group back to itself."""
    start, inside = group[0], set(group)
    paths = [[start]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for target in edges[path[-1]]:
            if target == start:
                return [*path, start]
            if target in inside and target not in seen:
                seen.add(target)
                paths.append([*path, target])
    return group


def check(root: Path) -> list[str]:
    edges = graph(root)
    found = []
    for group in components(edges):
        trip = _round_trip(edges, group)
        line = edges[trip[0]].get(trip[1], 1) if len(trip) > 1 else 1
        found.append(f"{trip[0]}:{line}: import cycle of {len(group)} files: {' → '.join(trip)}")
    return found
