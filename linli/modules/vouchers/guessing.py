"""Codes that nobody issued, tried at counters: a slip now and then, never a search. What is counted, and
what an operator sees of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.limits import Counted, Limit, Wanted
from linli.kernel.refusals import Refusal
from linli.modules.vouchers.refusals import (
    VOUCHER_CODE_FORGED,
    VOUCHER_CODE_MALFORMED,
    VOUCHER_CODE_STALE,
    VOUCHER_OF_ANOTHER_MARKET,
    VOUCHER_UNKNOWN,
)
from linli.modules.vouchers.scans import read_short_code

# By one person at one counter, with whatever code.
WRONG_CODES = Limit("counter_wrong_codes", tries=20, within=timedelta(minutes=10))
# At one enrolled device, whoever sits there; with one token, wherever it is used.
WRONG_CODES_AT_A_DEVICE = Limit("device_wrong_codes", tries=30, within=timedelta(minutes=10))
# In all counters of one merchant, by whomever: then its short codes are closed until the hour is over.
WRONG_SHORT_CODES = Limit("merchant_wrong_short_codes", tries=60, within=timedelta(hours=1))

# What a code says that was made up.
GUESSES = frozenset((VOUCHER_UNKNOWN, VOUCHER_CODE_FORGED))
# What is no voucher of this market's, whatever its row would say.
UNREADABLE = frozenset(
    (VOUCHER_CODE_MALFORMED, VOUCHER_OF_ANOTHER_MARKET, VOUCHER_CODE_FORGED, VOUCHER_CODE_STALE)
)


class Reach(StrEnum):
    """How far a limit reaches that guessing has met."""

    PERSON = "person"
    DEVICE = "device"
    MERCHANT = "merchant"


REACHES = {
    WRONG_CODES.name: Reach.PERSON,
    WRONG_CODES_AT_A_DEVICE.name: Reach.DEVICE,
    WRONG_SHORT_CODES.name: Reach.MERCHANT,
}


class Till(msgspec.Struct, frozen=True):
    """Where a code is held out: a person at a counter of a merchant's store, and the enrolled device, or the
    token of the program, if there is one.
    """

    market_id: int
    merchant_id: UUID
    store_id: UUID
    person_id: UUID
    device_id: UUID | None = None

    def counted_as(self, *, short: bool) -> list[Wanted]:
        """Under which limits a try counts, the nearest first."""
        found: list[Wanted] = [(WRONG_CODES, (self.market_id, str(self.store_id), str(self.person_id)))]
        if self.device_id:
            found.append((WRONG_CODES_AT_A_DEVICE, (self.market_id, str(self.device_id))))
        if short:
            found.append((WRONG_SHORT_CODES, (self.market_id, str(self.merchant_id))))
        return found


class Alarm(msgspec.Struct, frozen=True):
    """A limit that was reached: `tries` wrong codes since `began_at`, and how often somebody was turned away
    after that, at last at `last_at`. Store, person and device are those of the try that reached it.
    """

    alarm_id: UUID
    began_at: datetime
    reach: Reach
    merchant_id: UUID
    store_id: UUID
    person_id: UUID
    device_id: UUID | None
    tries: int
    turned_away: int
    last_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    note: str | None


def watched(counted: Counted) -> UUID:
    """Who is counted, as one id."""
    return ids.derived(counted.limit.name, *counted.subject)


class Try:
    """One code that somebody holds out at a till; what `text` is has not been looked up yet. Ten digits are
    `counted` already.
    """

    def __init__(self, till: Till, text: str) -> None:
        self.till = till
        self.text = text
        self.short_code = read_short_code(text)
        self.counted: Sequence[Counted] = ()
        self.wrong = False

    @property
    def limits(self) -> list[Wanted]:
        """Under which limits it counts."""
        return self.till.counted_as(short=self.short_code is not None)

    def judge(self, refusal: Refusal) -> None:
        """What came of it: a code that was made up counts."""
        self.wrong = self.wrong or refusal.kind in GUESSES

    def may_be_foreign(self, refusal: Refusal) -> bool:
        """Whether another platform may have sold it: it cannot be a code of ours, or is ten digits that no
        voucher of this merchant has.
        """
        if refusal.kind is VOUCHER_CODE_MALFORMED:
            return True
        return self.short_code is not None and refusal.kind is VOUCHER_UNKNOWN
