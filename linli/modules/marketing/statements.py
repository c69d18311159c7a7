"""The module's statements."""

from linli.kernel import sql

SQL = sql.load(__file__)
