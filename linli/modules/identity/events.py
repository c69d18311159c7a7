"""What identity tells the rest of the house: in every market, because each keeps its own."""

from uuid import UUID

from linli.kernel.events import Event


class PersonErased(Event, frozen=True, kw_only=True):
    """Somebody is a number from now on, without a name or a way to sign in; told in every market."""

    person_id: UUID


class GuestAdopted(Event, frozen=True, kw_only=True):
    """Somebody who had paid without signing in has signed in: what the guest did, the person did."""

    guest_id: UUID
    person_id: UUID
