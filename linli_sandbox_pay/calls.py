"""Who may call, and what a repeated call gets: nonces and idempotency keys."""

import hashlib
import sqlite3
from dataclasses import dataclass

from . import signing
from .refusals import Refused, key_reused
from .store import Store

REMEMBERED = 2 * signing.ALLOWED_SKEW


class Nonces:
    """Every nonce is good for one call. Known in memory, kept on disk, so a restart forgets none.

    A nonce is queued for the disk before the call's own change is, and the queue keeps its order:
    no change is ever on disk without the nonce that ordered it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: dict[str, int] = {}

    def load(self) -> None:
        self._seen = dict(
            self._store.read(lambda c: c.execute("SELECT nonce, signed_at FROM nonces").fetchall())
        )

    def use(self, signature: signing.Signature) -> None:
        """Remember the nonce, or refuse it as used."""
        if signature.nonce in self._seen:
            raise Refused(401, "signature_replayed", "This nonce was used before: sign every call anew.")
        self._seen[signature.nonce] = signature.at
        row = (signature.nonce, signature.at)
        self._store.write_behind(
            lambda c: c.execute("INSERT OR IGNORE INTO nonces (nonce, signed_at) VALUES (?, ?)", row).close()
        )

    def forget_old(self, now_seconds: int) -> None:
        """A nonce older than any signature we still accept need not be remembered."""
        edge = now_seconds - REMEMBERED
        self._seen = {nonce: at for nonce, at in self._seen.items() if at >= edge}
        self._store.write_behind(
            lambda c: c.execute("DELETE FROM nonces WHERE signed_at < ?", (edge,)).close()
        )


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    repeated: bool = False


def fingerprint(target: str, body: bytes) -> bytes:
    return hashlib.sha256(target.encode() + b"\n" + body).digest()


def recall(c: sqlite3.Connection, key: str, mark: bytes) -> Answer | None:
    """The first answer under this key; refuses the key for another request."""
    row = c.execute("SELECT fingerprint, status, body FROM answers WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    if row[0] != mark:
        raise key_reused()
    return Answer(row[1], row[2], repeated=True)


def keep(c: sqlite3.Connection, key: str, mark: bytes, answer: Answer, now: int) -> None:
    c.execute(
        "INSERT INTO answers (key, fingerprint, status, body, created_at) VALUES (?, ?, ?, ?, ?)",
        (key, mark, answer.status, answer.body, now),
    )
