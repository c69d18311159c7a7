"""Every setting, typed, in one place; each is read from the environment as `LINLI_<NAME>`.

`LINLI_<NAME>_FILE` names a file that holds it.
"""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

DEMO_SECRET = "demo-secret-that-every-reader-of-the-source-knows"  # noqa: S105  # refused in production

# `LINLI_<NAME>_FILE` names a file that holds the setting.
FROM_FILE = "_file"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class Settings(msgspec.Struct, frozen=True):
    """What an installation can choose. `production` refuses demo secrets and demo sign-in."""

    # "demo" fills two markets and shows sent codes on a page; "production" does neither.
    mode: str = "demo"
    # Where people reach the web; links, codes and callbacks are made with it.
    base_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    # Addresses or networks of reverse proxies, with commas, whose X-Forwarded-For is believed; limits count
    # by address.
    trusted_proxies: str = ""
    # Web server processes.
    web_processes: int = 2
    # Any PostgreSQL 18; empty: the embedded one in `data_dir`.
    database_url: str = ""
    # Requests that a process works on at once, and how long one more may have to wait (milliseconds): whoever
    # would wait longer is turned away at once.
    most_at_once: int = 16
    wait_at_most_ms: int = 400
    # `database_url` is a pooler that hands out connections by the transaction, such as PgBouncer.
    database_pooled: bool = False
    # Then: the database itself, for those who listen, migrate and look for long.
    database_direct_url: str = ""
    # Connections of each process.
    pool_size: int = 10
    # Everything that must survive: the embedded database and the sandbox provider's book.
    data_dir: str = "./.linli"
    # Signs sessions' forms, visits and phone prints. At least 32 characters in production.
    secret: str = DEMO_SECRET
    # How long a placed order waits for its payment, and a redemption for its undoing.
    pay_within_minutes: int = 15
    undo_within_minutes: int = 60
    # Which payment providers each market offers: `hangzhou=wechat_pay,alipay *=stripe`, or a list for all.
    pay_with: str = "sandbox"
    # The sandbox payment provider: a program of its own on this port (default: port + 1).
    sandbox_pay_port: int = 0
    sandbox_pay_secret: str = DEMO_SECRET
    # Stripe: the secret (better: a restricted) key and the webhook endpoint's signing secret.
    stripe_secret_key: str = ""
    stripe_webhook_secret: str = ""
    # Only for tests: where a simulator listens instead.
    stripe_api_url: str = "https://api.stripe.com"
    # The merchant's account at WeChat Pay; see docs/operate/payments.md. Keys are PEM texts.
    wechat_pay_app_id: str = ""
    wechat_pay_merchant_id: str = ""
    wechat_pay_serial_no: str = ""
    wechat_pay_private_key: str = ""
    wechat_pay_api_v3_key: str = ""
    wechat_pay_public_key_id: str = ""
    wechat_pay_public_key: str = ""
    wechat_pay_app_secret: str = ""
    wechat_pay_products: str = "native,h5,jsapi"
    wechat_pay_url: str = "https://api.mch.weixin.qq.com"
    # Who pays inside WeChat: the page that asks WeChat, and where its answer is worth a name.
    wechat_open_url: str = "https://open.weixin.qq.com"
    wechat_name_url: str = "https://api.weixin.qq.com"
    # The merchant's application at Alipay.
    alipay_app_id: str = ""
    alipay_private_key: str = ""
    alipay_public_key: str = ""
    alipay_products: str = "precreate,page,wap"
    alipay_url: str = "https://openapi.alipay.com/gateway.do"
    # Douyin's life services, whose vouchers stores may take; other addresses only for a simulator.
    douyin_url: str = "https://open.douyin.com"
    douyin_link_url: str = "https://v.douyin.com"
    # A pass type at Apple and an issuer at Google Wallet, where vouchers may be put into phones' wallets; see
    # docs/operate/passes.md. Keys and certificates are PEM texts.
    apple_pass_type_id: str = ""
    apple_team_id: str = ""
    apple_organization: str = "Linli"
    apple_pass_certificate: str = ""
    apple_pass_private_key: str = ""
    apple_wwdr_certificate: str = ""
    google_wallet_issuer_id: str = ""
    google_wallet_client_email: str = ""
    google_wallet_private_key: str = ""
    # A page that shows every text message that would have been sent, so that a demo needs no phone.
    demo_sign_in: bool = True
    # Where text messages go in production: a signed POST each (see the webhook sender); its secret.
    sms_webhook_url: str = ""
    sms_webhook_secret: str = ""
    log_level: str = "WARNING"
    # Where `linli metrics` answers Prometheus, on this machine alone unless a token is given; 0: nowhere.
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0
    metrics_token: str = ""
    # Where traces go (OTLP over HTTP, such as http://127.0.0.1:4318/v1/traces); empty: nowhere.
    traces_url: str = ""
    # How long a web process that is told to stop says that it is not ready, before it takes no more requests.
    drain_seconds: int = 0

    @property
    def proxies(self) -> list[str]:
        """The trusted proxies, one by one."""
        return [name.strip() for name in self.trusted_proxies.split(",") if name.strip()]

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"

    @property
    def public_url(self) -> str:
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def passkey_url(self) -> str:
        """Where passkeys are made and used: they belong to a name, so those of 127.0.0.1 are localhost's."""
        return self.public_url.replace("//127.0.0.1", "//localhost", 1)

    @property
    def sandbox_port(self) -> int:
        return self.sandbox_pay_port or self.port + 1

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def folder(self) -> Path:
        return Path(self.data_dir)


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings; raises ValueError naming what is wrong."""
    environment = os.environ if environment is None else environment
    known = {field.name: field for field in msgspec.structs.fields(Settings)}
    given = {
        name.removeprefix("LINLI_").lower(): value
        for name, value in environment.items()
        if name.startswith("LINLI_") and value != ""
    }
    for name in [name for name in given if name.endswith(FROM_FILE) and name not in known]:
        given[name.removesuffix(FROM_FILE)] = _read_file(name, given.pop(name))
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        raise ValueError("no such setting: " + ", ".join("LINLI_" + name.upper() for name in unknown))
    try:
        settings = msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"settings: {error}") from None
    _check(settings)
    return settings


def _read_file(name: str, path: str) -> str:
    """A secret store hands out files; the line's end at the end of one is not part of the secret."""
    try:
        return Path(path).read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"LINLI_{name.upper()}: {error}") from None


