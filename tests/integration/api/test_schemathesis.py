"""Random calls, well and badly formed: the answer is always one that the description promises."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from .stage import OWNER, STORE, Stage

SEED = 20_261_122
EXAMPLES = 8
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
# Ends the very token that all calls use.
LEFT_OUT = {"endToken"}
PRICE = {"amount": 5_800, "currency": "CNY"}
A_DEAL = {
    "title": "随便面",
    "price": PRICE,
    "list_price": PRICE,
    "stock": 1_000,
    "per_person": 99,
    "icon": "steaming-bowl",
    "contents": [{"name": "面", "price": PRICE}],
}

Send = Callable[[Any], httpx.Response]


async def _known(stage: Stage) -> dict[str, str]:
    """Path values that lead somewhere; a deal of its own, for it is changed and ended."""
    deal = await stage.done("POST", f"/stores/{STORE}/deals", A_DEAL, by=OWNER)
    bought = await stage.paid(2, deal_id=deal["deal_id"])
    return {
        "market": "lakeside",
        "slug": STORE,
        "deal_id": deal["deal_id"],
        "order_id": bought["order"]["order_id"],
        "voucher_id": bought["vouchers"][0]["voucher_id"],
        "code": "sold_out",
    }


def _sender(stage: Stage, token: str, loop: asyncio.AbstractEventLoop) -> Send:
    """Sends a generated call into the app, from an address of its own so that limits hit nobody else."""
    transport = httpx.ASGITransport(stage.app, raise_app_exceptions=False, client=("192.0.2.1", 1))
    client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")

    def send(case: Any) -> httpx.Response:
        request = case.as_transport_kwargs(headers={"Authorization": f"Bearer {token}"})
        request.pop("cookies", None)
        if "data" in request:
            request["content"] = request.pop("data")
        return asyncio.run_coroutine_threadsafe(client.request(**request), loop).result(20)

    return send


def _try(operation: Any, mode: GenerationMode, known: dict[str, str], send: Send) -> int:
    """Call one operation in many ways; how many bodies were wrong on purpose."""
    wrong: list[int] = []
    names = {parameter.name for parameter in operation.path_parameters}
    fixed = {name: value for name, value in known.items() if name in names} or None

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=fixed))
    def check(case: Any) -> None:
        answer = send(case)
        assert answer.status_code < 500 or answer.json()["code"] == "provider_unreachable", answer.text
        case.validate_response(answer, checks=CHECKS)
        if _has_wrong_body(case):
            wrong.append(answer.status_code)
            assert answer.status_code >= 400, f"{case.body!r} was taken: {answer.text}"

    check()
    return len(wrong)


def _has_wrong_body(case: Any) -> bool:
    components = case.meta.components if case.meta else {}
    body = next((info for place, info in components.items() if place.value == "body"), None)
    return body is not None and body.mode is GenerationMode.NEGATIVE


@pytest.mark.slow
async def test_random_calls_are_answered_as_described(stage: Stage) -> None:
    load_all_checks()
    document = (await stage.client.get("/api/v1/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url="http://127.0.0.1:8000")
    known = await _known(stage)
    send = _sender(stage, await stage.token(OWNER), asyncio.get_running_loop())
    tried = wrong_bodies = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.definition.raw["operationId"] in LEFT_OUT:
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
                continue
            wrong_bodies += await asyncio.to_thread(_try, operation, mode, known, send)
            tried += 1
    assert tried >= 60 and wrong_bodies >= 50


async def test_the_checks_can_fail(stage: Stage) -> None:
    """An answer that nobody described is found."""
    document = (await stage.client.get("/api/v1/openapi.json")).json()
    described = document["paths"]["/api/v1/markets"]["get"]["responses"]
    described["202"] = described.pop("200")
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url="http://127.0.0.1:8000")
    operation = schema["/api/v1/markets"]["GET"]
    send = _sender(stage, await stage.token(OWNER), asyncio.get_running_loop())
    with pytest.raises(FailureGroup, match="Undocumented"):
        await asyncio.to_thread(_try, operation, GenerationMode.POSITIVE, {}, send)
