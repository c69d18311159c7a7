"""The sandbox sender: messages stay in the house, where the demo's message page shows them."""

from linli.modules.notices.providers.sandbox.adapter import SandboxSender

__all__ = ["SandboxSender"]
