"""Chain and franchise: head office, territories, and a store that is asked into one."""

from tests.integration.matrix import articles, chained
from tests.integration.matrix import people as who
from tests.integration.matrix.rows import FINE, SHOP_API, Case

DESK = "/{market:str}/desk/{slug:str}"
OFFICE = "/{market:str}/head-office/{merchant_id:uuid}"
CHAIN = f"{OFFICE}/chain"
BRANCH = f"{CHAIN}/{{store_id:uuid}}"
TERRITORIES = f"{OFFICE}/territories"
TERRITORY = f"{TERRITORIES}/{{territory_id:uuid}}"
AREA = {"name": "East", "store": "{store_id}", "lat": "30.25", "lon": "120.16", "meters": "300"}
TERMS = {"range": "listed", "collects": "head", "revision": "{revision}"}

OFFICE_CASES: dict[str, Case] = {
    f"GET {CHAIN}": Case(who.OWNERS, chained.franchise),
    f"POST {CHAIN}": Case(who.OWNERS, chained.stranger, {"store": "{branch}", "range": "listed"}),
    f"POST {CHAIN}/own": Case(who.OWNERS, chained.stranger),
    f"GET {CHAIN}/new": Case(who.OWNERS, chained.stranger, query="?store={branch}"),
    f"GET {BRANCH}": Case(who.OWNERS, chained.franchise),
    f"POST {BRANCH}": Case(who.OWNERS, chained.franchise, TERMS),
    f"POST {BRANCH}/withdrawal": Case(who.OWNERS, chained.offered, {"revision": "{revision}"}),
    f"POST {BRANCH}/end": Case(who.OWNERS, chained.franchise),
    f"GET {BRANCH}/range": Case(who.OWNERS, chained.franchise),
    f"POST {BRANCH}/range": Case(who.OWNERS, chained.franchise),
    f"GET {DESK}/chain": Case(who.OWNERS, chained.asked),
    f"POST {DESK}/chain/agreement": Case(who.OWNERS, chained.asked, {"revision": "{revision}"}),
    f"POST {DESK}/chain/refusal": Case(who.OWNERS, chained.asked, {"revision": "{revision}"}),
    f"POST {DESK}/chain/leaving": Case(who.OWNERS, chained.joined),
    f"GET {TERRITORIES}": Case(who.OWNERS, chained.territory),
    f"GET {TERRITORIES}/new": Case(who.OWNERS, chained.franchise),
    f"POST {TERRITORIES}": Case(who.OWNERS, chained.franchise, {**AREA, "key": "{random}"}),
    f"GET {TERRITORY}": Case(who.OWNERS, chained.territory),
    f"POST {TERRITORY}": Case(who.OWNERS, chained.territory, {**AREA, "revision": "1"}),
    f"POST {TERRITORY}/removal": Case(who.OWNERS, chained.territory),
    f"POST {TERRITORY}/return": Case(who.OWNERS, chained.ended),
}

BRANCH_API = f"{SHOP_API}/branches/{{branch:str}}"
TERRITORY_API = f"{SHOP_API}/territories/{{territory_id:uuid}}"
LISTED = {"terms": {"range": "listed", "collects": "head"}, "revision": 2}
CIRCLE = {"name": "East", "branch": "{branch}", "area": {"lat": 30.25, "lon": 120.16, "meters": 300}}

API_CASES: dict[str, Case] = {
    f"GET {SHOP_API}/branches": Case(who.OWNERS, chained.franchise),
    f"POST {SHOP_API}/branches": Case(
        who.OWNERS, chained.stranger, {"store": "{branch}", "terms": {"range": "listed"}}
    ),
    f"PUT {BRANCH_API}/terms": Case(who.OWNERS, chained.franchise, LISTED),
    f"PUT {BRANCH_API}/range": Case(who.OWNERS, chained.lists, {"add": ["{item_id}"]}),
    f"DELETE {BRANCH_API}": Case(who.OWNERS, chained.franchise),
    f"GET {SHOP_API}/chain": Case(who.OWNERS, chained.asked),
    # Whose turn it is, is decided first; what was read is that of whoever asked before.
    f"POST {SHOP_API}/chain/agreement": Case(
        who.OWNERS, chained.asked, {"revision": 1}, fine=FINE | frozenset((409,))
    ),
    f"DELETE {SHOP_API}/chain/offer": Case(who.OWNERS, chained.reconsidering, query="?revision={revision}"),
    f"DELETE {SHOP_API}/chain": Case(who.OWNERS, chained.joined),
    f"GET {SHOP_API}/territories": Case(who.OWNERS, chained.territory),
    f"POST {SHOP_API}/territories": Case(who.OWNERS, chained.franchise, CIRCLE),
    f"PUT {TERRITORY_API}": Case(who.OWNERS, chained.territory, {**CIRCLE, "revision": 1}),
    f"DELETE {TERRITORY_API}": Case(who.OWNERS, chained.territory),
    f"POST {TERRITORY_API}/return": Case(who.OWNERS, chained.ended),
    "GET /api/v1/markets/{market:str}/items/{item_id:uuid}/seller": Case(
        who.EVERYONE, articles.article, query="?lat=30.25&lon=120.16"
    ),
}
