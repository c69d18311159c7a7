"""Reading a provider's bill of one day by hand."""

import argparse
import sys
from datetime import date

import uvloop

from linli.cli.database import database
from linli.journey import wire
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.kernel.settings import Settings
from linli.modules import markets, reconciliation
from linli.modules.reconciliation import DayState, DifferenceFilter, DifferenceState
from linli.services import Services, gateways_of, open_services
from linli.worker.bills import sharing_of

RECONCILING: dict[str, str] = {
    "market": "the market's name in its addresses, such as hangzhou",
    "provider": "sandbox, stripe, wechat_pay or alipay",
    "day": "the provider's day, such as 2026-11-20",
}


def add_flags(parser: argparse.ArgumentParser, flags: dict[str, str]) -> None:
    for flag, meaning in flags.items():
        parser.add_argument(f"--{flag}", required=True, help=meaning)


def reconcile_now(settings: Settings, given: argparse.Namespace) -> int:
    """Fetch and compare; exit status 1 where the bill is not there, or anything of the day is open."""
    try:
        with database(settings) as url:
            return uvloop.run(_reconcile(settings, url, given))
    except Refusal as refusal:
        print(f"linli: refused: {refusal.code}", file=sys.stderr)
    except ValueError as error:
        print(f"linli: {error}", file=sys.stderr)
    return 1


async def _reconcile(settings: Settings, url: str, given: argparse.Namespace) -> int:
    day = date.fromisoformat(given.day)
    gateways = gateways_of(settings)
    if given.provider not in gateways:
        raise ValueError(f"{given.provider} is not spoken to here: {', '.join(sorted(gateways))}")
    services = await open_services(settings, url, wire(Journey(), gateways), gateways)
    try:
        async with services.db.read() as reader:
            market = await markets.market_by_slug(reader, given.market)
            every = await markets.all_markets(reader)
        sharing = sharing_of(services, every).get(given.provider)
        gateway = gateways[given.provider]
        read = await reconciliation.reconcile_day(services.db, market.market_id, gateway, day, sharing)
        return await _tell(services, market, read)
    finally:
        await services.db.pool.close()


async def _tell(services: Services, market: markets.Market, read: reconciliation.Day) -> int:
    """One line for the day, one for each difference that is open."""
    wanted = DifferenceFilter(provider=read.provider, day=read.day, state=DifferenceState.OPEN)
    async with services.db.read() as reader:
        found = await reconciliation.differences(reader, market.market_id, wanted)
    matched = f"{read.matched} of {read.lines} matched"
    print(f"{market.slug} {read.provider} {read.day}: {read.state.value}, {matched}")
    for one in found.items:
        print(f"  {one.kind.value} {one.provider_ref or one.reference or ''} {one.gap_minor} {one.currency}")
    return 0 if read.state is DayState.CLEAN else 1
