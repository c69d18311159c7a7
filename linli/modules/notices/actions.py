"""Writing a message."""

from datetime import datetime
from uuid import UUID

from linli.kernel import ids, sql
from linli.kernel.database import Work
from linli.modules.notices.model import MessageState
from linli.modules.notices.words import in_words

SQL = sql.load(__file__)


async def send(work: Work, market_id: int, recipient: str, body: str) -> UUID:
    """Write a message that leaves after this transaction commits; gives its id."""
    message_id = ids.uuid7()
    row = (market_id, message_id, recipient, body, MessageState.WAITING.value, work.now)
    await work.run(SQL.write_message, *row)
    return message_id


async def tell(
    work: Work, market_id: int, recipient: str, language: str, key: str, /, **values: object
) -> UUID:
    """Write a message from the words of `notice.<key>` in the recipient's language; gives its id. A value
    with a text for each language is a mapping.
    """
    return await send(work, market_id, recipient, in_words(language, key, values))


async def forget_old(work: Work, market_id: int, before: datetime, size: int) -> int:
    """Throws away messages that were written before then, at most so many; how many went."""
    return await work.run(SQL.forget_messages, market_id, ids.first_at(before), size)


async def forget_recipient(work: Work, market_id: int, recipient: str) -> None:
    """Nothing that was texted to this number is left. Refuses nothing."""
    await work.run(SQL.forget_recipient, market_id, recipient)
