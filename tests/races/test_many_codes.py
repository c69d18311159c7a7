"""Many codes at many counters at once: each is used once, and all terminals together use no more.

CI form: 20 codes at 8 terminals. Long form (`make races`): 1,000 codes at 50, each terminal trying every code
in an order of its own.
"""

import asyncio
from collections import Counter

import pytest

from linli.kernel.database import Database
from tests.product import Product
from tests.races import checker
from tests.races.conftest import ROUNDS, SEED
from tests.races.stage import MARKET_ID, STORE, Somebody, Stage

CODES, TERMINALS = (1_000, 50) if ROUNDS > 1 else (20, 8)
ONE_ORDER = 20
USES = (
    "SELECT count(*) FROM vouchers.redemptions AS r JOIN vouchers.vouchers AS v USING (market_id, voucher_id)"
    " WHERE v.deal_id = $1"
)


@pytest.mark.slow
async def test_each_of_many_codes_is_used_exactly_once(
    product: Product, db: Database, owner_db: Database
) -> None:
    stage = Stage(product, db, owner_db, SEED, "many codes")
    deal = await stage.deal(stock=CODES, per_person=ONE_ORDER)
    bought = [await stage.bought(ONE_ORDER, deal) for _ in range(CODES // ONE_ORDER)]
    codes = [voucher["code"] for one in bought for voucher in one.vouchers]
    assert len(set(codes)) == CODES
    outcomes: Counter[str] = Counter()

    async def terminal(clerk: Somebody, order: list[str]) -> None:
        client = stage.from_address()
        for code in order:
            answer = await stage.call(
                clerk, "POST", f"/stores/{STORE}/redemptions", {"code": code}, client=client
            )
            outcomes["done" if answer.is_success else answer.json()["code"]] += 1

    clerks = await stage.clerks(TERMINALS)
    orders = [stage.dice.sample(codes, len(codes)) for _ in clerks]
    await asyncio.gather(*(terminal(*one) for one in zip(clerks, orders, strict=True)))
    await stage.close()
    print(f"many codes: {CODES} codes at {TERMINALS} terminals, {dict(outcomes)}")
    assert outcomes == {"done": CODES, "voucher_used": CODES * (TERMINALS - 1)}
    assert await stage.count(USES, deal) == CODES
    async with db.snapshot() as reader:
        assert await checker.faults(reader, MARKET_ID) == []
