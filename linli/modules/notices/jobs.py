"""Handing waiting messages to their sender."""

from datetime import timedelta

from linli.kernel import sql
from linli.kernel.database import Database
from linli.kernel.log import logger
from linli.modules.notices.model import Message, Sender
from linli.modules.notices.providers.sandbox import SandboxSender

SQL = sql.load(__file__)
BATCH = 100
# A code is worth nothing after this long, and nobody wants to be told late.
WORTH_SENDING_FOR = timedelta(hours=1)
log = logger(__name__)


async def deliver_waiting(db: Database, market_id: int, sender: Sender | None = None) -> int:
    """Hand the oldest waiting messages of a market to the sender; how many were handed over.

    No transaction is open while a message leaves. One that was handed over but not yet marked when the
    process died leaves again, under the same id. One that the sender does not take waits for the next time
    and holds up no other. Its text is forgotten once it is sent, unless the sender is the demo's page.
    """
    carrier = sender or SandboxSender()
    async with db.read() as reader:
        since = reader.now - WORTH_SENDING_FOR
        waiting = await reader.many(Message, SQL.waiting_messages, market_id, BATCH, since)
    delivered = 0
    for message in waiting:
        try:
            await carrier.deliver(message.message_id, message.recipient, message.body)
        except Exception as error:
            log.warning("message not taken", message=str(message.message_id), reason=type(error).__name__)
            continue
        kept = message.body if carrier.keeps_texts else ""
        async with db.work() as work:
            delivered += await work.run(SQL.mark_sent, market_id, message.message_id, work.now, kept)
    return delivered
