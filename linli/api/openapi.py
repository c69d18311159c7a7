"""The API described by itself: OpenAPI 3.1 from the handlers, with our problems, scopes and keys."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from litestar import Litestar, Router
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from linli.api.call import provide_call
from linli.api.problems import MEDIA_TYPE, Problem
from linli.api.v1 import (
    coupons,
    flash,
    gifts,
    privacy,
    problems,
    shapes,
    shapes_chains,
    shapes_channels,
    shapes_codes,
    shapes_days,
    shapes_desk,
    shapes_devices,
    shapes_imports,
    shapes_items,
    shapes_malls,
    shapes_orders,
    shapes_pickups,
    shapes_prices,
    shapes_recommendations,
    shapes_sales,
    shapes_search,
    shapes_sign_in,
    shapes_staff,
    shapes_statements,
    shapes_stock,
    shapes_stores,
    shapes_tokens,
    shapes_trust,
    shapes_uses,
)
from linli.kernel.idempotency import MAX_LENGTH
from linli.kernel.refusals import DECLARED, TOO_MANY_TRIES
from linli.modules import terminals
from linli.services import Who

VERSION = "1.0"
METHODS = ("get", "post", "put", "patch", "delete")
ABOUT = (
    "The closed loop of Linli as JSON: find, order, pay, use, review, come back. "
    "Money is whole minor units of a currency; times are RFC 3339 in UTC; ids are UUIDv7. "
    "Refusals are problems (RFC 9457) whose `code` never changes its meaning. "
    "Lists continue with the `cursor` that the page before them gave."
)
BEARER_ABOUT = "From `POST /api/v1/markets/{market}/tokens`. Scopes: consumer, counter, merchant, operator."
PATH_ABOUT = {
    "sale_id": "A flash sale.",
    "import_id": "A file of articles that was sent.",
    "batch_id": "Codes that were made together.",
    "market": "A market's name in URLs, as in `GET /api/v1/markets`.",
    "move_id": "As the handing over was answered.",
    "branch": "The name in URLs of a store of the chain.",
    "territory_id": "As the territory was answered.",
    "slug": "A store's or a mall's name in URLs.",
    "purpose": "personal, journey or messages.",
    "order_id": "As the order was answered when it was placed.",
    "deal_id": "As a store's deals have it.",
    "voucher_id": "As the order or the wallet has it.",
    "redemption_id": "As the redemption was answered.",
    "device_id": "As the device was answered when it was enrolled.",
    "invitation_id": "As the invitation was answered.",
    "person_id": "As the staff's list has it.",
    "code": "A problem's code.",
    "token": "From a gift's link: whoever has it may claim the gift.",
    "token_id": "A token's id, from the list of your tokens.",
    "statement_id": "As the list of statements has it.",
    "item_id": "As the list of articles has it.",
    "category_id": "As the list of categories has it.",
    "change_id": "As the change of articles was answered.",
    "book_id": "As the list of price books has it.",
    "variant_id": "As the list of a store's stock has it.",
    "slip_id": "As the delivery, count, correction or till sale was answered.",
    "transfer_id": "As the list of transfers has it.",
    "use_id": "As the preview of a code, or the list of foreign uses, has it.",
}
KEY_ABOUT = (
    "Made by the caller, new for each new thing. A repeat with the same key gets the first answer; "
    "the same key with another request is refused."
)


def describe(handlers: Sequence[HTTPRouteHandler]) -> dict[str, Any]:
    """The OpenAPI document of these handlers, as plain data."""
    config = OpenAPIConfig(
        title="Linli API",
        version=VERSION,
        description=ABOUT,
        use_handler_docstrings=True,
        operation_id_creator=lambda handler, _method, _path: _camel(handler.handler_name),
        components=Components(
            security_schemes={
                "bearer": SecurityScheme(type="http", scheme="bearer", description=BEARER_ABOUT)
            }
        ),
    )
    router = Router("/api/v1", route_handlers=list(handlers), dependencies={"call": Provide(provide_call)})
    app = Litestar([router], openapi_config=config)
    document: dict[str, Any] = app.openapi_schema.to_schema()
    by_id = {_camel(handler.handler_name): handler for handler in handlers}
    schemas = document["components"]["schemas"]
    for operation in _operations(document):
        _finish(operation, by_id[operation["operationId"]], schemas)
    schemas["Problem"] = _problem_schema()
    for name, about in _abouts().items():
        if name in schemas:
            schemas[name].setdefault("description", about)
    return document


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from (path[method] for method in METHODS if method in path)


def _finish(operation: dict[str, Any], handler: HTTPRouteHandler, schemas: dict[str, Any]) -> None:
    who, scope = handler.opt["who"], handler.opt.get("scope")
    operation["responses"].pop("400", None)
    parameters = operation.setdefault("parameters", [])
    if handler.opt.get("once"):
        parameters.append(_key_parameter())
    for parameter in parameters:
        _without_null(parameter)
        if parameter["in"] == "path":
            parameter["description"] = PATH_ABOUT[parameter["name"]]
    if who is not Who.ANYONE:
        operation["security"] = [{"bearer": []}]
        operation["x-who"], operation["x-scope"] = who.value, scope
    for status, codes in _refusals(handler, operation).items():
        operation["responses"][str(status)] = _problem_response(status, codes)
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    _close(body.get("schema", {}), schemas)
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            response["description"] = "Done."
            response.pop("headers", None)


def _close(schema: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Bodies refuse unknown fields, and so do the records inside them."""
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    target = schemas.get(name, schema)
    if target.get("type") == "object" and "additionalProperties" not in target:
        target["additionalProperties"] = False
        for inner in target.get("properties", {}).values():
            _close(inner.get("items", inner), schemas)


