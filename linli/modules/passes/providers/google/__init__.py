"""Google Wallet: a pass inside a signed link; nothing is asked of Google before somebody follows it."""

from linli.modules.passes.model import GoogleKeys
from linli.modules.passes.providers.google.links import Links


def open_google(keys: GoogleKeys) -> Links:
    """What makes links. Raises ValueError for a key that is none."""
    return Links(keys)
