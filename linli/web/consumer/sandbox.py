"""The demo's stand-in for a telephone: every text message that would have been sent."""

from litestar import Response, get

from linli.kernel.refusals import NOT_FOUND
from linli.modules import markets, notices
from linli.services import Who
from linli.web.consumer.tongue import tongue_of
from linli.web.consumer.views import SentMessage
from linli.web.shared.http import Asked

SHOWN = 30


@get("/sandbox/messages", opt={"who": Who.ANYONE})
async def messages_page(here: Asked) -> Response[str]:
    """The newest messages of all markets. Exists only in a demo. Refuses: not_found everywhere else."""
    settings = here.services.settings
    if not (settings.is_demo and settings.demo_sign_in):
        raise NOT_FOUND()
    async with here.services.db.read() as reader:
        found = await markets.all_markets(reader)
        sent = [
            SentMessage(
                recipient=message.recipient,
                body=message.body,
                at=message.written_at,
                market=tongue_of(here, market).market(market),
            )
            for market in found
            for message in await notices.latest(reader, market.market_id, SHOWN)
        ]
    newest = sorted(sent, key=lambda message: message.at, reverse=True)[:SHOWN]
    return here.page("consumer/messages.html", messages=newest)
