"""Payment providers, one folder each; nothing outside a folder knows its provider's words.

A folder's `__init__` loads no SDK: it names its keys, and `open_gateway(keys)` loads the rest.
"""

import importlib
from collections.abc import Awaitable, Callable
from importlib.util import find_spec

from linli.kernel import metrics
from linli.kernel.refusals import Refusal
from linli.modules.payments.model import Gateway, Gateways
from linli.modules.payments.refusals import PROVIDER_UNREACHABLE

# Provider → the library it needs, and the extra of ours that installs it; in the order of a default offer.
PROVIDERS: dict[str, tuple[str, str] | None] = {
    "sandbox": None,
    "stripe": ("stripe", "stripe"),
    "wechat_pay": ("wechatpayv3", "wechat-pay"),
    "alipay": ("alipay", "alipay"),
}

# The calls of a gateway that ask the provider.
OVER_THE_NETWORK = frozenset(("create", "query", "close", "refund", "query_refund", "bill", "recognize"))


def open_gateway(name: str, keys: object) -> Gateway:
    """The gateway to one provider; `keys` are its folder's own. Raises ValueError where its library is not
    installed.
    """
    needs = PROVIDERS[name]
    if needs and find_spec(needs[0]) is None:
        raise ValueError(f"{name} needs a library that is not installed: pip install 'linli[{needs[1]}]'")
    folder = importlib.import_module(f"{__name__}.{name}")
    return _timed(name, folder.open_gateway(keys))


def _timed(name: str, gateway: Gateway) -> Gateway:
    """The same gateway, whose calls over the network are timed and counted where nobody answered."""
    for what in OVER_THE_NETWORK:
        if hasattr(gateway, what):
            setattr(gateway, what, _timed_call(name, what, getattr(gateway, what)))
    return gateway


def _timed_call(
    name: str, what: str, call: Callable[..., Awaitable[object]]
) -> Callable[..., Awaitable[object]]:
    async def timed(*args: object, **named: object) -> object:
        with metrics.asking(name, what, _blameless):
            return await call(*args, **named)

    return timed


def _blameless(error: Exception) -> bool:
    """A no that the provider has said is an answer."""
    return isinstance(error, Refusal) and error.kind is not PROVIDER_UNREACHABLE


def gateway_named(gateways: Gateways, name: str) -> Gateway:
    """The provider that an intent was opened with.

    Refuses: provider_unreachable, for one that this installation does not speak to any more.
    """
    found = gateways.get(name)
    if found is None:
        raise PROVIDER_UNREACHABLE()
    return found
