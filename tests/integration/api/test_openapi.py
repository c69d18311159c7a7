"""The API is what its description says, and the page shows it."""

import re
from typing import Any

from .stage import Stage


async def _document(stage: Stage) -> dict[str, Any]:
    answer = await stage.client.get("/api/v1/openapi.json")
    document: dict[str, Any] = answer.json()
    return document


async def test_every_operation_is_wholly_described(stage: Stage) -> None:
    document = await _document(stage)
    assert document["openapi"].startswith("3.1")
    names = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"] and operation["description"] and operation["tags"], path
            names.append(operation["operationId"])
            refused = {status for status in operation["responses"] if status >= "4"}
            assert refused or not operation["parameters"], (method, path)
            for status in refused:
                assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
            if method == "post":
                keyed = any(one["name"] == "Idempotency-Key" for one in operation["parameters"])
                assert keyed == ("400" in operation["responses"])
    assert len(names) == len(set(names)) > 40


async def test_every_record_and_body_is_closed_and_explained(stage: Stage) -> None:
    document = await _document(stage)
    schemas = document["components"]["schemas"]
    assert all(schema.get("description") or "enum" in schema for schema in schemas.values())
    for methods in document["paths"].values():
        for operation in methods.values():
            if "requestBody" in operation:
                reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
                assert schemas[reference.rsplit("/", 1)[-1]]["additionalProperties"] is False


async def test_the_page_needs_no_script_and_nothing_from_elsewhere(stage: Stage) -> None:
    answer = await stage.client.get("/api/v1/docs")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "<script" not in answer.text and "style=" not in answer.text
    for source in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
        assert source.startswith(("#", "/api/v1/")), source
    assert "/api/v1/markets/{market}/orders" in answer.text and "sold_out" in answer.text
    style = await stage.client.get("/api/v1/docs.css")
    assert style.headers["content-type"].startswith("text/css")
