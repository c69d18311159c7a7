"""A bank on paper."""

from collections.abc import Sequence
from uuid import UUID

from linli.modules import treasury
from linli.modules.treasury import Instruction, Word


class Paper:
    """A bank that notes what it is told and says what the test wants it to."""

    def __init__(self) -> None:
        self.batches: dict[UUID, list[Instruction]] = {}
        self.sent = 0
        self.status = "pending"
        self.loses_answers = self.forgets = False

    async def send(self, batch_id: UUID, currency: str, payouts: Sequence[Instruction]) -> None:
        self.sent += 1
        if not self.forgets:
            self.batches.setdefault(batch_id, list(payouts))
        if self.loses_answers:
            raise treasury.BANK_UNREACHABLE()

    async def report(self, batch_id: UUID) -> Sequence[Word] | None:
        held = self.batches.get(batch_id)
        reason = "account_closed" if self.status == "failed" else ""
        return held and [Word(one.payout_id, self.status, reason, "po_1") for one in held]
