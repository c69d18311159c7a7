"""Privacy: what is kept of one person, put together from all modules: to see, to take away, to have erased.

Words: a *fact* is one thing that is kept of somebody; a *kind* is facts of one sort; an *export* is all of
them in one file; an *obstacle* is what must end before somebody can be erased; a *limit* is how long a kind
is kept.
Promises: every table that names people has a rule for what erasing does to it; who is erased leaves a number
in the books and nothing that leads from it to them; no sum changes; what is older than its limit is gone
within a day.
Stage: complete for what modules tell of; ranks above all of them, because it asks each.
"""

from linli.modules.privacy.actions import ask_export, erase, require_nothing_stands
from linli.modules.privacy.events import ExportAsked
from linli.modules.privacy.jobs import keep_limits, make_export
from linli.modules.privacy.model import Export, Obstacle, ObstacleKind
from linli.modules.privacy.queries import about, export_file, export_of, obstacles
from linli.modules.privacy.refusals import ERASURE_BLOCKED, EXPORT_NOT_READY
from linli.modules.privacy.retention import LIMITS, Limit
from linli.modules.privacy.telling import Told, told_as
from linli.modules.privacy.wording import kind_name

__all__ = [
    "ERASURE_BLOCKED",
    "EXPORT_NOT_READY",
    "LIMITS",
    "Export",
    "ExportAsked",
    "Limit",
    "Obstacle",
    "ObstacleKind",
    "Told",
    "about",
    "ask_export",
    "erase",
    "export_file",
    "export_of",
    "keep_limits",
    "kind_name",
    "make_export",
    "obstacles",
    "require_nothing_stands",
    "told_as",
]
