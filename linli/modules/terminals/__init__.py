"""Terminals: the browsers with which shops redeem, also where there is no network.

Words: a *device* is a browser that an owner enrolled, known by a cookie and by a key that never leaves it; a
*sitting* is a clerk at a device, signed in by PIN; an *allowance* is what a device may do without a network;
an *anchor* is the sync from which it counts; an *entry* is one line of its signed log.
Promises: one offer enrolls one device; a revoked device opens nothing; a sitting opens the counter of its
store and nothing else; an entry is judged by itself, so that order and repeats decide nothing; a log that
contradicts itself is not believed.
Stage: complete, for browsers and for programs.
"""

from linli.modules.terminals.actions import (
    anchor_device,
    change_allowance,
    end_sitting,
    enrol,
    offer_enrolment,
    rename_device,
    revoke_device,
    set_pin,
    sit_down,
    sync,
    take_entry,
)
from linli.modules.terminals.actions.enrolling import enrolment_text
from linli.modules.terminals.actions.forgetting import forget_person
from linli.modules.terminals.entries import FIRST_PREV, SentEntry, read_base64url
from linli.modules.terminals.jobs import drop_anchors, heard_until
from linli.modules.terminals.model import (
    ANY_AMOUNT,
    LONGEST_NAME,
    MOST_HOURS,
    MOST_USES,
    SITTING_LIFE,
    Allowance,
    Anchor,
    Clerk,
    Device,
    Enrolled,
    Enrolment,
    EntryResult,
    KeptEntry,
    LogFault,
    Problem,
    Sitting,
    usual_limit,
)
from linli.modules.terminals.queries import (
    about_person,
    clerks,
    device,
    device_by_cookie,
    device_names,
    devices_of_store,
    enrolment,
    has_pin,
    log_faults,
    offered,
    present_sitting,
    refused_entries,
)
from linli.modules.terminals.refusals import (
    DEVICE_REVOKED,
    DEVICE_UNKNOWN,
    ENROLMENT_OVER,
    PIN_WEAK,
    PIN_WRONG,
)
from linli.modules.terminals.syncs import Synced

__all__ = [
    "ANY_AMOUNT",
    "DEVICE_REVOKED",
    "DEVICE_UNKNOWN",
    "ENROLMENT_OVER",
    "FIRST_PREV",
    "LONGEST_NAME",
    "MOST_HOURS",
    "MOST_USES",
    "PIN_WEAK",
    "PIN_WRONG",
    "SITTING_LIFE",
    "Allowance",
    "Anchor",
    "Clerk",
    "Device",
    "Enrolled",
    "Enrolment",
    "EntryResult",
    "KeptEntry",
    "LogFault",
    "Problem",
    "SentEntry",
    "Sitting",
    "Synced",
    "about_person",
    "anchor_device",
    "change_allowance",
    "clerks",
    "device",
    "device_by_cookie",
    "device_names",
    "devices_of_store",
    "drop_anchors",
    "end_sitting",
    "enrol",
    "enrolment",
    "enrolment_text",
    "forget_person",
    "has_pin",
    "heard_until",
    "log_faults",
    "offer_enrolment",
    "offered",
    "present_sitting",
    "read_base64url",
    "refused_entries",
    "rename_device",
    "revoke_device",
    "set_pin",
    "sit_down",
    "sync",
    "take_entry",
    "usual_limit",
]
