"""What the page tests need to find in place, done over the API: an order in every state, a link, a reply."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from linli.demo import shops
from linli.demo.cast import PASSWORD, SIGN_INS, SignIn
from linli.journey import wire
from linli.kernel.journey import Journey
from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer
from linli.modules import (
    ledger,
    markets,
    merchants,
    payments,
    reconciliation,
    settlement,
    terminals,
    treasury,
)
from linli.web.shared import security
from tests import devices
from tests.browser import goods_errands
from tests.browser.screen_pages import screens_of
from tests.elsewhere import taken_and_unclear
from tests.product import Product

TWO_SHOPS = {
    "hangzhou": ("wangjie-noodles", "midnight-congee"),
    "helsinki": ("sammakko-coffee", "pullahetki-bakery"),
}


@dataclass(frozen=True)
class Props:
    """The ids of what stands on a market's stage."""

    slug: str
    deal_id: str
    link_id: str
    link_path: str
    code_batch: str
    invitation_id: str
    invitation_path: str
    awaiting: str
    paid: str
    used: str
    refunded: str
    canceled: str
    sale: str
    ready_voucher: str
    given_voucher: str
    gift_path: str
    used_voucher: str
    consumer_id: str
    merchant_id: str
    store_id: str
    account_id: str
    difference_id: str
    statement_id: str
    entry_id: str
    dispute_id: str
    rule_id: str
    day: str
    application: str
    queued: str
    refund_id: str
    loose_end_id: str
    foreign_taken: str
    foreign_unclear: str
    device_id: str
    enrolment_id: str
    enrolment_path: str
    # What a browser keeps in which nobody but the device is signed in.
    at_device: Any
    # A shop's screen, and what was chosen there, by the names in addresses.
    screen: dict[str, str]
    goods: goods_errands.GoodsProps

    def named(self) -> dict[str, Any]:
        """All of them by the names that addresses have for them."""
        named = [*vars(self), *vars(self.goods), *self.screen]
        assert len(named) == len(set(named)), "two of one name"
        return {**vars(self), **vars(self.goods), **self.screen}


def signs_in(market: str, role: str) -> SignIn:
    """The member of the cast with this role."""
    return next(who for who in SIGN_INS if (who.market, who.role) == (market, role))


class Caller:
    """One person's token; every call must succeed."""

    def __init__(self, client: httpx.AsyncClient, market: str, token: str) -> None:
        self._client = client
        self._root = f"/api/v1/markets/{market}"
        self._token = token

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"authorization": f"Bearer {self._token}", "idempotency-key": uuid.uuid4().hex}
        answer = await self._client.post(f"{self._root}/{path}", json=body, headers=headers)
        assert answer.is_success, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    async def get(self, path: str) -> Any:
        headers = {"authorization": f"Bearer {self._token}"}
        answer = await self._client.get(f"{self._root}/{path}", headers=headers)
        assert answer.is_success, (path, answer.status_code, answer.text)
        return answer.json()


async def caller(client: httpx.AsyncClient, who: SignIn, *scopes: str) -> Caller:
    body = {"phone": who.phone, "password": PASSWORD, "scopes": scopes}
    answer = await client.post(f"/api/v1/markets/{who.market}/tokens", json=body)
    assert answer.is_success, answer.text
    return Caller(client, who.market, answer.json()["token"])


