"""Settings: typed, named, and strict where real people's money is."""

import pytest

from linli.kernel.settings import DEMO_SECRET, from_environment

OWN = "an installation's own secret, long enough"
PRODUCTION = {
    "LINLI_MODE": "production",
    "LINLI_SECRET": OWN,
    "LINLI_SANDBOX_PAY_SECRET": OWN,
    "LINLI_DEMO_SIGN_IN": "false",
    "LINLI_BASE_URL": "https://linli.example",
    "LINLI_SMS_WEBHOOK_URL": "https://sms.example/send",
    "LINLI_SMS_WEBHOOK_SECRET": OWN,
}


def test_an_empty_environment_is_a_demo() -> None:
    settings = from_environment({"PATH": "/bin"})
    assert settings.is_demo
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.sandbox_url == "http://127.0.0.1:8001"


def test_values_are_read_as_their_types_and_empty_ones_are_not_given() -> None:
    settings = from_environment({"LINLI_PORT": "9000", "LINLI_DEMO_SIGN_IN": "false", "LINLI_HOST": ""})
    assert (settings.port, settings.sandbox_port, settings.demo_sign_in) == (9000, 9001, False)
    assert settings.host == "127.0.0.1"


def test_production_with_everything_of_its_own_starts() -> None:
    settings = from_environment(PRODUCTION)
    assert not settings.is_demo
    assert settings.public_url == "https://linli.example"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("LINLI_SECRET", DEMO_SECRET, "LINLI_SECRET"),
        ("LINLI_SECRET", "short", "LINLI_SECRET"),
        ("LINLI_SANDBOX_PAY_SECRET", DEMO_SECRET, "LINLI_SANDBOX_PAY_SECRET"),
        ("LINLI_DEMO_SIGN_IN", "true", "LINLI_DEMO_SIGN_IN"),
        ("LINLI_BASE_URL", "http://linli.example", "LINLI_BASE_URL"),
        ("LINLI_BASE_URL", "", "LINLI_BASE_URL"),
        ("LINLI_SMS_WEBHOOK_URL", "http://sms.example/send", "LINLI_SMS_WEBHOOK_URL"),
        ("LINLI_SMS_WEBHOOK_SECRET", "short", "LINLI_SMS_WEBHOOK_URL"),
    ],
)
def test_production_refuses_what_only_a_demo_may(name: str, value: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        from_environment(PRODUCTION | {name: value})


def test_production_names_every_fault_at_once() -> None:
    with pytest.raises(ValueError) as refused:
        from_environment({"LINLI_MODE": "production"})
    for name in ("LINLI_SECRET", "LINLI_SANDBOX_PAY_SECRET", "LINLI_DEMO_SIGN_IN", "LINLI_BASE_URL"):
        assert name in str(refused.value)
    assert DEMO_SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINLI_MODE", "prod"),
        ("LINLI_PORT", "eighty"),
        ("LINLI_PORT", "65535"),
        ("LINLI_LOG_LEVEL", "loud"),
        ("LINLI_SECRTE", "x"),
    ],
)
def test_a_setting_that_is_wrong_or_unknown_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"LINLI_|settings"):
        from_environment({name: value})


@pytest.mark.parametrize("value", ["*", "proxy.example", "10.0.0.1/8", "10.0.0.1, x"])
def test_a_proxy_that_could_be_anyone_or_never_matches_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="LINLI_TRUSTED_PROXIES"):
        from_environment({"LINLI_TRUSTED_PROXIES": value})


def test_proxies_are_addresses_and_networks() -> None:
    settings = from_environment({"LINLI_TRUSTED_PROXIES": "198.51.100.1, 10.0.0.0/8,2001:db8::1,"})
    assert settings.proxies == ["198.51.100.1", "10.0.0.0/8", "2001:db8::1"]
