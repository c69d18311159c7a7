"""What providers know our attempts and refunds by."""

from uuid import UUID

_WRITTEN = 36  # characters of an id with its hyphens


def id_in(reference: str) -> UUID:
    """Our id at the beginning of a key such as `Refund.send_key`; raises ValueError where there is none."""
    return UUID(reference[:_WRITTEN]) if len(reference) >= _WRITTEN else UUID("")
