"""Handing waiting messages to their sender."""

from linli.kernel import sql
from linli.kernel.database import Database
from linli.modules.notices.model import Message, Sender
from linli.modules.notices.providers.sandbox import SandboxSender

SQL = sql.load(__file__)
BATCH = 100


async def deliver_waiting(db: Database, market_id: int, sender: Sender | None = None) -> int:
    """Hand the oldest waiting messages of a market to the sender; how many were handed over.

    No transaction is open while a message leaves. One that was handed over but not yet marked when the
    process died leaves again, under the same id.
    """
    carrier = sender or SandboxSender()
    async with db.read() as reader:
        waiting = await reader.many(Message, SQL.waiting_messages, market_id, BATCH)
    delivered = 0
    for message in waiting:
        await carrier.deliver(message.message_id, message.recipient, message.body)
        async with db.work() as work:
            delivered += await work.run(SQL.mark_sent, market_id, message.message_id, work.now)
    return delivered
