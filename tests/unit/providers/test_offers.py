"""Which providers and methods a payer is offered, by market, currency and browser."""

import pytest

from linli.modules.payments.checkouts import CheckoutKind, Method, Situation, situation_of
from linli.modules.payments.offers import offers, read_offered
from linli.modules.payments.providers import PROVIDERS, open_gateway
from linli.modules.payments.providers.sandbox import SandboxGateway, SandboxKeys

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
BROWSERS = {
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0": Situation.DESKTOP,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1": Situation.PHONE,
    PHONE: Situation.PHONE,
    f"{PHONE} MicroMessenger/8.0.49": Situation.WECHAT,
    f"{PHONE} AlipayClient/10.5": Situation.ALIPAY,
    "": Situation.DESKTOP,
}


@pytest.mark.parametrize(("said", "situation"), BROWSERS.items())
def test_a_browser_tells_where_it_runs(said: str, situation: Situation) -> None:
    assert situation_of(said) is situation


def test_a_bare_list_is_for_every_market() -> None:
    offered = read_offered("stripe,sandbox", PROVIDERS)
    assert offered.in_market("anywhere") == ("stripe", "sandbox")


def test_a_market_that_is_named_has_its_own_and_all_others_the_rest() -> None:
    offered = read_offered("hangzhou=wechat_pay,alipay *=stripe", PROVIDERS)
    assert offered.in_market("hangzhou") == ("wechat_pay", "alipay")
    assert offered.in_market("helsinki") == ("stripe",)
    assert offered.providers == {"wechat_pay", "alipay", "stripe"}


def test_a_market_that_is_not_named_has_none_where_no_rest_is_named() -> None:
    assert read_offered("hangzhou=alipay", PROVIDERS).in_market("helsinki") == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "paypal",
        "hangzhou=",
        "=stripe",
        "a=stripe a=alipay",
        "stripe alipay",
        "a=stripe,stripe",
        "a=b=stripe",
    ],
)
def test_what_names_no_provider_or_one_twice_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"names no|twice"):
        read_offered(text, PROVIDERS)


class Scanner(SandboxGateway):
    """A provider with a code for desktops in China and a page for phones anywhere."""

    name = "scanner"
    methods = (
        Method(
            code="code",
            kind=CheckoutKind.QR,
            situations=frozenset((Situation.DESKTOP,)),
            currencies=frozenset(("CNY",)),
            countries=frozenset(("CN",)),
        ),
        Method(code="page", kind=CheckoutKind.REDIRECT, situations=frozenset((Situation.PHONE,))),
    )


@pytest.mark.parametrize(
    ("situation", "currency", "country", "codes"),
    [
        (Situation.DESKTOP, "CNY", "CN", ["code", "page"]),
        (Situation.DESKTOP, "EUR", "CN", ["page"]),
        (Situation.DESKTOP, "CNY", "FI", ["page"]),
        (Situation.PHONE, "EUR", "FI", ["page", "page"]),
        (Situation.WECHAT, "CNY", "CN", ["page"]),
    ],
)
def test_a_provider_is_offered_with_the_method_that_fits_or_not_at_all(
    situation: Situation, currency: str, country: str, codes: list[str]
) -> None:
    sandbox = open_gateway("sandbox", SandboxKeys("http://127.0.0.1:9", "secret"))
    gateways = {"scanner": Scanner("http://127.0.0.1:9", "secret"), "sandbox": sandbox}
    found = offers(gateways, ["scanner", "gone", "sandbox"], situation, currency, country)
    assert [one.method.code for one in found] == codes
