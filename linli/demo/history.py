"""The demo's past: orders that were placed, paid, redeemed and reviewed, each at its own moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from linli.demo import lately, sales
from linli.demo.cast import SIGN_INS
from linli.demo.files import ReviewLine, StoreLine
from linli.demo.shops import person_id, staff_phone, store_id
from linli.demo.trade import buy, usable_moment, use
from linli.kernel.database import Actor, Database
from linli.kernel.signing import Signer
from linli.modules import community, identity, marketing, markets, orders

# What posters and leaflets are for, in the market's language.
CAMPAIGN = {"zh": "开街季", "en": "Opening season"}
# Where the demo's orders came from, in turn; None is nobody's link.
CHANNELS = (
    ("table_card", {"zh": "一到六号桌", "en": "Tables one to six"}),
    ("poster", {"zh": "门口的海报", "en": "Poster at the door"}),
    ("social", {"zh": "店主的社交账号", "en": "The owner's social account"}),
    None,
)
Progress = Callable[[str, int, int], None]


async def play(
    db: Database,
    signer: Signer,
    codes: Signer,
    market: markets.Market,
    lines: list[StoreLine],
    progress: Progress,
) -> None:
    """Play every review of a market in the order of time."""
    told = [(line, number, review) for number, line in enumerate(lines, 1) for review in line.review]
    told.sort(key=lambda row: -row[2].days_ago)
    phones = await _join_reviewers(db, signer, market, told)
    links = {line.key: await _links(db, codes, market, line, number) for number, line in enumerate(lines, 1)}
    for done, (line, number, review) in enumerate(told, 1):
        channel = links[line.key][(done + number) % len(CHANNELS)] if links[line.key] else None
        await _one_visit(db, market, line, number, review, phones[review.by], channel)
        progress(f"{market.slug}: orders and reviews", done, len(told))
    await lately.play(db, market, lines, links, sorted(phones.values()), progress)
    await sales.play(db, market, lines, sorted(phones.values()))


async def _join_reviewers(
    db: Database,
    signer: Signer,
    market: markets.Market,
    told: list[tuple[StoreLine, int, ReviewLine]],
) -> dict[str, str]:
    """A phone for every nickname; those who can sign in keep theirs."""
    phones = {who.nickname: who.phone for who in SIGN_INS if who.market == market.slug}
    prefix = "+8613900000" if market.country == "CN" else "+35841200"
    for number, nickname in enumerate(sorted({review.by for _, _, review in told} - phones.keys()), 1):
        phones[nickname] = f"{prefix}{number:03d}" if market.country == "CN" else f"{prefix}{number:04d}"
    async with db.work() as work:
        for nickname, phone in sorted(phones.items()):
            await identity.register_demo_person(
                work, phone, nickname, None, signer, person_id(phone), language=market.language
            )
    return phones


async def _links(
    db: Database, codes: Signer, market: markets.Market, line: StoreLine, number: int
) -> list[marketing.Link | None]:
    """The shop's tracking links, made by its first staff member."""
    if not line.deal or not line.staff:
        return []
    owner = person_id(staff_phone(market, number, 0))
    where = store_id(market, line.key)
    async with db.work() as work:
        found = await marketing.links_of_store(work, market.market_id, where)
        known = {link.label: link for link in found.items}
        made: list[marketing.Link | None] = []
        for channel in CHANNELS:
            if channel is None:
                made.append(None)
                continue
            kind, label = marketing.Channel(channel[0]), channel[1][market.language]
            link: marketing.Link | None = known.get(label)
            about = (market.market_id, where, kind, label, owner, codes)
            place = marketing.Place(campaign=CAMPAIGN[market.language] if channel[0] == "poster" else "")
            link = link or await marketing.make_link(work, *about, place)
            made.append(link)
    if not known:
        await _passers_by(db, market, [link for link in made if link], number)
    return made


async def _passers_by(db: Database, market: markets.Market, links: list[marketing.Link], number: int) -> None:
    """People who followed a link and bought nothing, as most do."""
    for place, link in enumerate(links):
        for visit in range(2 + (number * 5 + place * 7) % 9):
            moment = db.clock() - timedelta(days=3 + visit * 4 + place, hours=number)
            async with db.work(now=moment) as work:
                await marketing.visit(work, market.market_id, link.code)


async def _one_visit(
    db: Database,
    market: markets.Market,
    line: StoreLine,
    number: int,
    review: ReviewLine,
    phone: str,
    link: marketing.Link | None,
) -> None:
    deal = next(deal for deal in line.deal if deal.key == review.deal)
    used = usable_moment(db.clock() - timedelta(days=review.days_ago), deal.usable or line.hours, market)
    name = f"{market.slug}/{line.key}/{review.by}"
    order = await buy(db, market, line, review.deal, name, phone, link, used - timedelta(hours=3))
    async with db.read() as reader:
        if await community.review_of_order(reader, market.market_id, order.order_id):
            return
    await use(db, market, line, number, order, used)
    await _review(db, market, line, review, order, used)


async def _review(
    db: Database,
    market: markets.Market,
    line: StoreLine,
    review: ReviewLine,
    order: orders.Order,
    used: datetime,
) -> None:
    marks = (review.quality, review.place, review.service)
    async with db.work(Actor("person", order.person_id), used + timedelta(hours=2)) as work:
        written = await community.write_review(
            work, market.market_id, order.order_id, order.person_id, *marks, review.text, review.by
        )
    if review.reply:
        async with db.work(now=used + timedelta(hours=5)) as work:
            where: UUID = store_id(market, line.key)
            await community.reply(work, market.market_id, written.review_id, where, review.reply)
