"""The named statements of this module."""

from linli.kernel import sql

SQL = sql.load(__file__)
