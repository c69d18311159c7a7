"""What is known of me, page by page: allowed and taken back, looked at, taken away, and erased with nothing
left.
"""

import io
import zipfile
from datetime import timedelta
from typing import Any

import msgspec

from linli.kernel.database import Connection
from linli.kernel.ids import derived, uuid7
from linli.kernel.signing import Signer
from linli.kernel.tables import TABLES
from linli.modules import community, consents, identity, members, orders, privacy, vouchers
from linli.modules.consents import Purpose
from linli.modules.privacy.retention import LIMITS, limit_of
from linli.modules.privacy.rules import RULES, Fate
from tests import cast
from tests.integration.web.consumer_stage import Street, Visitor

NAME, WORDS = "Xiaoman-Quillon", "Broth to remember 7391"
# Columns by which a table's rows are somebody's.
THEIRS = ("person_id", "giver_id")


async def _columns(connection: Connection) -> dict[str, set[str]]:
    rows = await connection.fetch(
        "SELECT table_schema || '.' || table_name AS t, column_name AS c FROM information_schema.columns"
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["t"], set()).add(row["c"])
    return found


async def _seen(connection: Connection, table: str, wanted: list[str]) -> list[str]:
    """Which of these texts stand anywhere in a table, bytes included."""
    hexed = [one.encode().hex() for one in wanted]
    rows = await connection.fetch(
        f"SELECT w FROM unnest($1::text[], $2::text[]) AS u (w, h)"
        f" WHERE EXISTS (SELECT FROM {table} AS t WHERE t::text ILIKE '%' || w || '%'"
        f" OR t::text LIKE '%' || h || '%')",
        wanted,
        hexed,
    )
    return [row["w"] for row in rows]


async def _lived(street: Street, visitor: Visitor) -> tuple[orders.Order, orders.Order]:
    """Somebody who has done a bit of everything: one order used, one not."""
    assert visitor.person
    market_id, person_id = street.market.market_id, visitor.person.person_id
    used, unused = await street.bought(visitor), await street.bought(visitor)
    await street.redeem(used)
    async with street.db.work() as work:
        who = (work, market_id, person_id)
        await community.write_review(
            work, market_id, used.order_id, person_id, 5, 4, 5, WORDS, visitor.person.nickname
        )
        await community.follow(work, market_id, street.store.store_id, person_id)
        shop, how = street.store, members.How.STORE_PAGE
        assert shop.merchant_id
        await members.join(work, market_id, shop.merchant_id, person_id, shop.store_id, how)
        await identity.tell(*who, "application_received", title=NAME)
        await identity.join_market(work, market_id, visitor.person)
        await identity.issue_token(work, person_id, ["consumer"], name=f"{NAME} script")
        await identity.start_session(work, person_id)
        voucher = (await vouchers.vouchers_of_order(work, market_id, unused.order_id))[0]
        gift = await vouchers.give(work, market_id, voucher.voucher_id, person_id, NAME, f"From {NAME}")
        await vouchers.revoke_gift(work, market_id, gift.gift_id, person_id)
    await street.settle()
    return used, unused


async def test_what_is_known_of_me_is_seen_taken_away_and_erased_with_nothing_left(street: Street) -> None:
    visitor = await street.visitor(NAME)
    assert visitor.person
    used, unused = await _lived(street, visitor)
    page = f"{street.root}/me/privacy"
    assert f'href="{page}"' in await visitor.see(f"{street.root}/me")
    await _allows_and_looks(street, visitor, page)
    await _takes_away(street, visitor, page, {used.number, unused.number})
    await _is_held_until_nothing_stands(street, visitor, f"{page}/erasure", unused)
    await _is_erased(street, visitor, f"{page}/erasure", used)


