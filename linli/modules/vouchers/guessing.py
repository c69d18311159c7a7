"""Codes that nobody issued, typed by one person at one counter: a slip now and then, never a search."""

from datetime import timedelta
from uuid import UUID

from linli.kernel.limits import Limit
from linli.modules.vouchers.refusals import VOUCHER_CODE_FORGED, VOUCHER_UNKNOWN

WRONG_CODES = Limit("counter_wrong_codes", tries=20, within=timedelta(minutes=10))

# What a code says that was made up.
GUESSES = frozenset((VOUCHER_UNKNOWN, VOUCHER_CODE_FORGED))


def guesser(market_id: int, store_id: UUID, person_id: UUID) -> tuple[object, ...]:
    """Who is counted: a person at a counter."""
    return market_id, str(store_id), str(person_id)
