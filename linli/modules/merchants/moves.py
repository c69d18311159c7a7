"""What a merchant and an application can become, and from what."""

from linli.modules.merchants.applications import ApplicationState
from linli.modules.merchants.model import MerchantState

# The state wanted → the states from which it can be reached. Out of lapsed leads only a new verification.
MOVES: dict[MerchantState, tuple[MerchantState, ...]] = {
    MerchantState.VERIFIED: (MerchantState.APPLIED, MerchantState.SUSPENDED),
    MerchantState.SUSPENDED: (MerchantState.VERIFIED, MerchantState.LAPSED),
    MerchantState.LAPSED: (MerchantState.VERIFIED,),
}

# The same for applications: asked goes back to submitted with answers, refused with something better.
APPLICATION_MOVES: dict[ApplicationState, tuple[ApplicationState, ...]] = {
    ApplicationState.SUBMITTED: (ApplicationState.DRAFT, ApplicationState.ASKED, ApplicationState.REFUSED),
    ApplicationState.ASKED: (ApplicationState.SUBMITTED, ApplicationState.ASKED),
    ApplicationState.APPROVED: (ApplicationState.SUBMITTED,),
    ApplicationState.REFUSED: (ApplicationState.SUBMITTED, ApplicationState.ASKED),
}
