"""The demo's last two weeks: orders that nobody has reviewed, some of them not used yet."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from linli.demo.cast import SIGN_INS
from linli.demo.files import StoreLine
from linli.demo.trade import buy, usable_moment, use
from linli.kernel.database import Database
from linli.kernel.refusals import Refusal
from linli.modules import marketing, markets, reservations

DAYS = 14
# A shop whose desk can be signed in to is worth looking at; every other has sold something too.
ORDERS_OF_A_DESK, ORDERS_OF_OTHERS = 36, 1
PASSERS_BY = 60
# Which of a shop's links brought an order (the last is none), and a walk past one; the tables bring most.
WAYS, WALKS = (0, 0, 1, 3, 0, 2, 0, 3, 1, 0), (0, 1, 0, 2, 0, 1)
# Of so many orders, the last still waits to be used.
ONE_WAITS_OF = 5
Links = Mapping[str, Sequence[marketing.Link | None]]
Progress = Callable[[str, int, int], None]


async def play(
    db: Database,
    market: markets.Market,
    lines: Sequence[StoreLine],
    links: Links,
    phones: Sequence[str],
    progress: Progress,
) -> None:
    """Buy and use, shop by shop, in an order that is the same in every run.

    Who has had as many of a deal as one may have buys nothing this time.
    """
    desks = {who.store for who in SIGN_INS if who.market == market.slug}
    buyers = [phone for phone in phones if phone not in {who.phone for who in SIGN_INS}]
    selling = [(number, line) for number, line in enumerate(lines, 1) if line.deal and line.staff]
    for done, (number, line) in enumerate(selling, 1):
        count = ORDERS_OF_A_DESK if line.key in desks else ORDERS_OF_OTHERS
        for turn in range(count):
            await _one(db, market, line, number, turn, links[line.key], buyers)
        if line.key in desks:
            await _passers_by(db, market, [link for link in links[line.key] if link])
        progress(f"{market.slug}: the last two weeks", done, len(selling))


async def _one(
    db: Database,
    market: markets.Market,
    line: StoreLine,
    number: int,
    turn: int,
    links: Sequence[marketing.Link | None],
    buyers: Sequence[str],
) -> None:
    deal = line.deal[turn % len(line.deal)]
    phone = buyers[(number * 11 + turn * 5) % len(buyers)]
    used = _moment(db.clock(), (turn * DAYS) // ORDERS_OF_A_DESK, deal.usable or line.hours, market)
    link = links[WAYS[(turn + number) % len(WAYS)]]
    name = f"{market.slug}/{line.key}/lately {turn}"
    try:
        bought = used - timedelta(hours=2, minutes=turn)
        order = await buy(db, market, line, deal.key, name, phone, link, bought)
    except Refusal as refusal:
        if refusal.kind is reservations.LIMIT_REACHED:
            return
        raise
    if (turn + number) % ONE_WAITS_OF:
        await use(db, market, line, number, order, used)


def _moment(now: datetime, days_ago: int, usable: str, market: markets.Market) -> datetime:
    """When the deal could be used so many days ago, or the days before; never later than now."""
    for back in range(days_ago, days_ago + DAYS):
        found = usable_moment(now - timedelta(days=back), usable, market)
        if found <= now:
            return found
    raise ValueError(f"never usable: {usable}")


async def _passers_by(db: Database, market: markets.Market, links: Sequence[marketing.Link]) -> None:
    """People who followed a link and bought nothing."""
    for turn in range(PASSERS_BY):
        link = links[WALKS[turn % len(WALKS)]]
        async with db.work(now=db.clock() - timedelta(hours=turn * 5 + 1)) as work:
            await marketing.visit(work, market.market_id, link.code)
