"""Whether a visit was somebody's coming, or is left out and why."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.modules.attribution.model import Fault, Touch

BOT = "bot"
# So many visits by one code within a minute are no people any more: of one device, of one address (a whole
# table, or a street's telephones, may share it).
OF_A_DEVICE, OF_AN_ADDRESS = 5, 20


class Visitor(msgspec.Struct, frozen=True):
    """What a visit says of who came; the person only where they agreed, the address only as a print."""

    person_id: UUID | None = None
    device_id: UUID | None = None
    source: str = ""
    agent: str = ""
    own_staff: bool = False


NOBODY = Visitor()


def fault_of(visitor: Visitor, owner_id: UUID | None) -> str:
    """The first reason to leave a visit out, "" where there is none."""
    if visitor.own_staff:
        return Fault.STAFF.value
    if visitor.agent == BOT:
        return Fault.BOT.value
    if owner_id is not None and visitor.person_id == owner_id:
        return Fault.SELF.value
    return ""


def burst_of(touch: Touch, near: Sequence[Touch]) -> list[UUID]:
    """Those of the visits within a minute that came from the same device or address, if they are too many."""
    same_device = [one.touch_id for one in near if one.device_id and one.device_id == touch.device_id]
    same_address = [one.touch_id for one in near if one.source and one.source == touch.source]
    burst: set[UUID] = set()
    if len(same_device) >= OF_A_DEVICE:
        burst.update(same_device)
    if len(same_address) >= OF_AN_ADDRESS:
        burst.update(same_address)
    return sorted(burst)
