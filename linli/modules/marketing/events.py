"""What marketing tells the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event
from linli.modules.marketing.model import Apart, Channel, Link


class BatchStarted(Event, frozen=True, kw_only=True):
    """More codes of a batch are to be made than fit into one step."""

    batch_id: UUID
    store_id: UUID


class Visited(Event, frozen=True, kw_only=True):
    """Someone followed a code; the visit's id goes into their cookie, signed by the face.

    `channel`, `store_id` and `campaign_id` are those of the link. `own_staff`: it was somebody who works in
    that store; `agent` is the kind of program, "bot" for those that look on behalf of others. Both are told
    so that they can be shown; neither counts. `source` is the same for visits of one day from one address.
    """

    visit_id: UUID
    link: Link
    channel: Channel
    store_id: UUID
    campaign_id: UUID | None = None
    person_id: UUID | None = None
    device_id: UUID | None = None
    own_staff: bool = False
    agent: str = ""
    source: str = ""

    @property
    def apart(self) -> Apart | None:
        """Why this visit does not count; None: it counts."""
        if self.agent == Apart.BOT.value:
            return Apart.BOT
        return Apart.STAFF if self.own_staff else None
