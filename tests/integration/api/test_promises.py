"""Keys, problems, pages, and how many queries a list costs."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from linli.kernel import ids
from linli.kernel.database import Reader
from linli.kernel.refusals import DECLARED

from .stage import CLERK, GUEST, HOME, OWNER, STORE, Stage

OTHER_WAYS = [
    ("", "zh"),
    ("en-GB,en;q=0.9", "en"),
    ("zh-CN", "zh"),
    ("fr;q=1, en;q=0.2", "en"),
    ("xx;q=y", "zh"),
]


async def test_a_repeat_gets_the_first_answer_and_another_request_is_refused(stage: Stage) -> None:
    body = {"deal_id": str(stage.deal_id), "quantity": 1}
    first = await stage.call("POST", "/orders", body, key="same")
    again = await stage.call("POST", "/orders", body, key="same")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = {**body, "quantity": 2}
    assert await stage.refused("POST", "/orders", other, key="same") == (422, "idempotency_key_reused")
    theirs = await stage.call("POST", "/orders", body, key="same", by=OWNER)
    assert theirs.json()["order_id"] != first.json()["order_id"]


async def test_ten_repeats_at_once_make_one_order(stage: Stage) -> None:
    body = {"deal_id": str(stage.deal_id)}
    answers = await asyncio.gather(*(stage.call("POST", "/orders", body, key="storm") for _ in range(10)))
    assert {answer.json()["order_id"] for answer in answers} == {answers[0].json()["order_id"]}


async def test_repeats_of_every_other_creating_call_answer_the_same(stage: Stage) -> None:
    bought = await stage.paid(2)
    order, code = bought["order"]["order_id"], {"code": bought["vouchers"][0]["code"]}
    link = await _twice(stage, f"/stores/{STORE}/codes", {"channel": "ad", "label": "x"}, OWNER)
    await _twice(stage, "/visits", {"code": link["code"]}, None)
    taken = await _twice(stage, f"/stores/{STORE}/redemptions", code, CLERK)
    await _twice(stage, f"/stores/{STORE}/redemptions/{taken['redemption_id']}/undoing", None, CLERK)
    other = {"code": bought["vouchers"][1]["code"]}
    await _twice(stage, f"/stores/{STORE}/redemptions", other, CLERK)
    await _twice(
        stage, f"/orders/{order}/review", {"quality": 1, "place": 1, "service": 1, "body": "x"}, GUEST
    )
    await _twice(stage, f"/stores/{STORE}/reviews/{order}/reply", {"text": "x"}, OWNER)
    await _twice(stage, f"/orders/{order}/refund", None, GUEST)


async def _twice(stage: Stage, path: str, body: object, by: str | None) -> Any:
    key = f"twice {path} {body}"[:200]
    first, again = [await stage.done("POST", path, body, by=by, key=key) for _ in range(2)]
    assert first == again
    return first


async def test_a_creating_call_without_a_key_is_refused(stage: Stage) -> None:
    for key in ("", " ", "k" * 201):
        headers = {"Idempotency-Key": key}
        body = {"deal_id": str(stage.deal_id)}
        refused = await stage.refused("POST", "/orders", body, headers=headers)
        assert refused == (400, "idempotency_key_needed")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"quantity": 1}, "deal_id"),
        ({"deal_id": "x"}, "deal_id"),
        ({"deal_id": "DEAL", "quantity": "1"}, "quantity"),
        ({"deal_id": "DEAL", "quantity": 0}, "quantity"),
        ({"deal_id": "DEAL", "quantity": 1, "price": 1}, "price"),
        ({"deal_id": "DEAL", "visit_id": "\x00"}, "body"),
        ([], "body"),
    ],
)
async def test_a_malformed_body_is_refused_and_the_field_named(stage: Stage, body: Any, field: str) -> None:
    if isinstance(body, dict) and body.get("deal_id") == "DEAL":
        body = {**body, "deal_id": str(stage.deal_id)}
    answer = await stage.call("POST", "/orders", body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "invalid" and answer.json()["params"] == {"field": field}


async def test_a_nested_field_is_named_with_its_path(stage: Stage) -> None:
    money = {"amount": 100, "currency": "CNY"}
    deal = {"title": "x", "price": {**money, "scale": 2}, "list_price": money, "stock": 1, "contents": []}
    answer = await stage.call("POST", f"/stores/{STORE}/deals", deal, by=OWNER)
    assert answer.json()["params"] == {"field": "price.scale"}
    deal |= {"price": {**money, "currency": "EUR"}, "contents": [{"name": "x", "price": money}]}
    answer = await stage.call("POST", f"/stores/{STORE}/deals", deal, by=OWNER)
    assert (answer.status_code, answer.json()["params"]) == (422, {"field": "price.currency"})


async def test_what_the_catalog_refuses_is_named_as_it_stands_in_the_request(stage: Stage) -> None:
    money = {"amount": 100, "currency": "CNY"}
    contents = [{"name": "x", "price": money}]
    deal = {"title": "x", "price": money, "list_price": money, "stock": 1, "contents": contents}
    for changes, field in (
        ({"price": {**money, "amount": 0}}, "price.amount"),
        ({"list_price": {**money, "amount": 99}}, "list_price.amount"),
        ({"list_price": {**money, "currency": "EUR"}}, "list_price.currency"),
        ({"contents": [{"name": "x", "price": {**money, "currency": "EUR"}}]}, "contents[].price.currency"),
        ({"contents": [{"name": " ", "price": money}]}, "contents"),
        ({"icon": "no-such-picture"}, "icon"),
        ({"usable": "whenever"}, "usable"),
    ):
        answer = await stage.call("POST", f"/stores/{STORE}/deals", {**deal, **changes}, by=OWNER)
        assert (answer.status_code, answer.json()["params"]) == (422, {"field": field})


@pytest.mark.parametrize(
    "query",
    [
        *("size=0", "size=x", "offset=-1", "at=1", "at=nan,0", "trade=x", "q=%00", "open=7"),
        *("area=1", "area=1,2,3", "area=2,1,1,2", "area=nan,0,1,1", "area=0,0,91,1", "area=0,0,1,1,5"),
    ],
)
async def test_a_malformed_query_is_refused(stage: Stage, query: str) -> None:
    assert await stage.refused("GET", f"/places?{query}", by=None) == (422, "invalid")


@pytest.mark.parametrize("cursor", ["x", "%ff", "AAAA", "é", "_" * 22])
async def test_a_cursor_that_is_none_of_ours_is_refused_or_leads_nowhere(stage: Stage, cursor: str) -> None:
    answer = await stage.call("GET", f"/orders?cursor={cursor}")
    assert answer.status_code in (200, 422)


@pytest.mark.parametrize(("accept", "language"), OTHER_WAYS)
async def test_problems_speak_the_readers_language(stage: Stage, accept: str, language: str) -> None:
    answer = await stage.client.get(f"{HOME}/orders", headers={"Accept-Language": accept})
    assert answer.headers["content-language"] == language
    assert answer.json()["detail"].isascii() == (language == "en")


async def test_a_problems_type_leads_to_its_description(stage: Stage) -> None:
    problem = (await stage.call("GET", "/orders", by=None)).json()
    kind = (await stage.client.get(problem["type"])).json()
    assert (kind["code"], kind["status"]) == ("token_needed", 401) and kind["text"]
    listed = (await stage.client.get("/api/v1/problems")).json()["items"]
    assert [kind["code"] for kind in listed] == sorted(DECLARED)
    assert (await stage.client.get("/api/v1/problems/nothing")).status_code == 404
    assert (await stage.client.get("/api/v1/nothing")).json()["code"] == "not_found"


async def test_pages_follow_their_cursor_and_miss_nothing(stage: Stage) -> None:
    made = [(await stage.ordered())["order_id"] for _ in range(3)]
    seen, cursor = [], ""
    while len(seen) < 3:
        page = await stage.done("GET", f"/orders?size=1{cursor}")
        seen += [order["order_id"] for order in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == made[::-1]


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that are run inside."""
    seen: list[str] = []
    with monkeypatch.context() as patch:
        for name in ("one", "many", "value", "column"):
            original = getattr(Reader, name)

            async def spy(
                self: Reader, kind: Any, statement: Any, *args: Any, _original: Any = original
            ) -> Any:
                seen.append(statement.text)
                return await _original(self, kind, statement, *args)

            patch.setattr(Reader, name, spy)
        yield seen


