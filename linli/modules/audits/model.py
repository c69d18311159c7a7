"""What an audit says."""

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """The answer to one question: `bad` counts what is wrong, `facts` says how much was looked at.

    A notice is no fault: its `bad` counts what waits for a person.
    """

    check: str
    bad: int
    facts: str

    @property
    def fine(self) -> bool:
        return self.bad == 0
