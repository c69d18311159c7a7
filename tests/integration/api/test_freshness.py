"""What a shop says is found within moments, through the whole running product: by reaction, no rebuild, and
though the answers that nobody's person goes into are kept.
"""

import time
from typing import Any
from uuid import uuid4

import httpx

from linli.kernel.journey import Journey
from tests.product import Product, until

API, SHOP = "/api/v1/markets/hangzhou", "/api/v1/markets/hangzhou/stores/wangjie-noodles"
OWNER = {"phone": "+8613800000002", "password": "linli-demo", "scopes": ["merchant"]}
REACTED = """
SELECT o.event || '.' || d.reaction FROM kernel.outbox AS o
JOIN kernel.deliveries AS d ON d.market_id = o.market_id AND d.announcement_id = o.announcement_id
WHERE o.market_id = 1 AND o.announced_at >= $1
"""
# On a machine that is busy with all other tests; the times themselves are printed.
WITHIN_SECONDS = 20


class Asker:
    """The shop's owner, and anybody who searches."""

    def __init__(self, client: httpx.AsyncClient, anybody: httpx.AsyncClient) -> None:
        self.client, self.anybody = client, anybody
        self.told: dict[str, float] = {}

    async def says(self, method: str, path: str, said: dict[str, Any]) -> dict[str, Any]:
        key = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        answer = await self.client.request(method, SHOP + path, json=said, headers=key)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else {}

    async def found(self, what: str, text: str, price: int | None = None) -> None:
        """Search until a thing is called so and costs so much; how long that took is kept."""
        began = time.monotonic()

        async def asked() -> bool:
            asking = self.anybody.get(f"{API}/search", params={"q": text})
            answer = (await asking).raise_for_status().json()
            things = [thing for one in answer["items"] for thing in one["things"] if thing["title"] == text]
            return any(price in (None, thing["price"]["amount"]) for thing in things)

        await until(asked, WITHIN_SECONDS)
        self.told[what] = time.monotonic() - began


async def test_a_new_deal_a_changed_name_and_a_new_price_are_found_by_reaction(product: Product) -> None:
    mark = uuid4().hex[:8]
    db = await product.database(Journey())
    at_product = {"base_url": product.url, "timeout": 30}
    async with httpx.AsyncClient(**at_product) as client, httpx.AsyncClient(**at_product) as anybody, db.pool:
        token = (await client.post(f"{API}/tokens", json=OWNER)).raise_for_status().json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        owner, began = Asker(client, anybody), db.clock()
        cost = {"amount": 2900, "currency": "CNY"}
        deal = {"title": f"deal{mark}", "price": cost, "list_price": cost, "stock": 5}
        sold = await owner.says("POST", "/deals", deal | {"contents": [{"name": "面", "price": cost}]})
        await owner.found("a new deal", f"deal{mark}", 2900)
        article = {"kind": "dish", "title": f"old{mark}", "variants": [{"price": cost}]}
        made = await owner.says("POST", "/items", article)
        await owner.found("a new article", f"old{mark}", 2900)
        path, variant = f"/items/{made['item_id']}", made["variants"][0]["variant_id"]
        kept = [{"price": cost, "variant_id": variant}]
        renamed = article | {"title": f"new{mark}", "variants": kept, "revision": made["revision"]}
        await owner.says("PUT", path, renamed)
        await owner.found("a changed name", f"new{mark}", 2900)
        entries = [{"variant_id": variant, "price": 2300}]
        book = await owner.says("POST", "/price-books", {"name": f"book{mark}", "entries": entries})
        await owner.found("a new price", f"new{mark}", 2300)
        reacted = {row[0] for row in await db.pool.fetch(REACTED, began)}
        await owner.says("POST", f"/deals/{sold['deal_id']}/end", {})
        put_away = {"item_ids": [made["item_id"]], "state": "archived"}
        await owner.says("POST", "/items/states", put_away)
        off = {"name": f"book{mark}", "revision": book["revision"], "state": "off"}
        await owner.says("PUT", f"/price-books/{book['book_id']}", off)
    print(", ".join(f"{what} was found after {seconds:.2f} s" for what, seconds in owner.told.items()))
    wanted = {"DealPublished.show_offer", "ItemsWritten.show_articles", "PricesChanged.show_prices"}
    assert wanted <= reacted
    assert not {one for one in reacted if one.startswith("ListingsImported")}
