"""Terminals: the browsers with which shops redeem, also where there is no network.

Words: a *device* is a browser that an owner enrolled, known by a cookie and by a key that never leaves it; a
*sitting* is a clerk at a device, signed in by PIN; an *allowance* is what a device may do without a network;
an *anchor* is the sync from which it counts; an *entry* is one line of its signed log.
Promises: one offer enrolls one device; a revoked device opens nothing; a sitting opens the counter of its
store and nothing else.
Stage: devices and sittings; the logs follow.
"""

from linli.modules.terminals.actions import (
    change_allowance,
    end_sitting,
    enrol,
    offer_enrolment,
    rename_device,
    revoke_device,
    set_pin,
    sit_down,
)
from linli.modules.terminals.actions.enrolling import enrolment_text
from linli.modules.terminals.model import (
    LONGEST_NAME,
    MOST_HOURS,
    MOST_USES,
    SITTING_LIFE,
    Allowance,
    Clerk,
    Device,
    Enrolled,
    Enrolment,
    Sitting,
)
from linli.modules.terminals.queries import (
    clerks,
    device,
    device_by_cookie,
    devices_of_store,
    enrolment,
    has_pin,
    present_sitting,
)
from linli.modules.terminals.refusals import (
    DEVICE_REVOKED,
    DEVICE_UNKNOWN,
    ENROLMENT_OVER,
    PIN_WEAK,
    PIN_WRONG,
)

__all__ = [
    "DEVICE_REVOKED",
    "DEVICE_UNKNOWN",
    "ENROLMENT_OVER",
    "LONGEST_NAME",
    "MOST_HOURS",
    "MOST_USES",
    "PIN_WEAK",
    "PIN_WRONG",
    "SITTING_LIFE",
    "Allowance",
    "Clerk",
    "Device",
    "Enrolled",
    "Enrolment",
    "Sitting",
    "change_allowance",
    "clerks",
    "device",
    "device_by_cookie",
    "devices_of_store",
    "end_sitting",
    "enrol",
    "enrolment",
    "enrolment_text",
    "has_pin",
    "offer_enrolment",
    "present_sitting",
    "rename_device",
    "revoke_device",
    "set_pin",
    "sit_down",
]
