"""How much each column counts: a straight part that starts from what we believe, and a small bent part.

Learned from lists in which one place was the right one, as the probability of choosing it (softmax), so that
what is learned is an order. With few lists the beliefs stay; with many the bent part (one hidden layer) adds
what no straight weights can say, and is kept only if it does better on lists it has not seen.
"""

import numpy as np

from linli.modules.recommendations.arrays import Flags
from linli.modules.recommendations.features import COLUMNS, GROUPS, NAMES, Table
from linli.modules.recommendations.likeness import Single

HIDDEN = 32
FEW, MANY = 30, 600
BATCH = 64
EPOCHS = 8
RATE = 0.004
SEED = 11


class Weights:
    """Everything a score needs: the scale of each column, the straight weights, the bent part."""

    def __init__(self, mean: Single, scale: Single, straight: Single, bent: tuple[Single, ...]) -> None:
        self.mean, self.scale, self.straight, self.bent = mean, scale, straight, bent

    def score(self, rows: Table) -> Single:
        scaled = (rows - self.mean) / self.scale
        score = scaled @ self.straight
        if self.bent:
            first, offset, second = self.bent
            score = score + np.maximum(scaled @ first + offset, 0) @ second
        return np.asarray(score, np.float32)

    def without(self, rows: Table, group: str) -> Single:
        """The scores if nothing were known of one group of columns."""
        blank = rows.copy()
        for number, name in enumerate(NAMES):
            if COLUMNS[name][0] == group:
                blank[:, number] = BLANK.get(name, 0.0)
        return self.score(blank)


# What a column holds where nothing speaks for a place; 0 for all others.
BLANK = {"from_last": 2.3, "from_home": 2.3, "from_own": 2.3, "from_now": 2.3}


def beliefs() -> Weights:
    """Weights before anything was learned."""
    straight = np.array([weight for _, weight in COLUMNS.values()], np.float32)
    size = len(NAMES)
    return Weights(np.zeros(size, np.float32), np.ones(size, np.float32), straight, ())


class Lists:
    """Lists to learn from, padded to one length: `rows` (lists, places, columns), which are `real`, which is
    `right`, and what each place stands for (`worth`, a logarithm) where only some of many were taken.
    """

    def __init__(self, rows: Table, real: Flags, right: Flags, worth: Single) -> None:
        self.rows, self.real, self.right, self.worth = rows, real, right, worth

    def __len__(self) -> int:
        return len(self.rows)


def learn_weights(lists: Lists) -> Weights:
    """Straight weights near the beliefs, then the bent part if there is enough to learn it from."""
    start = beliefs()
    if len(lists) < FEW:
        return start
    mean, scale = _spread(lists)
    held = np.arange(len(lists)) % 7 == 6
    best = Weights(mean, scale, start.straight * scale, ())
    loss = _loss(best, lists, held)
    for bend in (False, True) if len(lists) >= MANY else (False,):
        for tried in _rounds(best, lists, ~held, bend=bend):
            now = _loss(tried, lists, held)
            if now < loss - 1e-5:
                best, loss = tried, now
    return best


def _spread(lists: Lists) -> tuple[Single, Single]:
    """Mean and standard deviation of each column, without a copy of the lists: what pads them is zero."""
    count = max(int(lists.real.sum()), 1)
    mean = lists.rows.sum(axis=(0, 1), dtype=np.float64) / count
    square = np.zeros_like(mean)
    for one in lists.rows:
        square += np.einsum("ij,ij->j", one, one)
    scale = np.sqrt(np.maximum(square / count - mean**2, 0.0))
    return mean.astype(np.float32), np.maximum(scale, 0.05).astype(np.float32)


def _loss(weights: Weights, lists: Lists, chosen: Flags) -> float:
    chance = _chances(weights.score(lists.rows[chosen]), lists.real[chosen], lists.worth[chosen])
    return float(-np.log(chance[lists.right[chosen]] + 1e-9).mean())


def _chances(score: Single, real: Flags, worth: Single) -> Single:
    logit = np.where(real, score + worth, -1e9)
    power = np.exp(logit - logit.max(axis=1, keepdims=True))
    return np.asarray(power / power.sum(axis=1, keepdims=True), np.float32)


def _rounds(start: Weights, lists: Lists, chosen: Flags, *, bend: bool) -> list[Weights]:
    """What the weights are after each time through, by Adam; drawn to where they started."""
    dice = np.random.default_rng(SEED)
    size = len(NAMES)
    values = [start.straight.astype(np.float64)]
    if bend:
        values += [dice.standard_normal((size, HIDDEN)) * 0.5 / np.sqrt(size)]
        values += [np.zeros(HIDDEN), np.zeros(HIDDEN)]
    origin = values[0].copy()
    pull = 3.0 / max(int(chosen.sum()), 1)
    moments = [(np.zeros_like(v), np.zeros_like(v)) for v in values]
    rows = np.flatnonzero(chosen)
    out, step = [], 0
    for epoch in range(EPOCHS):
        for part in np.array_split(dice.permutation(rows), max(1, len(rows) // BATCH)):
            slopes = _slopes(start, values, lists, np.sort(part))
            slopes[0] += pull * (values[0] - origin)
            step += 1
            rate = RATE * (1 - epoch / EPOCHS) if bend else RATE * 3 * (1 - epoch / EPOCHS)
            for number, slope in enumerate(slopes):
                one, two = moments[number]
                one += 0.1 * (slope - one)
                two += 0.01 * (slope**2 - two)
                change = one / (1 - 0.9**step) / (np.sqrt(two / (1 - 0.99**step)) + 1e-8)
                values[number] = values[number] - rate * change
        single = [np.asarray(v, np.float32) for v in values]
        out.append(Weights(start.mean, start.scale, single[0], tuple(single[1:])))
    return out


def _slopes(start: Weights, values: list[np.ndarray], lists: Lists, part: np.ndarray) -> list[np.ndarray]:
    """How the loss changes with each value, on one batch."""
    scaled = (lists.rows[part] - start.mean) / start.scale
    single = [np.asarray(v, np.float32) for v in values]
    score = scaled @ single[0]
    inner = None
    if len(single) > 1:
        inner = np.maximum(scaled @ single[1] + single[2], 0)
        score = score + inner @ single[3]
    wrong = _chances(score, lists.real[part], lists.worth[part]) - lists.right[part]
    wrong = (wrong / len(part)).astype(np.float32)
    flat, off = scaled.reshape(-1, scaled.shape[-1]), wrong.reshape(-1)
    slopes = [flat.T @ off]
    if inner is not None:
        back = (inner > 0) * (wrong[..., None] * single[3])
        deep = back.reshape(-1, HIDDEN)
        slopes += [flat.T @ deep, deep.sum(axis=0), inner.reshape(-1, HIDDEN).T @ off]
    return [np.asarray(slope, np.float64) for slope in slopes]


__all__ = ["GROUPS", "Lists", "Weights", "beliefs", "learn_weights"]
