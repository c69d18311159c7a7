"""Measurements: `make bench` starts a database and servers of its own, asks, and writes down what it saw.

Every figure stands beside its limit, measured in the same run: what the database alone, or the server with
nothing to do, manages.
"""
