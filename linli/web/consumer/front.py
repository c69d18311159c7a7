"""The front page of the installation: choose a market."""

from litestar import Response, get

from linli.modules import discovery, markets
from linli.services import Who
from linli.web.consumer.mall import front
from linli.web.consumer.tongue import tongue_of
from linli.web.consumer.views import MarketCard
from linli.web.shared.http import Asked, Here
from linli.web.shared.metadata import metadata
from linli.web.shared.trades import TRADES

SHOWN_TRADES = 4


@get("/", opt={"who": Who.ANYONE})
async def front_page(here: Asked) -> Response[str]:
    """Every market as a card: its name, how many shops, what there is most of; under a mall's own name the
    mall.
    """
    async with here.services.db.read() as reader:
        if here.mall_here:
            return await front(here, reader, here.mall_here.mall)
        found = await markets.all_markets(reader)
        counts = {
            market.market_id: await discovery.trade_counts(reader, market.market_id) for market in found
        }
    cards = [_card(here, market, counts[market.market_id]) for market in found]
    return here.page("consumer/front.html", markets=cards, about_page=metadata(here, "/"))


def _card(here: Here, market: markets.Market, counts: dict[str, int]) -> MarketCard:
    tongue = tongue_of(here, market)
    known = [trade for trade in sorted(counts, key=lambda trade: -counts[trade]) if trade in TRADES]
    spoken = tongue.say("consumer.when.list").join(
        tongue.say(f"trade.{trade}") for trade in known[:SHOWN_TRADES]
    )
    return MarketCard(
        slug=market.slug,
        name=tongue.market(market),
        text=spoken,
        stores=sum(counts.values()),
        trade=known[0] if known else "shop",
        pictures=[TRADES[trade].icon for trade in known[:SHOWN_TRADES]],
    )
