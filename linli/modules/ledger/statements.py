"""The ledger's statements, for its actions, jobs and queries."""

from linli.kernel import sql

SQL = sql.load(__file__)
