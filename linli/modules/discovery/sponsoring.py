"""Who has paid to stand higher for what is asked: only inside the words or the trade and the time booked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.modules.discovery.expanding import FORM
from linli.modules.discovery.planning import Word
from linli.modules.discovery.synonyms import joined


class Sponsored(msgspec.Struct, frozen=True, kw_only=True):
    """A booking: of a store, for `words` (any of them) or a `trade`, from `starts_at` until before `ends_at`.
    `paid_how` is a note; `ended_at`: ended before its time.
    """

    sponsored_id: UUID
    store_id: UUID
    words: tuple[str, ...]
    trade: str
    starts_at: datetime
    ends_at: datetime
    paid_how: str
    booked_by: str
    booked_at: datetime
    ended_at: datetime | None = None

    def runs(self, now: datetime) -> bool:
        return self.ended_at is None and self.starts_at <= now < self.ends_at

    def over(self, now: datetime) -> bool:
        return self.ended_at is not None or now >= self.ends_at


class Asked(msgspec.Struct, frozen=True):
    """What a query asks for: its words, also as the market writes them, and the trade that it names."""

    words: frozenset[str]
    trade: str


class Standing(msgspec.Struct, frozen=True):
    """A result in its order: whose it is, and whether it is open."""

    store_id: UUID
    open: bool | None


def asked_of(words: Sequence[Word], trade: str) -> Asked:
    said = {joined(word.text) for word in words} | {joined("".join(word.text for word in words))}
    same = {one.term for word in words for one in word.meanings if one.weight >= FORM}
    return Asked(frozenset(said | same) - {""}, trade)


def covers(booking: Sponsored, asked: Asked) -> bool:
    """Whether it was booked for this: for its trade, or for one of its phrases of which all is asked for."""
    if booking.trade:
        return booking.trade == asked.trade
    return any(_asks(asked, phrase) for phrase in booking.words)


def paid_places(
    found: Sequence[Standing], bookings: Sequence[Sponsored], asked: Asked, now: datetime
) -> dict[int, UUID]:
    """Which results, counted from 0, are paid for: by which booking. Not one that is closed at the moment."""
    stores = {one.store_id: one.sponsored_id for one in bookings if one.runs(now) and covers(one, asked)}
    return {
        at: stores[one.store_id]
        for at, one in enumerate(found)
        if one.store_id in stores and one.open is not False
    }


def _asks(asked: Asked, phrase: str) -> bool:
    parts = {part for word in phrase.split() if (part := joined(word))}
    return bool(parts) and (joined(phrase) in asked.words or parts <= asked.words)