async def _allows_and_looks(street: Street, visitor: Visitor, page: str) -> None:
    """Purposes, each by itself, one tap each way; what is kept, and where it stands."""
    assert visitor.person
    seen = await visitor.see(page)
    assert seen.count("Turn on") == 3
    assert "Join my visits up" in seen
    await visitor.press(page, f"{page}/consents", purpose="journey", given="1")
    async with street.db.read() as reader:
        assert await consents.allows(reader, visitor.person.person_id, Purpose.JOURNEY)
        assert not await consents.allows(reader, visitor.person.person_id, Purpose.MESSAGES)
    assert "Every answer you gave" in await visitor.see(page)
    assert "The codes you scan" in await visitor.see(f"{page}/kept/consents")
    bad = await visitor.press(page, f"{page}/consents", purpose="everything", given="1")
    assert bad.status_code == 422
    reviews = await visitor.see(f"{page}/kept/reviews")
    assert WORDS in reviews
    assert street.store.name_en in reviews
    await visitor.get(f"{page}/kept/nothing", status=404)
    left = await visitor.press(page, f"{page}/memberships/{street.store.merchant_id}/end")
    assert "You have left" in await visitor.see(left.headers["location"].split("#")[0])


async def _takes_away(street: Street, visitor: Visitor, page: str, numbers: set[str]) -> None:
    """One file with all of it; somebody else's browser does not get it."""
    assert visitor.person
    person_id = visitor.person.person_id
    await visitor.press(page, f"{page}/exports")
    assert "The file is being made" in await visitor.see(page)
    await street.settle()
    async with street.db.read() as reader:
        export = await privacy.export_of(reader, person_id)
        phone = await identity.phone_of(reader, person_id)
    assert export
    assert export.made_at
    assert export.done == export.steps
    address = f"{page}/exports/{export.export_id}"
    with zipfile.ZipFile(io.BytesIO((await visitor.get(address)).content)) as file:
        kinds = msgspec.json.decode(file.read("linli.json"))["markets"][street.market.slug]
        assert phone in file.read("linli.html").decode()
    assert {one["number"] for one in kinds["orders"]} == numbers
    assert {"profile", "payments", "vouchers", "reviews", "follows", "messages", "consents"} <= set(kinds)
    await (await street.visitor("Mei")).get(address, status=404)


async def _is_held_until_nothing_stands(
    street: Street, visitor: Visitor, erasure: str, unused: orders.Order
) -> None:
    """Not while money hangs on it, nor without the box, nor long after showing who one is."""
    assert visitor.person
    blocked = await visitor.see(erasure)
    assert "1 order is still open" in blocked
    assert "1 voucher is worth something" in blocked
    assert "Erase me now" not in blocked
    order = f"{street.root}/orders/{unused.order_id}"
    form = await visitor.get(order)
    sure = {"csrf_token": form.text.split('name="csrf_token" value="')[1].split('"')[0], "sure": "yes"}
    refused = await visitor.http.post(erasure, data=sure)
    assert (refused.status_code, "First, this" in refused.text) == (409, True)
    await visitor.send(form, f"{order}/refund")
    await street.settle()
    assert "Tick the box" in (await visitor.press(erasure, erasure)).text
    late = "UPDATE identity.sessions SET proven_at = proven_at - $2::interval WHERE person_id = $1"
    async with street.db.pool.acquire() as connection:
        await connection.execute(late, visitor.person.person_id, timedelta(minutes=16))
        assert "Show who I am" in await visitor.see(erasure)
        assert "/me/proof" in (await visitor.http.post(erasure, data=sure)).headers["location"]
        await connection.execute(late, visitor.person.person_id, timedelta(minutes=-16))


async def _is_erased(street: Street, visitor: Visitor, erasure: str, used: orders.Order) -> None:
    """Nothing of them is left, no sum has changed, and their number is free."""
    assert visitor.person
    person_id, market_id = visitor.person.person_id, street.market.market_id
    async with street.db.pool.acquire() as connection, street.db.read() as reader:
        phone = await identity.phone_of(reader, person_id)
        sums = await _books(connection, market_id)
        gone = await visitor.press(erasure, erasure, sure="yes")
        assert "You are erased" in await visitor.see(gone.headers["location"])
        await street.settle()
        await _is_forgotten(connection, person_id, [NAME, phone, WORDS, f"{NAME} script"])
        assert await _books(connection, market_id) == sums
        assert (await identity.person(reader, person_id)).nickname == "—"
        assert (await orders.order(reader, market_id, used.order_id, person_id)).number == used.number
        review = await community.review_of_order(reader, market_id, used.order_id)
        assert review
        assert (review.nickname, review.body, review.quality) == ("—", "", 5)
    assert "Broth" not in await visitor.see(f"{street.root}/stores/{street.store.slug}")
    async with street.db.work() as work:
        signer = Signer(street.settings.secret, "phones")
        again = await identity.register_demo_person(work, phone, "Somebody new", None, signer)
    assert again.person_id != person_id


