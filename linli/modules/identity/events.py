"""What identity tells the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event


class PersonErased(Event, frozen=True, kw_only=True):
    """Somebody is a number from now on, without a name or a way to sign in; told in every market."""

    person_id: UUID
