"""The accounts of what payment providers hold for the market, by provider and currency."""

from linli.modules.ledger import Account, Purpose


def clearing_account(provider: str, currency: str) -> Account:
    """What one payment provider holds for the market."""
    return Account(f"provider:{provider}", Purpose.CLEARING, currency)


def suspense_account(provider: str, currency: str) -> Account:
    """What one payment provider holds and belongs to nothing yet."""
    return Account(f"provider:{provider}", Purpose.SUSPENSE, currency)


def refunds_account(provider: str, currency: str) -> Account:
    """What one payment provider has been, or will be, told to send back."""
    return Account(f"provider:{provider}", Purpose.REFUNDS, currency)


def bank_account(currency: str) -> Account:
    """The market's own bank account."""
    return Account("market", Purpose.BANK, currency)


def adjustments_account(currency: str) -> Account:
    """What the market has written off, or found."""
    return Account("market", Purpose.ADJUSTMENTS, currency)
