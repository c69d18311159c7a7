"""The checker finds what is planted, or nothing that it says of the races would count."""

import asyncpg
import pytest

from linli.kernel.database import Database, Reader, set_up_connection
from tests.product import Product
from tests.races import checker
from tests.races.conftest import SEED
from tests.races.stage import MARKET_ID, Stage


@pytest.mark.slow
@pytest.mark.parametrize("planted", ["oversell", "lost_row"])
async def test_the_checker_finds_what_is_planted(
    product: Product, db: Database, owner_db: Database, planted: str
) -> None:
    stage = Stage(product, db, owner_db, SEED, planted)
    await stage.bought()
    await stage.close()
    connection = await asyncpg.connect(product.database_url)
    await set_up_connection(connection)
    try:
        transaction = connection.transaction()
        await transaction.start()
        reader = Reader(connection, db.clock())
        assert await checker.faults(reader, MARKET_ID) == []
        if planted == "oversell":
            last = (
                "SELECT deal_id FROM vouchers.vouchers WHERE market_id = 1 ORDER BY voucher_id DESC LIMIT 1"
            )
            await checker.plant_oversell(connection, MARKET_ID, await connection.fetchval(last))
        else:
            await checker.plant_lost_row(connection, MARKET_ID)
        assert await checker.faults(reader, MARKET_ID) != []
        await transaction.rollback()
    finally:
        await connection.close()
