"""Which programs follow codes without being anybody's eyes."""

import re

from linli.modules import identity
from linli.modules.marketing.model import Apart

_LONGEST_READ = 600
# Crawlers, previews of chats and mail, monitors and bare programs; they say so themselves.
_BOTS = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bot/|spider|crawl|slurp|preview|facebookexternalhit|whatsapp/|bingpdf|mediapartners"
    r"|feedfetcher|google-inspectiontool|googleother|lighthouse|phantomjs|pingdom|uptime|monitor"
    r"|validator|embedly"
    r"|scrapy|curl/|wget/|python-requests|python-urllib|aiohttp/|go-http-client|libwww|node-fetch",
    re.IGNORECASE,
)


def agent_of(user_agent: str) -> str:
    """The kind of program: "bot" for those that say so or say nothing, else a browser's name such as chrome,
    "other" for one that we do not know.
    """
    told = user_agent[:_LONGEST_READ].strip()
    if not told or _BOTS.search(told):
        return Apart.BOT.value
    return identity.device_of(told).browser or "other"
