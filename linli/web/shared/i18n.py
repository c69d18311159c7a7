"""Words in English and Chinese: `.po` files by area, loaded once into memory.

The msgid is a message key (`store.open_until`), never a sentence; each language is written for itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from linli.web.shared.writing import marked, written

LOCALES = ("en", "zh")
LOCALE_DIR = Path(__file__).parent / "locale"

_KEY_LINE = re.compile(r'^msgid "(?P<key>[^"]+)"', re.MULTILINE)
_PLURAL_TAGS = ("zero", "one", "two", "few", "many", "other")


class MissingMessageError(LookupError):
    """A template or page asked for a key that this language does not have."""


class DuplicateMessageError(ValueError):
    """One key is defined twice, in one file or in two."""


@dataclass(frozen=True, slots=True)
class Message:
    """One key in one language: a single text, or one text per plural form of that language."""

    texts: tuple[str, ...]
    area: str

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(name for text in self.texts for _, name, _, _ in Formatter().parse(text) if name)


Catalog = Mapping[str, Message]


def load_catalog(locale: str, root: Path = LOCALE_DIR) -> dict[str, Message]:
    """Every key of one language, from all `.po` files of `root/<locale>`. Refuses a key defined twice."""
    catalog: dict[str, Message] = {}
    for path in sorted((root / locale).glob("*.po")):
        for key, message in _read_file(path, locale):
            if key in catalog:
                raise DuplicateMessageError(f"{locale}: {key!r} is in {catalog[key].area}.po and {path.name}")
            catalog[key] = message
    return catalog


def _read_file(path: Path, locale: str) -> Iterator[tuple[str, Message]]:
    raw = path.read_bytes()
    seen: set[str] = set()
    for match in _KEY_LINE.finditer(raw.decode("utf-8")):
        key = match["key"]
        if key in seen:
            raise DuplicateMessageError(f"{locale}: {key!r} is twice in {path.name}")
        seen.add(key)
    for entry in read_po(BytesIO(raw), locale=locale):
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        texts = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        if key and any(texts):
            yield key, Message(texts=tuple(text or "" for text in texts), area=path.stem)


def load_all(root: Path = LOCALE_DIR) -> dict[str, dict[str, Message]]:
    return {locale: load_catalog(locale, root) for locale in LOCALES}


class Translator:
    """One language's words. `strict` raises on a missing key; otherwise the key itself is shown."""

    def __init__(self, locale: str, catalog: Catalog, *, strict: bool = False) -> None:
        self.locale = locale
        self.strict = strict
        self._catalog = catalog
        rule = Locale.parse(locale).plural_form
        self._plural_of = rule
        self._plural_tags = [tag for tag in _PLURAL_TAGS if tag == "other" or tag in rule.tags]

    def t(self, key: str, /, **values: object) -> Markup:
        """The text of a key, its `{placeholders}` filled in and escaped; `n` picks the plural form."""
        message = self._catalog.get(key)
        if message is None:
            if self.strict:
                raise MissingMessageError(f"{self.locale}: no message {key!r}")
            return escape(key)
        text = self._pick(message.texts, values.get("n", 1))
        if "{" not in text:
            return _said(text)
        parts = _parts(text)
        if parts is None:
            return _said(text).format(**values)
        filled = [one for said, name in parts for one in (said, written(values[name]) if name else "")]
        return marked("".join(filled))

    def plain(self, key: str, /, **values: object) -> str:
        """The same as text without markup, for whoever escapes it later."""
        message = self._catalog.get(key)
        parts = _plain_parts(self._pick(message.texts, values.get("n", 1))) if message else None
        if parts is None:
            return self.t(key, **values).unescape()
        return "".join(one for said, name in parts for one in (said, _unmarked(values[name]) if name else ""))

    def has(self, key: str) -> bool:
        return key in self._catalog

    def every(self, prefix: str) -> dict[str, str]:
        """What a script says: all messages whose keys begin so, by the rest of the key, with their
        `{placeholders}`.
        """
        return {
            key.removeprefix(prefix): message.texts[0]
            for key, message in self._catalog.items()
            if key.startswith(prefix)
        }

    def _pick(self, texts: Sequence[str], n: object) -> str:
        if len(texts) == 1:
            return texts[0]
        count = n if isinstance(n, int | float) else 1
        index = self._plural_tags.index(str(self._plural_of(count)))
        return texts[min(index, len(texts) - 1)]


# A text that is always the same is made once.
_said = cache(marked)


@cache
def _parts(text: str) -> tuple[tuple[str, str | None], ...] | None:
    """A text at its placeholders: what is said before each, and its name; None where one is more than a name.
    There are as many as there are messages.
    """
    parts = list(Formatter().parse(text))
    if any(name is not None and (not name.isidentifier() or spec or how) for _, name, spec, how in parts):
        return None
    return tuple((said, name) for said, name, _, _ in parts)


@cache
def _plain_parts(text: str) -> tuple[tuple[str, str | None], ...] | None:
    """The same of what is no markup."""
    parts = _parts(text)
    return None if parts is None else tuple((unescape(said), name) for said, name in parts)


def _unmarked(value: object) -> str:
    return escape(value).unescape() if hasattr(value, "__html__") else str(value)


def missing_messages(catalogs: Mapping[str, Catalog] | None = None) -> list[str]:
    """What differs between the languages, one sentence per difference; empty when all is well."""
    found = catalogs if catalogs is not None else load_all()
    problems: list[str] = []
    for key in sorted({key for catalog in found.values() for key in catalog}):
        absent = [locale for locale in found if key not in found[locale]]
        problems += [f"{locale} has no {key}" for locale in absent]
        if absent:
            continue
        sets = {locale: _asked_for(locale, found[locale][key]) for locale in found}
        if len(set(sets.values())) > 1:
            shown = ", ".join(f"{locale} {sorted(names)}" for locale, names in sets.items())
            problems.append(f"{key} takes different placeholders: {shown}")
        for locale in found:
            if not all(found[locale][key].texts):
                problems.append(f"{locale} leaves a form of {key} empty")
    return problems


def _asked_for(locale: str, message: Message) -> frozenset[str]:
    """The values that a message names; what is told in both languages (`title`, `title_en`) is one value."""
    names = message.placeholders - {"n"}
    return frozenset(name.removesuffix("_en") if locale == "en" else name for name in names)


def negotiate(
    *, query: str | None = None, cookie: str | None = None, accept: str | None = None, default: str = "zh"
) -> str:
    """The language to answer in: the URL's, the remembered one, the browser's, the market's."""
    for wish in (query, cookie, *_accepted(accept or "")):
        language = (wish or "").strip().lower().replace("_", "-").split("-")[0]
        if language in LOCALES:
            return language
    return default if default in LOCALES else LOCALES[0]


def _accepted(header: str) -> list[str]:
    """Language tags of an Accept-Language header, most wanted first; malformed parts are passed over."""
    wishes: list[tuple[float, str]] = []
    for part in header[:500].split(","):
        tag, _, quality = part.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if weight > 0:
            wishes.append((-weight, tag.strip()))
    return [tag for _, tag in sorted(wishes, key=lambda wish: wish[0])]
