"""A payment provider to test against: a program of its own that imports nothing of Linli.

Its words: payment, refund, notification, fault, bill.
It promises what a real one promises: signed calls both ways, a hosted page, nobody charged twice,
news repeated until it is acknowledged; and it fails on demand.
"""
