"""The authorization matrix: every endpoint, asked by everyone."""
