"""The search, its suggestions and stores side by side, for other programs."""

import pytest

from .stage import STORE, Stage


async def test_what_is_searched_suggested_and_compared_is_one_store_and_says_why(stage: Stage) -> None:
    page = await stage.done("GET", "/search?q=wang&at=30.25,120.16&size=1&order=best", by=None)
    [found] = page["items"]
    assert found["place"]["slug"] == STORE
    assert {reason["code"] for reason in found["why"]} >= {"near", "offer"}
    assert page["understood"]["words"] == ["wang"]
    assert page["counts"]["deals"] == page["total"] == 1
    assert (await stage.done("GET", "/search?rating=50&attributes=wifi", by=None))["items"] == []
    suggested = await stage.done("GET", "/suggestions?q=wa", by=None)
    assert suggested["items"][0]["ref"] == STORE
    compared = await stage.done("GET", f"/compare?stores={STORE}", by=None)
    assert compared["items"][0]["slug"] == STORE and compared["items"][0]["offers"]
    assert await stage.refused("GET", "/compare?stores=nobody", by=None) == (404, "not_found")


@pytest.mark.parametrize(
    "query",
    [
        *("search?order=x", "search?price=7", "search?within=-1", "search?rating=60", "search?trade=x"),
        *("search?q=%00", "search?at=nan,0", "compare?stores=a,b,c,d,e", "compare", "suggestions?size=0"),
    ],
)
async def test_a_malformed_search_is_refused(stage: Stage, query: str) -> None:
    assert await stage.refused("GET", f"/{query}", by=None) == (422, "invalid")