async def set_up(product: Product, market: str) -> Props:
    """Orders of the demo's consumer in every state, of a deal that can be used at any hour."""
    async with httpx.AsyncClient(base_url=product.url, timeout=30) as client:
        owner = await caller(client, signs_in(market, "owner"), "merchant", "counter")
        buyer = await caller(client, signs_in(market, "consumer"), "consumer")
        slug = signs_in(market, "owner").store
        currency = {"hangzhou": "CNY", "helsinki": "EUR"}[market]
        deal = await owner.post(f"stores/{slug}/deals", a_deal(currency))
        link = await owner.post(f"stores/{slug}/codes", {"channel": "receipt", "label": "Page tests"})
        leaflets = {"channel": "leaflet", "label": "Page tests", "total": 3}
        batch = await owner.post(f"stores/{slug}/codes/batches", leaflets)
        asked = await owner.post(
            f"stores/{slug}/staff/invitations", {"name": "Lan", "role": "clerk", "store": slug}
        )
        orders = [await _ordered(buyer, deal["deal_id"]) for _ in range(5)]
        paid, used, refunded, canceled = orders[1:]
        for order_id in (paid, used, refunded):
            await _pay(client, buyer, order_id)
        codes = {one: (await buyer.get(f"orders/{one}"))["vouchers"] for one in (paid, used)}
        await owner.post(f"stores/{slug}/redemptions", {"code": codes[used][0]["code"]})
        await buyer.post(f"orders/{refunded}/refund")
        await buyer.post(f"orders/{canceled}/cancellation")
        amount = {"amount": {"amount": 3850, "currency": currency}}
        sale = (await buyer.post(f"stores/{slug}/sales", amount))["order_id"]
        await _pay(client, buyer, sale)
        refund_id = (await buyer.get(f"orders/{refunded}"))["refunds"][0]["refund_id"]
        strange = await _ordered(buyer, deal["deal_id"])
        given, gift_path = await _gift(client, buyer, deal["deal_id"], product.url)
        people = [shops.person_id(signs_in(market, role).phone) for role in ("owner", "consumer")]
        goods = await goods_errands.set_up(product, market, slug, *people)
        for order_id in (goods.waiting_goods, goods.aisle_goods):
            await _pay(client, buyer, order_id)
    path = link["url"].removeprefix(product.url)
    return Props(
        slug,
        deal["deal_id"],
        link["link_id"],
        path,
        batch["batch_id"],
        asked["invitation_id"],
        asked["url"].removeprefix(product.url),
        awaiting=orders[0],
        paid=paid,
        used=used,
        refunded=refunded,
        canceled=canceled,
        sale=sale,
        ready_voucher=codes[paid][0]["voucher_id"],
        given_voucher=given,
        gift_path=gift_path,
        used_voucher=codes[used][0]["voucher_id"],
        consumer_id=str(shops.person_id(signs_in(market, "consumer").phone)),
        **await _at_devices(product, market, slug),
        **await _books_of(product, market, slug, currency),
        **await _applications_of(product, market),
        refund_id=refund_id,
        loose_end_id=await _loose_end_of(product, market, strange),
        **await _sold_elsewhere(product, market, slug),
        goods=goods,
    )


async def _gift(client: httpx.AsyncClient, buyer: Caller, deal_id: str, url: str) -> tuple[str, str]:
    """A voucher that is being given away, and the path of its link."""
    order_id = await _ordered(buyer, deal_id)
    await _pay(client, buyer, order_id)
    voucher_id = (await buyer.get(f"orders/{order_id}"))["vouchers"][0]["voucher_id"]
    gift = await buyer.post(f"vouchers/{voucher_id}/gift", {"note": "Eat well!"})
    return voucher_id, gift["url"].removeprefix(url)


async def gets_a_voucher(product: Product, market: str) -> dict[str, Any]:
    """The demo's consumer buys what can be used at any hour; the voucher as the API has it."""
    async with httpx.AsyncClient(base_url=product.url, timeout=30) as client:
        owner = await caller(client, signs_in(market, "owner"), "merchant")
        buyer = await caller(client, signs_in(market, "consumer"), "consumer")
        currency = {"hangzhou": "CNY", "helsinki": "EUR"}[market]
        deal = await owner.post(f"stores/{signs_in(market, 'owner').store}/deals", a_deal(currency))
        return await buys(client, buyer, deal["deal_id"])


async def buys(client: httpx.AsyncClient, buyer: Caller, deal_id: str) -> dict[str, Any]:
    """One of a deal, ordered and paid; its voucher as the API has it."""
    order_id = await _ordered(buyer, deal_id)
    await _pay(client, buyer, order_id)
    voucher: dict[str, Any] = (await buyer.get(f"orders/{order_id}"))["vouchers"][0]
    return voucher


