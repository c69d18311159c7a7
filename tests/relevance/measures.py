"""How well a list of answers serves: NDCG@10 and success@1."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

DEPTH = 10
BEST = 3


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """How one query was answered. `first` is what came first, with its grade."""

    market: str
    number: int
    kind: str
    text: str
    means: str
    ndcg: float
    success: bool
    first: str
    found: int

    @property
    def tuned(self) -> bool:
        """The even-numbered queries are tuned with, the others only measured."""
        return self.number % 2 == 0


class Measured(msgspec.Struct, frozen=True):
    """What a group of queries reached on average."""

    queries: int
    ndcg: float
    success: float


def ndcg(order: Sequence[UUID], grades: Mapping[UUID, int]) -> float:
    """Discounted gain of the first ten against the best order of the same grades; gain 2^grade - 1."""
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(store, 0) for store in order]) / best if best else float(not order)


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


def succeeded(order: Sequence[UUID], grades: Mapping[UUID, int]) -> bool:
    """Whether the first answer is as good as any could be."""
    best = max(grades.values(), default=0)
    return bool(order) and grades.get(order[0], 0) >= best > 0


def mean(answers: Iterable[Answer]) -> Measured:
    every = list(answers)
    many = max(len(every), 1)
    return Measured(
        len(every),
        sum(answer.ndcg for answer in every) / many,
        sum(answer.success for answer in every) / many,
    )


def by_kind(answers: Iterable[Answer]) -> dict[str, Measured]:
    """The same for each class of query."""
    groups: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[answer.kind].append(answer)
    return {kind: mean(group) for kind, group in groups.items()}
