"""One folder a provider: its adapter, its signing, its notes."""