async def _books(connection: Connection, market_id: int) -> list[Any]:
    """The books, row by row."""
    tables = ("ledger.transfers", "orders.orders", "orders.lines", "settlement.escrows", "community.ratings")
    return [
        await connection.fetch(f"SELECT t::text FROM {table} AS t WHERE market_id = $1 ORDER BY 1", market_id)
        for table in tables
    ]


async def _is_forgotten(connection: Connection, person_id: object, wanted: list[str]) -> None:
    """Each table keeps its rule, and none has a word of them."""
    columns = await _columns(connection)
    left = {table: seen for table in TABLES if (seen := await _seen(connection, table, wanted))}
    assert left == {}
    for table, rule in RULES.items():
        theirs = next((one for one in THEIRS if one in columns[table]), None)
        if rule.fate is Fate.DELETED and theirs:
            count = f"SELECT count(*) FROM {table} WHERE {theirs} = $1"
            assert (table, await connection.fetchval(count, person_id)) == (table, 0)


async def test_what_is_older_than_its_limit_is_gone_and_what_is_younger_stays(street: Street) -> None:
    market_id = street.market.market_id
    async with street.db.work() as work:
        joined = await cast.join(
            work, nickname="Old", signer=Signer(street.settings.secret, "phones"), password=None
        )
        phone = await identity.phone_of(work, joined.person_id)
        await identity.tell(work, market_id, joined.person_id, "application_received", title="young")
        await identity.start_session(work, joined.person_id)
        old = work.now - timedelta(days=91)
        await work._connection.execute(
            "INSERT INTO notices.messages (market_id, message_id, recipient, body, state, written_at)"
            " VALUES ($1, $2, $3, 'old', 'sent', $4)",
            *(market_id, uuid7(old), phone, old),
        )
        await work._connection.execute(
            "INSERT INTO identity.sessions (person_id, session_id, token_print, created_at, seen_at,"
            " proven_at, expires_at) VALUES ($1, $2, '', $3, $3, $3, $3)",
            *(joined.person_id, uuid7(old), old),
        )
        await work._connection.execute(
            "INSERT INTO kernel.outbox (market_id, announcement_id, event, payload, announced_at, handed_at)"
            " VALUES ($1, $2, 'OrderPaid', '', $3, $3), ($1, $4, 'OrderPaid', '', $3, NULL)",
            *(market_id, uuid7(old), old, uuid7(old)),
        )
    assert await privacy.keep_limits(street.db, market_id) >= 3
    async with street.db.read() as reader:
        facts = await identity.about_person(reader, market_id, joined.person_id)
        assert len([one for one in facts if one.kind == "messages"]) == 1
        assert len([one for one in facts if one.kind == "sessions"]) == 1
    async with street.db.pool.acquire() as connection:
        waiting = "SELECT count(*) FROM kernel.outbox WHERE market_id = $1 AND event = 'OrderPaid'"
        assert await connection.fetchval(waiting, market_id) == 1
        await connection.execute("DELETE FROM kernel.outbox WHERE market_id = $1", market_id)
    assert await privacy.keep_limits(street.db, market_id) == 0


