"""Takes callbacks as a merchant's server would, and keeps them word for word."""

from tests.simulators.server import Answer, Call, Program


class Listener(Program):
    """`url` is where it listens; `status` what it says to each call."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Call] = []
        self.status = 200
        self.url = f"{self.url}/callback"
        self.route("POST", "/callback", self._take)

    def _take(self, call: Call) -> Answer:
        self.heard.append(call)
        return Answer(self.status)
