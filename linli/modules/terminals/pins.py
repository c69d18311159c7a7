"""PINs: four to six digits, kept as argon2id prints of a keyed print.

There are only so many of them that whoever had the prints alone could try all; keyed with the installation's
secret they are worth nothing without it. Each call takes about 20 ms of processor time: run it in a thread.
"""

import re
import unicodedata
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from linli.kernel.limits import Limit
from linli.kernel.signing import Signer
from linli.modules.terminals.refusals import PIN_WEAK

WRONG_PINS_OF_A_CLERK = Limit("wrong PIN by device and clerk", 5, timedelta(minutes=15))
WRONG_PINS_AT_A_DEVICE = Limit("wrong PIN by device", 20, timedelta(hours=1))

_DIGITS = re.compile(r"[0-9]{4,6}", re.ASCII)
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Verified against where there is no PIN, so that a clerk without one takes as long.
NOBODY = _HASHER.hash("nobody signs in with this")


def read_pin(typed: str) -> str:
    """What was typed, full-width digits as plain ones."""
    return unicodedata.normalize("NFKC", typed[:40]).strip()


def check_strength(pin: str) -> None:
    """Refuses: pin_weak (not four to six digits, one digit all over, or a run such as 1234 and 4321)."""
    if not _DIGITS.fullmatch(pin):
        raise PIN_WEAK()
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        raise PIN_WEAK()


def hashed(signer: Signer, merchant_id: UUID, person_id: UUID, pin: str) -> str:
    """The print to keep."""
    return _HASHER.hash(_keyed(signer, merchant_id, person_id, pin))


def matches(pin_hash: str | None, signer: Signer, merchant_id: UUID, person_id: UUID, pin: str) -> bool:
    """Whether the PIN is the one; with no print always no, after the same work."""
    try:
        _HASHER.verify(pin_hash or NOBODY, _keyed(signer, merchant_id, person_id, pin))
    except (VerificationError, InvalidHashError):
        return False
    return bool(pin_hash)


def _keyed(signer: Signer, merchant_id: UUID, person_id: UUID, pin: str) -> bytes:
    return signer.print_of(f"pin {pin} of {person_id} at {merchant_id}")
