"""Notices: short messages to people - codes and news by text message today, mail and push later.

Words: message (a text to one recipient), sender (what carries it out of the house).
Promises: a message is written in the transaction that needs it and leaves after commit, at least once; the
sender learns the message's id, so that it can drop a repeat.
Stage: first loop, with a sandbox sender that only marks messages as sent and a webhook to any gateway.
"""

from linli.modules.notices.actions import forget_old, forget_recipient, send, tell
from linli.modules.notices.jobs import deliver_waiting
from linli.modules.notices.model import Message, MessageState, Sender
from linli.modules.notices.providers.sandbox import SandboxSender
from linli.modules.notices.providers.webhook import WebhookSender
from linli.modules.notices.queries import about_recipient, latest

__all__ = [
    "Message",
    "MessageState",
    "SandboxSender",
    "Sender",
    "WebhookSender",
    "about_recipient",
    "deliver_waiting",
    "forget_old",
    "forget_recipient",
    "latest",
    "send",
    "tell",
]
