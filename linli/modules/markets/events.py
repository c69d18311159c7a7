"""News of markets."""

from linli.kernel.events import Event


class MarketOpened(Event, frozen=True, kw_only=True):
    """A market was written, for the first time or with other words; `commission_bp` is what it opens with."""

    commission_bp: int
