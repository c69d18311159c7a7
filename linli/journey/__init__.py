"""The closed loop on five short pages: when this happens, do that. The only place that lists reactions."""

from linli.kernel.events import Journey


def wire(journey: Journey) -> Journey:
    """Register every reaction of the product."""
    return journey
