"""Fetching the bill of a day: first its address, good for half a minute, then a packed file."""

import io
import zipfile
import zlib
from datetime import date, datetime, time, timedelta

import httpx

from linli.kernel import clock
from linli.kernel.log import logger
from linli.modules.payments.bills import Bill
from linli.modules.payments.providers.alipay.bill import TITLE, read_bill
from linli.modules.payments.providers.alipay.client import Client
from linli.modules.payments.providers.bill_tables import BEIJING, beijing_days, within
from linli.modules.payments.refusals import BILL_NOT_READY, PROVIDER_UNREACHABLE

log = logger(__name__)
# GBK and what came after it.
ENCODING = "gb18030"
PATIENCE = 30
LARGEST_PACKED, LARGEST_BILL = 50_000_000, 500_000_000
# From this hour on, the day before has its bill, or nothing was booked.
READY_FROM = time(10)
NO_BILL = "bill_not_exist"


async def bill_of(client: Client, provider: str, day: date, zone: str) -> Bill:
    """What was booked from midnight to midnight in `zone`; Alipay's days are Beijing's.

    Refuses: bill_not_ready, provider_unreachable (also where the file cannot be read).
    """
    start, end = within(day, zone)
    raw = [await _file(client, one) for one in beijing_days(day, zone)]
    try:
        read = [line for text in raw if text for line in read_bill(text.decode(ENCODING))]
    except ValueError as error:
        log.error("Alipay's bill cannot be read", day=day.isoformat(), why=str(error)[:200])
        raise PROVIDER_UNREACHABLE() from None
    lines = tuple(line for line in read if start <= line.at < end)
    return Bill(provider=provider, day=day, zone=zone, lines=lines, raw=b"".join(raw))


async def _file(client: Client, day: date) -> bytes:
    """The bill as it came, unpacked; empty for a day without one."""
    content = {"bill_type": "trade", "bill_date": day.isoformat()}
    said = await client.ask("alipay.data.dataservice.bill.downloadurl.query", content)
    if said.no.lower().endswith(NO_BILL):
        ready = datetime.combine(day + timedelta(days=1), READY_FROM, BEIJING)
        if clock.now() < ready:
            raise BILL_NOT_READY()
        return b""
    if not said.well:
        log.warning("Alipay has no bill for us", said=said.no)
        raise PROVIDER_UNREACHABLE()
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, follow_redirects=True) as browser:
            answer = await browser.get(said.text("bill_download_url"))
        answer.raise_for_status()
        return _unpacked(answer.content)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, zipfile.BadZipFile, zlib.error) as error:
        # Named and not quoted: whoever has the address has the bill.
        log.warning("Alipay's bill did not come", day=day.isoformat(), error=type(error).__name__)
        raise PROVIDER_UNREACHABLE() from None


def _unpacked(packed: bytes) -> bytes:
    """The table of payments, not that of sums beside it: told by its title, for names are written in GBK."""
    if len(packed) > LARGEST_PACKED:
        raise ValueError("too large")
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        if sum(one.file_size for one in files.infolist()) > LARGEST_BILL:
            raise ValueError("too large")
        for one in files.infolist():
            raw = files.read(one)
            if raw.decode(ENCODING, "replace").removeprefix("\ufeff").startswith(TITLE):
                return raw
    raise ValueError("no table of payments in it")
