"""What a page says of itself to machines: its one address, its languages, its card, its structured data.

A page without a `Metadata` asks not to be indexed: most pages are one person's own.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from linli.web.shared.http import Here
from linli.web.shared.i18n import LOCALES

# schema.org data as nested dictionaries, see https://schema.org/docs/schemas.html
Thing = Mapping[str, Any]

TAGS = {"zh": "zh-Hans", "en": "en"}
OPEN_GRAPH = {"zh": "zh_CN", "en": "en_GB"}
CARD_SIZE = (1200, 630)


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """`canonical` is the page's one address in the reader's language, `alternates` the same page by language
    tag; `image` a picture of 1200 × 630 that stands for it where it is shared.
    """

    canonical: str
    alternates: Sequence[tuple[str, str]]
    locale: str
    kind: str = "website"
    image: str = ""
    feed: str = ""
    indexed: bool = True
    data: Markup = Markup()


def metadata(
    here: Here,
    path: str,
    *,
    data: Sequence[Thing] = (),
    image: str = "",
    kind: str = "website",
    feed: str = "",
    indexed: bool = True,
    query: Mapping[str, str] | None = None,
) -> Metadata:
    """What the page at `path` says of itself; `query` is what of its query makes it another page.

    The reader's language is a part of the address only where it was asked for there; `image` and `feed` are
    paths, too.
    """
    own = dict(query or {})
    asked = here.request.query_params.get("lang") == here.locale
    root = here.returning("")

    def address(language: str) -> str:
        wanted = own | ({"lang": language} if language else {})
        return root + path + (f"?{urlencode(wanted)}" if wanted else "")

    return Metadata(
        canonical=address(here.locale if asked else ""),
        alternates=[*((TAGS[locale], address(locale)) for locale in LOCALES), ("x-default", address(""))],
        locale=OPEN_GRAPH[here.locale],
        kind=kind,
        image=root + image if image else "",
        feed=root + feed if feed else "",
        indexed=indexed,
        data=as_json(data) if data else Markup(),
    )


def as_json(data: Sequence[Thing]) -> Markup:
    """Structured data as the text of a script element: nothing in it can end that element."""
    return htmlsafe_json_dumps({"@context": "https://schema.org", "@graph": list(data)}, ensure_ascii=False)
