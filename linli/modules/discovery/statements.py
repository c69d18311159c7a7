"""The module's statements."""

from linli.kernel import sql

# What a process hears after a market's index was written: its answers that were kept are old.
CHANGED = "discovery"
SQL = sql.load(__file__, tells=CHANGED)
