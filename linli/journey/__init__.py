"""The closed loop on five short pages: when this happens, do that. The only place that lists reactions."""

from linli.journey import attract, consume, convert, feedback, retain
from linli.kernel.journey import Journey
from linli.modules.payments import Gateways


def wire(journey: Journey, gateways: Gateways | None = None) -> Journey:
    """Register every reaction of the product; `gateways` are the payment providers that refunds go
    through.
    """
    attract.wire(journey)
    convert.wire(journey)
    consume.wire(journey, gateways or {})
    feedback.wire(journey)
    retain.wire(journey)
    return journey
