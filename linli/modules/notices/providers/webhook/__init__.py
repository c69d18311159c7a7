"""The webhook sender: hands each message to a text message gateway of the operator's own choice."""

from linli.modules.notices.providers.webhook.adapter import WebhookSender

__all__ = ["WebhookSender"]
