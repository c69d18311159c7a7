"""Gazetteer: the named places of a market that people say they are near.

Words: place (a street, district, square, station or landmark with a position), reach (how far from its
position it still is that place, in meters), importance (0 to 100: which of namesakes is meant), source
(where its places come from).
Promises: a name is found however it is cased, accented or spaced, in each language it has, in Chinese by its
pinyin too; the longest name that fits wins; a question reads a bounded number of rows.
Stage: two demo markets; other markets bring their own table.
"""

from linli.modules.gazetteer.actions import replace
from linli.modules.gazetteer.model import Entry, Kind, Named
from linli.modules.gazetteer.queries import count, find, suggest

__all__ = ["Entry", "Kind", "Named", "count", "find", "replace", "suggest"]
