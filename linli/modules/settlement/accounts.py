"""The chart of accounts that settlement uses."""

from uuid import UUID

from linli.modules.ledger import Account, Purpose


def clearing_account(provider: str, currency: str) -> Account:
    """What one payment provider holds for the market."""
    return Account(f"provider:{provider}", Purpose.CLEARING, currency)


def escrow_account(order_id: UUID, currency: str) -> Account:
    return Account(f"order:{order_id}", Purpose.ESCROW, currency)


def payable_account(merchant_id: UUID, currency: str) -> Account:
    return Account(f"merchant:{merchant_id}", Purpose.PAYABLE, currency)


def deposit_account(merchant_id: UUID, currency: str) -> Account:
    return Account(f"merchant:{merchant_id}", Purpose.DEPOSIT, currency)


def advances_account(merchant_id: UUID, currency: str) -> Account:
    """What the market has paid in a merchant's stead, to be taken from what it earns next."""
    return Account(f"merchant:{merchant_id}", Purpose.ADVANCES, currency)


def commission_account(currency: str) -> Account:
    return Account("market", Purpose.COMMISSION, currency)


def subsidy_account(currency: str) -> Account:
    """What the market has given away."""
    return Account("market", Purpose.SUBSIDY, currency)


def refunds_account(provider: str, currency: str) -> Account:
    """What one payment provider has been, or will be, told to send back."""
    return Account(f"provider:{provider}", Purpose.REFUNDS, currency)
