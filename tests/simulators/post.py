"""Carries a simulator's notifications, at once or when a test says so, and remembers how they were taken."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

PATIENCE = 10


@dataclass(frozen=True)
class Letter:
    """A notification ready to go: it is signed when it is sent, for signatures have a time."""

    url: str
    make: Callable[[], tuple[dict[str, str], bytes]]


@dataclass
class Post:
    """`hold`: letters wait in `held` until `send_held`; `copies`: how often each is sent; `drop`: never sent.

    `taken` tells of every delivery the status and the body that came back.
    """

    hold: bool = False
    drop: bool = False
    copies: int = 1
    held: list[Letter] = field(default_factory=list)
    taken: list[tuple[int, bytes]] = field(default_factory=list)
    # Only on this machine: nothing is encrypted, and reading the world's certificates takes its time.
    _client: httpx.Client = field(
        default_factory=lambda: httpx.Client(timeout=PATIENCE, trust_env=False, verify=False)
    )
    _under_way: list[threading.Thread] = field(default_factory=list)

    def give(self, letter: Letter) -> None:
        if self.drop or not letter.url:
            return
        if self.hold:
            self.held.append(letter)
            return
        carrier = threading.Thread(target=self.send, args=(letter,), daemon=True)
        self._under_way.append(carrier)
        carrier.start()

    def send(self, letter: Letter) -> None:
        for _ in range(self.copies):
            headers, body = letter.make()
            try:
                answer = self._client.post(letter.url, headers=headers, content=body)
                self.taken.append((answer.status_code, answer.content))
            except httpx.HTTPError as error:
                self.taken.append((0, type(error).__name__.encode()))

    def send_held(self, *, backwards: bool = False) -> None:
        """What waited goes out now, one after the other; `backwards`: the last first."""
        letters, self.held = self.held[::-1] if backwards else self.held, []
        for letter in letters:
            self.send(letter)

    def wait(self) -> None:
        """Until everything given has been delivered."""
        for carrier in self._under_way:
            carrier.join(PATIENCE * 2)
        self._under_way.clear()
