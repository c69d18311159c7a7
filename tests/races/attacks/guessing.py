"""Codes that nobody issued, tried at counters by several people at once."""

from collections.abc import Awaitable

import httpx

from linli.kernel import ids
from linli.kernel.signing import body_print
from linli.modules import merchants
from linli.modules.vouchers.guessing import WRONG_SHORT_CODES
from tests.races.attacks.terminals import a_device
from tests.races.stage import MARKET_ID, STORE, Seen, Somebody, Stage, all_at_once, seen

PREVIEW = f"/counter/{STORE}/preview"


async def codes_at_a_device(stage: Stage) -> Seen:
    """Five clerks at one device, twelve codes each: after thirty the device is told to wait."""
    device, clerks = await a_device(stage), await stage.clerks(5)

    def look_up(who: Somebody) -> Awaitable[httpx.Response]:
        return stage.press(who, PREVIEW, device, code=ids.new_code(16))

    outcomes = await all_at_once(look_up(who) for who in clerks * 12)
    assert set(outcomes) == {"404", "429"}
    return seen(outcomes, 30, outcomes["404"])


async def short_codes_of_a_merchant(stage: Stage) -> Seen:
    """Eight clerks, ten short codes each that nobody issued: after sixty the merchant's are closed, the right
    one, too; a whole code goes on working.
    """
    bought, clerks = await stage.bought(), await stage.clerks(9)
    await _forget(stage)
    codes = [ids.new_number(10) for _ in range(80)]
    tries = zip(clerks[:8] * 10, codes, strict=True)
    outcomes = await all_at_once(stage.redeem(who, code) for who, code in tries)
    assert set(outcomes) == {"voucher_unknown", "short_codes_closed"}
    voucher = bought.vouchers[0]
    assert (await stage.redeem(clerks[8], voucher["short_code"])).json()["code"] == "short_codes_closed"
    assert (await stage.redeem(clerks[8], voucher["code"])).status_code == 201
    await _forget(stage)
    return seen(outcomes, 60, outcomes["voucher_unknown"])


async def _forget(stage: Stage) -> None:
    """What only an hour would bring about: nobody knows of earlier guesses at the merchant's counters."""
    async with stage.db.read() as reader:
        store = await merchants.store_by_slug(reader, MARKET_ID, STORE)
    counted = body_print(WRONG_SHORT_CODES.name, MARKET_ID, str(store.merchant_id))
    await stage.as_owner("DELETE FROM kernel.tries WHERE subject_print = $1", counted)
