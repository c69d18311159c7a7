"""Writing a message."""

from uuid import UUID

from linli.kernel import ids, sql
from linli.kernel.database import Work
from linli.modules.notices.model import MessageState

SQL = sql.load(__file__)


async def send(work: Work, market_id: int, recipient: str, body: str) -> UUID:
    """Write a message that leaves after this transaction commits; gives its id."""
    message_id = ids.uuid7()
    row = (market_id, message_id, recipient, body, MessageState.WAITING.value, work.now)
    await work.run(SQL.write_message, *row)
    return message_id
