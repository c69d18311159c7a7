"""Companies whose phones carry passes, one folder each; nothing outside a folder knows its words."""

from linli.modules.passes.model import AppleKeys, GoogleKeys, Wallets
from linli.modules.passes.providers.apple import open_apple
from linli.modules.passes.providers.google import open_google


def open_wallets(apple: AppleKeys | None, google: GoogleKeys | None) -> Wallets:
    """The wallets whose keys are given. Raises ValueError saying what is wrong with one."""
    return Wallets(
        apple=open_apple(apple) if apple else None,
        google=open_google(google) if google else None,
    )
