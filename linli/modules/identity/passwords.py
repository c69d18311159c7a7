"""Passwords as argon2id prints. Each call takes about 20 ms of processor time: run it in a thread."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from linli.modules.identity.refusals import PASSWORD_WEAK

SHORTEST = 8
LONGEST = 200
# 19 MiB and two passes (OWASP's choice for argon2id): a full thread pool then stays under a gigabyte.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Verified against when there is no password to verify, so that an unknown phone takes as long as a known one.
NOBODY = _HASHER.hash("nobody signs in with this")

# Unicode's kinds of characters: controls and surrogates; spaces, line ends and what takes no room.
_UNTYPED = frozenset({"Cc", "Cs"})
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cf"})


def check_strength(password: str) -> None:
    """Refuses: password_weak (shorter than 8 or longer than 200 characters, nothing to be seen but spaces, or
    characters that no keyboard types: NUL, other control characters, halves of a pair).
    """
    kinds = {unicodedata.category(character) for character in password}
    fits = SHORTEST <= len(password) <= LONGEST
    if not fits or kinds & _UNTYPED or kinds <= _UNSEEN:
        raise PASSWORD_WEAK(shortest=SHORTEST, longest=LONGEST)


def hashed(password: str) -> str:
    """The print to keep."""
    return _HASHER.hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one; with no hash always no, after the same work."""
    if len(password) > LONGEST or _UNTYPED & {unicodedata.category(character) for character in password}:
        password = ""
    try:
        _HASHER.verify(password_hash or NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def _normal(password: str) -> str:
    """The same password typed on two keyboards has the same bytes."""
    return unicodedata.normalize("NFKC", password)
