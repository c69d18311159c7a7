"""Articles over the API: written once, changed, moved in and out of the range, taken back, and read."""

from typing import Any

from .stage import CLERK, OTHER_OWNER, OWNER, STORE, Stage

SHOP = f"/stores/{STORE}"
DISH: dict[str, Any] = {
    "kind": "dish",
    "title": "片儿川",
    "title_en": "Pian'erchuan",
    "variants": [{"price": {"amount": 2800, "currency": "CNY"}, "sku": "pec"}],
    "details": {
        "allergens": ["gluten"],
        "options": [{"name": "面", "choices": [{"name": "细"}, {"name": "宽", "extra_minor": 200}]}],
    },
}


async def test_an_article_is_written_once_changed_and_taken_back(stage: Stage) -> None:
    made = await stage.done("POST", f"{SHOP}/items", DISH, by=OWNER, key="dish once")
    assert await stage.done("POST", f"{SHOP}/items", DISH, by=OWNER, key="dish once") == made
    assert (made["stores"], made["variants"][0]["sku"], made["revision"]) == ([STORE], "PEC", 1)
    assert made["details"]["options"][0]["choices"][1]["extra_minor"] == 200
    path = f"{SHOP}/items/{made['item_id']}"
    variant = {**DISH["variants"][0], "variant_id": made["variants"][0]["variant_id"]}
    change = {**DISH, "title": "大片儿川", "variants": [variant], "revision": 1}
    assert (await stage.done("PUT", path, change, by=OWNER))["title"] == "大片儿川"
    assert await stage.refused("PUT", path, change, by=OWNER) == (409, "item_changed")
    strange = {**change, "revision": 2, "details": {"minutes": 3}}
    answer = await stage.call("PUT", path, strange, by=OWNER)
    assert (answer.status_code, answer.json()["params"]["field"]) == (422, "details.minutes")
    states = {"item_ids": [made["item_id"]], "state": "hidden"}
    hidden = await stage.done("POST", f"{SHOP}/items/states", states, by=OWNER)
    seen = f"/items/{made['item_id']}"
    assert await stage.refused("GET", seen, by=None) == (410, "item_not_sold")
    await stage.done("POST", f"{SHOP}/item-changes/{hidden['change_id']}/undoing", {}, by=OWNER)
    assert (await stage.done("GET", seen, by=None))["title"] == "大片儿川"
    found = (await stage.done("GET", f"{SHOP}/range?q=片儿", by=None))["items"]
    assert [one["item_id"] for one in found] == [made["item_id"]]
    await stage.done("PUT", f"{SHOP}/range", {"drop": [made["item_id"]]}, by=OWNER)
    assert (await stage.done("GET", f"{SHOP}/range?q=片儿", by=None))["items"] == []
    assert len((await stage.done("GET", f"{SHOP}/items?q=片儿", by=OWNER))["items"]) == 1
    assert await stage.refused("PUT", path, change, by=OTHER_OWNER) == (404, "not_found")
    assert (await stage.call("POST", f"{SHOP}/items", DISH, by=CLERK)).status_code == 403
    twice = {**DISH, "title": "x"}
    assert await stage.refused("POST", f"{SHOP}/items", twice, by=OWNER) == (409, "code_taken")


async def test_a_category_is_added_renamed_and_removed(stage: Stage) -> None:
    made = await stage.done("POST", f"{SHOP}/categories", {"name": "茶"}, by=OWNER, key="tea")
    path = f"{SHOP}/categories/{made['category_id']}"
    renamed = await stage.done("PUT", path, {"name": "茶饮", "name_en": "Tea", "position": 3}, by=OWNER)
    assert renamed in (await stage.done("GET", f"{SHOP}/categories", by=None))["items"]
    assert (await stage.done("DELETE", path, by=OWNER))["articles"] == 0
    assert await stage.refused("DELETE", path, by=OWNER) == (404, "not_found")
