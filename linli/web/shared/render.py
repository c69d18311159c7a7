"""Templates to HTML: one environment for the process, one `Page` for each rendering.

What depends on the reader (language, zone, currency, nonce, theme) is reached by plain functions that read
the current page, so macros work however they are imported; a template can never reach a database.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from jinja2 import BaseLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from linli.kernel import clock
from linli.web.shared import charts, pictures
from linli.web.shared.assets import static_tree, static_url
from linli.web.shared.compiled import compiled
from linli.web.shared.dense_cells import cell_markup
from linli.web.shared.formatting import Formatter, money_markup, money_text
from linli.web.shared.i18n import Translator, load_all
from linli.web.shared.trades import TRADES
from linli.web.shared.writing import DirectEnvironment, marked

TEMPLATE_DIR = Path(__file__).parent / "templates" / "shared"
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a part of a page may read that everybody in this language is shown alike."""

    locale: str
    timezone: str
    currency: str
    words: Translator
    format: Formatter
    now: datetime
    ids: dict[str, int] = field(default_factory=dict, kw_only=True)

    @property
    def language_tag(self) -> str:
        return "zh-Hans" if self.locale == "zh" else self.locale

    @property
    def other_locale(self) -> str:
        return "en" if self.locale == "zh" else "zh"


@dataclass(frozen=True, slots=True)
class Page(Reading):
    """Everything about this one rendering that templates may read as `page.…`."""

    nonce: str
    csrf_token: str
    path: str
    theme: str


_page: ContextVar[Reading] = ContextVar("linli_page")


class _CurrentPage:
    """`page` in every template and macro: the page being rendered right now."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_page.get(), name)


def build_environment(extra_template_dirs: Mapping[str, Path], *, strict: bool = False) -> Environment:
    """Templates found as `shared/…` and `<name>/…` for each extra folder.

    `strict` (tests, development) turns a missing message or icon into an error instead of a visible stand-in.
    """
    loaders: dict[str, BaseLoader] = {"shared": FileSystemLoader(TEMPLATE_DIR)}
    loaders.update({name: FileSystemLoader(folder) for name, folder in extra_template_dirs.items()})
    env = DirectEnvironment(
        loader=PrefixLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=strict,
        bytecode_cache=compiled(),
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    catalogs = load_all()
    env.globals["translators"] = {
        locale: Translator(locale, catalog, strict=strict) for locale, catalog in catalogs.items()
    }
    env.globals.update(_functions(strict))
    env.filters.update(_filters())
    return env


def render(
    env: Environment,
    template: str,
    *,
    locale: str,
    timezone: str,
    currency: str,
    nonce: str,
    csrf_token: str,
    path: str,
    theme: str = "auto",
    now: datetime | None = None,
    **context: object,
) -> str:
    """One template as text for one reader. `now` is the request's clock; the default is the real one."""
    moment = now or clock.now()
    page = Page(
        locale=locale,
        timezone=timezone,
        currency=currency,
        nonce=nonce,
        csrf_token=csrf_token,
        path=path,
        theme=theme if theme in THEMES else "auto",
        words=_words(env, locale),
        format=Formatter(locale, timezone, moment),
        now=moment,
    )
    return _rendered(env, template, page, context)


def render_part(
    env: Environment,
    template: str,
    *,
    locale: str,
    timezone: str,
    currency: str,
    now: datetime,
    **context: object,
) -> Markup:
    """A part of a page for everybody in this language. What is one reader's is not there: a template that
    asks for it fails.
    """
    words, form = _words(env, locale), Formatter(locale, timezone, now)
    return marked(_rendered(env, template, Reading(locale, timezone, currency, words, form, now), context))


def _words(env: Environment, locale: str) -> Translator:
    return cast(Mapping[str, Translator], env.globals["translators"])[locale]


def _rendered(env: Environment, template: str, page: Reading, context: Mapping[str, object]) -> str:
    token = _page.set(page)
    try:
        return env.get_template(template).render(context)
    finally:
        _page.reset(token)


def _t(key: str, /, **values: object) -> Markup:
    return _page.get().words.t(key, **values)


def _money(value: Any, currency: str | None = None) -> Markup:
    page = _page.get()
    minor, code = _minor_and_currency(value, currency or page.currency)
    return money_markup(minor, code, page.locale)


def _money_text(value: Any, currency: str | None = None) -> str:
    page = _page.get()
    minor, code = _minor_and_currency(value, currency or page.currency)
    return money_text(minor, code, page.locale)


def _minor_and_currency(value: Any, currency: str) -> tuple[int, str]:
    """Minor units as an int, or any record with `.minor` and `.currency`."""
    if isinstance(value, int):
        return value, currency
    return int(value.minor), str(value.currency)


def _unique_id(prefix: str) -> str:
    """`field-1`, `field-2` …: ids for labels and descriptions, unique on this page; in a part of its own,
    which a page has one of, `field-part-1`.
    """
    page = _page.get()
    page.ids[prefix] = page.ids.get(prefix, 0) + 1
    return f"{prefix}-{'' if isinstance(page, Page) else 'part-'}{page.ids[prefix]}"


def _csrf_field() -> Markup:
    page = _page.get()
    if not isinstance(page, Page):
        raise TypeError("a form of one reader in a part that everybody is shown alike")
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(page.csrf_token)


def _group_code(code: str, size: int = 4) -> str:
    """A code in groups for reading aloud: `8420 1937 556`."""
    bare = code.replace(" ", "").replace("-", "")
    return " ".join(bare[start : start + size] for start in range(0, len(bare), size))


def _functions(strict: bool) -> dict[str, object]:
    def icon(name: str, size: int = 20, label: str | None = None, filled: bool = False) -> Markup:
        return pictures.icon(name, size, label, filled=filled, strict=strict)

    def emoji(name: str, size: int = 32, label: str = "") -> Markup:
        return pictures.emoji(name, size, label, strict=strict)

    return {
        "page": _CurrentPage(),
        "t": _t,
        "money": _money,
        "icon": icon,
        "emoji": emoji,
        "static": static_url,
        "static_version": static_tree().version,
        "art_url": pictures.art_url,
        "deal_art_url": pictures.deal_art_url,
        "trade_icon": pictures.trade_icon,
        "qr": pictures.qr,
        "trades": TRADES,
        "unique_id": _unique_id,
        "chart_share": charts.share,
        "csrf_field": _csrf_field,
        "dense_cell": lambda cell: cell_markup(cell, _page.get().format),
    }


def _machine(at: datetime) -> str:
    """A moment as the attribute of a `time` element."""
    return at.isoformat(timespec="seconds")


def _filters() -> dict[str, Callable[..., object]]:
    def by_page(name: str) -> Callable[..., object]:
        return lambda *arguments: getattr(_page.get().format, name)(*arguments)

    moments = ("datetime", "date", "days", "time", "exact", "relative", "weekday", "month")
    amounts = ("distance", "rating", "number", "percent")
    return {
        "money": _money,
        "money_text": _money_text,
        "group_code": _group_code,
        "machine": _machine,
        **{name: by_page(name) for name in (*moments, *amounts)},
    }
