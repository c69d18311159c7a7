"""Chain and franchise: head office, territories, and a store that is asked into one."""

from tests.integration.matrix import chained
from tests.integration.matrix import people as who
from tests.integration.matrix.rows import Case

DESK = "/{market:str}/desk/{slug:str}"
OFFICE = "/{market:str}/head-office/{merchant_id:uuid}"
CHAIN = f"{OFFICE}/chain"
BRANCH = f"{CHAIN}/{{store_id:uuid}}"
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
    f"GET {DESK}/chain": Case(who.OWNERS, chained.asked),
    f"POST {DESK}/chain/agreement": Case(who.OWNERS, chained.asked, {"revision": "{revision}"}),
    f"POST {DESK}/chain/refusal": Case(who.OWNERS, chained.asked, {"revision": "{revision}"}),
    f"POST {DESK}/chain/leaving": Case(who.OWNERS, chained.joined),
}
