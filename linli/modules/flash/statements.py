"""The module's named statements."""

from linli.kernel import sql

SQL = sql.load(__file__)
