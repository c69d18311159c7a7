"""The verbs of attribution."""

from linli.modules.attribution.actions.goals import begin, note_step, reach
from linli.modules.attribution.actions.touching import (
    forget_person,
    forget_timeline,
    join_device,
    join_visit,
    note_visit,
)

__all__ = [
    "begin",
    "forget_person",
    "forget_timeline",
    "join_device",
    "join_visit",
    "note_step",
    "note_visit",
    "reach",
]
