"""Each limit of the list, attacked over HTTP on two server processes until exactly the limit has succeeded.

CI form: one round. Long form: `make races` (LONG_RACES=rounds, RACES_SEED=seed), which writes the figures
down.
"""

import pytest

from linli.kernel.database import Database
from tests.product import Product
from tests.races import checker, page
from tests.races.conftest import ROUNDS, SEED
from tests.races.limits import LIMITS
from tests.races.stage import MARKET_ID, Limit, Stage

# Attacks after which the books are audited; the others touch neither goods nor money.
MOVES_MONEY = ("buying", "coupons", "counter", "flashes", "parts", "paying", "sales", "shelf")


@pytest.mark.slow
@pytest.mark.parametrize("round_number", range(ROUNDS))
@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name.replace(" ", "_"))
async def test_exactly_the_limit_succeeds(
    product: Product,
    db: Database,
    owner_db: Database,
    noted: page.Figures,
    limit: Limit,
    round_number: int,
) -> None:
    stage = Stage(product, db, owner_db, SEED + round_number, limit.name)
    try:
        seen = await limit.attack(stage)
    finally:
        await stage.close()
    noted.note(limit.name, seen.clients, seen.expected, seen.succeeded)
    print(f"{limit.name}: {seen.clients} clients, {seen.succeeded} of {seen.expected}, {seen.outcomes}")
    assert seen.succeeded == seen.expected, seen
    if limit.attack.__module__.rsplit(".", 1)[-1] not in MOVES_MONEY:
        return
    async with db.snapshot() as reader:
        assert await checker.faults(reader, MARKET_ID) == []
