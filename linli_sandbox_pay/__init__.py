"""A payment provider to test against: a program of its own that imports nothing of Linli."""
