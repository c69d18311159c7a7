"""What is done with devices, by file."""

from linli.modules.terminals.actions.devices import change_allowance, rename_device, revoke_device
from linli.modules.terminals.actions.enrolling import enrol, offer_enrolment
from linli.modules.terminals.actions.sitting import end_sitting, set_pin, sit_down
from linli.modules.terminals.actions.syncing import anchor_device, sync, take_entry

__all__ = [
    "anchor_device",
    "change_allowance",
    "end_sitting",
    "enrol",
    "offer_enrolment",
    "rename_device",
    "revoke_device",
    "set_pin",
    "sit_down",
    "sync",
    "take_entry",
]
