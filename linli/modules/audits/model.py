"""What an audit says."""

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """The answer to one question: `bad` counts what is wrong, `facts` says how much was looked at."""

    check: str
    bad: int
    facts: str

    @property
    def fine(self) -> bool:
        return self.bad == 0
