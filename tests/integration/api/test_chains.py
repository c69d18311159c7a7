"""A chain over the API: asked, agreed, listed, a territory, and an order that goes where it is used."""

from typing import Any

from linli.modules import items, merchants

from .stage import CLERK, MARKET_ID, OTHER_OWNER, OTHER_STORE, OWNER, STORE, Stage

SHOP, OTHER = f"/stores/{STORE}", f"/stores/{OTHER_STORE}"
BRANCH = f"{SHOP}/branches/{OTHER_STORE}"


async def a_door(stage: Stage) -> items.Item:
    async with stage.db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)
        assert store.merchant_id
        new = items.NewItem(
            kind=items.ItemKind.GOODS, title="大门", variants=[items.NewVariant(price_minor=90_000)]
        )
        (made,) = await items.create_items(work, MARKET_ID, store.merchant_id, [new], [store.store_id])
    return made


async def test_a_franchisee_agrees_and_has_the_orders_of_its_territory(stage: Stage) -> None:
    door = await a_door(stage)
    body = {"store": OTHER_STORE, "terms": {"range": "listed"}}
    asked = await stage.done("POST", f"{SHOP}/branches", body, by=OWNER, key="ask once")
    assert await stage.done("POST", f"{SHOP}/branches", body, by=OWNER, key="ask once") == asked
    assert (asked["state"], asked["franchised"]) == ("invited", True)
    assert (await stage.call("GET", f"{SHOP}/branches", by=CLERK)).status_code == 403
    stale = {"revision": asked["revision"] + 1}
    agreeing = f"{OTHER}/chain/agreement"
    assert await stage.refused("POST", agreeing, stale, by=OTHER_OWNER) == (409, "terms_changed")
    assert await stage.refused("POST", agreeing, {"revision": 1}, by=OWNER) == (404, "not_found")
    agreed = {"revision": asked["revision"]}
    joined = await stage.done("POST", agreeing, agreed, by=OTHER_OWNER, key="agree once")
    assert await stage.done("POST", agreeing, agreed, by=OTHER_OWNER, key="agree once") == joined
    assert joined["state"] == "joined"
    await stage.done("PUT", f"{BRANCH}/range", {"add": [str(door.item_id)]}, by=OWNER)
    await stage.done("POST", f"{SHOP}/branches", {"store": STORE, "terms": {}}, by=OWNER)
    found = await stage.done("GET", f"{SHOP}/branches", by=OWNER)
    assert [one["store"]["slug"] for one in found["items"]].count(OTHER_STORE) == 1

    await _territory(stage, door)
    offered = await stage.done(
        "PUT",
        f"{BRANCH}/terms",
        {"terms": {"collects": "head"}, "revision": joined["revision"]},
        by=OWNER,
    )
    assert offered["offer"]["collects"] == "head"
    where = f"{OTHER}/chain/offer?revision={offered['revision']}"
    await stage.done("DELETE", where, by=OTHER_OWNER)
    kept = await stage.done("GET", f"{OTHER}/chain", by=OTHER_OWNER)
    assert (kept["offer"], kept["terms"]["collects"]) == (None, "branch")
    await stage.done("DELETE", f"{OTHER}/chain", by=OTHER_OWNER)
    assert await stage.refused("GET", f"{OTHER}/chain", by=OTHER_OWNER) == (404, "not_found")


async def _territory(stage: Stage, door: items.Item) -> None:
    body: dict[str, Any] = {"name": "West", "branch": OTHER_STORE, "item_ids": [str(door.item_id)]}
    body |= {"area": {"lat": 30.25, "lon": 120.05, "meters": 3000}, "installs": True}
    both = {**body, "area": {"lat": 30.25, "corners": [[30, 120], [30, 121], [31, 120]]}}
    drawing = f"{SHOP}/territories"
    assert await stage.refused("POST", drawing, both, by=OWNER) == (422, "invalid")
    drawn = await stage.done("POST", drawing, body, by=OWNER)
    here = f"{drawing}/{drawn['territory_id']}"
    change = {**body, "measures": True, "revision": 1}
    assert (await stage.done("PUT", here, change, by=OWNER))["revision"] == 2
    assert await stage.refused("PUT", here, change, by=OWNER) == (409, "territory_changed")
    seller = f"/items/{door.item_id}/seller"
    told = await stage.done("GET", f"{seller}?lat=30.25&lon=120.05", by=None)
    assert (told["bound"], told["measures"], told["stores"][0]["slug"]) == (True, True, OTHER_STORE)
    away = f"{seller}?lat=30.25&lon=120.20"
    assert await stage.refused("GET", away, by=None) == (409, "outside_territory")

    order: dict[str, Any] = {"lines": [{"variant_id": str(door.variants[0].variant_id)}], "sold_by": STORE}
    order["use_at"] = {"lat": 30.25, "lon": 120.05, "address": "文三路 12 号"}
    buying = f"{SHOP}/goods-orders"
    assert await stage.refused("POST", buying, order) == (409, "branch_changed")
    placed = await stage.done("POST", buying, {**order, "sold_by": OTHER_STORE})
    assert placed["store_slug"] == OTHER_STORE
    await stage.done("DELETE", here, by=OWNER)
    assert not (await stage.done("GET", away, by=None))["bound"]
    await stage.done("POST", f"{here}/return", by=OWNER)
    assert [one["name"] for one in (await stage.done("GET", drawing, by=OWNER))["items"]] == ["West"]
