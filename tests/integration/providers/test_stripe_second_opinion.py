"""What `localstripe`, written by others, answers to the calls that it knows, beside our own simulator.

It has no Checkout Sessions, repeats under a key are new calls to it, and it lets more go back than was paid;
so it is asked only how refunds are written and listed.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio
import stripe

from linli.modules.payments.providers.stripe import shapes
from tests.integration.sandbox_pay.world import free_port
from tests.simulators.stripe.book import Refund


@pytest_asyncio.fixture(scope="module")
async def client() -> AsyncIterator[stripe.StripeClient]:
    """Stripe's library, pointed at localstripe in a process of its own."""
    port = free_port()
    words = ["-m", "localstripe", "--port", str(port), "--from-scratch"]
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=quiet, stderr=quiet)
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(trust_env=False) as http:
        for _ in range(400):
            try:
                await http.get(url)
                break
            except httpx.HTTPError:
                await asyncio.sleep(0.05)
    yield stripe.StripeClient(
        "sk_test_second_opinion",
        base_addresses={"api": url},
        max_network_retries=0,
        http_client=stripe.HTTPXClient(timeout=10),
    )
    process.kill()
    await process.wait()


async def paid(client: stripe.StripeClient) -> Any:
    card: Any = {
        "type": "card",
        "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"},
    }
    method = await client.v1.payment_methods.create_async(card)
    wanted: Any = {"amount": 1290, "currency": "eur", "payment_method": method.id, "confirm": True}
    return await client.v1.payment_intents.create_async(wanted)


async def refunded(client: stripe.StripeClient, payment: str, amount: int, key: str) -> Any:
    wanted: Any = {"payment_intent": payment, "amount": amount, "metadata": {"refund": key, "market": "3"}}
    return await client.v1.refunds.create_async(wanted)


async def test_its_refund_is_read_as_ours_and_as_our_simulators(client: stripe.StripeClient) -> None:
    payment = await paid(client)
    made = await refunded(client, payment.id, 300, "a key of ours")
    theirs = shapes.read(made, shapes.Refund)
    assert (theirs.amount, theirs.currency, theirs.status) == (300, "eur", "succeeded")
    assert theirs.metadata == {"refund": "a key of ours", "market": "3"}
    ours = Refund(payment.id, 300, "eur", {"refund": "a key of ours"}, "succeeded").told()
    read = shapes.Refund.__struct_fields__
    assert {name: type(ours[name]) for name in read} == {name: type(made.to_dict()[name]) for name in read}


async def test_its_refunds_are_listed_by_payment_as_ours_are(client: stripe.StripeClient) -> None:
    payment = await paid(client)
    for key in ("first", "second"):
        await refunded(client, payment.id, 100, key)
    listed: Any = {"payment_intent": payment.id, "limit": 100}
    page = await client.v1.refunds.list_async(listed)
    found = [shapes.read(one, shapes.Refund).metadata for one in page.data]
    assert {(about or {})["refund"] for about in found} == {"first", "second"}
    assert not page.has_more
