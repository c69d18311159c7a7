"""Audits: independent checks that the books, the stock and the vouchers agree.

Words: a *check* asks one question of the data; a *finding* is its answer, fine or not; a *notice*
tells what is in order but waits for a person.
Promises: it may read every schema and writes nothing; it trusts no kept balance or count but adds up the rows
again; a finding that is not fine names what to look at.
Stage: ledger, escrow, stock, vouchers, reviews and refunds of one market.
"""

from linli.modules.audits.model import Finding
from linli.modules.audits.queries import check, notices

__all__ = ["Finding", "check", "notices"]
