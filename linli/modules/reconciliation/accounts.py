"""The accounts that a provider's bill moves money between."""

from linli.modules.ledger import Account, Purpose


def clearing_account(provider: str, currency: str) -> Account:
    """What the provider holds for the market."""
    return Account(f"provider:{provider}", Purpose.CLEARING, currency)


def suspense_account(provider: str, currency: str) -> Account:
    """What the provider holds that belongs to nothing yet."""
    return Account(f"provider:{provider}", Purpose.SUSPENSE, currency)


def refunds_account(provider: str, currency: str) -> Account:
    return Account(f"provider:{provider}", Purpose.REFUNDS, currency)


def fees_account(currency: str) -> Account:
    return Account("market", Purpose.FEES, currency)


def bank_account(currency: str) -> Account:
    return Account("market", Purpose.BANK, currency)


def adjustments_account(currency: str) -> Account:
    return Account("market", Purpose.ADJUSTMENTS, currency)
