"""Price books, the promise of one price, and what a till reports, over the API."""

from typing import Any
from uuid import UUID

from linli.modules import items, merchants

from .stage import CLERK, MARKET_ID, OTHER_OWNER, OWNER, STORE, Stage

SHOP = f"/stores/{STORE}"
BOOKS = f"{SHOP}/price-books"


async def an_article(stage: Stage, sku: str) -> str:
    """On sale at 10.00."""
    async with stage.db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)
        assert store.merchant_id is not None
        new = items.NewItem(
            kind=items.ItemKind.GOODS, title=sku, variants=[items.NewVariant(price_minor=1000, sku=sku)]
        )
        (made,) = await items.create_items(work, MARKET_ID, store.merchant_id, [new], [store.store_id])
    return str(made.variants[0].variant_id)


async def test_a_book_is_made_once_changed_undone_and_its_price_says_why(stage: Stage) -> None:
    variant = await an_article(stage, "LAMP")
    body = {"name": "秋季", "stores": [STORE], "entries": [{"variant_id": variant, "percent_bp": 9000}]}
    book = await stage.done("POST", BOOKS, body, by=OWNER, key="book once")
    assert await stage.done("POST", BOOKS, body, by=OWNER, key="book once") == book
    path = f"{BOOKS}/{book['book_id']}"

    async def price() -> tuple[int, str]:
        (one,) = (await stage.done("GET", f"{SHOP}/prices?variant={variant}", by=None))["items"]
        return one["price"]["amount"], one["why"]

    assert (book["entries"], await price()) == (1, (900, "branch"))
    change = {"revision": 1, "entries": [{"variant_id": variant, "price": 850}]}
    changed = await stage.done("PATCH", f"{path}/entries", change, by=OWNER)
    assert await stage.refused("PATCH", f"{path}/entries", change, by=OWNER) == (409, "book_changed")
    assert await price() == (850, "branch")
    await stage.done("PUT", f"{path}/undoing", {"revision": changed["revision"]}, by=OWNER)
    (entry,) = (await stage.done("GET", path, by=OWNER))["items"]
    assert (entry["price"], entry["percent_bp"], await price()) == (None, 9000, (900, "branch"))
    off = {"name": "秋季", "stores": [STORE], "revision": 3, "state": "off"}
    await stage.done("PUT", path, off, by=OWNER)
    assert await price() == (1000, "base")
    assert await stage.refused("GET", path, by=OTHER_OWNER) == (404, "not_found")
    assert (await stage.call("GET", BOOKS, by=CLERK)).status_code == 403
    foreign = {"name": "x", "entries": [{"variant_id": str(UUID(int=7)), "price": 1}]}
    assert await stage.refused("POST", BOOKS, foreign, by=OWNER) == (422, "invalid")


async def test_a_promise_is_kept_by_name_and_laid_beside_the_till(stage: Stage) -> None:
    variant = await an_article(stage, "KETTLE")
    assert (await stage.done("PUT", f"{SHOP}/parity", by=OWNER))["declared"]
    body: dict[str, Any] = {"name": "网店", "channel": "online"}
    body["entries"] = [{"variant_id": variant, "price": 900}]
    answer = await stage.call("POST", BOOKS, body, by=OWNER)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "parity_broken")
    assert "KETTLE" in problem["detail"] and problem["params"]["variant_ids"] == [variant]
    till = {"lines": [{"code": "kettle", "price": 950}, {"code": "nothing", "price": 1}]}
    told = await stage.done("PUT", f"{SHOP}/till-prices", till, by=OWNER)
    assert told == {"kept": 1, "outdated": 0, "differing": 1, "unknown": ["nothing"]}
    assert await stage.done("PUT", f"{SHOP}/till-prices", till, by=OWNER) == told
    (line,) = (await stage.done("GET", f"{SHOP}/till-prices?finding=differs", by=OWNER))["items"]
    assert (line["title"], line["till"]["amount"], line["online"]["amount"]) == ("KETTLE", 950, 1000)
    listed = await stage.done("GET", f"{SHOP}/prices?variant={variant}", by=None)
    assert listed["parity"] is True
    await stage.done("DELETE", f"{SHOP}/parity", by=OWNER)
    made = await stage.done("POST", BOOKS, {**body, "reason": "只在网上"}, by=OWNER)
    (price,) = (await stage.done("GET", f"{SHOP}/prices?variant={variant}", by=None))["items"]
    assert (price["book_id"], price["other_channel"]["amount"]) == (made["book_id"], 1000)
    assert price["reason"] == "只在网上"
