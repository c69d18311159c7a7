"""The nearest places of many places at once: a tree of boxes, each box asked as a block."""

import numpy as np

from linli.modules.recommendations.arrays import Flags, Real, Whole

LEAF = 192


class Nearest:
    """Over places with a position; one without is in nobody's neighborhood."""

    def __init__(self, lat: Real, lon: Real) -> None:
        a, b = np.radians(lat), np.radians(lon)
        self.points = np.stack([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)], axis=1)
        here = np.flatnonzero(~np.isnan(self.points).any(axis=1)).astype(np.int64)
        self.leaves = _split(self.points, here) if len(here) else []
        self.low = np.array([self.points[leaf].min(axis=0) for leaf in self.leaves]).reshape(-1, 3)
        self.high = np.array([self.points[leaf].max(axis=0) for leaf in self.leaves]).reshape(-1, 3)
        self.known = len(here)

    def of_places(self, wanted: Flags, size: int) -> dict[int, Whole]:
        """For each place asked for its `size` nearest, itself first; ties in the order of places."""
        size = min(size, self.known)
        answers: dict[int, Whole] = {}
        for number, leaf in enumerate(self.leaves):
            asked = leaf[wanted[leaf]]
            if len(asked):
                rows = self._block(self.points[asked], self.low[number], self.high[number], size)
                answers.update(zip(asked.tolist(), rows, strict=True))
        return answers

    def of_point(self, lat: float, lon: float, size: int) -> Whole:
        """The nearest of one position anywhere."""
        a, b = np.radians(lat), np.radians(lon)
        point = np.array([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)])
        if np.isnan(point).any() or not self.leaves:
            return np.zeros(0, np.int64)
        rows = self._block(point[None, :], point, point, min(size, self.known))
        return np.asarray(rows[0], np.int64)

    def _block(self, points: Real, low: Real, high: Real, size: int) -> Whole:
        """All points of one box: into boxes by nearness, until no other can hold anything nearer."""
        gap = np.maximum(0.0, np.maximum(self.low - high, low - self.high))
        apart = np.sqrt((gap**2).sum(axis=1))
        order = np.argsort(apart, kind="stable")
        sizes = np.cumsum([len(self.leaves[i]) for i in order])
        take = int(np.searchsorted(sizes, size * 2)) + 1
        while True:
            others = np.sort(np.concatenate([self.leaves[i] for i in order[:take]]))
            squares = ((points[:, None, :] - self.points[others][None, :, :]) ** 2).sum(axis=2)
            best = np.argsort(squares, axis=1, kind="stable")[:, :size]
            furthest = float(np.sqrt(np.take_along_axis(squares, best, axis=1)[:, -1].max()))
            reach = int(np.searchsorted(apart[order], furthest, "right"))
            if take >= len(order) or reach <= take or take >= 64:
                return np.asarray(others[best], np.int64)
            take = min(max(reach, take + 1), take * 2, 64)


def _split(points: Real, here: Whole) -> list[Whole]:
    """Halves along the longest side until a box is small."""
    boxes, waiting = [], [here]
    while waiting:
        box = waiting.pop()
        if len(box) <= LEAF:
            boxes.append(np.sort(box))
            continue
        side = int(np.argmax(np.ptp(points[box], axis=0)))
        order = box[np.argsort(points[box, side], kind="stable")]
        waiting += [order[: len(order) // 2], order[len(order) // 2 :]]
    return boxes