def _check(settings: Settings) -> None:
    if settings.mode not in ("demo", "production"):
        raise ValueError("LINLI_MODE is demo or production")
    # The sandbox provider takes the next port.
    if not 0 < settings.port < 65535:
        raise ValueError("LINLI_PORT is a number from 1 to 65534")
    if settings.log_level.upper() not in LOG_LEVELS:
        raise ValueError(f"LINLI_LOG_LEVEL is one of {', '.join(LOG_LEVELS)}")
    for name in settings.proxies:
        try:
            ipaddress.ip_network(name)
        except ValueError:
            raise ValueError(f"LINLI_TRUSTED_PROXIES: {name} is neither an address nor a network") from None
    if not _is_loopback(settings.metrics_host) and len(settings.metrics_token) < 16:
        raise ValueError("LINLI_METRICS_TOKEN (at least 16 characters) is needed where others can ask")
    if settings.database_pooled and not settings.database_direct_url:
        raise ValueError("LINLI_DATABASE_DIRECT_URL is needed beside a pooler: nobody can listen through one")
    if settings.is_demo:
        return
    faults = []
    if settings.secret == DEMO_SECRET or len(settings.secret) < 32:
        faults.append("LINLI_SECRET must be your own, of at least 32 characters")
    if "sandbox" in settings.pay_with and settings.sandbox_pay_secret == DEMO_SECRET:
        faults.append("LINLI_SANDBOX_PAY_SECRET must be your own")
    if settings.demo_sign_in:
        faults.append("LINLI_DEMO_SIGN_IN must be false")
    if not settings.sms_webhook_url.startswith("https://") or len(settings.sms_webhook_secret) < 16:
        faults.append("LINLI_SMS_WEBHOOK_URL (https) and _SECRET are needed, or no code would ever arrive")
    if not settings.public_url.startswith("https://"):
        faults.append("LINLI_BASE_URL must start with https://")
    if faults:
        raise ValueError("production mode refuses to start: " + "; ".join(faults))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
