"""The keys that sign a market's vouchers: to look at, to replace, and to revoke."""

import argparse
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import uvloop

from linli.cli.database import database
from linli.journey import wire
from linli.kernel.database import APP_ROLE, Database, Work, open_pool
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.kernel.settings import Settings
from linli.modules import markets, vouchers
from linli.services import issuers_of

WHY = "from the command line"
# Flag → what it does; only the market is needed.
KEEPING: dict[str, str] = {
    "market": "the market's name in its addresses, such as hangzhou",
    "replace": "make a new key that signs from now on",
    "revoke": "the number of a key that somebody else may have: nothing it signed is believed any more",
}


def add_flags(parser: argparse.ArgumentParser, flags: dict[str, str]) -> None:
    parser.add_argument("--market", required=True, help=flags["market"])
    parser.add_argument("--replace", action="store_true", help=flags["replace"])
    parser.add_argument("--revoke", type=int, metavar="NUMBER", help=flags["revoke"])


def keep_now(settings: Settings, given: argparse.Namespace) -> int:
    """Do what was asked, then list the keys; exit status 1 where the market or the key is not there."""
    issuers = issuers_of(settings)

    async def act(work: Work) -> Sequence[vouchers.IssuerKey]:
        market_id = (await markets.market_by_slug(work, given.market)).market_id
        known = [key.key_id for key in await vouchers.issuer_keys(work, market_id)]
        if given.revoke is not None and given.revoke not in known:
            raise ValueError(f"{given.market} believes no key {given.revoke}")
        if given.replace or given.revoke is not None or not known:
            await vouchers.replace_issuer_key(work, market_id, issuers, WHY)
        if given.revoke is not None:
            await vouchers.revoke_issuer_key(work, market_id, issuers, given.revoke, WHY)
        return await vouchers.issuer_keys(work, market_id)

    try:
        with database(settings) as url:
            now, keys = uvloop.run(_in_one_transaction(url, act))
    except Refusal as refusal:
        print(f"linli: refused: {refusal.code}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"linli: {error}", file=sys.stderr)
        return 1
    for key in keys:
        print(f"{key.key_id} {key.public_key.hex()} {_state(key, now)}")
    return 0


def _state(key: vouchers.IssuerKey, now: datetime) -> str:
    if key.verifies_until:
        return f"retired, believed until {key.verifies_until:%Y-%m-%d}"
    if key.retired_at:
        return "retired, believed until its last voucher has ended"
    return f"signs from {key.signs_from:%Y-%m-%d}" if key.signs_from > now else "signs"


async def _in_one_transaction(
    url: str, act: Callable[[Work], Awaitable[Sequence[vouchers.IssuerKey]]]
) -> tuple[datetime, Sequence[vouchers.IssuerKey]]:
    pool = await open_pool(url, role=APP_ROLE, size=1)
    try:
        async with Database(pool, wire(Journey())).work() as work:
            return work.now, await act(work)
    finally:
        await pool.close()
