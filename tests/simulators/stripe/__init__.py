"""Stripe, played on this machine: what of its API Linli uses, its hosted page and its webhooks."""

from tests.simulators.stripe.book import Account, Session
from tests.simulators.stripe.pages import add_pages
from tests.simulators.stripe.program import Stripe

__all__ = ["Account", "Session", "Stripe", "started"]


def started(account: Account | None = None, port: int = 0) -> Stripe:
    """Running, with its pages; stop it by its `stop`."""
    program = Stripe(account or Account(), port)
    add_pages(program)
    program.start()
    return program