async def gets_goods(product: Product, market: str) -> dict[str, Any]:
    """The demo's consumer buys the first thing on a menu that asks for no choice; what waits, as the API has
    it.
    """
    async with httpx.AsyncClient(base_url=product.url, timeout=30) as client:
        buyer = await caller(client, signs_in(market, "consumer"), "consumer")
        store = f"stores/{signs_in(market, 'owner').store}"
        listed = (await buyer.get(f"{store}/range"))["items"]
        plain = next(one for one in listed if one["kind"] == "dish" and not one["details"]["options"])
        wanted = {"lines": [{"variant_id": plain["variants"][0]["variant_id"]}]}
        order_id = (await buyer.post(f"{store}/goods-orders", wanted))["order_id"]
        await _pay(client, buyer, order_id)
        pickup: dict[str, Any] = await buyer.get(f"orders/{order_id}/pickup")
        return pickup


async def gives_back(product: Product, market: str, voucher: dict[str, Any]) -> None:
    """The consumer has its order refunded, from another program."""
    async with httpx.AsyncClient(base_url=product.url, timeout=30) as client:
        buyer = await caller(client, signs_in(market, "consumer"), "consumer")
        await buyer.post(f"orders/{voucher['order_id']}/refund")


async def _at_devices(product: Product, market: str, slug: str) -> dict[str, Any]:
    """A device and a screen of the store, which are one browser here."""
    found = await _devices_of(product, market, slug)
    screen, cookies = await screens_of(product, market, slug)
    found["at_device"]["cookies"] += cookies
    return {**found, "screen": screen}


async def _devices_of(product: Product, market: str, slug: str) -> dict[str, Any]:
    """A device of the store at which a clerk has a PIN, and the owner's code for another."""
    database = await product.database(wire(Journey()))
    try:
        async with database.read() as reader:
            market_id = (await markets.market_by_slug(reader, market)).market_id
            store = await merchants.store_by_slug(reader, market_id, slug)
        about = (database, market_id, shops.person_id(signs_in(market, "owner").phone), store.store_id)
        device, offer = await devices.enrolled(*about), await devices.offered(*about)
        async with database.read() as reader:
            clerk = await merchants.require_staff(reader, *about[1:])
        await terminals.set_pin(database, market_id, clerk, "4071", Signer(DEMO_SECRET, "pins"))
    finally:
        await database.pool.close()
    token = Signer(DEMO_SECRET, "enrolments").sign(offer.enrolment_id.hex)
    cookie = {
        "name": security.DEVICE_COOKIE, "value": device.cookie, "path": f"/{market}/counter",
        "domain": httpx.URL(product.url).host, "expires": -1, "httpOnly": True, "secure": False,
        "sameSite": "Lax",
    }  # fmt: skip
    return {
        "at_device": {"cookies": [cookie], "origins": []},
        "device_id": str(device.device_id),
        "enrolment_id": str(offer.enrolment_id),
        "enrolment_path": f"/{market}/counter/{slug}/enrolment?token={token}",
    }


async def _books_of(product: Product, market: str, slug: str, currency: str) -> dict[str, str]:
    """Who runs the store, the account of what it has earned, and where a bill differs."""
    database = await product.database(wire(Journey()))
    try:
        async with database.read() as reader:
            here = await markets.market_by_slug(reader, market)
            store = await merchants.store_by_slug(reader, here.market_id, slug)
            merchant_id = store.merchant_id
            wanted = reconciliation.DifferenceFilter(state=reconciliation.DifferenceState.OPEN)
            differs = (await reconciliation.differences(reader, here.market_id, wanted)).items[-1]
            drafts = (await settlement.statements(reader, here.market_id, merchant_id)).items
            draft = next(one for one in drafts if one.open)
            line = (await settlement.statement_entries(reader, here.market_id, draft.statement_id)).items[0]
            dispute = (await settlement.disputes(reader, here.market_id)).items[0]
            rule = (await settlement.rules_of_market(reader, here.market_id)).items[0]
        day = markets.day_began(database.clock(), here.timezone).date() - timedelta(days=1)
        async with database.work() as work:
            if not await treasury.closes(work, here.market_id):
                await treasury.close_day(work, here.market_id, day)
            day = (await treasury.closes(work, here.market_id))[0].day
    finally:
        await database.pool.close()
    account = ledger.Account(f"merchant:{merchant_id}", ledger.Purpose.PAYABLE, currency)
    return {
        "merchant_id": str(merchant_id),
        "store_id": str(store.store_id),
        "account_id": str(account.account_id),
        "difference_id": str(differs.difference_id),
        "statement_id": str(draft.statement_id),
        "entry_id": str(line.entry_id),
        "dispute_id": str(dispute.dispute_id),
        "rule_id": str(rule.rule_id),
        "day": day.isoformat(),
    }


