"""Every table that names people has a rule for what erasing one does to it."""

import ast
import re
from pathlib import Path

from .schema import tables
from .source import Source

REL = "linli/modules/privacy/rules.py"
FATES = frozenset({"DELETED", "BLANKED", "KEPT"})
# Columns that lead to a person, or say something of one.
NAMING = re.compile(
    r"(person|clerk|actor|giver|taker|owner|device|visitor|member)_ids?|actor|\w+_by"
    r"|nickname(_key)?|phone(_print|_tail)?|recipient|(clerk|actor|giver|contact|person)_name|address|browser"
)


def declared(root: Path) -> dict[str, str]:
    """Table → fate, as the list of rules says; read, never imported."""
    path = root / REL
    if not path.is_file():
        return {}
    found = {}
    for node in ast.walk(Source(path, REL).tree):
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Tuple) and isinstance(value, ast.Constant):
                fate = key.elts[0]
                for table in str(value.value).split():
                    found[table] = fate.attr if isinstance(fate, ast.Attribute) else "?"
    return found


def check(root: Path) -> list[str]:
    rules, made = declared(root), tables(root)
    found = [f"{REL}:1: {table} is not made by any migration" for table in sorted(set(rules) - set(made))]
    found += [f"{REL}:1: {table} has no known fate" for table, fate in rules.items() if fate not in FATES]
    for table in made.values():
        naming = [column.name for column in table.columns if NAMING.fullmatch(column.name)]
        if naming and table.name not in rules:
            names = ", ".join(naming)
            found.append(table.at(table.line, f"{names} may name a person: say in {REL} what erasing does"))
    return found
