"""The race of the first slice, over HTTP against two web processes: no oversell, no double redemption.

CI form: 200 buyers and 20 clerks, once, with a fixed seed. Long form: `make races` (LONG_RACES=rounds).
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio

from linli.journey import wire
from linli.kernel import ids
from linli.kernel.database import Database, Reader, set_up_connection
from linli.kernel.journey import Journey
from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer
from linli.modules import catalog, identity, merchants
from tests.product import Product, until
from tests.races import checker

BUYERS, UNITS, LIMIT, CLERKS = 200, 50, 2, 20
SEED = 20261122
ROUNDS = int(os.environ.get("LONG_RACES", "1"))
MARKET_ID, MARKET, STORE = 1, "hangzhou", "wangjie-noodles"


@pytest_asyncio.fixture
async def db(product: Product) -> AsyncIterator[Database]:
    database = await product.database(wire(Journey()))
    yield database
    await database.pool.close()


@pytest_asyncio.fixture
async def client(product: Product) -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=64)
    async with httpx.AsyncClient(base_url=product.url, timeout=60, limits=limits) as client:
        yield client


async def people(db: Database, count: int, scopes: tuple[str, ...], mark: str) -> list[tuple[UUID, str]]:
    """So many people with a token each."""
    phones = Signer(DEMO_SECRET, "phones")
    found = []
    async with db.work() as work:
        for number in range(count):
            phone = f"+86136{int(ids.derived(mark, number).int % 10**8):08d}"
            person = await identity.register_demo_person(work, phone, f"{mark}{number}", None, phones)
            token = await identity.issue_token(work, person.person_id, scopes)
            found.append((person.person_id, token.token))
    return found


async def a_deal(db: Database, stock: int, per_person: int) -> UUID:
    async with db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)
        new = catalog.NewDeal(
            store_id=store.store_id,
            title="赛跑套餐",
            title_en="Race menu",
            contents=[catalog.Content(name="面", name_en="Noodles", qty=1, price_minor=2000)],
            price_minor=1990,
            list_price_minor=2000,
            currency="CNY",
            stock=stock,
            per_person=per_person,
        )
        return (await catalog.publish_deal(work, MARKET_ID, new)).deal_id


async def buy(
    client: httpx.AsyncClient, product: Product, token: str, deal_id: UUID, quantity: int, key: str
) -> str:
    """One buyer: order (twice under the same key, as a double click does), then pay. What came of it."""
    headers = {"authorization": f"Bearer {token}", "idempotency-key": key}
    order = {"deal_id": str(deal_id), "quantity": quantity}
    first, second = await asyncio.gather(
        *(client.post(f"/api/v1/markets/{MARKET}/orders", json=order, headers=headers) for _ in range(2))
    )
    if first.status_code != 201:
        assert second.status_code == first.status_code, (first.text, second.text)
        return str(first.json()["code"])
    assert second.json()["order_id"] == first.json()["order_id"]
    headers["idempotency-key"] = key + "-pay"
    path = f"/api/v1/markets/{MARKET}/orders/{first.json()['order_id']}/payment"
    page = await client.post(path, headers=headers)
    assert page.is_success, page.text
    await product.pay(client, page.json()["pay_url"])
    return "bought"


@pytest.mark.slow
@pytest.mark.parametrize("round_number", range(ROUNDS))
async def test_200_buyers_of_50_units_with_limit_2_get_exactly_50(
    product: Product, db: Database, client: httpx.AsyncClient, round_number: int
) -> None:
    dice = random.Random(SEED + round_number)
    deal_id = await a_deal(db, UNITS, LIMIT)
    buyers = await people(db, BUYERS, ("consumer",), f"buyer{round_number}-")
    wishes = [(token, dice.choice((1, 1, 2, 2, 3))) for _, token in buyers]
    dice.shuffle(wishes)
    outcomes = Counter(
        await asyncio.gather(
            *(
                buy(client, product, token, deal_id, quantity, f"race-{round_number}-{number}")
                for number, (token, quantity) in enumerate(wishes)
            )
        )
    )
    assert set(outcomes) <= {"bought", "sold_out", "limit_reached"}
    # Whoever wanted three was refused, whatever was left; the odd last unit goes to a late single buyer.
    assert outcomes["limit_reached"] == sum(quantity > LIMIT for _, quantity in wishes)

    async def all_sold() -> bool:
        return await checker.sold(db, MARKET_ID, deal_id) == UNITS

    await until(all_sold, 60)
    assert await checker.most_of_one_person(db, MARKET_ID, deal_id) <= LIMIT
    async with db.snapshot() as reader:
        assert await checker.faults(reader, MARKET_ID) == []


async def a_paid_voucher(
    product: Product, db: Database, client: httpx.AsyncClient, mark: str
) -> tuple[UUID, str]:
    """The id and code of a fresh voucher, bought the usual way."""
    deal_id = await a_deal(db, 1, 1)
    [(_, token)] = await people(db, 1, ("consumer",), mark)
    assert await buy(client, product, token, deal_id, 1, mark) == "bought"
    headers = {"authorization": f"Bearer {token}"}

    async def issued() -> list[dict[str, str]]:
        answer = await client.get(f"/api/v1/markets/{MARKET}/vouchers", headers=headers)
        items: list[dict[str, str]] = answer.json()["items"]
        return items

    [voucher] = await until(issued)
    return UUID(voucher["voucher_id"]), voucher["code"]


@pytest.mark.slow
@pytest.mark.parametrize("round_number", range(ROUNDS))
async def test_20_clerks_with_one_code_redeem_it_exactly_once(
    product: Product, db: Database, client: httpx.AsyncClient, round_number: int
) -> None:
    voucher_id, code = await a_paid_voucher(product, db, client, f"eater{round_number}-")
    clerks = await people(db, CLERKS, ("counter",), f"clerk{round_number}-")
    async with db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, STORE)
        for number, (person_id, _) in enumerate(clerks):
            await merchants.add_staff(work, MARKET_ID, person_id, store.store_id, "clerk", f"Clerk {number}")

    async def redeem(number: int, token: str) -> str:
        headers = {"authorization": f"Bearer {token}", "idempotency-key": f"once-{round_number}-{number}"}
        path = f"/api/v1/markets/{MARKET}/stores/{STORE}/redemptions"
        answer = await client.post(path, json={"code": code}, headers=headers)
        return "redeemed" if answer.status_code == 201 else str(answer.json()["code"])

    outcomes = Counter(await asyncio.gather(*(redeem(n, token) for n, (_, token) in enumerate(clerks))))
    assert outcomes == {"redeemed": 1, "voucher_used": CLERKS - 1}
    assert await checker.redemptions(db, MARKET_ID, voucher_id) == 1
    async with db.snapshot() as reader:
        assert await checker.faults(reader, MARKET_ID) == []


@pytest.mark.slow
@pytest.mark.parametrize("planted", ["oversell", "lost_row"])
async def test_the_checker_finds_what_is_planted(
    product: Product, db: Database, client: httpx.AsyncClient, planted: str
) -> None:
    await a_paid_voucher(product, db, client, f"planted-{planted}-")
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
