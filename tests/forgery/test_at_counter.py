"""Genuine tokens where they are not good: at a real counter, whatever a voucher has gone through."""

import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.keypairs import PrivateKey
from linli.kernel.refusals import Refusal
from linli.kernel.sealing import Sealer
from linli.kernel.signing import Signer
from linli.modules import catalog, markets, vouchers
from linli.modules.vouchers import TokenForm
from tests import cast
from tests.forgery.conftest import MUTATIONS
from tests.forgery.page import Figures
from tests.integration.trade_stage import HANGZHOU, MARKET, MEI, STORE, Town, open_town

ROUNDS = max(2, MUTATIONS // 10_000)
ABROAD = MARKET + 1


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as opened:
        yield opened


class Counter:
    """One market's counters, and what people hold out at them."""

    def __init__(self, town: Town, noted: Figures) -> None:
        self.town = town
        self.noted = noted
        self.issuers = vouchers.Issuers(Sealer("secret", "issuer keys"))

    async def shown(
        self, voucher: vouchers.Voucher, form: TokenForm = TokenForm.STATIC, market_id: int = MARKET
    ) -> str:
        keys = await vouchers.signing_keys(self.town.db, self.issuers, market_id)
        return vouchers.token_of(keys, voucher, form, self.town.clock()).text

    async def take(self, text: str, store_id: UUID = STORE, market_id: int = MARKET) -> str:
        """`done`, or the refusal's code, as the counter page and the API go about it."""
        db = self.town.db
        try:
            async with db.read() as reader:
                market = await markets.market(reader, market_id)
                scan = await vouchers.recognize(reader, self.issuers, market, text)
            async with db.work() as work:
                key = self.town.key(secrets.token_hex(8))
                await vouchers.redeem(work, market_id, scan, store_id, MEI, key, HANGZHOU)
        except Refusal as refusal:
            return refusal.code
        return "done"

    async def refused(
        self, what: str, text: str, code: str, *, store_id: UUID = STORE, market_id: int = MARKET
    ) -> None:
        assert await self.take(text, store_id, market_id) == code, what
        self.noted.at_counter[what] = self.noted.at_counter.get(what, 0) + 1


@pytest.mark.slow
async def test_a_genuine_token_is_good_once_here_now_and_for_its_holder(town: Town, noted: Figures) -> None:
    counter = Counter(town, noted)
    _, other_store = await town.shop()
    deal = await town.deal(stock=10 * ROUNDS, per_person=10 * ROUNDS)
    async with town.db.work() as work:
        here = await markets.market(work, MARKET)
        await markets.open_market(work, msgspec.structs.replace(here, market_id=ABROAD, slug="abroad"))
    for _ in range(ROUNDS):
        await _a_round(counter, deal, other_store)
    async with town.db.read() as reader:
        totals = await vouchers.redemption_totals(reader, MARKET, STORE, town.clock() - timedelta(days=1))
    # What was taken genuinely, and nothing else.
    assert totals.redemptions == 2 * ROUNDS


async def _a_round(counter: Counter, deal: catalog.Deal, other_store: UUID) -> None:
    town = counter.town
    async with town.db.work() as work:
        giver = await cast.join(work, nickname="小满", signer=Signer("secret", "phones"), password=None)
    _, (used, given) = await town.bought(deal, 2, person=giver.person_id)
    order, (refunded,) = await town.bought(deal)
    text = await counter.shown(used)
    elsewhere = "voucher_of_another_store"
    await counter.refused("at another merchant's counter", text, elsewhere, store_id=other_store)
    await counter.refused("at another market's counter", text, "voucher_of_another_market", market_id=ABROAD)
    display = await counter.shown(used, TokenForm.DISPLAY)
    town.clock.move_on(timedelta(seconds=vouchers.DISPLAYED))
    await counter.refused("a picture of a display, later", display, "voucher_code_stale")
    stranger = vouchers.Keys((1, PrivateKey.new()), {}, town.clock())
    forged = vouchers.token_of(stranger, used, TokenForm.STATIC, town.clock()).text
    await counter.refused("signed by a stranger", forged, "voucher_code_forged")
    abroad = await vouchers.signing_keys(town.db, counter.issuers, ABROAD)
    forged = vouchers.token_of(abroad, used, TokenForm.STATIC, town.clock()).text
    await counter.refused("signed by another market", forged, "voucher_code_forged")
    invented = msgspec.structs.replace(used, voucher_id=ids.uuid7())
    await counter.refused("of a voucher that is not there", await counter.shown(invented), "voucher_unknown")
    assert await counter.take(text) == "done"
    await counter.refused("once more after it was used", text, "voucher_used")
    paper = await counter.shown(refunded)
    await town.refund(order)
    await counter.refused("after its refund", paper, "voucher_refunded")
    await _given_away(counter, given)
    town.clock.move_on(timedelta(minutes=1))


async def _given_away(counter: Counter, given: vouchers.Voucher) -> None:
    town, old = counter.town, await counter.shown(given)
    async with town.db.work() as work:
        gift = await vouchers.give(work, MARKET, given.voucher_id, given.person_id, "小满")
    async with town.db.work() as work:
        taken = await vouchers.claim_gift(work, MARKET, gift.gift_id, ids.uuid7())
    await counter.refused("by who has given it away", old, "voucher_code_replaced")
    assert await counter.take(await counter.shown(taken)) == "done"
