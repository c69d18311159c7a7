"""Payment providers, one folder each; nothing outside a folder knows its provider's words."""

from linli.modules.payments.model import Gateway, Gateways
from linli.modules.payments.refusals import PROVIDER_UNREACHABLE


def gateway_named(gateways: Gateways, name: str) -> Gateway:
    """The provider that an intent was opened with.

    Refuses: provider_unreachable, for one that this installation does not speak to any more.
    """
    found = gateways.get(name)
    if found is None:
        raise PROVIDER_UNREACHABLE()
    return found
