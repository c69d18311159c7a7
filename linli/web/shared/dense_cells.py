"""A cell of a dense table as HTML, put together here: a list has hundreds, and a template takes four times as
long for each.
"""

from datetime import datetime

from markupsafe import Markup

from linli.kernel.money import Money
from linli.web.shared.dense import Cell
from linli.web.shared.formatting import Formatter, money_markup
from linli.web.shared.writing import marked, written

NOTHING = '<span class="soft" aria-hidden="true">–</span>'


def cell_markup(cell: Cell, words: Formatter) -> Markup:
    """Its value as a link, a badge or a text, in the reader's language."""
    note = f' title="{written(cell.note)}"' if cell.note else ""
    code = " code" if cell.code else ""
    value = _value(cell, words)
    if cell.href:
        return marked(f'<a class="dense-link{code}" href="{written(cell.href)}"{note}>{value}</a>')
    soft = " soft" if cell.soft else ""
    return marked(f'<span class="dense-text{code}{soft}"{note}>{value}</span>')


def _value(cell: Cell, words: Formatter) -> str:
    value = cell.value
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        text = written(value)
        return f'<span class="badge badge-{written(cell.badge)}">{text}</span>' if cell.badge else text
    if isinstance(value, Money):
        return money_markup(value.minor, value.currency, words.locale)
    if isinstance(value, datetime):
        machine = value.isoformat(timespec="seconds")
        return f'<time datetime="{machine}" title="{words.exact(value)}">{words.datetime(value)}</time>'
    return words.number(value)
