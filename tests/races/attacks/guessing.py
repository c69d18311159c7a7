"""Codes that nobody issued, tried at counters by several people at once."""

from collections.abc import Awaitable

import httpx

from linli.kernel import ids
from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer, body_print
from linli.modules import merchants
from linli.modules.vouchers.guessing import WRONG_SHORT_CODES
from linli.web.shared import security
from tests import devices
from tests.races.stage import MARKET, MARKET_ID, SEED, STORE, Seen, Somebody, Stage, all_at_once, seen

PREVIEW = f"/{MARKET}/counter/{STORE}/preview"


async def codes_at_a_device(stage: Stage) -> Seen:
    """Five clerks at one device, twelve codes each: after thirty the device is told to wait."""
    [owner], clerks = await stage.clerks(1, "owner"), await stage.clerks(5)
    async with stage.db.read() as reader:
        store = await merchants.store_by_slug(reader, MARKET_ID, STORE)
    device = await devices.enrolled(stage.db, MARKET_ID, owner.person_id, store.store_id)
    token = security.form_token(Signer(DEMO_SECRET, "forms"), SEED)

    def look_up(who: Somebody) -> Awaitable[httpx.Response]:
        cookies = {
            security.SEED_COOKIE: SEED,
            security.SESSION_COOKIE: who.cookie,
            security.DEVICE_COOKIE: device.cookie,
        }
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        form = {"csrf_token": token, "code": ids.new_code(16)}
        return stage.http.post(PREVIEW, data=form, headers={"cookie": said})

    outcomes = await all_at_once(look_up(who) for who in clerks * 12)
    assert set(outcomes) == {"404", "429"}
    return seen(outcomes, 30, outcomes["404"])


async def short_codes_of_a_merchant(stage: Stage) -> Seen:
    """Eight clerks, ten short codes each that nobody issued: after sixty the merchant's are closed, the right
    one, too; a whole code goes on working.
    """
    bought, clerks = await stage.bought(), await stage.clerks(9)
    async with stage.db.read() as reader:
        store = await merchants.store_by_slug(reader, MARKET_ID, STORE)
    # What only an hour would bring about: the round before this one is forgotten.
    counted = body_print(WRONG_SHORT_CODES.name, MARKET_ID, str(store.merchant_id))
    await stage.as_owner("DELETE FROM kernel.tries WHERE subject_print = $1", counted)
    codes = [ids.new_number(10) for _ in range(80)]
    tries = zip(clerks[:8] * 10, codes, strict=True)
    outcomes = await all_at_once(stage.redeem(who, code) for who, code in tries)
    assert set(outcomes) == {"voucher_unknown", "short_codes_closed"}
    voucher = bought.vouchers[0]
    assert (await stage.redeem(clerks[8], voucher["short_code"])).json()["code"] == "short_codes_closed"
    assert (await stage.redeem(clerks[8], voucher["code"])).status_code == 201
    await stage.as_owner("DELETE FROM kernel.tries WHERE subject_print = $1", counted)
    return seen(outcomes, 60, outcomes["voucher_unknown"])
