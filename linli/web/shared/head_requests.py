"""HEAD for every page and call: what GET would answer, without its body (RFC 9110, 9.3.2)."""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send


def answer_heads(app: ASGIApp) -> ASGIApp:
    """The app, which then also answers HEAD wherever it answers GET."""

    async def with_heads(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        scope["method"] = "GET"
        scope["state"] = {**scope.get("state", {}), "linli_head_only": True}
        await app(scope, receive, without_body)

    return with_heads
