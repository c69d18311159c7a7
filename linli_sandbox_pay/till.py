"""What the hosted page and the merchant's API both do with one payment."""

from . import checkout, clock, payments
from .checkout import Ended
from .payments import Payment
from .services import Services

NO_ANSWER = 2.0  # seconds a timed-out payer waits before the gateway gives up
BEFORE_RETURNING = 5.0  # seconds the merchant has to take the news before the person is sent back


async def press_pay(services: Services, payment_id: str, method: str, fault: str) -> Ended:
    """Pay as the fault says, and see to the news. What is returned is on disk."""
    public_url = services.settings.public_url
    ended = await services.store.write(
        lambda c: checkout.pay(c, payment_id, method, fault, public_url, clock.now())
    )
    services.courier.wake()
    if ended.fault.ending == "return_after_news" and ended.event_id is not None:
        await services.courier.first_attempt(ended.event_id, BEFORE_RETURNING)
    return ended


async def standing(services: Services, payment_id: str) -> Payment:
    """The payment as it stands; only one whose time has just run out needs the writer."""
    payment = services.store.read(lambda c: payments.find(c, payment_id))
    if payment.status != "pending" or payment.expires_at > clock.now():
        return payment
    public_url = services.settings.public_url
    payment = await services.store.write(lambda c: checkout.current(c, payment_id, public_url, clock.now()))
    services.courier.wake()
    return payment
