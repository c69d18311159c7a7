"""Signed vouchers: what a QR code says so that a counter believes it without asking anybody.

A token is bytes, big-endian, signed with Ed25519 by its market and written as `LINLI1:` and base 45:

    version 1 · form 1 · market 4 · key 4 · voucher 16 · terms 16 · serial 2 · valid from 4 · valid until 4 ·
    made at 4 · count of parts 1 · of each part: units, used when made (varints) · nonce 6 · signature 64

Times are seconds since 1970. A varint has seven bits in a byte, the lowest first, the eighth set on all but
its last. Reading is strict: one token has exactly one text, and a text that is not exactly a token is none.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from uuid import UUID

import msgspec

from linli.kernel.keypairs import SIGNATURE_SIZE, PrivateKey, PublicKey
from linli.modules.vouchers import base45

PREFIX = "LINLI1:"
VERSION = 1
NONCE = 6
MOST_PARTS = 12
# What seven bytes of a varint hold; a browser's numbers hold it as well.
MOST_UNITS = 2**49 - 1
# How long a displayed token is good, how often a page shows a new one, and how far clocks may be apart; in
# seconds.
DISPLAYED = 90
RENEWED = 30
APART = 30
# The longest text that a token can have: twelve parts of the most units.
LONGEST = 450
_VARINT = 7


class TokenForm(IntEnum):
    """On paper and for phones without a network, or shown by a phone that renews it."""

    STATIC = 1
    DISPLAY = 2


class TokenFault(StrEnum):
    """Why a text is not believed, in the order in which it is looked at."""

    MALFORMED = "malformed"
    OTHER_MARKET = "other_market"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"
    TOO_EARLY = "too_early"
    EXPIRED = "expired"
    STALE = "stale"


class TokenError(ValueError):
    """This text is not believed; `token` is what it claims, where it could be read."""

    def __init__(self, fault: TokenFault, token: "Token | None" = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.token = token


class TokenPart(msgspec.Struct, frozen=True):
    """How many uses a part has, and how many were gone when the token was made."""

    units: int
    used: int


class Token(msgspec.Struct, frozen=True):
    """What a token says: `valid_from`, `valid_until` (just before it) and `made_at` in seconds since 1970,
    `serial` the number of hands through which the voucher had gone. Numbers have as many bytes as above.
    """

    form: TokenForm
    market_id: int
    key_id: int
    voucher_id: UUID
    terms_id: UUID
    serial: int
    valid_from: int
    valid_until: int
    made_at: int
    parts: tuple[TokenPart, ...]
    nonce: bytes


class SignedToken(msgspec.Struct, frozen=True):
    """A token as it was read: what it says, the bytes that were signed, and the signature."""

    token: Token
    body: bytes
    signature: bytes


def encode(token: Token) -> bytes:
    """The bytes that are signed. Raises ValueError for what no token can say."""
    numbers = (
        (VERSION, 1),
        (token.form, 1),
        (token.market_id, 4),
        (token.key_id, 4),
        (token.voucher_id.int, 16),
        (token.terms_id.int, 16),
        (token.serial, 2),
        (token.valid_from, 4),
        (token.valid_until, 4),
        (token.made_at, 4),
        (len(token.parts), 1),
    )
    try:
        head = b"".join(number.to_bytes(size, "big") for number, size in numbers)
    except OverflowError:
        raise ValueError("a number that has no room in a token") from None
    parts = b"".join(_varint(part.units) + _varint(part.used) for part in token.parts)
    body = head + parts + token.nonce
    if decode(body) != token:
        raise ValueError("a token cannot say this")
    return body


def sign_token(token: Token, key: PrivateKey) -> str:
    """The text of a token, signed by its market."""
    body = encode(token)
    return PREFIX + base45.encode(body + key.sign(body))


def is_token(text: str) -> bool:
    """Whether it says of itself that it is one."""
    return text.startswith(PREFIX)


def read_token(text: str) -> SignedToken:
    """The token in a text, whoever signed it. Raises TokenError (malformed)."""
    if not is_token(text) or len(text) > LONGEST:
        raise TokenError(TokenFault.MALFORMED)
    try:
        data = base45.decode(text[len(PREFIX) :])
        body, signature = data[:-SIGNATURE_SIZE], data[-SIGNATURE_SIZE:]
        return SignedToken(decode(body), body, signature)
    except ValueError:
        raise TokenError(TokenFault.MALFORMED) from None


def decode(body: bytes) -> Token:
    """What these bytes say, without a signature. Raises ValueError where they are not exactly a token."""
    reader = _Bytes(body)
    if reader.number(1) != VERSION:
        raise ValueError("another version")
    token = Token(
        form=TokenForm(reader.number(1)),
        market_id=reader.number(4),
        key_id=reader.number(4),
        voucher_id=UUID(int=reader.number(16)),
        terms_id=UUID(int=reader.number(16)),
        serial=reader.number(2),
        valid_from=reader.number(4),
        valid_until=reader.number(4),
        made_at=reader.number(4),
        parts=tuple(TokenPart(reader.varint(), reader.varint()) for _ in range(reader.number(1))),
        nonce=reader.take(NONCE),
    )
    if reader.left:
        raise ValueError("bytes after the end")
    if not _makes_sense(token):
        raise ValueError("numbers that no voucher has")
    return token


def _makes_sense(token: Token) -> bool:
    if not 1 <= len(token.parts) <= MOST_PARTS or token.valid_from >= token.valid_until:
        return False
    ids = token.market_id and token.key_id and token.serial
    return bool(ids) and all(part.units >= max(1, part.used) for part in token.parts)


def verify_token(signed: SignedToken, market_id: int, keys: Mapping[int, PublicKey]) -> Token:
    """What the market itself has signed, at whatever time. `keys` are the market's, by number.

    Raises TokenError (other_market, unknown_key, forged).
    """
    token = signed.token
    if token.market_id != market_id:
        raise TokenError(TokenFault.OTHER_MARKET, token)
    key = keys.get(token.key_id)
    if key is None:
        raise TokenError(TokenFault.UNKNOWN_KEY, token)
    if not key.verifies(signed.signature, signed.body):
        raise TokenError(TokenFault.FORGED, token)
    return token


def is_stale(token: Token, at: int) -> bool:
    """Whether it was displayed too long ago, or is from a future that no clocks explain."""
    if token.made_at > at + APART:
        return True
    return token.form is TokenForm.DISPLAY and at >= token.made_at + DISPLAYED


def require_in_time(token: Token, at: int) -> None:
    """Whether it is good at a moment (seconds since 1970). Raises TokenError (too_early, expired, stale)."""
    if at < token.valid_from:
        raise TokenError(TokenFault.TOO_EARLY, token)
    if at >= token.valid_until:
        raise TokenError(TokenFault.EXPIRED, token)
    if is_stale(token, at):
        raise TokenError(TokenFault.STALE, token)


def judge_token(text: str, market_id: int, keys: Mapping[int, PublicKey], at: int) -> Token:
    """The token that this market has signed and that is good at this moment. Raises TokenError."""
    token = verify_token(read_token(text), market_id, keys)
    require_in_time(token, at)
    return token


def _varint(number: int) -> bytes:
    if not 0 <= number <= MOST_UNITS:
        raise ValueError("more units than a token has room for")
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


class _Bytes:
    """Bytes that are taken one after the other, and never more than there are."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, size: int) -> bytes:
        if size > self.left:
            raise ValueError("it ends too soon")
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def varint(self) -> int:
        number = 0
        for place in range(_VARINT):
            byte = self.number(1)
            number |= (byte & 0x7F) << 7 * place
            if byte < 0x80:
                if place and not byte:
                    raise ValueError("a number written longer than it is")
                return number
        raise ValueError("a number that is too long")
