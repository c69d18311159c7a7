"""A simulator of Alipay, for tests and for trying things out: see docs/operate/payments.md."""

from tests.simulators.alipay.book import Trade
from tests.simulators.alipay.keys import Keys
from tests.simulators.alipay.pages import AlipayWithPages as Alipay

__all__ = ["Alipay", "Keys", "Trade", "started"]


def started(keys: Keys | None = None, port: int = 0) -> Alipay:
    """Running; whoever asked for it stops it."""
    program = Alipay(keys, port)
    program.start()
    return program
