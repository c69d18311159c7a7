"""Stripe: hosted Checkout pages for cards, through the official library (the extra `linli[stripe]`).

Its library is loaded by `gateway` only.
"""

import importlib
from typing import cast

import msgspec

from linli.modules.payments.model import Gateway

__all__ = ["StripeKeys", "open_gateway"]


class StripeKeys(msgspec.Struct, frozen=True):
    """The secret or a restricted key, the webhook endpoint's signing secret, and where the API is."""

    secret_key: str
    webhook_secret: str
    api_url: str


def open_gateway(keys: StripeKeys) -> Gateway:
    """Raises ValueError naming the keys that are missing or of another kind."""
    faults = []
    if not keys.secret_key.startswith(("sk_", "rk_")):
        faults.append("LINLI_STRIPE_SECRET_KEY (sk_… or rk_…)")
    if not keys.webhook_secret.startswith("whsec_"):
        faults.append("LINLI_STRIPE_WEBHOOK_SECRET (whsec_…)")
    if faults:
        raise ValueError("stripe needs " + " and ".join(faults))
    module = importlib.import_module(f"{__name__}.gateway")
    return cast(Gateway, module.StripeGateway(keys.secret_key, keys.webhook_secret, keys.api_url))
