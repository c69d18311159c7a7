"""What is kept of somebody, and what stands in the way of erasing them."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec

from linli.kernel import sql, trail
from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.modules import (
    attribution,
    carts,
    chains,
    community,
    consents,
    flash,
    identity,
    insight,
    markets,
    members,
    merchants,
    orders,
    payments,
    pickups,
    promotions,
    recommendations,
    terminals,
    vouchers,
)
from linli.modules.privacy.model import Export, Obstacle, ObstacleKind
from linli.modules.privacy.refusals import EXPORT_NOT_READY

SQL = sql.load(__file__)
Source = Callable[[Reader, int, UUID], Awaitable[list[Fact]]]
DEEDS = 200


async def _consents(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    found = await consents.answers_to(reader, market_id, person_id)
    return [Fact("consents", {**msgspec.to_builtins(one), "told": _told(one)}) for one in found]


def _told(one: consents.Answered) -> str:
    """The text that was answered, in the words that were shown."""
    return consents.text_of(one.purpose, one.text_version, one.language).body


async def _by_order(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    order_ids = await orders.ids_of_person(reader, market_id, person_id)
    facts = await payments.about_orders(reader, market_id, order_ids)
    return facts + await chains.about_orders(reader, market_id, order_ids)


async def _memberships(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    found = await members.about_person(reader, market_id, person_id)
    return [Fact("memberships", one) for one in found]


async def _timeline(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    found = await attribution.timeline_of(reader, market_id, person_id)
    return [Fact("touches", msgspec.to_builtins(one)) for one in found]


async def _payer(reader: Reader, _market_id: int, person_id: UUID) -> list[Fact]:
    return await payments.about_payer(reader, person_id)


async def _deeds(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """What the audit trail says that somebody did, all of it."""
    facts: list[Fact] = []
    by_them = trail.DeedFilter(actor=f"person:{person_id}")
    cursor: str | None = None
    while True:
        page = await trail.deeds(reader, market_id, by_them, cursor, DEEDS)
        facts += [Fact("deeds", {"at": one.at.isoformat(), "action": one.action}) for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return facts


# Every module that keeps something of people, in the order in which it is told.
SOURCES: tuple[Source, ...] = (
    identity.about_person,
    _consents,
    orders.about_person,
    _by_order,
    _payer,
    vouchers.about_person,
    pickups.about_person,
    promotions.about_person,
    flash.about_person,
    carts.about_person,
    community.about_person,
    recommendations.about_person,
    _memberships,
    insight.about_person,
    _timeline,
    merchants.about_person,
    terminals.about_person,
    _deeds,
)


async def about(reader: Reader, market_id: int, person_id: UUID) -> dict[str, list[Fact]]:
    """All that is kept of somebody in one market and everywhere, by kind. Refuses: not_found."""
    by_kind: dict[str, list[Fact]] = {}
    for source in SOURCES:
        for fact in await source(reader, market_id, person_id):
            by_kind.setdefault(fact.kind, []).append(fact)
    return by_kind


async def obstacles(reader: Reader, person_id: UUID) -> list[Obstacle]:
    """What must end, market by market, before somebody can be erased; empty: nothing."""
    found: list[Obstacle] = []
    for market in await markets.all_markets(reader):
        here = (reader, market.market_id, person_id)
        holding = await merchants.what_holds(*here)
        counts = {
            ObstacleKind.OPEN_ORDERS: await orders.open_count(*here),
            ObstacleKind.UNUSED_VOUCHERS: await vouchers.unused_count(*here),
            ObstacleKind.WORKS_AT_SHOP: holding.roles,
            ObstacleKind.APPLICATIONS: holding.applications,
            ObstacleKind.OPERATES: int(await identity.is_operator(*here)),
        }
        found += [Obstacle(kind, market.market_id, count) for kind, count in counts.items() if count]
    return found


async def export_of(reader: Reader, person_id: UUID) -> Export | None:
    """The person's newest export, as far as it is made; None: there is none."""
    return await reader.one(Export, SQL.find_export, person_id)


async def export_file(reader: Reader, person_id: UUID, export_id: UUID) -> bytes:
    """The file (ZIP). Refuses: export_not_ready (also where there is none, or it was thrown away)."""
    body = await reader.value(bytes, SQL.find_file, person_id, export_id)
    if body is None:
        raise EXPORT_NOT_READY()
    return body
