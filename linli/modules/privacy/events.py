"""What privacy tells the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event


class ExportAsked(Event, frozen=True, kw_only=True):
    """Somebody wants to take away all that is kept of them; a job makes the file."""

    person_id: UUID
    export_id: UUID
