"""Everything a forger can do without a private key: each takes genuine tokens and makes one attempt of them.

An attempt is a text with who is to believe it and when. None of them may be believed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from linli.kernel.keypairs import SIGNATURE_SIZE, PrivateKey
from linli.modules.vouchers import Token, TokenForm, TokenPart, base45
from linli.modules.vouchers.tokens import DISPLAYED, MOST_UNITS, PREFIX, encode
from tests.forgery.world import DAY, MARKET, OTHER_MARKET, Genuine, World

# The order of the curve's group: adding it to the second half of a signature is the oldest second spelling.
ORDER = 2**252 + 27742317777372353535851937790883648493
# Points of small order, as a first half that makes careless verifiers accept.
SMALL = (
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
)


@dataclass(frozen=True)
class Attempt:
    """A text that is held out to a market at a moment."""

    text: str
    at: int
    market_id: int = MARKET


def data_of(text: str) -> bytes:
    return base45.decode(text.removeprefix(PREFIX))


def text_of(data: bytes) -> str:
    return PREFIX + base45.encode(data)


def _resaid(world: World, genuine: Genuine, **says: object) -> Attempt:
    """Other words over the signature of the genuine ones."""
    said = msgspec.structs.replace(genuine.token, **says)
    return Attempt(text_of(encode(said) + data_of(genuine.text)[-SIGNATURE_SIZE:]), genuine.at)


def bits(world: World) -> Attempt:
    """One to eight bits of the bytes are turned."""
    genuine = world.genuine()
    data = bytearray(data_of(genuine.text))
    for place in world.rng.sample(range(8 * len(data)), world.rng.choice((1, 1, 1, 2, 8))):
        data[place // 8] ^= 1 << place % 8
    return Attempt(text_of(bytes(data)), genuine.at)


def some_bytes(world: World) -> Attempt:
    """A run of bytes is replaced, put in, taken out or repeated."""
    genuine, rng = world.genuine(), world.rng
    data = data_of(genuine.text)
    start = rng.randrange(len(data))
    end = min(len(data), start + rng.choice((1, 2, 8, 16, 32)))
    new = rng.choice((rng.randbytes(end - start), rng.randbytes(rng.randint(1, 9)), b"", 2 * data[start:end]))
    return Attempt(text_of(data[:start] + new + data[start if rng.random() < 0.2 else end :]), genuine.at)


def truncation(world: World) -> Attempt:
    """It ends too soon, or begins too late."""
    genuine, rng = world.genuine(), world.rng
    if rng.random() < 0.5:
        return Attempt(genuine.text[: rng.randrange(len(genuine.text))], genuine.at)
    data = data_of(genuine.text)
    cut = rng.randrange(1, len(data))
    return Attempt(text_of(data[cut:] if rng.random() < 0.3 else data[:-cut]), genuine.at)


def extension(world: World) -> Attempt:
    """Something is put behind, before or between what is genuine."""
    genuine, rng = world.genuine(), world.rng
    more = rng.randbytes(rng.randint(1, 40))
    data = data_of(genuine.text)
    ways = (
        genuine.text + base45.encode(more),
        genuine.text + rng.choice(base45.ALPHABET),
        genuine.text + genuine.text,
        text_of(more + data),
        text_of(data[:-SIGNATURE_SIZE] + more + data[-SIGNATURE_SIZE:]),
        text_of(data + data[-SIGNATURE_SIZE:]),
    )
    return Attempt(rng.choice(ways), genuine.at)


def characters(world: World) -> Attempt:
    """The text is misread: characters replaced, swapped, in another case or another alphabet."""
    genuine, rng = world.genuine(), world.rng
    letters = list(genuine.text)
    one, other = rng.sample(range(len(letters)), 2)
    match rng.randrange(4):
        case 0:
            letters[one] = rng.choice(base45.ALPHABET)
        case 1:
            letters[one], letters[other] = letters[other], letters[one]
        case 2:
            letters[one] = letters[one].lower()
        case _:
            letters[one] = chr(rng.choice((0x20, 0x7F, 0x30 + 0xFEE0, 0x394F, 0x1F600)) + rng.randrange(9))
    return Attempt("".join(letters), genuine.at)


def key_swap(world: World) -> Attempt:
    """It names another key: one of the market's, or one that nobody has."""
    genuine = world.genuine()
    number = world.rng.choice((1, 2, 3, 4, 2**32 - 1))
    return _resaid(world, genuine, key_id=number)


def own_key(world: World) -> Attempt:
    """Signed with a key of the forger's own under a number of the market's."""
    genuine = world.genuine()
    body = data_of(genuine.text)[:-SIGNATURE_SIZE]
    return Attempt(text_of(body + PrivateKey(world.rng.randbytes(32)).sign(body)), genuine.at)


def other_merchant(world: World) -> Attempt:
    """The voucher or the terms of another merchant, whose token is genuine too, are put into it."""
    genuine, other = world.genuine(), world.genuine()
    which = world.rng.choice((("voucher_id",), ("terms_id",), ("voucher_id", "terms_id")))
    return _resaid(world, genuine, **{name: getattr(other.token, name) for name in which})


