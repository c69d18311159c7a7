"""A small stage for voucher tests: one store, one guest, one clerk, and a journey that only listens."""

import itertools
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from linli.kernel.database import Work
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.events import Event
from linli.kernel.idempotency import Key
from linli.kernel.ids import derived
from linli.kernel.journey import Journey
from linli.kernel.migration import migrate
from linli.kernel.money import Money
from linli.modules import vouchers

MARKET = 7
STORE, OTHER_STORE = derived("store", "lao wang"), derived("store", "xiao li")
MERCHANT, GUEST, DEAL = derived("merchant"), derived("guest"), derived("deal")
MEI = (derived("clerk", "mei"), "Mei")
HANGZHOU = {"timezone": "Asia/Shanghai", "country": "CN", "lat": 30.25, "lon": 120.16}
# A Monday, 12:00 in Hangzhou.
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
_calls = itertools.count(1)


# Dinner for four: each dish on its own; the tea is a present.
DINNER = vouchers.Uses(
    kind=vouchers.VoucherKind.PACKAGE,
    parts=(
        vouchers.NewPart("烤鸭", "Roast duck", 1, 19_800),
        vouchers.NewPart("饮料", "Drinks", 4, 4 * 1_500),
        vouchers.NewPart("茶", "Tea", 1, 0),
    ),
)
TEN_TIMES = vouchers.Uses(kind=vouchers.VoucherKind.TIMES, parts=(vouchers.NewPart("", "", 10, 1),))
# A hundred yuan to spend, in fen.
HUNDRED = vouchers.Uses(kind=vouchers.VoucherKind.VALUE, parts=(vouchers.NewPart("", "", 10_000, 1),))


async def own_database(server: EmbeddedPostgres) -> str:
    """A migrated, empty database for one test whose work is really committed. Made from nothing, because the
    shared one cannot be copied while anybody is connected to it.
    """
    name = f"vouchers_{secrets.token_hex(6)}"
    connection = await asyncpg.connect(server.url("postgres"))
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()
    await migrate(server.url(name))
    return server.url(name)


def listening(heard: list[Event]) -> Journey:
    """A journey whose only reaction to what vouchers announce is to remember it."""
    journey = Journey()

    async def remember(_work: Work, event: Event) -> None:
        heard.append(event)

    for kind in (
        vouchers.VoucherRedeemed,
        vouchers.RedemptionUndone,
        vouchers.VoucherExpired,
        vouchers.GiftClaimed,
    ):
        journey.on(kind).at_once(remember)
    return journey


async def bought(
    work: Work,
    *,
    order: str = "order",
    quantity: int = 1,
    usable: str = "",
    valid_until: datetime = NOON + timedelta(days=30),
    person_id: UUID = GUEST,
    uses: vouchers.Uses = vouchers.AT_ONCE,
    minor: int = 12_800,
) -> list[vouchers.Voucher]:
    return await vouchers.issue(
        work, MARKET, derived(order), DEAL, STORE, MERCHANT, person_id, "双人火锅", "Hotpot for two",
        Money(minor * quantity, "CNY"), quantity, usable, valid_until, uses=uses,
    )  # fmt: skip


async def taken(
    work: Work,
    code: str,
    *,
    store_id: UUID = STORE,
    key: str | None = None,
    body: bytes = b"same",
    units: Sequence[int] | None = None,
) -> vouchers.Redeemed:
    """Redeem at the counter; each call has a key of its own unless it is given one."""
    key = key or f"key {next(_calls)}"
    return await vouchers.redeem(work, MARKET, code, store_id, MEI, Key("mei", key, body), HANGZHOU, units)
