"""What an audit asks and what it says."""

from collections.abc import Awaitable, Callable

import msgspec

from linli.kernel.database import Reader


class Finding(msgspec.Struct, frozen=True):
    """The answer to one question: `bad` counts what is wrong, `facts` says how much was looked at.

    `key` names the question for programs and never changes its meaning; `check` says it in words. A notice is
    no fault: its `bad` counts what waits for a person.
    """

    key: str
    check: str
    bad: int
    facts: str

    @property
    def fine(self) -> bool:
        return self.bad == 0


class Question(msgspec.Struct, frozen=True):
    """Something that must be so in every market, and how to ask."""

    key: str
    check: str
    answer: Callable[[Reader, int], Awaitable[tuple[int, str]]]

    async def ask(self, reader: Reader, market_id: int) -> Finding:
        """How many are wrong, and what was looked at; ask within one snapshot."""
        bad, facts = await self.answer(reader, market_id)
        return Finding(self.key, self.check, bad, facts)
