"""WeChat Pay, API v3, as a merchant of its own. What was learned of it and of its SDK: notes.md."""

from linli.modules.payments.model import Gateway
from linli.modules.payments.providers.wechat_pay.keys import WeChatPayKeys

__all__ = ["WeChatPayKeys", "open_gateway"]


def open_gateway(keys: WeChatPayKeys) -> Gateway:
    """Loads the SDK. Raises ValueError where the keys are none."""
    from linli.modules.payments.providers.wechat_pay.gateway import WeChatPayGateway

    return WeChatPayGateway(keys)
