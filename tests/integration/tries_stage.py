"""Codes held out at the tills of a town, as the counter's page and the API go about it."""

from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import SYSTEM
from linli.kernel.sealing import Sealer
from linli.modules import markets, vouchers
from tests.integration.trade_stage import HANGZHOU, MARKET, MEI, MERCHANT, STORE, Town, answer

ISSUERS = vouchers.Issuers(Sealer("secret", "issuer keys"))


def till(
    merchant_id: UUID = MERCHANT,
    store_id: UUID = STORE,
    person_id: UUID | None = None,
    device_id: UUID | None = None,
) -> vouchers.Till:
    """Somebody at a counter; somebody new unless told who."""
    return vouchers.Till(MARKET, merchant_id, store_id, person_id or ids.uuid7(), device_id)


async def take(town: Town, code: str, at: vouchers.Till | None = None) -> str:
    """`done`, or the refusal's code."""
    return await answer(_take(town, code, at or till()))


async def _take(town: Town, code: str, at: vouchers.Till) -> None:
    async with vouchers.trying(town.db, SYSTEM, at, code) as tried:
        async with town.db.read() as reader:
            market = await markets.market(reader, MARKET)
            scan = await vouchers.recognize(reader, ISSUERS, market, code, tried)
        async with town.db.work() as work:
            await vouchers.redeem(work, MARKET, scan, at.store_id, MEI, town.key(), HANGZHOU)
            await vouchers.give_back(work, tried)


async def bought(town: Town) -> tuple[vouchers.Voucher, str]:
    """A voucher and its ten digits."""
    _, (voucher,) = await town.bought(await town.deal())
    async with town.db.read() as reader:
        found = await vouchers.short_codes(reader, MARKET, [voucher.voucher_id])
    return voucher, found[voucher.voucher_id]
