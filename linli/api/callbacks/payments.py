"""News from payment providers, believed only by their signature."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath

from linli.api.call import Called
from linli.kernel.refusals import NOT_FOUND
from linli.modules import payments
from linli.services import Who


# budget: capture: 7 statements, 290 calls
@post("/callbacks/{market:str}/{provider:str}", opt={"who": Who.PROVIDER}, status_code=200)
async def receive_payment_news(
    call: Called, request: Request[Any, Any, Any], provider: FromPath[str]
) -> Response[bytes]:
    """A repeat changes nothing. A provider that does not get the answer it wants asks again."""
    gateway = call.services.gateways.get(provider)
    if gateway is None:
        raise NOT_FOUND()
    query = request.scope.get("query_string", b"").decode("latin-1")
    path = request.url.path + (f"?{query}" if query else "")
    body = await request.body()
    await payments.receive_callback(call.services.db, call.market_id, gateway, request.headers, path, body)
    taken = gateway.accepted
    return Response(taken.body, status_code=taken.status, media_type=taken.media_type)
