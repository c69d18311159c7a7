"""Opening a market and appointing who runs it: what a new installation needs before its pages can do it."""

import argparse
import sys
from collections.abc import Awaitable, Callable

import uvloop

from linli.cli.database import database
from linli.journey import wire
from linli.kernel.database import APP_ROLE, Database, Work, open_pool
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer
from linli.modules import identity, markets

WHY = "from the command line"
# Flag → (what it is, its type); all are needed.
OPENING: dict[str, tuple[str, type]] = {
    "slug": ("its name in every address, such as hangzhou", str),
    "name": ("its name in its own language", str),
    "name-en": ("its name in English", str),
    "name-zh": ("its name in Chinese", str),
    "currency": ("such as CNY; it never changes", str),
    "timezone": ("such as Asia/Shanghai; it never changes", str),
    "country": ("two letters, such as CN: for phone numbers and holidays", str),
    "language": ("zh or en, for readers who chose none", str),
    "commission-bp": ("its usual commission in hundredths of a percent", int),
    "lat": ("degrees north of its middle", float),
    "lon": ("degrees east of its middle", float),
}
APPOINTING: dict[str, tuple[str, type]] = {
    "market": ("the market's name in its addresses", str),
    "phone": ("the phone number of whoever is appointed; they sign in with a code", str),
    "role": ("director, reviewer, finance or support", str),
}


def add_flags(parser: argparse.ArgumentParser, flags: dict[str, tuple[str, type]]) -> None:
    for flag, (meaning, kind) in flags.items():
        parser.add_argument(f"--{flag}", required=True, type=kind, help=meaning)


def open_market_now(settings: Settings, given: argparse.Namespace) -> int:
    """Open a market; exit status 1 when its slug is taken or a value is refused."""

    async def act(work: Work) -> str:
        every = await markets.all_markets(work)
        if any(market.slug == given.slug for market in every):
            raise ValueError(f"{given.slug} is open already")
        if given.language not in ("zh", "en"):
            raise ValueError("the language is zh or en")
        number = max((market.market_id for market in every), default=0) + 1
        values = {flag.replace("-", "_"): getattr(given, flag.replace("-", "_")) for flag in OPENING}
        await markets.open_market(work, markets.Market(market_id=number, **values))
        await work.audit(number, "market_opened", given.slug, WHY)
        return f"{given.slug} is open, as market {number}; now appoint its director"

    return _do(settings, act)


def appoint_now(settings: Settings, given: argparse.Namespace) -> int:
    """Appoint an operator by phone number; exit status 1 when the market, number or role is refused."""
    signer = Signer(settings.secret, "phones")

    async def act(work: Work) -> str:
        market = await markets.market_by_slug(work, given.market)
        phone = identity.normal_phone(given.phone, market.country)
        role = identity.OperatorRole(given.role)
        person = await identity.person_with_phone(work, phone, signer, language=market.language)
        await identity.appoint_operator(work, market.market_id, person.person_id, role, WHY)
        room = f"{settings.public_url}/{market.slug}/operator"
        return f"appointed as {role.value} of {market.slug}; sign in at {room}"

    return _do(settings, act)


def _do(settings: Settings, act: Callable[[Work], Awaitable[str]]) -> int:
    try:
        with database(settings) as url:
            print(uvloop.run(_in_one_transaction(url, act)))
    except Refusal as refusal:
        facts = ", ".join(f"{name}: {value}" for name, value in refusal.params.items())
        print(f"linli: refused: {refusal.code}{f' ({facts})' if facts else ''}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"linli: {error}", file=sys.stderr)
        return 1
    return 0


async def _in_one_transaction(url: str, act: Callable[[Work], Awaitable[str]]) -> str:
    pool = await open_pool(url, role=APP_ROLE, size=1)
    try:
        async with Database(pool, wire(Journey())).work() as work:
            return await act(work)
    finally:
        await pool.close()
