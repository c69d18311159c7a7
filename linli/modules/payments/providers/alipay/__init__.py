"""Alipay's open platform, as a merchant of its own. What was learned of it and of its SDK: notes.md."""

from linli.modules.payments.model import Gateway
from linli.modules.payments.providers.alipay.keys import AlipayKeys

__all__ = ["AlipayKeys", "open_gateway"]


def open_gateway(keys: AlipayKeys) -> Gateway:
    """Loads the SDK. Raises ValueError where the keys are none."""
    from linli.modules.payments.providers.alipay.gateway import AlipayGateway

    return AlipayGateway(keys)
