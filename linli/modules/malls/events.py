"""News of malls."""

from uuid import UUID

from linli.kernel.events import Event


class ListingSwitched(Event, frozen=True, kw_only=True):
    """These stores may now stand on the market's platform, or no more: look again."""

    store_ids: tuple[UUID, ...]
