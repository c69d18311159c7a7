"""RFC 9457: every refusal as a problem that a program can read and a person can understand."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from msgspec import Meta

from linli.api import words
from linli.kernel.refusals import INVALID, NOT_FOUND, TOO_LARGE, Refusal
from linli.services import LARGEST_BODY_MEGABYTES

MEDIA_TYPE = "application/problem+json"
INTERNAL_ERROR = "internal_error"


class Problem(msgspec.Struct, frozen=True):
    """Why a call was refused (RFC 9457). `code` is for programs, `detail` for people."""

    type: Annotated[str, Meta(description="Where this kind of problem is described.")]
    title: Annotated[str, Meta(examples=["sold out"])]
    status: Annotated[int, Meta(examples=[409])]
    code: Annotated[str, Meta(description="Never changes its meaning.", examples=["sold_out"])]
    detail: Annotated[str, Meta(description="In the language of Accept-Language.")]
    instance: Annotated[str, Meta(description="The path that was called.")]
    params: Annotated[dict[str, Any], Meta(description="What the detail says, as values.")]


def problem_for(request: Request[Any, Any, Any], refusal: Refusal | None) -> Response[Problem]:
    """The problem of a refusal; None is a bug of ours, told without its inside."""
    code = refusal.code if refusal else INTERNAL_ERROR
    status = refusal.status if refusal else 500
    locale = words.choose(request.headers.get("accept-language"), _usual_language(request))
    params = refusal.params if refusal else {}
    detail = words.say(locale, refusal.message_key, params) if refusal else ""
    body = Problem(
        type=f"{request.app.state.services.settings.public_url}/api/v1/problems/{code}",
        title=code.replace("_", " "),
        status=status,
        code=code,
        detail=detail,
        instance=request.url.path,
        params=params,
    )
    headers = {
        "Cache-Control": "no-store",
        "Content-Language": locale,
        **(refusal.headers if refusal else {}),
    }
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="linli"'
    return Response(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Problem]:
    return problem_for(request, refusal)


def malformed(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """What the framework refuses, in our words: 422 naming the field, 404 for a path that is not there."""
    if error.status_code in (404, 405):
        return problem_for(request, NOT_FOUND())
    if error.status_code == 413:
        return problem_for(request, TOO_LARGE(megabytes=LARGEST_BODY_MEGABYTES))
    if error.status_code >= 500:
        return problem_for(request, None)
    return problem_for(request, INVALID(field=field_of(error)))


def field_of(error: HTTPException) -> str:
    """The first parameter that is wrong; `body` where the body cannot be read at all."""
    extra = error.extra
    if not isinstance(extra, list) or not extra or not isinstance(extra[0], dict):
        return "body"
    key = str(extra[0].get("key", ""))
    return "body" if key in ("", "data") else key[:100]


def _usual_language(request: Request[Any, Any, Any]) -> str:
    market = request.scope.get("state", {}).get("linli_market")
    return market.language if market else "en"
