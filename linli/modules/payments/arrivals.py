"""When money that is sent back should have reached whoever paid."""

from datetime import datetime, timedelta

# Our estimate of the days that a provider and the payer's bank take; others are given the longest.
DAYS = {"sandbox": 1, "alipay": 3, "wechat_pay": 5, "stripe": 10}
LONGEST = max(DAYS.values())


def arrives_by(provider: str, due_at: datetime) -> datetime:
    """The moment until which a refund that is due since `due_at` should have arrived."""
    return due_at + timedelta(days=DAYS.get(provider, LONGEST))