@pytest.mark.parametrize(
    ("path", "by"),
    [
        ("/orders", GUEST),
        ("/vouchers", GUEST),
        ("/places", None),
        (f"/stores/{STORE}/deals", None),
        (f"/stores/{STORE}/reviews", None),
        (f"/stores/{STORE}/orders", OWNER),
        (f"/stores/{STORE}/movements", OWNER),
        (f"/stores/{STORE}/redemptions", CLERK),
    ],
)
async def test_a_list_costs_as_many_queries_for_three_rows_as_for_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, path: str, by: str | None
) -> None:
    bought = await stage.paid(3)
    for voucher in bought["vouchers"]:
        await stage.done("POST", f"/stores/{STORE}/redemptions", {"code": voucher["code"]}, by=CLERK)
    costs = []
    for size in (1, 3):
        with counted(monkeypatch) as seen:
            await stage.done("GET", f"{path}?size={size}", by=by)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 8


async def test_a_bug_is_told_without_its_inside(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("linli.modules.markets.all_markets", broken)
    answer = await stage.client.get("/api/v1/markets")
    assert answer.status_code == 500 and "secret" not in answer.text
    assert answer.json()["code"] == "internal_error"


async def test_answers_are_private_to_their_caller(stage: Stage) -> None:
    answer = await stage.call("GET", "/vouchers")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_guessing_codes_at_a_counter_is_stopped_also_for_a_code_that_exists(stage: Stage) -> None:
    bought = await stage.paid(1)
    good = {"code": bought["vouchers"][0]["code"]}
    path = f"/stores/{STORE}/redemptions"
    for _ in range(20):
        guess = {"code": ids.new_code(16)}
        assert await stage.refused("POST", path, guess, by=CLERK) == (404, "voucher_unknown")
    assert await stage.refused("POST", path, good, by=CLERK) == (429, "too_many_tries")
    preview = f"/stores/{STORE}/redemption-previews"
    assert await stage.refused("POST", preview, good, by=CLERK) == (429, "too_many_tries")
    assert 0 < int((await stage.call("POST", path, good, by=CLERK)).headers["retry-after"]) <= 600
    # Someone else at the same counter is not held up.
    assert (await stage.done("POST", path, good, by=OWNER))["redemption_id"]
