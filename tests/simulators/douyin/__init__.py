"""Douyin's life services, played on this machine: passes, and prepare, verify, cancel, query of vouchers."""

from tests.simulators.douyin.book import Account, Sold
from tests.simulators.douyin.program import Douyin

__all__ = ["Account", "Douyin", "Sold", "started"]


def started(account: Account | None = None, port: int = 0) -> Douyin:
    """Running; stop it by its `stop`."""
    program = Douyin(account or Account(), port)
    program.start()
    return program