def _refusals(handler: HTTPRouteHandler, operation: dict[str, Any]) -> dict[int, list[str]]:
    """Every code that this endpoint can answer with, by status."""
    who, scope = handler.opt["who"], handler.opt.get("scope")
    codes: list[str] = []
    if any(parameter["in"] == "path" for parameter in operation["parameters"]):
        codes.append("not_found")
    if who is not Who.ANYONE:
        codes.append("token_needed")
    if scope:
        codes.append("scope_needed")
    if who in (Who.CLERK, Who.MANAGER, Who.OWNER):
        codes.append("not_allowed")
    if handler.opt.get("once"):
        codes += ["idempotency_key_needed", "idempotency_key_reused"]
    if "requestBody" in operation or operation["parameters"]:
        codes.append("invalid")
    codes += handler.opt.get("refuses", "").split()
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(DECLARED[code].status, []).append(code)
    return dict(sorted(by_status.items()))


def _problem_response(status: int, codes: list[str]) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": "Refused: " + ", ".join(f"`{code}`" for code in codes) + ".",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == TOO_MANY_TRIES.status:
        seconds = {"type": "integer", "minimum": 1}
        about = {"description": "Seconds until the limit lets one try again.", "required": True}
        response["headers"] = {"Retry-After": {**about, "schema": seconds}}
    return response


def _problem_schema() -> dict[str, Any]:
    """RFC 9457 as we write it."""
    text = {"type": "string"}
    properties: dict[str, Any] = dict.fromkeys(Problem.__struct_fields__, text)
    properties["status"] = {"type": "integer"}
    properties["params"] = {"type": "object", "description": "What the detail says, as values."}
    properties["code"] = {"type": "string", "enum": [*sorted(DECLARED), "internal_error"]}
    return {
        "type": "object",
        "title": "Problem",
        "description": _one_line(Problem.__doc__),
        "properties": properties,
        "required": list(Problem.__struct_fields__),
    }


def _key_parameter() -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "pattern": "^[!-~]+$"}
    about = {"name": "Idempotency-Key", "in": "header", "required": True, "description": KEY_ABOUT}
    return {**about, "schema": schema, "example": "0b8f1c3e-order-1"}


def _without_null(parameter: dict[str, Any]) -> None:
    """A query parameter is left out, never sent as null."""
    schema = parameter.get("schema", {})
    kinds = [kind for kind in schema.get("oneOf", []) if kind.get("type") != "null"]
    if len(kinds) == 1:
        schema.pop("oneOf")
        schema.update(kinds[0])


def _abouts() -> dict[str, str]:
    """What records are, by name, in the words of their docstrings: those of the files in which handlers
    stand, and those that a module's own answer consists of.
    """
    files = (
        coupons,
        flash,
        gifts,
        privacy,
        problems,
        shapes,
        shapes_chains,
        shapes_days,
        shapes_channels,
        shapes_codes,
        shapes_desk,
        shapes_devices,
        shapes_imports,
        shapes_items,
        shapes_malls,
        shapes_orders,
        shapes_pickups,
        shapes_prices,
        shapes_recommendations,
        shapes_sales,
        shapes_sign_in,
        shapes_staff,
        shapes_statements,
        shapes_stock,
        shapes_search,
        shapes_stores,
        shapes_tokens,
        shapes_trust,
        shapes_uses,
    )
    ours = {name: kind for file in files for name, kind in vars(file).items() if isinstance(kind, type)}
    _, theirs = msgspec.json.schema_components([terminals.Synced])
    return {
        **{name: _one_line(schema.get("description")) for name, schema in theirs.items()},
        **{name: _one_line(kind.__doc__) for name, kind in ours.items()},
    }


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
