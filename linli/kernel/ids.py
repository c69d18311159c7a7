"""Ids made in the app: UUIDv7 for rows, ids derived from names, and short codes that people read aloud."""

import secrets
import threading
import uuid
from datetime import UTC, datetime

from linli.kernel import clock

# Crockford's base 32: no I, L, O, U, so a code survives handwriting and the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", " -_.")
_NAMESPACE = uuid.UUID("6c696e6c-6900-5000-8000-6c696e6c6921")
_lock = threading.Lock()
# What happened further from now than this is told afterwards, as a demo's past is.
_ANOTHER_TIME_MILLIS = 60_000
_last = _last_of_another_time = 0


def uuid7(at: datetime | None = None) -> uuid.UUID:
    """A UUIDv7 (RFC 9562) that grows within this process: 48 bits of milliseconds, 12 of counter, 62
    random.

    `at` is when that happened which it names, as its transaction says. Where that is another time than now,
    the id carries it, so that lists in the order of ids are lists in the order of time; ids that are made one
    after another for one such moment grow, too.
    """
    global _last, _last_of_another_time
    millis = int(clock.now().timestamp() * 1000)
    told = int(at.timestamp() * 1000) if at else millis
    with _lock:
        if abs(told - millis) > _ANOTHER_TIME_MILLIS:
            stamp = told << 12
            if stamp <= _last_of_another_time < stamp + 0xFFF:
                stamp = _last_of_another_time + 1
            _last_of_another_time = stamp
        else:
            _last = stamp = max(_last + 1, millis << 12)
    high = (stamp >> 12 << 16) | 0x7000 | (stamp & 0xFFF)
    return uuid.UUID(int=(high << 64) | (0b10 << 62) | secrets.randbits(62))


def time_of(id7: uuid.UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond, UTC."""
    return datetime.fromtimestamp((id7.int >> 80) / 1000, UTC)


def first_at(moment: datetime) -> uuid.UUID:
    """Below every UUIDv7 that is made at this moment or later, and above every earlier one."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)


def derived(*parts: object) -> uuid.UUID:
    """The one id that belongs to these parts (UUIDv5), for rows that are found by what they stand for."""
    return uuid.uuid5(_NAMESPACE, "\x1f".join(str(part) for part in parts))


def check_character(body: str) -> str:
    """Luhn's check mod 32: catches every single wrong character and nearly every swap of two neighbors."""
    total, double = 0, True
    for character in reversed(body):
        value = ALPHABET.index(character) * (2 if double else 1)
        total += value // 32 + value % 32
        double = not double
    return ALPHABET[-total % 32]


def random_text(length: int) -> str:
    """Random characters of the alphabet, 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def as_text(number: int, length: int) -> str:
    """The lowest `length` times 5 bits of a number, in the alphabet."""
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(length)))


def new_code(length: int) -> str:
    """A random code of `length` characters, the last a check character: 5 bits for each of the others."""
    body = random_text(length - 1)
    return body + check_character(body)


def read_text(typed: str, length: int) -> str | None:
    """What a person typed, as the characters it means (case, spaces, hyphens, O/0, I/L/1 forgiven); None if
    it is no text of the alphabet of this length.
    """
    text = typed.upper().translate(_READ_AS)
    return text if len(text) == length and all(character in ALPHABET for character in text) else None


def read_code(typed: str, length: int) -> str | None:
    """What a person typed, as the code it means; None if wrong."""
    code = read_text(typed, length)
    return code if code and check_character(code[:-1]) == code[-1] else None


def grouped(code: str, size: int = 4) -> str:
    """The code in groups, as people read it: `7K3M Q9XW 2RTB 4HNP`."""
    return " ".join(code[i : i + size] for i in range(0, len(code), size))


def new_number(length: int) -> str:
    """A random decimal number of `length` digits with a Luhn check digit, not starting with zero."""
    body = str(secrets.randbelow(9) + 1) + "".join(str(secrets.randbelow(10)) for _ in range(length - 2))
    return body + luhn(body)


def read_number(typed: str, length: int) -> str | None:
    """A typed decimal number without its spaces and hyphens; None if the length or check digit is wrong."""
    number = typed.translate(str.maketrans("", "", " -"))
    if len(number) != length or not (number.isascii() and number.isdigit()):
        return None
    return number if luhn(number[:-1]) == number[-1] else None


def luhn(body: str) -> str:
    """The check digit of a decimal number: catches every single wrong digit and nearly every swap."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return str(-total % 10)
