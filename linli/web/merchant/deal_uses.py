"""How what is sold may be used, as it is typed in the deal's form, and what the catalog is told of it."""

import re
from datetime import date

from linli.kernel.refusals import INVALID
from linli.modules.catalog import Blackout, UseKind, UseRules

MOST_RANGES = 20
_DAY = r"\d{4}-\d{1,2}-\d{1,2}"
# 2026-12-24, or 2026-12-24 to 2026-12-26 with any sign between that people write.
_RANGE = re.compile(
    rf"(?P<since>{_DAY})(?:\s*(?:-|–|—|~|～|到|至|to|\.\.)\s*(?P<until>{_DAY}))?", re.IGNORECASE
)


def read_uses(
    kind: str, times: int, face_minor: int, blackout: str, after_days: int, ahead_hours: int
) -> UseRules:
    """The rules that were meant; what the chosen kind does not ask for is passed over.

    Refuses: invalid (kind, blackout).
    """
    try:
        chosen = UseKind(kind or UseKind.SINGLE.value)
    except ValueError:
        raise INVALID(field="kind") from None
    return UseRules(
        kind=chosen,
        times=times if chosen is UseKind.TIMES else 1,
        face_minor=face_minor if chosen is UseKind.VALUE else 0,
        blackout=read_blackout(blackout),
        valid_after_days=after_days,
        book_ahead_hours=ahead_hours,
    )


def read_blackout(text: str) -> tuple[Blackout, ...]:
    """Days as people list them: one or a stretch a line, or with commas between.

    Refuses: invalid (blackout).
    """
    wanted = [one.strip() for one in re.split(r"[\n,，;；、]", text) if one.strip()]
    if len(wanted) > MOST_RANGES:
        raise INVALID(field="blackout")
    return tuple(_stretch(one) for one in wanted)


def blackout_text(blackout: tuple[Blackout, ...]) -> str:
    """The same as it would be typed."""
    return "\n".join(
        f"{one.since}" if one.since == one.until else f"{one.since} – {one.until}" for one in blackout
    )


def _stretch(text: str) -> Blackout:
    found = _RANGE.fullmatch(text)
    if not found:
        raise INVALID(field="blackout")
    since = _day(found["since"])
    return Blackout(since, _day(found["until"]) if found["until"] else since)


def _day(text: str) -> date:
    try:
        return date(*map(int, text.split("-")))
    except ValueError:
        raise INVALID(field="blackout") from None
