"""Devices of shops, what they may do without a network, and who sits at them."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel.money import MINOR_DIGITS

# How long an owner's QR code enrolls a device, and a clerk stays signed in by PIN.
ENROLMENT_LIFE = timedelta(minutes=10)
SITTING_LIFE = timedelta(hours=12)
LONGEST_NAME = 40
MOST_HOURS, MOST_USES, MOST_MINOR = 168, 1000, 10**12
# An amount that bounds nothing: only where an owner says so.
ANY_AMOUNT = 0
# What a device may take without a network until its owner says otherwise, in whole units of the currency:
# what a small shop takes in vouchers on a good day, so that an evening is covered and a lost device bearable.
USUAL_AMOUNTS = {
    **dict.fromkeys(("CNY", "HKD", "DKK", "NOK", "SEK"), 2_000),
    **dict.fromkeys(("JPY", "ISK"), 40_000),
    **dict.fromkeys(("BHD", "KWD"), 100),
    "KRW": 400_000,
}
USUAL_ELSEWHERE = 300


def usual_limit(currency: str) -> int:
    """What a new device may take without a network at most, in minor units of its market's currency."""
    return int(USUAL_AMOUNTS.get(currency, USUAL_ELSEWHERE) * 10 ** MINOR_DIGITS[currency])


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """What a device may do between two syncs: nothing (`offline` false), or for so many hours so many uses,
    worth so much together (minor units; `ANY_AMOUNT`: whatever they are worth).
    """

    offline: bool = False
    hours: int = 72
    uses: int = 50
    limit_minor: int


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """An owner lets one browser become a device of a store; `device_id` once one has."""

    enrolment_id: UUID
    merchant_id: UUID
    store_id: UUID
    made_by: UUID
    made_at: datetime
    ends_at: datetime
    device_id: UUID | None

    def open_at(self, now: datetime) -> bool:
        return self.device_id is None and now < self.ends_at


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that redeems for a store: its public key (Ed25519) is the only one its log is believed by.

    `synced_at`: when it last sent its log and learned what is new, in full.
    """

    device_id: UUID
    merchant_id: UUID
    store_id: UUID
    name: str
    public_key: bytes
    enrolled_by: UUID
    enrolled_at: datetime
    synced_at: datetime | None
    revoked_at: datetime | None
    offline: bool
    hours: int
    uses: int
    limit_minor: int

    @property
    def allowance(self) -> Allowance:
        return Allowance(offline=self.offline, hours=self.hours, uses=self.uses, limit_minor=self.limit_minor)


class Enrolled(msgspec.Struct, frozen=True):
    """A new device, and the cookie by which it is known; of its secret only a print is kept."""

    device: Device
    cookie: str


class Sitting(msgspec.Struct, frozen=True, kw_only=True):
    """A clerk at a device, signed in by PIN: opens the counter of that store, unless everything of theirs was
    ended since (`epoch`: as `identity.epoch_of` was when they sat down).
    """

    sitting_id: UUID
    device_id: UUID
    store_id: UUID
    person_id: UUID
    ends_at: datetime
    epoch: int


class Clerk(msgspec.Struct, frozen=True):
    """Somebody who works in the store, as the device lists them."""

    person_id: UUID
    name: str
    has_pin: bool


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """A sync from which a device may work without a network: both clocks at that moment, and the allowance
    that was told then.
    """

    anchor_id: UUID
    device_id: UUID
    server_at: datetime
    device_at: datetime
    offline: bool
    hours: int
    uses: int
    limit_minor: int


class Problem(StrEnum):
    """Why an entry of a device's log is not believed."""

    ENTRY_MALFORMED = "entry_malformed"
    SIGNATURE_WRONG = "signature_wrong"
    DEVICE_OTHER = "device_other"
    STORE_OTHER = "store_other"
    ANCHOR_UNKNOWN = "anchor_unknown"
    OFFLINE_OFF = "offline_off"
    DEVICE_REVOKED = "device_revoked"
    OVER_USES = "over_uses"
    OVER_MINOR = "over_minor"
    OVER_HOURS = "over_hours"
    CODE_WRONG = "code_wrong"
    CODE_OF_ANOTHER_MARKET = "code_of_another_market"
    VOUCHER_OF_ANOTHER_STORE = "voucher_of_another_store"
    PARTS_WRONG = "parts_wrong"


class EntryResult(msgspec.Struct, frozen=True):
    """What became of an entry: waiting, settled, partly, lost or refused, and why (empty where all is well).
    `use` and `seq` are None for what could not be read.
    """

    use: UUID | None
    seq: int | None
    state: str
    code: str = ""
    settled: tuple[int, ...] = ()


class KeptEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it stands in the books, believed or not (`refused`: a `Problem`, or empty)."""

    seq: int
    body_print: bytes
    prev_print: bytes
    use_id: UUID
    refused: str
    happened_at: datetime | None
    arrived_at: datetime


class LogFault(msgspec.Struct, frozen=True):
    """Something that an owner should know of a device's log: `kind` is gap (numbers from `seq` to `until`
    have not arrived), fork (one number or use has several entries) or broken (it does not follow upon the
    entry before it).
    """

    kind: str
    seq: int
    until: int
