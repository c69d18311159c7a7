"""Verbs of listings."""

from linli.modules.listings.actions.decide import keep_both, merge
from linli.modules.listings.actions.run import close_missing, finish_run, start_run
from linli.modules.listings.actions.take import take_batch

__all__ = ["close_missing", "finish_run", "keep_both", "merge", "start_run", "take_batch"]
