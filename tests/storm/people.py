"""People who go on shopping in a storm: they repeat under the same key what was not answered."""

import asyncio
import random
import time
from typing import Any
from uuid import UUID

import httpx

from linli.kernel import ids
from tests.product import Product
from tests.races.stage import API, STORE, Somebody
from tests.storm.journal import Journal

PATIENCE_SECONDS = 45.0
PAUSE_SECONDS = 0.3
# How the provider behaves at a payment, and how often: its news may come twice, late or not at all.
FAULTS = {
    "none": 60,
    "callback_twice": 12,
    "callback_after_redirect": 12,
    "callback_before_redirect": 6,
    "callback_lost": 4,
    "decline": 6,
}
# An answer after which the same request may be sent once more.
AGAIN = frozenset((500, 502, 503, 504))


class Shopper:
    """One person's tries at one order; every step may be cut off by what the storm does."""

    def __init__(
        self, product: Product, client: httpx.AsyncClient, journal: Journal, dice: random.Random
    ) -> None:
        self._product, self._client, self._journal, self._dice = product, client, journal, dice

    async def shop(self, who: Somebody, clerk: Somebody, deal_id: UUID, faults: dict[str, int]) -> None:
        """Order, then pay or not, then use it, give it back, or both at once."""
        body = {"deal_id": str(deal_id), "quantity": self._dice.choice((1, 1, 2, 3))}
        placed = await self._ask(who, "POST", "/orders", body)
        if placed is None:
            return
        order_id = UUID(placed["order_id"])
        self._journal.orders.add(order_id)
        course = self._dice.random()
        if course < 0.06:
            return
        if course < 0.12:
            await self._ask(who, "POST", f"/orders/{order_id}/cancellation")
            return
        if not await self._pay(who, order_id, faults):
            return
        vouchers = await self._vouchers(who, order_id)
        if not vouchers:
            return
        acts = []
        if course < 0.75:
            used = vouchers if course < 0.5 else vouchers[:1]
            acts += [self._use(clerk, one) for one in used]
        if course > 0.65:
            acts.append(self._give_back(who, order_id))
        await asyncio.gather(*acts)

    async def _pay(self, who: Somebody, order_id: UUID, faults: dict[str, int]) -> bool:
        fault = self._dice.choices(list(faults), list(faults.values()))[0]
        for _ in range(2):
            told = await self._ask(who, "POST", f"/orders/{order_id}/payment")
            if told is None:
                return False
            payment = told["pay_url"].rstrip("/").rsplit("/", 1)[-1]
            said = await self._product.try_pay(self._client, told["pay_url"], fault)
            if fault != "decline":
                if said == "done":
                    self._journal.paid[payment] = order_id
                return said == "done"
            # Declined once; the second means are good.
            fault = "none"
            await asyncio.sleep(PAUSE_SECONDS)
        return False

    async def _vouchers(self, who: Somebody, order_id: UUID) -> list[dict[str, Any]]:
        """They come with the provider's news; who does not see them in a while goes home."""
        for _ in range(20):
            seen = await self._ask(who, "GET", f"/orders/{order_id}")
            if seen and seen["vouchers"]:
                found: list[dict[str, Any]] = seen["vouchers"]
                return found
            await asyncio.sleep(PAUSE_SECONDS)
        return []

    async def _use(self, clerk: Somebody, voucher: dict[str, Any]) -> None:
        path = f"/stores/{STORE}/redemptions"
        made = await self._ask(clerk, "POST", path, {"code": voucher["code"]})
        if made is not None:
            self._journal.redemptions[UUID(made["redemption_id"])] = UUID(voucher["voucher_id"])

    async def _give_back(self, who: Somebody, order_id: UUID) -> None:
        receipt = await self._ask(who, "POST", f"/orders/{order_id}/refund")
        if receipt is not None:
            self._journal.refunds[order_id] = receipt["amount"]["amount"]

    async def _ask(self, who: Somebody, method: str, path: str, body: object = None) -> dict[str, Any] | None:
        """The answer, or None where it was no or nobody answered in all that time."""
        headers = {"authorization": f"Bearer {who.token}", "idempotency-key": str(ids.uuid7())}
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                answer = await self._client.request(method, API + path, json=body, headers=headers)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code not in AGAIN:
                told: dict[str, Any] = answer.json()
                if answer.is_success:
                    if method != "GET":
                        self._journal.acknowledged.append(time.monotonic())
                    return told
                self._journal.refuse(str(told["code"]))
                return None
            self._journal.repeated += 1
            await asyncio.sleep(PAUSE_SECONDS)
        self._journal.given_up += 1
        return None
