"""Holds out forgeries to a judge, and genuine tokens between them; tells of everything that went wrong."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from linli.modules.vouchers import TokenError
from tests.forgery.forgers import FORGERS, Attempt
from tests.forgery.world import MARKET, Genuine, Judge, World

# As often a genuine token is held out: a judge that refuses everything would forge nothing either.
EVERY = 50


@dataclass
class Count:
    """How many attempts there were of each kind, why they were refused, and everything that went wrong."""

    attempts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    genuine: int = 0
    unchanged: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def mutations(self) -> int:
        return sum(self.attempts.values())


def attack(judge: Judge, mutations: int, seed: int, stop_at: int = 10) -> Count:
    """So many forgeries, of each kind as many, until `stop_at` things went wrong."""
    world, count = World(seed), Count()
    for kind, attempt in _attempts(world):
        if count.mutations >= mutations or len(count.wrong) >= stop_at:
            break
        if _is_genuine(world, attempt):
            # What a forger did changed nothing; it is neither counted nor judged.
            count.unchanged += 1
            continue
        _hold_out(judge, world, kind, attempt, count)
        if count.mutations % EVERY == 0:
            _show_genuine(judge, world, world.genuine(), count)
    return count


def _attempts(world: World) -> Iterator[tuple[str, Attempt]]:
    """One kind after the other, for as long as is asked."""
    while True:
        for forger in FORGERS:
            yield forger.__name__, forger(world)


def _is_genuine(world: World, attempt: Attempt) -> bool:
    """Whether it is a token that this market has signed, at a moment at which it is good."""
    return attempt.market_id == MARKET and any(
        attempt.text == one.text and one.good_at(attempt.at) for one in world.made
    )


def _hold_out(judge: Judge, world: World, kind: str, attempt: Attempt, count: Count) -> None:
    count.attempts[kind] += 1
    try:
        judge(attempt.text, attempt.market_id, world.keys[attempt.market_id], attempt.at)
    except TokenError as refused:
        count.faults[refused.fault.value] += 1
    except Exception as error:  # whatever it is: a judge answers, or refuses in one way
        count.wrong.append(f"{kind}: {error!r} at {attempt}")
    else:
        count.wrong.append(f"{kind}: believed {attempt}")


def _show_genuine(judge: Judge, world: World, genuine: Genuine, count: Count) -> None:
    count.genuine += 1
    try:
        said = judge(genuine.text, MARKET, world.keys[MARKET], genuine.at)
    except Exception as error:
        count.wrong.append(f"genuine: {error!r} at {genuine}")
    else:
        if said != genuine.token:
            count.wrong.append(f"genuine: {said} read from {genuine}")
