"""Payment providers, one folder each; nothing outside a folder knows its provider's words.

A folder's `__init__` loads no SDK: it names its keys, and `open_gateway(keys)` loads the rest.
"""

import importlib
from importlib.util import find_spec
from typing import cast

from linli.modules.payments.model import Gateway, Gateways
from linli.modules.payments.refusals import PROVIDER_UNREACHABLE

# Provider → the library it needs, and the extra of ours that installs it; in the order of a default offer.
PROVIDERS: dict[str, tuple[str, str] | None] = {
    "sandbox": None,
    "stripe": ("stripe", "stripe"),
    "wechat_pay": ("wechatpayv3", "wechat-pay"),
    "alipay": ("alipay", "alipay"),
}


def open_gateway(name: str, keys: object) -> Gateway:
    """The gateway to one provider; `keys` are its folder's own. Raises ValueError where its library is not
    installed.
    """
    needs = PROVIDERS[name]
    if needs and find_spec(needs[0]) is None:
        raise ValueError(f"{name} needs a library that is not installed: pip install 'linli[{needs[1]}]'")
    folder = importlib.import_module(f"{__name__}.{name}")
    return cast(Gateway, folder.open_gateway(keys))


def gateway_named(gateways: Gateways, name: str) -> Gateway:
    """The provider that an intent was opened with.

    Refuses: provider_unreachable, for one that this installation does not speak to any more.
    """
    found = gateways.get(name)
    if found is None:
        raise PROVIDER_UNREACHABLE()
    return found
