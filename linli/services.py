"""What every face, the worker and the demo are given: database, settings, gateways and signers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from linli.kernel import tracing
from linli.kernel.database import RECOVERS_WITHIN_SECONDS, Database, open_pool
from linli.kernel.journey import Journey
from linli.kernel.live import Live
from linli.kernel.sealing import Sealer
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer
from linli.modules import (
    flash,
    foreign_vouchers,
    identity,
    markets,
    notices,
    passes,
    payments,
    treasury,
    vouchers,
)

# How long a request may take to send its body, and how large it may be.
BODY_WITHIN_SECONDS = 30
LARGEST_BODY_MEGABYTES = 2


class Who(StrEnum):
    """Who may call an endpoint; every endpoint declares one. Staff roles are checked again for the store
    at hand.
    """

    ANYONE = "anyone"
    PERSON = "person"
    CLERK = "clerk"
    MANAGER = "manager"
    OWNER = "owner"
    OPERATOR = "operator"
    # A payment provider: known by its signature, not by a session.
    PROVIDER = "provider"
    # An enrolled device of a store: known by its cookie and by what it signs.
    DEVICE = "device"


# Which staff of a store an endpoint lets in, by what it declares; pages and API ask this one table.
STAFF = {
    Who.CLERK: frozenset(("clerk", "manager", "owner")),
    Who.MANAGER: frozenset(("manager", "owner")),
    Who.OWNER: frozenset(("owner",)),
}


@dataclass(frozen=True, slots=True)
class Services:
    """One process's means; made once at start."""

    settings: Settings
    db: Database
    # Hints to the pages that are open, in all processes.
    live: Live
    gateways: payments.Gateways
    sender: notices.Sender
    phones: Signer
    visits: Signer
    # Codes of places: the mark without which none leads anywhere.
    codes: Signer
    forms: Signer
    # Links that ask somebody to join a shop.
    invitations: Signer
    # Codes that enroll a device, and what a clerk's PIN is kept as.
    enrolments: Signer
    pins: Signer
    # Offers that make a browser a kiosk, and codes that lead a phone to what was chosen there.
    kiosks: Signer
    # Links by which a voucher is given away.
    gifts: Signer
    # Passes that are shown at the door after paying in the aisle.
    exits: Signer
    # Bank account numbers, and the bank that pays merchants out (none: statements wait).
    account_numbers: Sealer
    # The keys that sign vouchers, as this process has opened them.
    issuers: vouchers.Issuers
    # Platforms that sell vouchers elsewhere, and what seals stores' keys to them.
    foreign: foreign_vouchers.Means
    # What a browser keeps of a session under a mall's own host name.
    mall_sessions: Sealer
    # What pages point to of flash sales, and where this process takes claims, many in one transaction.
    flash_board: flash.Board
    flash: flash.Desk
    # Where this process asks whose tokens it is shown, and what it knows of the markets.
    tokens: identity.TokenDesk
    directory: markets.Directory
    bank: treasury.Bank | None = None
    # Set when this process is to stop: it takes no more work, and finishes what it has.
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    # The phones' wallets that vouchers can be put into.
    wallets: passes.Wallets = field(default_factory=passes.Wallets)

    async def close(self) -> None:
        """Close open pages, and let go of the connections to platforms, bank and database."""
        await self.live.close()
        await self.foreign.close()
        if self.bank:
            await self.bank.close()
        await self.db.pool.close()
        tracing.close()

    def drain(self) -> None:
        """Say from now on that this process is not ready, and close the pages that are open on it: their
        browsers open them elsewhere.
        """
        self.draining.set()
        self.live.hang_up()

    def offers(self, market: markets.Market, situation: payments.Situation) -> list[payments.Offer]:
        """The ways to pay in a market for who is in this situation, the market's first choice on top."""
        names = offered_of(self.settings).in_market(market.slug)
        return payments.offers(self.gateways, names, situation, market.currency, market.country)


def offered_of(settings: Settings) -> payments.Offered:
    """Which providers each market offers. Raises ValueError for a setting that names none."""
    try:
        return payments.read_offered(settings.pay_with, payments.PROVIDERS)
    except ValueError as error:
        raise ValueError(f"LINLI_PAY_WITH: {error}") from None


def gateways_of(settings: Settings) -> payments.Gateways:
    """The payment providers this installation speaks to. Raises ValueError naming a setting or a library that
    one of them lacks.
    """
    offered = offered_of(settings).providers
    return {
        name: payments.open_gateway(name, _KEYS[name](settings))
        for name in payments.PROVIDERS
        if name in offered
    }


def _sandbox(settings: Settings) -> payments.SandboxKeys:
    return payments.SandboxKeys(settings.sandbox_url, settings.sandbox_pay_secret)


def _stripe(settings: Settings) -> payments.StripeKeys:
    names = (settings.stripe_secret_key, settings.stripe_webhook_secret, settings.stripe_api_url)
    return payments.StripeKeys(*names)


def _wechat_pay(settings: Settings) -> payments.WeChatPayKeys:
    needed = ("app_id", "merchant_id", "serial_no", "private_key", "api_v3_key")
    _given(settings, *(f"wechat_pay_{name}" for name in needed))
    return payments.WeChatPayKeys(
        app_id=settings.wechat_pay_app_id,
        merchant_id=settings.wechat_pay_merchant_id,
        serial_no=settings.wechat_pay_serial_no,
        private_key=settings.wechat_pay_private_key,
        api_v3_key=settings.wechat_pay_api_v3_key,
        public_key_id=settings.wechat_pay_public_key_id,
        public_key=settings.wechat_pay_public_key,
        app_secret=settings.wechat_pay_app_secret,
        products=tuple(settings.wechat_pay_products.split(",")),
        api_url=settings.wechat_pay_url,
        open_url=settings.wechat_open_url,
        name_url=settings.wechat_name_url,
    )


