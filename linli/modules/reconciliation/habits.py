"""What is usual with each provider: where its day begins, when its bill is there, what it keeps."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

# A bill that is not there this long after it should be is itself a difference.
LATE_AFTER = timedelta(hours=24)
ASK_AGAIN_AFTER = timedelta(minutes=30)
# Once it was read, it is read once more: providers correct their bills.
SECOND_LOOK_AFTER = timedelta(hours=48)
# How far back the first run goes.
LOOK_BACK = timedelta(days=7)
# A payment of the day's last minutes may stand on the next day's bill.
CUT_OFF = timedelta(minutes=15)
# How long before it began with us a payment can have happened there: clocks differ.
CLOCKS_DIFFER = timedelta(minutes=5)


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """`zone` is where the provider's day begins and ends; its bill is there `ready_after` the day's end. At
    most `fee_bp` hundredths of a percent and `fee_fixed_minor` (minor units) are kept of a payment.
    """

    zone: str
    ready_after: timedelta
    fee_bp: int
    fee_fixed_minor: int

    def window(self, day: date) -> tuple[datetime, datetime]:
        """From midnight to midnight, in UTC."""
        place = ZoneInfo(self.zone)
        start = datetime.combine(day, time(), place)
        return start.astimezone(UTC), datetime.combine(day + timedelta(days=1), time(), place).astimezone(UTC)

    def ready_at(self, day: date) -> datetime:
        """When the day's bill should be there."""
        return self.window(day)[1] + self.ready_after

    def late_at(self, day: date) -> datetime:
        """When a bill that has not come is a difference."""
        return self.ready_at(day) + LATE_AFTER

    def day_of(self, moment: datetime) -> date:
        """The provider's day at a moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def fee_is_usual(self, kind: str, amount_minor: int, fee_minor: int) -> bool:
        """Whether a payment's fee, or what is given back of it with a refund (negative), is within terms."""
        most = -(-amount_minor * self.fee_bp // 10_000) + self.fee_fixed_minor
        return 0 <= fee_minor <= most if kind == "charge" else -most <= fee_minor <= 0


_HABITS = {
    "sandbox": Habits(zone="UTC", ready_after=timedelta(minutes=10), fee_bp=60, fee_fixed_minor=1),
    "stripe": Habits(zone="UTC", ready_after=timedelta(hours=4), fee_bp=650, fee_fixed_minor=50),
    "wechat_pay": Habits(
        zone="Asia/Shanghai", ready_after=timedelta(hours=10), fee_bp=100, fee_fixed_minor=1
    ),
    "alipay": Habits(zone="Asia/Shanghai", ready_after=timedelta(hours=10), fee_bp=120, fee_fixed_minor=1),
}
_UNKNOWN = Habits(zone="UTC", ready_after=timedelta(hours=12), fee_bp=650, fee_fixed_minor=50)


def habits_of(provider: str) -> Habits:
    return _HABITS.get(provider, _UNKNOWN)
