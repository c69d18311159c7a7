"""Reading messages."""

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.modules.notices.model import Message

SQL = sql.load(__file__)


async def latest(reader: Reader, market_id: int, size: int = 50) -> list[Message]:
    """The newest messages of a market, newest first: the page of a demo that stands in for a phone."""
    return await reader.many(Message, SQL.latest_messages, market_id, size)


async def about_recipient(reader: Reader, market_id: int, recipient: str) -> list[Fact]:
    """What was texted to a number, for the eyes of its owner."""
    return await reader.many(Fact, SQL.about_recipient, market_id, recipient)
