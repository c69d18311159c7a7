"""The chain of blocks that seals a market's ledger: canonical text and its hash. Pure.

A block's text is UTF-8, each line ended by one line feed:

    linli-ledger-1
    <market_id>
    <height, from 1>
    <hash of the block before in lower-case hex; 64 zeros for the first>
    <sealed_at, whole microseconds since 1970 UTC>
    <number of entries>
    <one line for each entry, in the block's order>

and its hash is SHA-256 of that text. An entry's line is its columns, parted by `|`; a column that is NULL is
empty, ids are written in lower case with hyphens, moments as above, truth as `t` or `f`:

    account|id|owner|purpose|currency|limited|opened_at
    transfer|id|debit account|credit account|amount_minor|currency|kind|subject|made_at
    pending|id|debit account|credit account|amount_minor|currency|kind|subject|made_at|expires_at
    result|pending id|outcome|transfer id|at

No column can hold a `|` or a line feed: the tables' checks see to that. `chain.sql` says the same in SQL, so
that the database can verify what the worker has sealed; a test holds the two together.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

FORMAT = "linli-ledger-1"
BEFORE_THE_FIRST = bytes(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def block_hash(
    market_id: int, height: int, previous_hash: bytes, sealed_at: datetime, lines: Sequence[str]
) -> bytes:
    """The hash of a block with these entries, each given as its canonical line."""
    head = (FORMAT, market_id, height, previous_hash.hex(), microseconds(sealed_at), len(lines))
    return hashlib.sha256("".join(f"{part}\n" for part in (*head, *lines)).encode()).digest()


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
