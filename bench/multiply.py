"""A small market made large: its orders, and all that the product wrote of them, again and again.

Nothing here knows what an order looks like. Each table is read as the product has filled it; what follows
from the order's time (ids, moments, days) is moved back, what is drawn or derived (codes, numbers, accounts)
is made anew by the product's own rules and brought in with COPY, and everything else stays as it is. So a
market of millions is what the product would have written, and `linli audit` finds nothing in it.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from uuid import UUID

import asyncpg

from bench.season import ORDERS

AT_ONCE = 50
MADE = "bench_made"
# What a market's paying customers leave behind, by what grows with it; `RECENT` is swept up after some weeks.
CORE = [
    "orders.orders",
    "orders.lines",
    "orders.numbers",
    "payments.intents",
    "payments.provider_events",
    "payments.refunds",
    "reservations.holds",
    "settlement.escrows",
    "settlement.lines",
    "settlement.entries",
    "vouchers.vouchers",
    "vouchers.codes",
    "vouchers.short_codes",
    "vouchers.redemptions",
]
LOOP = [
    "marketing.steps",
    "attribution.goals",
    "attribution.credits",
    "attribution.steps",
    "insight.uses",
    "insight.visits",
    "recommendations.uses",
]
RECENT = ["kernel.outbox", "kernel.deliveries", "kernel.idempotency_keys"]
LEDGER = ["ledger.accounts", "ledger.balances", "ledger.transfers"]
PEOPLE = ["identity.people", "identity.members", "identity.phones", "insight.customers"]
# Where each id is born that is moved back with its order.
BORN = {
    "orders.orders": "order_id intent_id",
    "payments.refunds": "refund_id",
    "vouchers.vouchers": "voucher_id",
    "vouchers.redemptions": "redemption_id",
    "settlement.entries": "entry_id",
    "ledger.transfers": "transfer_id",
    "kernel.outbox": "announcement_id",
}
DRAWN = {
    "orders.orders.number": "numbers",
    "orders.numbers.number": "numbers",
    "vouchers.vouchers.code": "codes",
    "vouchers.codes.code": "codes",
    "vouchers.short_codes.short_code": "shorts",
}
ID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"


class Template(NamedTuple):
    """One table's rows as they are multiplied: each column as an expression over a copy `c`, a row `t`."""

    table: str
    columns: list[str]
    expressions: list[str]

    def insert(self, where: str) -> str:
        names = ", ".join(f'"{one}"' for one in self.columns)
        return (
            f"INSERT INTO {self.table} ({names}) SELECT {', '.join(self.expressions)} "
            f"FROM {MADE}.copies AS c CROSS JOIN {self.name} AS t WHERE {where}"
        )

    @property
    def name(self) -> str:
        return f"{MADE}.{self.table.replace('.', '_')}"


class Known(NamedTuple):
    """What ids and texts of the small market are."""

    moved: set[UUID]
    escrows: dict[UUID, int]
    drawn: dict[str, dict[str, int]]
    groups: int


async def known(connection: asyncpg.Connection, groups: int) -> Known:
    moved: set[UUID] = set()
    for table, columns in BORN.items():
        for column in columns.split():
            moved |= {row[0] for row in await connection.fetch(f"SELECT {column} FROM {table}")}
    orders = await connection.fetch("SELECT order_id, number FROM orders.orders ORDER BY order_id")
    places = {row["order_id"]: place for place, row in enumerate(orders, 1)}
    escrows = {
        row["account_id"]: places[UUID(row["owner"].partition(":")[2])]
        for row in await connection.fetch(
            "SELECT account_id, owner FROM ledger.accounts WHERE purpose = 'escrow'"
        )
    }
    codes = await connection.fetch(
        "SELECT v.code, s.short_code FROM vouchers.vouchers AS v "
        "JOIN vouchers.short_codes AS s USING (voucher_id)"
    )
    drawn = {
        "numbers": {row["number"]: place for place, row in enumerate(orders, 1)},
        "codes": {row["code"]: place for place, row in enumerate(codes, 1)},
        "shorts": {row["short_code"]: place for place, row in enumerate(codes, 1)},
    }
    return Known(moved, escrows, drawn, groups)


