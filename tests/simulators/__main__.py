"""`python -m tests.simulators stripe wechat_pay alipay douyin`: play payment providers and platforms by hand.

Keys are made anew each time and written into a folder of their own; what is printed is the environment with
which `make run` speaks to them.
"""

import argparse
import contextlib
import signal
import tempfile
from pathlib import Path

from tests.simulators import alipay, douyin, stripe, wechat_pay
from tests.simulators.rsa_keys import private_pem, public_pem
from tests.simulators.server import Program

KNOWN = ("stripe", "wechat_pay", "alipay", "douyin")
# Stripe sends all news of an account to the addresses that its dashboard names; any market's will do.
WEBHOOK = "http://127.0.0.1:8000/api/callbacks/helsinki/stripe"


def settings_of_wechat(program: wechat_pay.WeChatPay) -> dict[str, str]:
    """The merchant's account, as Linli's settings name it; keys as PEM texts."""
    keys = program.keys
    return {
        "LINLI_WECHAT_PAY_APP_ID": keys.app_id,
        "LINLI_WECHAT_PAY_MERCHANT_ID": keys.merchant_id,
        "LINLI_WECHAT_PAY_SERIAL_NO": keys.serial_no,
        "LINLI_WECHAT_PAY_API_V3_KEY": keys.api_v3_key,
        "LINLI_WECHAT_PAY_PRIVATE_KEY": private_pem(keys.merchant),
        "LINLI_WECHAT_PAY_PUBLIC_KEY_ID": keys.public_key_id,
        "LINLI_WECHAT_PAY_PUBLIC_KEY": public_pem(keys.platform),
        "LINLI_WECHAT_PAY_APP_SECRET": keys.app_secret,
        "LINLI_WECHAT_PAY_URL": program.url,
        "LINLI_WECHAT_OPEN_URL": program.url,
        "LINLI_WECHAT_NAME_URL": program.url,
    }


def settings_of_alipay(program: alipay.Alipay) -> dict[str, str]:
    """The merchant's application, as Linli's settings name it; keys as PEM texts."""
    return {
        "LINLI_ALIPAY_APP_ID": program.keys.app_id,
        "LINLI_ALIPAY_PRIVATE_KEY": private_pem(program.keys.merchant),
        "LINLI_ALIPAY_PUBLIC_KEY": public_pem(program.keys.alipay),
        "LINLI_ALIPAY_URL": program.gateway_url,
    }


def settings_of_stripe(program: stripe.Stripe) -> dict[str, str]:
    """The account's keys, as Linli's settings name them."""
    return {
        "LINLI_STRIPE_SECRET_KEY": program.account.secret_key,
        "LINLI_STRIPE_WEBHOOK_SECRET": program.account.webhook_secret,
        "LINLI_STRIPE_API_URL": program.url,
    }


def told_of_douyin(program: douyin.Douyin) -> list[str]:
    """Where it is, what an owner types to connect a store, and a few vouchers that were sold there."""
    settings = {"LINLI_DOUYIN_URL": program.url, "LINLI_DOUYIN_LINK_URL": program.url}
    sold = [program.sell() for _ in range(5)]
    account = program.account
    return [
        *(f"export {name}={value}" for name, value in settings.items()),
        f"# To connect: application {account.app}, secret {account.secret}, store {account.shop}",
        *(f"# Sold: {one.code} or {program.link_of(one)}" for one in sold),
    ]


def as_lines(settings: dict[str, str], folder: Path) -> list[str]:
    """For a shell: what has several lines goes into a file."""
    lines = []
    for name, value in settings.items():
        if "\n" in value:
            path = folder / name.lower()
            path.write_text(value, "utf-8")
            name, value = f"{name}_FILE", str(path)
        lines.append(f"export {name}={value}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.simulators", description=__doc__)
    parser.add_argument("providers", nargs="+", choices=KNOWN)
    parser.add_argument("--webhook", default=WEBHOOK, help="where Stripe's news goes")
    arguments = parser.parse_args()
    providers = arguments.providers
    folder, lines = Path(tempfile.mkdtemp(prefix="linli-simulators-")), []
    programs: list[Program] = []
    if "stripe" in providers:
        programs.append(card := stripe.started())
        card.webhook_url = arguments.webhook
        lines += as_lines(settings_of_stripe(card), folder)
    if "wechat_pay" in providers:
        programs.append(wechat := wechat_pay.started())
        lines += as_lines(settings_of_wechat(wechat), folder)
    if "alipay" in providers:
        programs.append(ali := alipay.started())
        lines += as_lines(settings_of_alipay(ali), folder)
    if paying := [name for name in providers if name != "douyin"]:
        lines.insert(0, f"export LINLI_PAY_WITH={','.join(paying)}")
    if "douyin" in providers:
        programs.append(elsewhere := douyin.started())
        lines += told_of_douyin(elsewhere)
    print("\n".join(lines), flush=True)
    for program in programs:
        if not isinstance(program, wechat_pay.WeChatPay | alipay.Alipay):
            continue
        print(f"# A phone that has scanned: {program.url}/scan?code=…", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
    for program in programs:
        program.stop()


if __name__ == "__main__":
    main()
