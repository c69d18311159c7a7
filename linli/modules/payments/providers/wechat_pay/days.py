"""Fetching the bill of a day: first its place and its hash, then the file."""

import gzip
import hashlib
import zlib
from datetime import date

from linli.kernel.log import logger
from linli.modules.payments.bills import Bill
from linli.modules.payments.providers.bill_tables import beijing_days, within
from linli.modules.payments.providers.wechat_pay import messages
from linli.modules.payments.providers.wechat_pay.bill import read_bill
from linli.modules.payments.providers.wechat_pay.client import Client
from linli.modules.payments.refusals import BILL_NOT_READY, PROVIDER_UNREACHABLE

log = logger(__name__)
# A day on which nothing was booked has no bill.
EMPTY = "NO_STATEMENT_EXIST"
NOT_YET = "STATEMENT_CREATING"
GZIP = b"\x1f\x8b"


async def bill_of(client: Client, provider: str, day: date, zone: str) -> Bill:
    """What was booked from midnight to midnight in `zone`; WeChat Pay's days are Beijing's.

    Refuses: bill_not_ready, provider_unreachable (also where the file is not what its hash says).
    """
    start, end = within(day, zone)
    raw = [await _file(client, one) for one in beijing_days(day, zone)]
    try:
        read = [line for text in raw if text for line in read_bill(text.decode())]
    except ValueError as error:
        log.error("WeChat Pay's bill cannot be read", day=day.isoformat(), why=str(error)[:200])
        raise PROVIDER_UNREACHABLE() from None
    lines = tuple(line for line in read if start <= line.at < end)
    return Bill(provider=provider, day=day, zone=zone, lines=lines, raw=b"".join(raw))


async def _file(client: Client, day: date) -> bytes:
    """The bill as it came, unpacked; empty for a day without one."""
    answer = await client.ask(lambda pay: pay.trade_bill(bill_date=day.isoformat()))
    if answer.code == EMPTY:
        return b""
    if answer.code == NOT_YET:
        raise BILL_NOT_READY()
    if answer.status >= 300:
        log.warning("WeChat Pay has no bill for us", status=answer.status, said=answer.code)
        raise PROVIDER_UNREACHABLE(status=answer.status)
    try:
        place = messages.read(answer.body, messages.BillPlace)
        packed = await client.ask(lambda pay: pay.download_bill(place.download_url))
        raw = packed.body if packed.status == 200 else b""
        raw = gzip.decompress(raw) if raw.startswith(GZIP) else raw
    except (ValueError, OSError, EOFError, zlib.error):
        raise PROVIDER_UNREACHABLE() from None
    # The file itself is not signed: the signed answer before it has told its hash.
    told = hashlib.sha1(raw, usedforsecurity=False).hexdigest()
    if place.hash_type != "SHA1" or told != place.hash_value.lower():
        log.error("WeChat Pay's bill is not what its hash says", day=day.isoformat())
        raise PROVIDER_UNREACHABLE()
    return raw
