"""What pages with passkeys share: the site that a passkey belongs to, and answers for the page's script."""

from typing import Any

from litestar import Response

from linli.kernel.refusals import Refusal
from linli.modules import identity
from linli.web.consumer.tongue import tongue_of
from linli.web.shared.http import Here

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def site_of(here: Here) -> identity.Site:
    """Where this installation's passkeys are made and used."""
    return identity.Site(here.services.settings.passkey_url)


def options(asked: dict[str, Any]) -> Response[dict[str, Any]]:
    """What the script hands to the browser."""
    return Response(asked, status_code=200, headers=HEADERS)


def refusal(here: Here, refused: Refusal) -> Response[dict[str, Any]]:
    """A refusal that the script says in its place."""
    said = {"code": refused.code, "said": tongue_of(here).say(refused.message_key, **refused.params)}
    return Response(said, status_code=refused.status, headers=HEADERS | dict(refused.headers))
