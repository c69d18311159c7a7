"""RFC 9457: every refusal as a problem that a program can read."""

from typing import Any

from litestar import Request, Response

from linli.kernel.refusals import Refusal


def problem_for(request: Request[Any, Any, Any], refusal: Refusal | None) -> Response[dict[str, Any]]:
    """The problem of a refusal; None is a bug of ours, told without its inside."""
    body: dict[str, Any] = {
        "type": f"/api/v1/problems/{refusal.code}" if refusal else "about:blank",
        "title": refusal.code.replace("_", " ") if refusal else "internal error",
        "status": refusal.status if refusal else 500,
        "code": refusal.code if refusal else "internal_error",
        "instance": request.url.path,
        **(refusal.params if refusal else {}),
    }
    return Response(body, status_code=body["status"], media_type="application/problem+json")
