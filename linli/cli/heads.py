"""Heads of chains that somebody has noted: typed, or in the JSON of an earlier audit."""

import argparse
import string
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

HASH_DIGITS = 64
# More blocks than this no chain has.
HIGHEST = 2**31


class Head(msgspec.Struct, frozen=True):
    """The last block of a market's chain, at some time: its height and its hash in lower-case hex."""

    market: str
    height: int
    hash: str

    @property
    def can_be(self) -> bool:
        digits = set(self.hash) <= set(string.hexdigits.lower())
        return bool(self.market) and 0 <= self.height < HIGHEST and digits and len(self.hash) == HASH_DIGITS

    @property
    def bytes(self) -> bytes:
        return bytes.fromhex(self.hash)


class _Audit(msgspec.Struct, frozen=True):
    """As much of an earlier audit's JSON as is needed."""

    heads: list[Head]


# Market → what was noted of its chain, by height.
Noted = Mapping[str, Sequence[Head]]


def noted(given: argparse.Namespace) -> Noted:
    """What `--head` and `--noted` name. Raises ValueError for what names no head, or one of a market that is
    not audited, and for a file that cannot be read.
    """
    found = [_typed(text) for text in given.head or ()]
    if given.market and (others := sorted({one.market for one in found} - {given.market})):
        raise ValueError(f"--head is of {', '.join(others)}, and only {given.market} is audited")
    for name in given.noted or ():
        found += _in_file(Path(name))
    by_market: dict[str, list[Head]] = {}
    for one in sorted(set(found), key=lambda head: (head.market, head.height, head.hash)):
        by_market.setdefault(one.market, []).append(one)
    return by_market


def _typed(text: str) -> Head:
    market, _, rest = text.partition(":")
    height, _, mark = rest.partition(":")
    known = height.isascii() and height.isdecimal() and len(height) <= len(str(HIGHEST))
    head = Head(market, int(height) if known else HIGHEST, mark.lower())
    if not head.can_be:
        raise ValueError(
            f"--head {text!r} is not MARKET:HEIGHT:HASH with all {HASH_DIGITS} digits of the hash"
        )
    return head


def _in_file(path: Path) -> list[Head]:
    try:
        heads = msgspec.json.decode(path.read_bytes(), type=_Audit).heads
    except msgspec.DecodeError as error:
        raise ValueError(f"{path} is not what `linli audit --json` has written: {error}") from None
    except OSError as error:
        raise ValueError(f"--noted: {error}") from None
    if not heads or not all(one.can_be for one in heads):
        raise ValueError(f"{path} notes no heads, or one that cannot be read")
    return heads
