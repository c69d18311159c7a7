"""What a merchant can become, and from what."""

from linli.modules.merchants.model import MerchantState

# The state wanted → the states from which it can be reached.
MOVES: dict[MerchantState, tuple[MerchantState, ...]] = {
    MerchantState.VERIFIED: (MerchantState.APPLIED, MerchantState.SUSPENDED),
    MerchantState.SUSPENDED: (MerchantState.VERIFIED,),
}
