"""The kernel: what every room of Linli stands on, with no word of business in it.

One transaction (`Work`, `Reader`), Money, ids and codes, the clock, the outbox, idempotency keys, refusals,
the audit trail, rate limits, named SQL, paging, signing, settings, migrations and the embedded PostgreSQL.
"""
