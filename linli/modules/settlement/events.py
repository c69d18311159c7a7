"""What settlement tells the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event


class StatementDrafted(Event, frozen=True, kw_only=True):
    """A payee has a statement to look at."""

    statement_id: UUID
    payee_id: UUID