# Of each kind: how a row is made, in the market $1, of the person $2, at $3, with an id $4; and how many
# there are.
ROWS = {
    "sign_in_codes": (
        "INSERT INTO identity.sign_in_codes (phone_print, code_print, tries_left, expires_at)"
        " SELECT $4::uuid::text::bytea, '', 1, $3 WHERE $1 > 0 AND $2::uuid IS NOT NULL",
        "SELECT count(*) FROM identity.sign_in_codes",
    ),
    "idempotency_keys": (
        "INSERT INTO kernel.idempotency_keys (market_id, scope, key, request_print, created_at)"
        " SELECT $1, $2::uuid::text, $4::uuid::text, '', $3",
        "SELECT count(*) FROM kernel.idempotency_keys WHERE scope = $1::text",
    ),
    "tries": (
        "INSERT INTO kernel.tries (subject_print, window_start, tries)"
        " SELECT $4::uuid::text::bytea, $3, 1 WHERE $1 > 0 AND $2::uuid IS NOT NULL",
        "SELECT count(*) FROM kernel.tries",
    ),
    "touches": (
        "INSERT INTO attribution.touches (market_id, touch_id, kind, at, day, store_id, merchant_id, channel,"
        " person_id, source, fault)"
        " SELECT $1, $4, 'visit', $3, $3::timestamptz::date, $4, $4, 'poster', $2, '', ''",
        "SELECT count(*) FROM attribution.touches WHERE person_id::text = $1",
    ),
    "code_visits": (
        "INSERT INTO marketing.visits (market_id, visit_id, link_id, store_id, at) SELECT $1, $4, $2, $2, $3",
        "SELECT count(*) FROM marketing.visits WHERE link_id::text = $1",
    ),
    "exports": (
        "INSERT INTO privacy.exports (person_id, export_id, language, asked_at, done, steps)"
        " SELECT $4, $4, 'en', $3, 0, 1 WHERE $1 > 0 AND $2::uuid IS NOT NULL",
        "SELECT count(*) FROM privacy.exports",
    ),
}


async def test_of_each_kind_what_is_older_goes_and_what_is_younger_stays(street: Street) -> None:
    market_id, person_id = street.market.market_id, derived("of each kind")
    about = (
        "INSERT INTO marketing.links (market_id, link_id, code, store_id, channel, label, made_by, made_at)"
    )
    async with street.db.pool.acquire() as connection:
        await connection.execute(
            f"{about} VALUES ($1, $2, 'old code', $2, 'poster', '', $2, now())", market_id, person_id
        )
        before = {}
        for kind, (insert, count) in ROWS.items():
            wanted = [str(person_id)] if "$1" in count else []
            before[kind] = await connection.fetchval(count, *wanted)
            for off in (-1, 1):
                at = street.db.clock() - limit_of(kind).time + timedelta(hours=off)
                await connection.execute(insert, market_id, person_id, at, uuid7(at))
        await privacy.keep_limits(street.db, market_id)
        for kind, (_, count) in ROWS.items():
            wanted = [str(person_id)] if "$1" in count else []
            assert (kind, await connection.fetchval(count, *wanted)) == (kind, before[kind] + 1)
        kept = "SELECT old_visits FROM marketing.links WHERE link_id = $1"
        assert await connection.fetchval(kept, person_id) == 1
    # Each of the others has a row in the test above or in one of its own.
    elsewhere = {"messages", "sessions", "announcements", "selections"}
    assert {one.kind for one in LIMITS if one.by == "keep_limits"} == ROWS.keys() | elsewhere


async def test_who_came_by_a_code_is_asked_once_on_the_page_of_what_they_paid(street: Street) -> None:
    visitor = await street.visitor("Mei")
    assert visitor.person
    by_code, by_themselves = await street.bought(visitor), await street.bought(visitor)
    async with street.db.pool.acquire() as connection:
        came = "UPDATE orders.orders SET visit_id = $3 WHERE market_id = $1 AND order_id = $2"
        await connection.execute(came, street.market.market_id, by_code.order_id, uuid7())
    page, asked = f"{street.root}/orders/{by_code.order_id}", "May we join your visits up?"
    assert asked not in await visitor.see(f"{street.root}/orders/{by_themselves.order_id}")
    assert asked in await visitor.see(page)
    answered = await visitor.press(page, f"{street.root}/me/privacy/consents", given="0")
    assert answered.headers["location"] == page
    assert asked not in await visitor.see(page)
    async with street.db.read() as reader:
        assert not await consents.allows(reader, visitor.person.person_id, Purpose.JOURNEY)
