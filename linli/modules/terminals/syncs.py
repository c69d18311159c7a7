"""What a device says when it syncs and what it is told, in the words of JSON; pages and API send the same.

What a device knows already is not told again: it names what it knows by the tag with which that was told.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from linli.kernel.refusals import INVALID
from linli.modules import markets, vouchers
from linli.modules.terminals.entries import SentEntry, base64url
from linli.modules.terminals.model import Anchor, Clerk, EntryResult

MOST_AT_ONCE = 100
# Hours of use are told for so many days from yesterday on, whose night may not be over yet.
DAYS_TOLD = 15
YESTERDAY = timedelta(days=-1)
# Part of every tag: what is told in another shape is told anew.
SHAPE = 1
_Tag = Annotated[str, Meta(max_length=32)]


class SyncAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A device's clock, what of its log the server may not have (fewer than 100 entries are all that it has),
    and what it knows already, each by the tag with which it was told.
    """

    device_id: UUID
    device_at: Annotated[datetime, Meta(tz=True)]
    entries: Annotated[list[SentEntry], Meta(max_length=MOST_AT_ONCE)]
    terms_tag: _Tag = ""
    spent_tag: _Tag = ""

    @property
    def told_all(self) -> bool:
        return len(self.entries) < MOST_AT_ONCE


class AnchorTold(msgspec.Struct, frozen=True):
    """From here on the device may work without a network: so many hours and uses, and so much in minor units
    (0: any amount).
    """

    anchor_id: UUID
    server_at: datetime
    device_at: datetime
    offline: bool
    hours: int
    uses: int
    minor: int


class KeyTold(msgspec.Struct, frozen=True):
    """A public key (Ed25519, base64url) whose tokens are believed."""

    key_id: int
    public_key: str


class UseTold(msgspec.Struct, frozen=True):
    """What became of a use that was decided lately; `code` says why it did not get all."""

    use: UUID
    state: vouchers.UseState
    code: str
    settled: tuple[int, ...]


class TermsTold(msgspec.Struct, frozen=True):
    """One wording of vouchers: what a unit of each part is worth in minor units (that of the dearest, rounded
    up), and when it may be used: spans of two moments each.
    """

    title: str
    title_en: str
    kind: str
    parts: list[dict[str, str]]
    units: tuple[int, ...]
    values: tuple[int, ...]
    currency: str
    open: list[list[datetime]]


class Synced(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the entries, and what the device needs for the time without a network. `terms`, and
    `blocked` with `given`, are null where the device has them already. `anchor` null: it may do nothing.
    """

    server_at: datetime
    revoked: bool
    anchor: AnchorTold | None
    results: list[EntryResult]
    decided: list[UseTold]
    keys: list[KeyTold]
    terms: dict[str, TermsTold] | None
    terms_tag: str
    blocked: list[str] | None
    given: dict[str, int] | None
    spent_tag: str
    clerks: list[Clerk]
    window_days: int


def read_sync(body: bytes, device_id: UUID) -> SyncAsked:
    """What a device sent. Refuses: invalid (body; device_id where it names another)."""
    try:
        asked = msgspec.json.decode(body, type=SyncAsked)
    except (msgspec.DecodeError, UnicodeError):
        raise INVALID(field="body") from None
    if asked.device_id != device_id:
        raise INVALID(field="device_id")
    return asked


def anchor_told(anchor: Anchor) -> AnchorTold:
    clocks = (anchor.anchor_id, anchor.server_at, anchor.device_at)
    return AnchorTold(*clocks, anchor.offline, anchor.hours, anchor.uses, anchor.limit_minor)


def keys_told(keys: Iterable[vouchers.IssuerKey]) -> list[KeyTold]:
    return [KeyTold(key.key_id, base64url(key.public_key)) for key in keys]


def uses_told(uses: Iterable[vouchers.OfflineUse]) -> list[UseTold]:
    return [UseTold(one.use_id, one.state, one.why, one.settled) for one in uses]


def tag_of_terms(market: markets.Market, now: datetime, terms: Sequence[vouchers.TermsHere]) -> str:
    """Another one as soon as other words would be told: with other vouchers, and each day."""
    today = now.astimezone(ZoneInfo(market.timezone)).date()
    return _tag([today, market.timezone, market.country, terms])


def tag_of_spent(blocked: Sequence[str], given: Mapping[str, int]) -> str:
    return _tag([sorted(blocked), sorted(given.items())])


def terms_told(
    market: markets.Market, now: datetime, terms: Iterable[vouchers.TermsHere]
) -> dict[str, TermsTold]:
    """By their ids, with the hours of use in the days to come."""
    return {str(one.terms_id): _terms(market, now, one) for one in terms}


def _terms(market: markets.Market, now: datetime, terms: vouchers.TermsHere) -> TermsTold:
    pairs = zip(terms.part_values, terms.units, strict=True)
    return TermsTold(
        title=terms.title,
        title_en=terms.title_en,
        kind=terms.kind,
        parts=terms.parts or [{"name": terms.title, "name_en": terms.title_en}],
        units=terms.units,
        values=tuple(-(-value // units) for value, units in pairs),
        currency=terms.currency,
        open=_open(market, now + YESTERDAY, terms.usable),
    )


def _open(market: markets.Market, since: datetime, usable: str) -> list[list[datetime]]:
    """The spans in which something may be used, from the day of `since` on; without a rule one span."""
    if not usable:
        zone = ZoneInfo(market.timezone)
        begin = datetime.combine(since.astimezone(zone).date(), time(), zone)
        return [[begin, begin + timedelta(days=DAYS_TOLD)]]
    week = markets.week(usable, since, timezone=market.timezone, country=market.country, days=DAYS_TOLD)
    return [[start, end] for _, opened in week for start, end in opened]


def _tag(said: Any) -> str:
    return hashlib.sha256(msgspec.json.encode([SHAPE, said])).hexdigest()[:32]
