"""What marketing tells the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event
from linli.modules.marketing.model import Link


class Visited(Event, frozen=True, kw_only=True):
    """Someone followed a link; the visit's id goes into their cookie, signed by the face."""

    visit_id: UUID
    link: Link
