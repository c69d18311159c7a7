"""What is missing or wrong about a merchant's account is named at the start, and no key is quoted."""

import pytest

from linli.kernel.settings import from_environment
from linli.modules.payments import AlipayKeys, WeChatPayKeys
from linli.services import gateways_of
from tests.simulators.rsa_keys import new_key, private_pem, public_pem

KEY = new_key()
WECHAT = {
    "LINLI_PAY_WITH": "hangzhou=wechat_pay,alipay *=sandbox",
    "LINLI_WECHAT_PAY_APP_ID": "wx8888888888888888",
    "LINLI_WECHAT_PAY_MERCHANT_ID": "1900000109",
    "LINLI_WECHAT_PAY_SERIAL_NO": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
    "LINLI_WECHAT_PAY_PRIVATE_KEY": private_pem(KEY),
    "LINLI_WECHAT_PAY_API_V3_KEY": "0123456789abcdef0123456789abcdef",
}
ALIPAY = {
    "LINLI_ALIPAY_APP_ID": "2021000000000001",
    "LINLI_ALIPAY_PRIVATE_KEY": private_pem(KEY),
    "LINLI_ALIPAY_PUBLIC_KEY": public_pem(KEY),
}


def test_a_whole_account_is_enough() -> None:
    gateways = gateways_of(from_environment({**WECHAT, **ALIPAY}))
    assert list(gateways) == ["sandbox", "wechat_pay", "alipay"]
    assert [one.code for one in gateways["wechat_pay"].methods] == ["native", "h5"]
    assert [one.code for one in gateways["alipay"].methods] == ["precreate", "page", "wap"]


def test_what_opens_inside_wechat_needs_the_official_account() -> None:
    told = {
        **WECHAT,
        **ALIPAY,
        "LINLI_WECHAT_PAY_APP_SECRET": "secret",
        "LINLI_WECHAT_PAY_PRODUCTS": "jsapi,h5",
    }
    gateways = gateways_of(from_environment(told))
    assert [one.code for one in gateways["wechat_pay"].methods] == ["jsapi", "h5"]


@pytest.mark.parametrize("missing", [*list(WECHAT)[1:], *ALIPAY])
def test_what_is_missing_is_named(missing: str) -> None:
    told = {**WECHAT, **ALIPAY}
    del told[missing]
    with pytest.raises(ValueError, match=missing):
        gateways_of(from_environment(told))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LINLI_WECHAT_PAY_PRIVATE_KEY", "hush", "WeChat Pay: a key is not a PEM text"),
        ("LINLI_WECHAT_PAY_PUBLIC_KEY", "hush", "belong together"),
        ("LINLI_WECHAT_PAY_PRODUCTS", "native,face", "WeChat Pay: products are some of native, h5, jsapi"),
        ("LINLI_ALIPAY_PRIVATE_KEY", "hush", "Alipay: a key is not a PEM text"),
        ("LINLI_ALIPAY_PRODUCTS", "precreate,face", "Alipay: products are some of precreate, page, wap"),
        ("LINLI_PAY_WITH", "wechatpay", "LINLI_PAY_WITH"),
    ],
)
def test_what_is_wrong_is_named_and_no_key_is_quoted(name: str, value: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as told:
        gateways_of(from_environment({**WECHAT, **ALIPAY, name: value}))
    assert "hush" not in str(told.value)


def test_an_account_does_not_print_its_keys() -> None:
    wechat = WeChatPayKeys(app_id="1", merchant_id="2", serial_no="3", private_key="hush", api_v3_key="hush")
    alipay = AlipayKeys(app_id="1", private_key="hush", alipay_public_key="known")
    assert "hush" not in f"{wechat!r} {wechat} {alipay!r} {alipay}"
