"""Workings: how the installation itself stands, by market: what waits, how long, and what money is held.

Words: a *backlog* is what waits in one place, with how much and since when; *held* is what a purpose of the
ledger holds at the moment.
Promises: it reads through other modules' front doors and writes nothing; every figure is a count, a sum or a
moment that those modules tell; nothing in it names a person.
Stage: relay, reactions, timetable, refunds, loose ends, differences, guessed codes, escrow.
"""

from linli.modules.workings.model import Backlog, Held, Standing
from linli.modules.workings.queries import oldest_escrow, standing

__all__ = ["Backlog", "Held", "Standing", "oldest_escrow", "standing"]
