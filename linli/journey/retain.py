"""Retain: who follows a store sees its new deals.

The page of followed stores reads the catalog itself, so nothing has to be told yet; messages about new deals
will be listed here.
"""

from linli.kernel.journey import Journey


def wire(journey: Journey) -> None:
    """No reactions yet: following is a question, asked when the page is opened."""
