"""What the people in the storm were told. Whatever was acknowledged must stand when it is over."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class Journal:
    """Only what was answered with a yes is written down."""

    orders: set[UUID] = field(default_factory=set)
    # The order of each payment for which the provider has said that it took the money.
    paid: dict[str, UUID] = field(default_factory=dict)
    # The voucher of each redemption.
    redemptions: dict[UUID, UUID] = field(default_factory=dict)
    # How much of an order was promised back, in minor units.
    refunds: dict[UUID, int] = field(default_factory=dict)
    # Payouts of the time before the bank's book, as a demo remembers them.
    remembered: set[UUID] = field(default_factory=set)
    refused: dict[str, int] = field(default_factory=dict)
    # When each write was answered with a yes, by this machine's steady clock.
    acknowledged: list[float] = field(default_factory=list)
    repeated: int = 0
    given_up: int = 0

    def refuse(self, code: str) -> None:
        self.refused[code] = self.refused.get(code, 0) + 1
