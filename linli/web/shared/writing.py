"""Templates as the code that writes them: Jinja2's own, without what no template of ours needs.

A third of a page's time went into two things. Each call went through the context, which looks whether the
function wants to be given the context itself: none of ours does (a test says so). And each piece of text
became a `Markup` of its own before it was joined to a page, which is plain text.
"""

import re
from io import StringIO

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

# The signs that HTML reads as more than themselves.
_TELLING = re.compile("[&<>'\"]").search


def written(value: object) -> str:
    """A value as text of a page: escaped, unless it says itself that it is markup."""
    if type(value) is Markup or (type(value) is str and (value.isalnum() or not _TELLING(value))):
        return value
    return escape(value)


def marked(text: str) -> Markup:
    """Markup of our own making, every value in it written."""
    return Markup(text)  # noqa: S704 (our own text, and values that were escaped)


class _Direct(CodeGenerator):
    """Writes `f(a, b)` for a call in a template."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        self.visit(node.node, frame)
        kept, self.stream = self.stream, StringIO()
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        arguments, self.stream = self.stream.getvalue(), kept
        self.write(f"({arguments.removeprefix(', ')})")


class DirectEnvironment(Environment):
    """Templates whose code calls directly and escapes by `written`."""

    code_generator_class = _Direct

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        head, _, rest = super()._generate(source, name, filename, defer_init).partition("\n")
        # On the same line, so that errors name the template's lines as before.
        return f"{head}; from {__name__} import {written.__name__} as escape\n{rest}"
