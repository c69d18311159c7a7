"""Members: who belongs to a shop by their own wish, and the code by which its counters know them.

Words: a *member* of a merchant agreed that it may know them by name, in all its stores; a *member code* is 20
digits that a phone shows, as figures, bars and a QR code, and that change every 40 seconds.
Promises: nobody is a member who did not say so, and leaving takes one tap; a member code is good for a
minute, at one counter, in one market, and for one payment; only its print is kept.
Stage: members without tiers and points; those are loyalty's.
"""

from linli.modules.members.actions import (
    forget_person,
    join,
    leave,
    read_code,
    show_code,
    still_member,
    take_over,
    try_code,
    use_code,
)
from linli.modules.members.codes import CODE_LENGTH, NEW_CODE_AFTER, looks_like_code
from linli.modules.members.events import MemberJoined, MemberLeft, MembershipTaken
from linli.modules.members.model import How, Member, ShownCode
from linli.modules.members.queries import (
    about_person,
    count_members,
    member_of,
    members_among,
    members_of_merchant,
    memberships,
)
from linli.modules.members.refusals import (
    MEMBER_CODE_ELSEWHERE,
    MEMBER_CODE_EXPIRED,
    MEMBER_CODE_TAKEN,
    MEMBER_CODE_UNKNOWN,
    MEMBER_CODE_USED,
)

__all__ = [
    "CODE_LENGTH",
    "MEMBER_CODE_ELSEWHERE",
    "MEMBER_CODE_EXPIRED",
    "MEMBER_CODE_TAKEN",
    "MEMBER_CODE_UNKNOWN",
    "MEMBER_CODE_USED",
    "NEW_CODE_AFTER",
    "How",
    "Member",
    "MemberJoined",
    "MemberLeft",
    "MembershipTaken",
    "ShownCode",
    "about_person",
    "count_members",
    "forget_person",
    "join",
    "leave",
    "looks_like_code",
    "member_of",
    "members_among",
    "members_of_merchant",
    "memberships",
    "read_code",
    "show_code",
    "still_member",
    "take_over",
    "try_code",
    "use_code",
]
