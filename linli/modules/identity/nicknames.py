"""What people are called until, and after, they choose a name."""

import secrets

from linli.kernel import texts
from linli.kernel.refusals import Refusal
from linli.modules.identity.refusals import NICKNAME_INVALID

LONGEST = 30
_GUEST = {"zh": "访客{}", "en": "Guest {}"}
_FRIENDLY = {"zh": "邻居{}", "en": "Neighbor {}"}


def friendly_nickname(language: str) -> str:
    """A name to start with, such as 邻居4821; its digits are drawn by lot and say nothing of the phone."""
    return _FRIENDLY.get(language, _FRIENDLY["en"]).format(1000 + secrets.randbelow(9000))


def guest_nickname(language: str) -> str:
    """What whoever pays without signing in is called, such as 访客4821."""
    return _GUEST.get(language, _GUEST["en"]).format(1000 + secrets.randbelow(9000))


def clean_nickname(typed: str) -> str:
    """A chosen name, its spaces tidied.

    Refuses: nickname_invalid (empty, longer than 30 characters, or with characters that cannot be seen).
    """
    try:
        return texts.line(typed, "nickname", LONGEST)
    except Refusal:
        raise NICKNAME_INVALID(longest=LONGEST) from None


def nickname_key(nickname: str) -> str:
    """What a nickname is found by: in small letters, its spaces tidied."""
    return " ".join(nickname.replace("\x00", "").split()).lower()
