"""Apple Wallet: passes as signed bundles (`.pkpass`), made here; nothing is asked of Apple."""

from linli.modules.passes.model import AppleKeys
from linli.modules.passes.providers.apple.bundle import Bundles
from linli.modules.passes.providers.apple.signature import open_signer


def open_apple(keys: AppleKeys) -> Bundles:
    """What makes bundles. Raises ValueError where certificate, key, intermediate and names are not a set."""
    return Bundles(keys, open_signer(keys))
