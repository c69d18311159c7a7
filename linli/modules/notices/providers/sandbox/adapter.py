"""A sender without a network."""

from uuid import UUID


class SandboxSender:
    """Takes every message and carries it nowhere: its row in the database is what the demo shows."""

    keeps_texts = True

    async def deliver(self, message_id: UUID, recipient: str, body: str) -> None:
        """Always handed over."""