def _alipay(settings: Settings) -> payments.AlipayKeys:
    _given(settings, "alipay_app_id", "alipay_private_key", "alipay_public_key")
    return payments.AlipayKeys(
        app_id=settings.alipay_app_id,
        private_key=settings.alipay_private_key,
        alipay_public_key=settings.alipay_public_key,
        products=tuple(settings.alipay_products.split(",")),
        gateway_url=settings.alipay_url,
    )


def _given(settings: Settings, *names: str) -> None:
    """Raises ValueError naming the settings that a provider cannot do without."""
    missing = [f"LINLI_{name.upper()}" for name in names if not getattr(settings, name)]
    if missing:
        raise ValueError(f"needed to offer what LINLI_PAY_WITH says: {', '.join(missing)}")


_KEYS: dict[str, Callable[[Settings], object]] = {
    "sandbox": _sandbox,
    "stripe": _stripe,
    "wechat_pay": _wechat_pay,
    "alipay": _alipay,
}


def sender_of(settings: Settings) -> notices.Sender:
    """What carries text messages: the operator's gateway, or the demo's page of messages."""
    if settings.sms_webhook_url:
        return notices.WebhookSender(settings.sms_webhook_url, settings.sms_webhook_secret)
    return notices.SandboxSender()


def bank_of(settings: Settings) -> treasury.Bank | None:
    """What pays merchants out: the demo's sandbox; a production has none before an adapter to its bank."""
    if not settings.is_demo:
        return None
    return treasury.SandboxBank(settings.sandbox_url, settings.sandbox_pay_secret)


def issuers_of(settings: Settings) -> vouchers.Issuers:
    """The keys with which markets sign their vouchers, sealed with this installation's secret."""
    return vouchers.Issuers(Sealer(settings.secret, "issuer keys"))


def means_of(settings: Settings) -> foreign_vouchers.Means:
    """The platforms whose vouchers stores may take at their counters."""
    douyin = foreign_vouchers.Douyin(settings.douyin_url, settings.douyin_link_url)
    return foreign_vouchers.Means({douyin.name: douyin}, Sealer(settings.secret, "foreign vouchers"))


def wallets_of(settings: Settings) -> passes.Wallets:
    """The phones' wallets that this installation has keys for. Raises ValueError naming what is missing or
    wrong.
    """
    apple = google = None
    names = ("pass_type_id", "team_id", "pass_certificate", "pass_private_key", "wwdr_certificate")
    if _all_or_none(settings, *(f"apple_{name}" for name in names)):
        apple = passes.AppleKeys(
            pass_type_id=settings.apple_pass_type_id,
            team_id=settings.apple_team_id,
            organization=settings.apple_organization,
            certificate=settings.apple_pass_certificate,
            private_key=settings.apple_pass_private_key,
            intermediate=settings.apple_wwdr_certificate,
        )
    of_google = ("google_wallet_issuer_id", "google_wallet_client_email", "google_wallet_private_key")
    if _all_or_none(settings, *of_google):
        google = passes.GoogleKeys(
            issuer_id=settings.google_wallet_issuer_id,
            client_email=settings.google_wallet_client_email,
            private_key=settings.google_wallet_private_key,
        )
    return passes.open_wallets(apple, google)


def _all_or_none(settings: Settings, *names: str) -> bool:
    """Whether these are given. Raises ValueError naming those that are missing beside others."""
    missing = [f"LINLI_{name.upper()}" for name in names if not getattr(settings, name)]
    if missing and len(missing) < len(names):
        raise ValueError(f"needed for passes, beside what is given: {', '.join(missing)}")
    return not missing


async def open_services(
    settings: Settings, url: str, journey: Journey, gateways: payments.Gateways
) -> Services:
    """Connect to the database as the app's own role; one that is just recovering is waited for."""
    if settings.traces_url:
        tracing.set_up(settings.traces_url)
    patience = RECOVERS_WITHIN_SECONDS
    pooled, direct = settings.database_pooled, settings.database_direct_url or url
    through = settings.database_url if pooled else url
    pool = await open_pool(through, size=settings.pool_size, patience=patience, pooled=pooled)
    db, live = Database(pool, journey, pooled=pooled), Live(direct, pool)
    db.pass_on = live.pass_on
    return Services(
        settings=settings,
        db=db,
        live=live,
        gateways=gateways,
        sender=sender_of(settings),
        phones=Signer(settings.secret, "phones"),
        visits=Signer(settings.secret, "visits"),
        codes=Signer(settings.secret, "codes"),
        forms=Signer(settings.secret, "forms"),
        invitations=Signer(settings.secret, "invitations"),
        kiosks=Signer(settings.secret, "kiosks"),
        gifts=Signer(settings.secret, "gifts"),
        exits=Signer(settings.secret, "exits"),
        enrolments=Signer(settings.secret, "enrolments"),
        pins=Signer(settings.secret, "pins"),
        account_numbers=Sealer(settings.secret, "bank accounts"),
        mall_sessions=Sealer(settings.secret, "mall sessions"),
        issuers=issuers_of(settings),
        foreign=means_of(settings),
        flash=flash.Desk(db),
        tokens=identity.TokenDesk(db),
        directory=markets.Directory(db, live),
        flash_board=flash.Board(db.clock),
        bank=bank_of(settings),
        wallets=wallets_of(settings),
    )
