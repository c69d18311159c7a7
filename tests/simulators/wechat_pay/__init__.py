"""A simulator of WeChat Pay, for tests and for trying things out: see docs/operate/payments.md."""

from tests.simulators.wechat_pay.book import Order
from tests.simulators.wechat_pay.keys import Keys
from tests.simulators.wechat_pay.pages import add_pages
from tests.simulators.wechat_pay.program import WeChatPay

__all__ = ["Keys", "Order", "WeChatPay", "started"]


def started(keys: Keys | None = None, port: int = 0) -> WeChatPay:
    """Running; whoever asked for it stops it."""
    program = WeChatPay(keys, port)
    add_pages(program)
    program.start()
    return program
