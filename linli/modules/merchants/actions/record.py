"""Writing down that a merchant was verified: what was checked, and until when it holds."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from linli.kernel.database import Work
from linli.modules import markets
from linli.modules.merchants.applications import CheckDone, Verification
from linli.modules.merchants.events import MerchantVerified
from linli.modules.merchants.queries import latest_verification
from linli.modules.merchants.refusals import LICENSE_TAKEN
from linli.modules.merchants.statements import SQL

# Also a license without an end is looked at again.
CHECK_AGAIN_AFTER = timedelta(days=730)


async def record_verification(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    verification_id: UUID,
    legal_name: str,
    license_number: str,
    license_until: date | None,
    checks: Sequence[CheckDone],
) -> Verification:
    """A merchant is verified until its license ends, and for two years at most; announces MerchantVerified.

    Lifts no suspension. The license number is the merchant's from now on, an earlier one is free.
    `verification_id` is also the id of the application, where there was one. Refuses: license_taken.
    """
    await work.run(SQL.pass_license, market_id, license_number, verification_id, merchant_id)
    if not await work.run(SQL.take_license, market_id, license_number, merchant_id):
        raise LICENSE_TAKEN()
    await work.run(SQL.drop_licenses, market_id, merchant_id, license_number)
    until = _valid_until(work.now, license_until, (await markets.market(work, market_id)).timezone)
    await work.run(
        SQL.write_verification,
        market_id,
        verification_id,
        merchant_id,
        legal_name,
        license_number,
        license_until,
        msgspec.to_builtins(list(checks)),
        work.now,
        until,
    )
    await work.run(SQL.renew_merchant, market_id, merchant_id, work.now, until)
    await work.announce(MerchantVerified(market_id=market_id, merchant_id=merchant_id))
    written = await latest_verification(work, market_id, merchant_id)
    assert written is not None
    return written


def _valid_until(now: datetime, license_until: date | None, timezone: str) -> datetime:
    """The end of the license's last day in the market, or two years from now, whichever comes first."""
    longest = now + CHECK_AGAIN_AFTER
    if license_until is None:
        return longest
    midnight = datetime.combine(license_until + timedelta(days=1), time.min, ZoneInfo(timezone))
    return min(longest, midnight)
