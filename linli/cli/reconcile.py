"""Reading a provider's bill of one day by hand."""

import argparse
import sys
from datetime import date

import uvloop

from linli.cli.database import database
from linli.kernel.refusals import Refusal
from linli.kernel.settings import Settings
from linli.modules.reconciliation import DayState
from linli.worker.bills import Reading, read_by_hand

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
        day = date.fromisoformat(given.day)
        with database(settings) as url:
            read = uvloop.run(read_by_hand(settings, url, given.market, given.provider, day))
    except Refusal as refusal:
        print(f"linli: refused: {refusal.code}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"linli: {error}", file=sys.stderr)
        return 1
    _tell(read)
    return 0 if read.day.state is DayState.CLEAN else 1


def _tell(read: Reading) -> None:
    """One line for the day, one for each difference that is open."""
    day = read.day
    matched = f"{day.matched} of {day.lines} lines matched"
    print(f"{read.market} {day.provider} {day.day}: {day.state.value}, {matched}")
    for one in read.open:
        print(f"  {one.kind.value} {one.provider_ref or one.reference or ''} {one.gap.minor} {one.currency}")
