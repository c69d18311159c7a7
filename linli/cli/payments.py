"""Are the payment providers on offer ready to be asked? Nothing is sent to them."""

import sys

from linli.kernel.settings import Settings
from linli.services import gateways_of, offered_of


def check_now(settings: Settings) -> int:
    """One line for each provider on offer, with its ways to pay; exit status 1 and what is missing, if
    anything is.
    """
    try:
        gateways, offered = gateways_of(settings), offered_of(settings)
    except ValueError as error:
        print(f"linli: {error}", file=sys.stderr)
        return 1
    for name, gateway in gateways.items():
        markets = ", ".join(sorted(slug for slug, names in offered.by_market.items() if name in names))
        ways = ", ".join(method.code for method in gateway.methods)
        print(f"ok   {name} in {markets}: {ways}")
    return 0
