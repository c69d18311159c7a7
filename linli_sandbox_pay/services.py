"""What the running program consists of, handed to every handler."""

import asyncio
from dataclasses import dataclass, field

from .calls import Nonces
from .courier import Courier
from .settings import Settings
from .store import Store


@dataclass(frozen=True)
class Services:
    settings: Settings
    store: Store
    courier: Courier
    nonces: Nonces
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def hold(self, seconds: float) -> None:
        """Keep a caller waiting, as a provider in trouble does; a stopping program lets everybody go."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return


def assemble(settings: Settings) -> Services:
    store = Store(settings.database)
    return Services(settings, store, Courier(store, settings.secret), Nonces(store))
