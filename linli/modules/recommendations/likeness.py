"""Which places the same people go to: a few numbers per place, so that nearness of numbers means that."""

import numpy as np
from numpy.typing import NDArray

from linli.modules.recommendations.arrays import Real, Whole

SIZE = 32
ROUNDS = 4
SEED = 7

Single = NDArray[np.float32]


def place_vectors(people: int, places: int, person: Whole, place: Whole, count: Real) -> Single:
    """Truncated singular vectors of who went where (randomized, same seed, same answer).

    A place that everyone goes to and a person who goes everywhere say little: each entry is divided by the
    roots of both sums.
    """
    size = min(SIZE, places, people)
    weight = np.log1p(count)
    by_person = np.bincount(person, weight, people) + 1.0
    by_place = np.bincount(place, weight, places) + 1.0
    value = (weight / np.sqrt(by_person[person] * by_place[place])).astype(np.float32)
    forth = _Sparse(person, place, value, people)
    back = _Sparse(place, person, value, places)
    draw = np.random.default_rng(SEED).standard_normal((places, min(size + 8, places))).astype(np.float32)
    for _ in range(ROUNDS):
        draw = np.linalg.qr(back.times(forth.times(draw)))[0].astype(np.float32)
    _, strength, turned = np.linalg.svd(forth.times(draw), full_matrices=False)
    vectors = (draw @ turned.T)[:, :size] * np.sqrt(strength[:size])
    whole = np.zeros((places, SIZE), np.float32)
    whole[:, :size] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    whole[by_place <= 1.0] = 0.0
    return whole


class _Sparse:
    """Rows of a sparse matrix, sorted, so that a product is a gather and a sum of runs."""

    def __init__(self, row: Whole, column: Whole, value: Single, rows: int) -> None:
        order = np.argsort(row, kind="stable")
        self.column, self.value, self.rows = column[order], value[order, None], rows
        self.filled, self.start = np.unique(row[order], return_index=True)

    def times(self, dense: Single) -> Single:
        out = np.zeros((self.rows, dense.shape[1]), np.float32)
        if len(self.start):
            out[self.filled] = np.add.reduceat(self.value * dense[self.column], self.start, axis=0)
        return out
