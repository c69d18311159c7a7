"""Requests under a mall's own host name: which mall answers, and which of the market's pages are its own.

Only a name that an operator has confirmed means anything; any other is as if the platform's own had been
asked for, and stands in no link. What is not the mall's leads to the platform.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.kernel.sealing import Sealer
from linli.kernel.settings import Settings
from linli.modules import malls, markets
from linli.web.shared.malls import NAMED, MallHere, belongs, stores_of_mall

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_PORT = re.compile(r":\d{1,5}$")
# What stays as it is in an address that is sent on.
SIGNS = ":@!$&'()*+,;="
# What a person may do under the mall's name besides its stores' pages. Whoever runs the name's server could
# read along, so an account is looked after on the platform only.
OWN = frozenset(("orders", "wallet", "sign-in", "session", "kept", "kept-worker.js"))
ALONE = frozenset(("me",))
# What is in no market: the demo's page of messages.
EVERYWHERE = frozenset(("sandbox",))


class ElsewhereError(Exception):
    """This page is not here; whoever asks for it goes there."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def asked_host(headers: Mapping[str, str], settings: Settings) -> str:
    """The name of two parts or more that a request asks for, without its port; "" for the platform's own and
    for what is none.
    """
    host = _PORT.sub("", headers.get("host", "").strip().lower()).rstrip(".")
    return "" if not _HOST.fullmatch(host) or host == platform_host(settings) else host


def platform_host(settings: Settings) -> str:
    return urlsplit(settings.public_url).hostname or ""


def is_the_platforms(host: str, settings: Settings) -> bool:
    """Whether a name is the platform's own or below it, so that no mall can have it."""
    own = platform_host(settings)
    return host == own or (not own.replace(".", "").isdigit() and host.endswith("." + own))


def origin_of(host: str, settings: Settings) -> str:
    """Where a confirmed name is reached: as the platform is, at the same port."""
    public = urlsplit(settings.public_url)
    return f"{public.scheme}://{host}" + (f":{public.port}" if public.port else "")


async def mall_asked_for(
    reader: Reader, headers: Mapping[str, str], settings: Settings
) -> tuple[MallHere, markets.Market] | None:
    """The open mall under whose own name this request came, and its market; None: the platform."""
    host = asked_host(headers, settings)
    mall = await malls.mall_by_host(reader, host) if host else None
    if mall is None:
        return None
    if not mall.open:
        raise NOT_FOUND()
    market = await markets.market(reader, mall.market_id)
    own = frozenset(store.store_id for store in await stores_of_mall(reader, mall))
    return MallHere(mall, own, host, origin_of(host, settings)), market


async def require_here(
    reader: Reader, here: MallHere, market: markets.Market, request: tuple[str, str, str], public_url: str
) -> None:
    """The page is the mall's. `request`: its method, path and query.

    Raises ElsewhereError for one that is another's; refuses not_found where a form is sent there, or where
    there is nothing by that name.
    """
    method, path, query = request
    asked = f"?{quote(query, safe=SIGNS + '%?/')}" if query else ""
    slug, section, *rest = [*path.strip("/").split("/"), ""]
    front = slug == market.slug and (
        section == "" or (section == "malls" and rest[:1] == [here.mall.slug] and not any(rest[1:]))
    )
    if path == "/" or slug in EVERYWHERE:
        return
    if front:
        raise ElsewhereError(f"/{asked}")
    if slug == market.slug and await _is_here(reader, here, path, section, rest):
        return
    if method not in ("GET", "HEAD"):
        raise NOT_FOUND()
    raise ElsewhereError(f"{public_url}{quote(path, safe=SIGNS + '/')}{asked}")


async def _is_here(reader: Reader, here: MallHere, path: str, section: str, rest: list[str]) -> bool:
    if section == "malls":
        return rest[0] == here.mall.slug
    if section in ALONE:
        return not any(rest)
    if section in NAMED and rest[0]:
        return await belongs(reader, here.mall.market_id, here.store_ids, path, None)
    return section in OWN


def sealed_session(sealer: Sealer, host: str, session: str) -> str:
    """A session as a browser keeps it under a mall's name: of no use under any other name."""
    return base64.urlsafe_b64encode(sealer.seal(session, host)).decode()


def opened_session(sealer: Sealer, host: str, kept: str) -> str:
    """The session again; "" for what was not sealed for this name."""
    try:
        return sealer.open(base64.urlsafe_b64decode(kept.encode()), host)
    except (ValueError, binascii.Error):
        return ""