async def _sold_elsewhere(product: Product, market: str, slug: str) -> dict[str, str]:
    """Vouchers of another platform at the store's counter: one taken, one that is not clear yet."""
    database = await product.database(wire(Journey()))
    try:
        async with database.read() as reader:
            here = await markets.market_by_slug(reader, market)
            store = await merchants.store_by_slug(reader, here.market_id, slug)
        _, taken, unclear = await taken_and_unclear(database, here, store)
    finally:
        await database.pool.close()
    return {"foreign_taken": taken, "foreign_unclear": unclear}


async def _loose_end_of(product: Product, market: str, order_id: str) -> str:
    """What waits for a person since the provider told another amount of this order than was asked for."""
    database = await product.database(wire(Journey()))
    try:
        async with database.work() as work:
            here = await markets.market_by_slug(work, market)
            intent = await payments.intent_of_order(work, here.market_id, uuid.UUID(order_id))
            assert intent is not None
            told = (intent.intent_id, "pay_strange", intent.amount_minor - 1, intent.currency)
            await payments.record_paid(work, here.market_id, *told)
            _, waiting = await payments.loose_ends(work, here.market_id, 1000)
    finally:
        await database.pool.close()
    return next(str(one.loose_end_id) for one in waiting if str(one.order_id) == order_id)


async def _applications_of(product: Product, market: str) -> dict[str, str]:
    """The application of the demo's applicant, and the one that waits longest for the operator."""
    database = await product.database(wire(Journey()))
    try:
        async with database.read() as reader:
            here = await markets.market_by_slug(reader, market)
            applicant = shops.person_id(signs_in(market, "applicant").phone)
            own = (await merchants.applications_of(reader, here.market_id, applicant))[0]
            waiting = merchants.ApplicationState.SUBMITTED
            queued = (await merchants.application_queue(reader, here.market_id, waiting)).items[0]
    finally:
        await database.pool.close()
    return {"application": str(own.application_id), "queued": str(queued.application_id)}


async def employ_in_two_shops(product: Product, market: str) -> None:
    """The operator helps out in two shops, so that the counter and the desk must ask which."""
    database = await product.database(wire(Journey()))
    try:
        async with database.work() as work:
            here = await markets.market_by_slug(work, market)
            operator = shops.person_id(signs_in(market, "operator").phone)
            staff = await merchants.staff_roles(work, here.market_id, operator)
            for slug in TWO_SHOPS[market][len(staff) :]:
                store = await merchants.store_by_slug(work, here.market_id, slug)
                await merchants.add_staff(work, here.market_id, operator, store.store_id, "clerk", "Helper")
    finally:
        await database.pool.close()


def a_deal(currency: str) -> dict[str, Any]:
    def money(minor: int) -> dict[str, Any]:
        return {"amount": minor, "currency": currency}

    return {
        "title": "随时可用套餐",
        "title_en": "Any-time set",
        "price": money(2900),
        "list_price": money(3600),
        "stock": 20,
        "contents": [{"name": "招牌套餐", "name_en": "House set", "price": money(3600)}],
    }


async def _ordered(buyer: Caller, deal_id: str) -> str:
    order_id: str = (await buyer.post("orders", {"deal_id": deal_id, "quantity": 1}))["order_id"]
    return order_id


async def _pay(client: httpx.AsyncClient, buyer: Caller, order_id: str) -> None:
    """On the provider's page, as its form does; then ask, so that nobody waits for the callback."""
    pay_url = (await buyer.post(f"orders/{order_id}/payment"))["pay_url"]
    answer = await client.post(pay_url, data={"method": "wallet", "fault": "none"})
    assert answer.status_code == 303, answer.text
    await buyer.post(f"orders/{order_id}/payment-check")
