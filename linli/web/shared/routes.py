"""What every face needs and nobody owns: static files and composed pictures."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.params import FromPath, Parameter

from linli.kernel.refusals import NOT_FOUND
from linli.services import Who
from linli.web.shared.assets import FOREVER, find_static, static_url
from linli.web.shared.illustration import deal_art, shop_art
from linli.web.shared.photos import picture_file
from linli.web.shared.trades import TRADES

_NAME_LENGTH = 60


@get("/static/{path:path}", opt={"who": Who.ANYONE}, include_in_schema=False, sync_to_thread=False)
def static_file(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[bytes]:
    """A static file from memory; under its hash it may be kept for a year."""
    found = find_static(request.url.path, request.headers.get("accept-encoding", ""))
    if found is None:
        raise NOT_FOUND()
    headers = {
        "ETag": found.etag,
        "Cache-Control": FOREVER if found.immutable else "no-cache",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if found.encoding:
        headers["Content-Encoding"] = found.encoding
    if request.headers.get("if-none-match") == found.etag:
        return Response(b"", status_code=304, headers=headers)
    return Response(found.body, media_type=found.media_type, headers=headers)


@get("/art/{kind:str}/{trade:str}/{seed:str}", opt={"who": Who.ANYONE}, include_in_schema=False)
async def picture(
    kind: FromPath[str],
    trade: FromPath[str],
    seed: FromPath[str],
    things: Annotated[str, Parameter(max_length=200)] = "",
) -> Response[str]:
    """The composed illustration of a shop or deal: the same address is the same picture for ever."""
    if kind not in ("shop", "deal") or trade not in TRADES or not seed.endswith(".svg"):
        raise NOT_FOUND()
    seed = seed.removesuffix(".svg")[:_NAME_LENGTH]
    names = [name[:_NAME_LENGTH] for name in things.split(",") if name][:3]
    svg = shop_art(trade, seed, names) if kind == "shop" else deal_art(trade, seed, names[0] if names else "")
    headers = {
        "Cache-Control": FOREVER,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(svg, media_type="image/svg+xml", headers=headers)


@get("/favicon.ico", opt={"who": Who.ANYONE}, include_in_schema=False, sync_to_thread=False)
def favicon() -> Response[bytes]:
    """For browsers that ask for it by its old name, whatever the page says."""
    mark = find_static(static_url("brand/mark.svg"))
    if mark is None:
        raise NOT_FOUND()
    return Response(mark.body, media_type=mark.media_type, headers={"Cache-Control": "max-age=86400"})


ROUTES = [static_file, picture, picture_file, favicon]
