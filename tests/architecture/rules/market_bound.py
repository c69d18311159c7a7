"""Every statement on a market table is bound to one market: `market_id = $n`, and joins on market_id.

Each level of a statement (a SELECT, UPDATE, DELETE, MERGE or INSERT, however deep) is looked at by itself:
every market table in it must reach a parameter over a chain of equalities. A common table expression, a
subquery or the level around it counts as bound, because it is checked on its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import tables as listed
from .sqltext import Node, Statement, parsed, statements, strings

LEVELS = frozenset({"select_stmt", "update_stmt", "delete_stmt", "insert_stmt", "merge_stmt"})
COLUMN = "market_id"
BOUND = "$"


@dataclass
class Level:
    """One FROM list with its conditions: which aliases are market tables, which names are equal."""

    outer: frozenset[str]
    tables: dict[str, tuple[str, int]] = field(default_factory=dict)
    derived: set[str] = field(default_factory=set)
    other: set[str] = field(default_factory=set)
    equal: list[tuple[str, str]] = field(default_factory=list)

    def names(self) -> frozenset[str]:
        return frozenset({*self.tables, *self.derived, *self.other})

    def unbound(self) -> list[str]:
        bound = {BOUND, *self.derived, *(self.outer - self.names())}
        growing = True
        while growing:
            more = {b for a, b in self.equal if a in bound} | {a for a, b in self.equal if b in bound}
            growing = not more <= bound
            bound |= more
        return [alias for alias in self.tables if alias not in bound]


def check(root: Path) -> list[str]:
    kinds = listed.kinds(root)
    market = frozenset(table for table, kind in kinds.items() if kind == "market")
    return [v for statement in statements(root) for v in check_statement(statement, market)]


def check_statement(statement: Statement, market: frozenset[str]) -> Iterator[str]:
    for node in parsed(statement):
        for offset, message in _below(node["stmt"], market, frozenset()):
            yield statement.at(offset, message)


def _below(node: Any, market: frozenset[str], outer: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Find the levels in a node that is no level itself."""
    if isinstance(node, dict):
        for kind, child in node.items():
            is_arm = kind in {"larg", "rarg"} and "op" in child
            if kind in LEVELS or is_arm:
                yield from _level("select_stmt" if is_arm else kind, child, market, outer)
            else:
                yield from _below(child, market, outer)
    elif isinstance(node, list | tuple):
        for child in node:
            yield from _below(child, market, outer)


def _level(kind: str, node: Node, market: frozenset[str], outer: frozenset[str]) -> Iterator[tuple[int, str]]:
    level = Level(outer)
    if kind == "insert_stmt":
        yield from _insert(node, market)
    else:
        for item in _sources(kind, node):
            _add(level, item, market)
        for condition in (node.get("where_clause"), node.get("join_condition")):
            _equalities(level, condition)
        for alias in level.unbound():
            table, offset = level.tables[alias]
            yield offset, f"{table} is not bound by {COLUMN} = $n"
    yield from _below(node, market, outer | level.names())


def _sources(kind: str, node: Node) -> list[Node]:
    own = [{"range_var": node["relation"]}] if "relation" in node and kind != "select_stmt" else []
    using = [node["source_relation"]] if "source_relation" in node else []
    return [*own, *using, *node.get("from_clause", ()), *node.get("using_clause", ())]


def _add(level: Level, item: Node, market: frozenset[str]) -> list[str]:
    """Note one item of a FROM list; returns its aliases."""
    if "join_expr" in item:
        join = item["join_expr"]
        left, right = _add(level, join["larg"], market), _add(level, join["rarg"], market)
        _equalities(level, join.get("quals"))
        if COLUMN in strings(join.get("using_clause")):
            level.equal += [(a, b) for a in left for b in right]
        return [*left, *right]
    if "range_var" in item:
        table = item["range_var"]
        alias = table.get("alias", {}).get("aliasname", table["relname"])
        name = f"{table.get('schemaname', '')}.{table['relname']}"
        if name in market:
            level.tables[alias] = (name, table.get("location", 0))
        elif "schemaname" in table:
            level.other.add(alias)
        else:
            level.derived.add(alias)
        return [alias]
    for kind, place in (("range_subselect", level.derived), ("range_function", level.other)):
        if kind in item and "alias" in item[kind]:
            place.add(item[kind]["alias"]["aliasname"])
            return [item[kind]["alias"]["aliasname"]]
    return []


def _equalities(level: Level, condition: Node | None) -> None:
    """Collect the equalities that must hold (joined by AND) between market_id columns and parameters."""
    if not condition:
        return
    if "bool_expr" in condition and condition["bool_expr"]["boolop"] == "AND_EXPR":
        for part in condition["bool_expr"]["args"]:
            _equalities(level, part)
    elif "a_expr" in condition:
        expression = condition["a_expr"]
        if expression["kind"] == "AEXPR_OP" and strings(expression["name"]) == ["="]:
            left, right = _row(expression["lexpr"]), _row(expression["rexpr"])
            pairs = [(_term(level, a), _term(level, b)) for a, b in zip(left, right, strict=False)]
            level.equal += [(a, b) for a, b in pairs if a and b]
    elif condition.get("sub_link", {}).get("sub_link_type") == "ANY_SUBLINK":
        link = condition["sub_link"]
        chosen = _targets(link["subselect"]["select_stmt"])
        for column, target in zip(_row(link.get("testexpr", {})), chosen, strict=False):
            name = _term(level, column)
            if name and _is_given(target):
                level.equal.append((name, BOUND))


def _row(node: Node) -> list[Node]:
    return list(node["row_expr"]["args"]) if "row_expr" in node else [node]


def _bare(node: Node) -> Node:
    while "type_cast" in node:
        node = node["type_cast"]["arg"]
    return node


def _term(level: Level, node: Node) -> str | None:
    """The alias whose market_id this is, `$` for a parameter, None for anything else."""
    node = _bare(node)
    if "param_ref" in node:
        return BOUND
    if node.get("sub_link", {}).get("sub_link_type") == "EXPR_SUBLINK":
        targets = _targets(node["sub_link"]["subselect"]["select_stmt"])
        return BOUND if targets and _is_given(targets[0]) else None
    path = strings(node.get("column_ref", {}).get("fields"))
    if not path or path[-1] != COLUMN:
        return None
    if len(path) > 1:
        return path[-2]
    return next(iter(level.tables or level.derived or level.other), None)


def _targets(select: Node) -> list[Node]:
    while "larg" in select:
        select = select["larg"]
    return [t["res_target"]["val"] for t in select.get("target_list", ())]


def _is_given(node: Node) -> bool:
    """A parameter, or a column called market_id of something that is checked where it stands."""
    node = _bare(node)
    return "param_ref" in node or strings(node.get("column_ref", {}).get("fields"))[-1:] == [COLUMN]


def _insert(node: Node, market: frozenset[str]) -> Iterator[tuple[int, str]]:
    relation = node["relation"]
    name, offset = f"{relation.get('schemaname', '')}.{relation['relname']}", relation.get("location", 0)
    if name not in market:
        return
    columns = [c["res_target"]["name"] for c in node.get("cols", ())]
    if COLUMN not in columns:
        yield offset, f"{name}: the columns of an INSERT include {COLUMN}"
        return
    index = columns.index(COLUMN)
    select = node.get("select_stmt", {}).get("select_stmt", {})
    rows = [row["list"]["items"] for row in select.get("values_lists", ())] or [_targets(select)]
    if not all(len(row) > index and _is_given(row[index]) for row in rows):
        yield offset, f"{name}: {COLUMN} of an INSERT is a parameter or a {COLUMN} column"
