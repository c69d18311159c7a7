"""Audits: independent checks that the books, the stock and the vouchers agree.

Words: a *question* is asked of the data; a *finding* is its answer, fine or not; a *notice* tells what is in
order but waits for a person, or is under way.
Promises: it may read every schema and writes nothing; it trusts no kept balance or count but adds up the rows
again; a finding that is not fine names what to look at.
Stage: ledger and its chain, escrow, settlement, deals' stock, goods, vouchers, reviews, refunds of a market.
"""

from linli.modules.audits.model import Finding, Question
from linli.modules.audits.queries import NOTICES, QUESTIONS, check, head, noted_head, notices

__all__ = ["NOTICES", "QUESTIONS", "Finding", "Question", "check", "head", "noted_head", "notices"]