async def template(connection: asyncpg.Connection, table: str, about: Known, only: str = "true") -> Template:
    """The table's rows with what is moved taken apart, in a table of their own."""
    columns = await connection.fetch(
        "SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute "
        f"WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    rows = await connection.fetch(f"SELECT * FROM {table} WHERE {only}")
    parts, expressions = [], []
    for column in columns:
        name, values = column["name"], [row[column["name"]] for row in rows]
        made, said = _of_column(
            f"{table}.{name}", name, column["type"], [one for one in values if one is not None], about
        )
        parts += made
        expressions.append(said)
    found = Template(table, [column["name"] for column in columns], expressions)
    kept = ", ".join(["o.*", *parts])
    await connection.execute(f"CREATE TABLE {found.name} AS SELECT {kept} FROM {table} AS o WHERE {only}")
    return found


def _of_column(place: str, name: str, kind: str, values: list[object], about: Known) -> tuple[list[str], str]:
    """What is kept of a column beside its value, and what it is in a copy."""
    own = f't."{name}"'
    if place in DRAWN:
        return [_case(name, about.drawn[DRAWN[place]])], f'c.{DRAWN[place]}[t."{name}__k"]'
    if name == "tracking_code":
        return [
            f"{_case('number', about.drawn['numbers'], name)}"
        ], f"'DIRECT-' || c.numbers[t.\"{name}__k\"]"
    if name == "valid_until":
        return [], own  # so that a voucher of any age can still be used
    if kind == "timestamp with time zone":
        return [], f"{own} - c.back"
    if kind == "date":
        return [], f"{own} - c.days"
    if kind == "uuid":
        return _of_id(place, name, {one for one in values if isinstance(one, UUID)}, about)
    if kind == "text" and any(isinstance(one, str) and re.search(ID, one) for one in values):
        apart = f"(regexp_match(o.\"{name}\", '^(.*?)({ID})$'))"
        beside = [f'{apart}[1] AS "{name}__told"', *_apart(f"{apart}[2]", name)]
        return beside, f'coalesce(t."{name}__told" || ({_back(name)})::text, {own})'
    if place == "kernel.idempotency_keys.key":
        return [], f"c.n || '/' || {own}"
    return [], own


def _of_id(place: str, name: str, values: set[UUID], about: Known) -> tuple[list[str], str]:
    own = f't."{name}"'
    if values and values <= about.moved:
        return _apart(f'o."{name}"::text', name), f"({_back(name)})"
    if name == "person_id":
        return [], somebody(own, about.groups)
    if values & set(about.escrows):
        return [_case(name, about.escrows)], f'coalesce(c.accounts[t."{name}__k"], {own})'
    if values & about.moved:
        raise SystemExit(f"{place} names this and that")
    if place == "marketing.steps.step_id":
        return [], f"md5(c.n || {own}::text)::uuid"
    return [], own


def somebody(person: str, groups: int, group: str = "") -> str:
    """The person of a copy: each customer has as many orders in a large market as in a small one."""
    which = group or f"(c.n % {groups})"
    return f"CASE WHEN {which} = 0 THEN {person} ELSE md5({which} || {person}::text)::uuid END"


def _apart(text: str, name: str) -> list[str]:
    """A UUIDv7 as its milliseconds and the rest."""
    millis = f"('x' || left(replace({text}, '-', ''), 12))::bit(48)::bigint"
    return [f'{millis} AS "{name}__ms"', f"substr(replace({text}, '-', ''), 13) AS \"{name}__rest\""]


def _back(name: str) -> str:
    return f'(lpad(to_hex(t."{name}__ms" - c.ms), 12, \'0\') || t."{name}__rest")::uuid'


def _case(name: str, places: dict[str, int] | dict[UUID, int], called: str = "") -> str:
    """The number of the order that a value belongs to, as a column."""
    pairs = ", ".join(f"('{value}', {place})" for value, place in places.items())
    found = f'(SELECT v.k FROM (VALUES {pairs}) AS v (said, k) WHERE v.said = o."{name}"::text)'
    return f'{found} AS "{called or name}__k"'


def chunks(copies: int, done: Callable[[int], None]) -> Iterator[str]:
    """Conditions that together name every copy once, the furthest back first."""
    for first in range(copies, 0, -AT_ONCE):
        yield f"c.n <= {first} AND c.n > {first - AT_ONCE}"
        done(min(AT_ONCE, first) * ORDERS)