def spliced(world: World) -> Attempt:
    """One token's words over another's signature."""
    genuine, other = world.genuine(), world.genuine()
    body = data_of(genuine.text)[:-SIGNATURE_SIZE]
    return Attempt(text_of(body + data_of(other.text)[-SIGNATURE_SIZE:]), genuine.at)


def other_market(world: World) -> Attempt:
    """Another market's counter; another market's key; this market's words under another market's number."""
    genuine, rng = world.genuine(), world.rng
    foreign = world.signers[OTHER_MARKET][rng.choice((1, 2, 3))]
    body = data_of(genuine.text)[:-SIGNATURE_SIZE]
    renamed = encode(msgspec.structs.replace(genuine.token, market_id=OTHER_MARKET))
    ways = (
        Attempt(genuine.text, genuine.at, OTHER_MARKET),
        Attempt(text_of(body + foreign.sign(body)), genuine.at),
        Attempt(text_of(renamed + foreign.sign(renamed)), genuine.at),
        Attempt(text_of(renamed + data_of(genuine.text)[-SIGNATURE_SIZE:]), genuine.at, OTHER_MARKET),
    )
    return rng.choice(ways)


def expired(world: World) -> Attempt:
    """Held out when the voucher is over or not yet good; or its validity is stretched."""
    genuine, rng = world.genuine(), world.rng
    token = genuine.token
    after = token.valid_until + rng.choice((0, 1, 60, DAY, 900 * DAY))
    ways = (
        Attempt(genuine.text, after),
        Attempt(genuine.text, token.valid_from - rng.choice((1, DAY))),
        msgspec.structs.replace(token, valid_until=min(2**32 - 1, after + DAY)),
    )
    way = rng.choice(ways)
    if isinstance(way, Token):
        return Attempt(text_of(encode(way) + data_of(genuine.text)[-SIGNATURE_SIZE:]), after)
    return way


def replayed(world: World) -> Attempt:
    """A picture of a display, later; its moment or its form rewritten; one of a moment to come."""
    genuine, rng = world.genuine(TokenForm.DISPLAY), world.rng
    token = genuine.token
    late = token.made_at + DISPLAYED + rng.choice((0, 1, 60, 3_600))
    match rng.randrange(4):
        case 0:
            return Attempt(genuine.text, late)
        case 1:
            return _at(_resaid(world, genuine, made_at=late), late)
        case 2:
            return _at(_resaid(world, genuine, form=TokenForm.STATIC), late)
        case _:
            return Attempt(genuine.text, token.made_at - rng.choice((31, 600, DAY)))


def _at(attempt: Attempt, at: int) -> Attempt:
    """The same at another moment."""
    return Attempt(attempt.text, at, attempt.market_id)


def more_uses(world: World) -> Attempt:
    """More parts, more units, fewer of them used, or another hand than it was made for."""
    genuine, rng = world.genuine(), world.rng
    parts = genuine.token.parts
    ways: tuple[dict[str, object], ...] = (
        {"parts": tuple(TokenPart(min(MOST_UNITS, part.units + 1), 0) for part in parts)},
        {"parts": (*parts[:11], TokenPart(rng.randint(1, 9), 0))},
        {"parts": (TokenPart(MOST_UNITS, 0),)},
        {"serial": genuine.token.serial + rng.choice((1, 2, 60_000))},
    )
    return _resaid(world, genuine, **rng.choice(ways))


def signatures(world: World) -> Attempt:
    """Signatures that careless verifiers take: zeros, points of small order, and a second spelling."""
    genuine, rng = world.genuine(), world.rng
    data = data_of(genuine.text)
    body, first, second = data[:-64], data[-64:-32], int.from_bytes(data[-32:], "little")
    ways = (
        bytes(SIGNATURE_SIZE),
        rng.choice(SMALL) + bytes(32),
        rng.choice(SMALL) + data[-32:],
        first + (second + ORDER).to_bytes(32, "little"),
        first + (ORDER - second).to_bytes(32, "little"),
        rng.randbytes(SIGNATURE_SIZE),
    )
    return Attempt(text_of(body + rng.choice(ways)), genuine.at)


def garbage(world: World) -> Attempt:
    """Anything behind the right beginning."""
    rng = world.rng
    size = rng.choice((0, 1, 57, 64, 129, 300))
    ways = (
        text_of(rng.randbytes(size)),
        PREFIX + "".join(rng.choice(base45.ALPHABET) for _ in range(size)),
        PREFIX + "".join(chr(rng.randrange(1, 0x3000)) for _ in range(size)),
    )
    return Attempt(rng.choice(ways), world.genuine().at)


FORGERS: tuple[Callable[[World], Attempt], ...] = (
    bits,
    some_bytes,
    truncation,
    extension,
    characters,
    key_swap,
    own_key,
    other_merchant,
    spliced,
    other_market,
    expired,
    replayed,
    more_uses,
    signatures,
    garbage,
)
