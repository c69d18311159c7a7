"""The description for programs, and the same as a page for people."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup

from linli.api import openapi
from linli.api.v1.routes import V1
from linli.services import Who

FOLDER = Path(__file__).parent / "templates"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
METHODS = openapi.METHODS


@lru_cache
def document() -> dict[str, Any]:
    """The OpenAPI document; made once, for it never changes while we run."""
    return openapi.describe(V1)


@get("/openapi.json", opt={"who": Who.ANYONE}, media_type="application/vnd.oai.openapi+json")
async def get_openapi() -> Response[dict[str, Any]]:
    """OpenAPI 3.1."""
    return Response(document(), headers={"Cache-Control": "public, max-age=300"})


@get("/docs", opt={"who": Who.ANYONE})
async def get_docs(request: Request[Any, Any, Any]) -> Response[str]:
    """Every call on one page; no script, and nothing from elsewhere."""
    page = (
        _templates()
        .get_template("reference.html")
        .render(
            document=document(),
            groups=_groups(document()),
            kind=kind_of,
            base=request.app.state.services.settings.public_url,
        )
    )
    return Response(page, media_type="text/html", headers=HEADERS)


@get("/docs.css", opt={"who": Who.ANYONE})
async def get_docs_style() -> Response[str]:
    """How the page looks."""
    style = (FOLDER / "reference.css").read_text("utf-8")
    return Response(style, media_type="text/css")


PAGES: list[HTTPRouteHandler] = [get_openapi, get_docs, get_docs_style]


@lru_cache
def _templates() -> Environment:
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    environment.filters["ticks"] = ticks
    return environment


def ticks(text: str) -> Markup:
    """What stands between backticks as code, all of it escaped."""
    parts = enumerate(text.split("`"))
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in parts)


def _groups(described: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Operations by their tag, in the order of the table of contents."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                operation = methods[method]
                shown = {"method": method, "path": path, **_facts(operation)}
                groups.setdefault(operation["tags"][0], []).append(shown)
    return groups


def _facts(operation: dict[str, Any]) -> dict[str, Any]:
    answers = operation["responses"].items()
    done = next((status, answer) for status, answer in answers if status.startswith("2"))
    return {
        "id": operation["operationId"],
        "summary": operation["summary"],
        "about": operation.get("description", ""),
        "who": operation.get("x-who", "anyone"),
        "scope": operation.get("x-scope") or "",
        "parameters": operation["parameters"],
        "body": _name(operation.get("requestBody", {})),
        "status": done[0],
        "answer": _name(done[1]),
        "refusals": [(status, answer["description"]) for status, answer in answers if status != done[0]],
    }


def _name(holder: dict[str, Any]) -> str:
    """The name of the record that a body or answer is, empty for none."""
    content = holder.get("content", {}).get("application/json", {})
    reference: str = content.get("schema", {}).get("$ref", "")
    return reference.rsplit("/", 1)[-1]


def kind_of(schema: dict[str, Any]) -> str:
    """A field's kind in one or two words: `integer`, `Money`, `list of Deal`, `string or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "oneOf" in schema:
        return " or ".join(kind_of(one) for one in schema["oneOf"])
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", "anything"))
