"""How long what was bought can be used."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.modules import catalog, vouchers

# Months as opening hours write them, whatever the language of the machine.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def last_moment(bought: datetime, days: int, timezone: str) -> datetime:
    """The end (exclusive, UTC) of the local day that is `days` days after the purchase: people read dates,
    not hours, so the last day counts whole.
    """
    return _midnight(bought, days + 1, timezone)


def first_moment(bought: datetime, days: int, timezone: str) -> datetime:
    """From when on what was bought can be used (UTC): from the beginning of the local day that is `days` days
    after the purchase. On the day itself (0) that is at once, whatever the clocks of two servers say.
    """
    return _midnight(bought, days, timezone)


def usable_when(usable: str, blackout: tuple[catalog.Blackout, ...]) -> str:
    """The hours of use with the days on which it cannot be used, as one expression of opening hours."""
    if not blackout:
        return usable
    return "; ".join([usable or "24/7", *(f"{_day(one.since)}-{_day(one.until)} off" for one in blackout)])


def uses_of(terms: catalog.Terms, bought: datetime, timezone: str) -> vouchers.Uses:
    """In which parts a unit bought under these terms is used; the lines of a package are weighed by what they
    cost alone.
    """
    rules = terms.use_rules
    parts = {
        catalog.UseKind.SINGLE: [vouchers.NewPart("", "", 1, 1)],
        catalog.UseKind.TIMES: [vouchers.NewPart("", "", rules.times, 1)],
        catalog.UseKind.VALUE: [vouchers.NewPart("", "", rules.face_minor, 1)],
        catalog.UseKind.PACKAGE: [
            vouchers.NewPart(one.name, one.name_en, one.qty, one.qty * one.price_minor)
            for one in terms.contents
        ],
    }[rules.kind]
    return vouchers.Uses(
        kind=vouchers.VoucherKind(rules.kind.value),
        parts=tuple(parts),
        valid_from=first_moment(bought, rules.valid_after_days, timezone),
        book_ahead_hours=rules.book_ahead_hours,
    )


def _midnight(bought: datetime, days: int, timezone: str) -> datetime:
    zone = ZoneInfo(timezone)
    day = bought.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _day(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02d}"
