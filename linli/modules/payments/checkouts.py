"""Ways to pay: what a provider offers in which situation, and what it gives us to show to the payer."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec


class Situation(StrEnum):
    """Where the payer's browser runs; it decides which of a provider's methods can work there."""

    DESKTOP = "desktop"
    PHONE = "phone"
    # Inside one of these apps, where the other one's pages are blocked.
    WECHAT = "wechat"
    ALIPAY = "alipay"


class CheckoutKind(StrEnum):
    """What is done with a checkout: go to its page, show its code, or hand its parameters to the app around
    us.
    """

    REDIRECT = "redirect"
    QR = "qr"
    BRIDGE = "bridge"


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """One of a provider's ways to pay, by its own `code`. Empty currencies or countries (of the market, two
    letters) mean any. `needs_payer`: the provider must know who pays (`Ask.payer`) before it begins.
    """

    code: str
    kind: CheckoutKind
    situations: frozenset[Situation]
    currencies: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    needs_payer: bool = False

    def fits(self, situation: Situation, currency: str, country: str) -> bool:
        return (
            situation in self.situations
            and (not self.currencies or currency in self.currencies)
            and (not self.countries or country in self.countries)
        )


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """How one attempt was first asked for; a repeat is asked in the same words, so the provider knows it.

    `method` is one of the gateway's; `payer_ip` and `payer` (the provider's own name for who pays) are
    empty where it does not want them; `at` is when the attempt began.
    """

    method: str
    return_url: str
    notify_url: str
    locale: str
    at: datetime
    payer_ip: str = ""
    payer: str = ""


class Checkout(msgspec.Struct, frozen=True, kw_only=True):
    """The provider's own name for the attempt, and, by kind: the page to go to, the text of the code to show,
    or the parameters for the app's bridge.
    """

    provider_ref: str
    kind: CheckoutKind = CheckoutKind.REDIRECT
    pay_url: str = ""
    qr: str = ""
    bridge: dict[str, str] = {}


class Acknowledgement(msgspec.Struct, frozen=True):
    """What a provider wants to hear when its callback was taken; anything else, and it calls again."""

    status: int = 204
    body: bytes = b""
    media_type: str = "text/plain"


def method_for(methods: Sequence[Method], situation: Situation, currency: str, country: str) -> Method | None:
    """The first method that fits; a provider lists those it prefers first."""
    return next((one for one in methods if one.fits(situation, currency, country)), None)


def situation_of(user_agent: str) -> Situation:
    """What a browser says of itself; a desktop where it says nothing."""
    said = user_agent.lower()
    if "micromessenger" in said:
        return Situation.WECHAT
    if "alipayclient" in said:
        return Situation.ALIPAY
    if any(word in said for word in ("mobile", "android", "iphone", "ipad")):
        return Situation.PHONE
    return Situation.DESKTOP
