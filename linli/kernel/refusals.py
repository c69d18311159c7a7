"""A refusal is not an error: a business "no", with a code, an HTTP status and a message in every language."""

from types import MappingProxyType
from typing import Any


class Refusal(Exception):
    """A "no" that changed nothing. Rolls its transaction back and is not remembered under its idempotency
    key.

    `params` are plain values for the message `refusal.<code>`; they never carry secrets or phone numbers.
    """

    def __init__(self, kind: "RefusalKind", params: dict[str, Any]) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.params = params

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def status(self) -> int:
        return self.kind.status

    @property
    def message_key(self) -> str:
        return f"refusal.{self.kind.code}"

    @property
    def retry_after(self) -> int | None:
        """Seconds until a limit lets one try again, or until it is worth trying; None for every other
        refusal, which no waiting mends.
        """
        return int(self.params["seconds"]) if self.status == TOO_MANY_TRIES.status else self.kind.again

    @property
    def headers(self) -> dict[str, str]:
        """What an answer that tells this refusal says in its head."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


class RefusalKind:
    """A refusal that a module declares once in its `refusals.py`: `raise SOLD_OUT(left=2)`."""

    __slots__ = ("again", "code", "status")

    def __init__(self, code: str, status: int = 409, again: int | None = None) -> None:
        """`again`: whoever tries anew after so many seconds may well be served."""
        if code in _declared:
            raise ValueError(f"refusal {code} is declared twice")
        self.code = code
        self.status = status
        self.again = again
        _declared[code] = self

    def __call__(self, **params: Any) -> Refusal:
        return Refusal(self, params)


_declared: dict[str, RefusalKind] = {}
DECLARED = MappingProxyType(_declared)

# "Not yours" and "not there" look the same, everywhere.
NOT_FOUND = RefusalKind("not_found", 404)
INVALID = RefusalKind("invalid", 422)
SIGN_IN_NEEDED = RefusalKind("sign_in_needed", 401)
NOT_ALLOWED = RefusalKind("not_allowed", 403)
TOO_MANY_TRIES = RefusalKind("too_many_tries", 429)
IDEMPOTENCY_KEY_NEEDED = RefusalKind("idempotency_key_needed", 400)
IDEMPOTENCY_KEY_REUSED = RefusalKind("idempotency_key_reused", 422)
FORM_EXPIRED = RefusalKind("form_expired", 403)
# The server has more to do than it can, or the sender less time than it needs: both may try again.
BUSY = RefusalKind("busy", 503, again=5)
TOOK_TOO_LONG = RefusalKind("took_too_long", 503, again=15)
TOO_SLOW = RefusalKind("too_slow", 408)
TOO_LARGE = RefusalKind("too_large", 413)
