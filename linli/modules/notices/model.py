"""A message, and what a sender must be able to do."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec


class MessageState(StrEnum):
    """Waiting for its sender, or handed over."""

    WAITING = "waiting"
    SENT = "sent"


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A text to one recipient (a phone number in E.164). Never written to a log: it may hold a code."""

    message_id: UUID
    recipient: str
    body: str
    state: MessageState
    written_at: datetime

    def __repr__(self) -> str:
        return f"Message(message_id={self.message_id}, state={self.state.value})"


class Sender(Protocol):
    """Carries messages out of the house; `message_id` lets it recognize a repeat."""

    # Whether a message's text may stay in the database after it was sent.
    keeps_texts: bool

    async def deliver(self, message_id: UUID, recipient: str, body: str) -> None:
        """Return once the message is handed over; raise if it is not."""
