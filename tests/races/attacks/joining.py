"""Who may sell, work and decide here: places that are given once, and people who cannot all leave."""

import asyncio
import io
from uuid import UUID

from PIL import Image

from linli.kernel.database import Work
from linli.kernel.ids import uuid7
from linli.modules import media, merchants
from linli.modules.media.actions import MOST_DOCUMENTS, MOST_PICTURES
from linli.modules.merchants.actions.apply import MOST_OPEN
from tests.integration.application_stage import PAPER, filled
from tests.races.stage import MARKET_ID, STORE, Seen, Somebody, Stage, all_at_once, seen

BRANCH_FIELDS = ("name", "name_en", "trade", "address", "lat", "lon", "days", "opens", "closes", "phone")


async def invitation_once(stage: Stage) -> Seen:
    """Twelve people open one invitation's link."""
    [owner] = await stage.clerks(1, "owner")
    invited = await stage.call(
        owner, "POST", f"/stores/{STORE}/staff/invitations", {"name": "Mei", "role": "clerk", "store": STORE}
    )
    path = invited.json()["url"].split(f"/{stage.market}", 1)[1] + "/acceptance"
    people = await stage.people(12)
    await asyncio.gather(*(stage.press(who, path) for who in people))
    places = await stage.count(
        "SELECT count(*) FROM merchants.staff WHERE person_id = ANY($1::uuid[])",
        [who.person_id for who in people],
    )
    return Seen(12, 1, places)


async def invitations_a_day(stage: Stage) -> Seen:
    """A merchant's owner sends sixty-five invitations."""
    owner, slug = await _own_store(stage)
    body = {"name": "Mei", "role": "clerk", "store": slug}
    path = f"/stores/{slug}/staff/invitations"
    outcomes = await all_at_once(stage.call(owner, "POST", path, body) for _ in range(65))
    return seen(outcomes, 50)


async def _own_store(stage: Stage) -> tuple[Somebody, str]:
    """A new merchant with a store of its own."""
    owner, [judge] = await stage.one("consumer", "merchant", "counter"), await stage.operators(1, "reviewer")
    async with stage.db.work() as work:
        about = await _sent_in(work, owner.person_id)
        for kind in about.checklist:
            await merchants.tick_check(
                work, MARKET_ID, judge.person_id, about.application_id, kind, done=True
            )
        done = await merchants.approve_application(work, MARKET_ID, judge.person_id, about.application_id)
        assert done.store_id
        store = await merchants.store(work, MARKET_ID, done.store_id)
    return owner, store.slug


async def _sent_in(
    work: Work, person_id: UUID, store_id: UUID | None = None, **changes: str
) -> merchants.Application:
    if store_id:
        begun = await merchants.apply_for_listing(work, MARKET_ID, person_id, store_id)
    else:
        begun = await merchants.apply_for_store(work, MARKET_ID, person_id)
    key = (work, MARKET_ID, person_id, begun.application_id)
    await merchants.save_application(*key, filled(**changes))
    await merchants.save_license_file(*key, PAPER)
    if store_id:
        await merchants.save_proof_file(*key, PAPER)
    return await merchants.submit_application(*key)


async def _ready(stage: Stage, count: int, store_id: UUID | None = None) -> list[merchants.Application]:
    """So many people's applications, ticked and waiting for a yes."""
    [judge] = await stage.operators(1, "reviewer")
    found = []
    async with stage.db.work() as work:
        for somebody in [await stage.one() for _ in range(count)]:
            about = await _sent_in(work, somebody.person_id, store_id)
            for kind in about.checklist:
                await merchants.tick_check(
                    work, MARKET_ID, judge.person_id, about.application_id, kind, done=True
                )
            found.append(about)
    return found


async def approved_once(stage: Stage) -> Seen:
    """Ten reviewers say yes to one application: one merchant, one store."""
    [about] = await _ready(stage, 1)
    judges = await stage.operators(10, "reviewer")
    path = f"/operator/applications/{about.application_id}/approval"
    outcomes = await all_at_once(stage.press(who, path) for who in judges)
    rows = await stage.count(
        "SELECT count(*) FROM kernel.audit_trail WHERE action = 'application_approved' AND subject = $1",
        str(about.application_id),
    )
    return seen(outcomes, 1, rows)


async def claimed_once(stage: Stage) -> Seen:
    """Six people claim one listing, and six reviewers approve them at once."""
    async with stage.db.work() as work:
        like = await merchants.store_by_slug(work, MARKET_ID, STORE)
        listing = merchants.Store(
            store_id=uuid7(),
            slug=f"listing-{uuid7().hex[-12:]}",
            name="無主小店",
            name_en="Nobody's yet",
            trade=like.trade,
            lat=like.lat,
            lon=like.lon,
        )
        await merchants.import_listings(work, MARKET_ID, [listing])
    claims = await _ready(stage, 6, listing.store_id)
    judges = await stage.operators(6, "reviewer")
    outcomes = await all_at_once(
        stage.press(who, f"/operator/applications/{about.application_id}/approval")
        for who, about in zip(judges, claims, strict=True)
    )
    owners = await stage.count(
        "SELECT count(*) FROM merchants.applications WHERE subject_id = $1 AND state = 'approved'",
        listing.store_id,
    )
    return seen(outcomes, 1, owners)


async def license_once(stage: Stage) -> Seen:
    """Eight people send in applications with the number of one license."""
    number = filled()["license_number"]
    people = await stage.people(8)
    begun = []
    async with stage.db.work() as work:
        for who in people:
            about = await merchants.apply_for_store(work, MARKET_ID, who.person_id)
            key = (work, MARKET_ID, who.person_id, about.application_id)
            await merchants.save_application(*key, filled(license_number=number))
            await merchants.save_license_file(*key, PAPER)
            begun.append(about)
    outcomes = await all_at_once(
        stage.press(who, f"/applications/{about.application_id}/submission")
        for who, about in zip(people, begun, strict=True)
    )
    sent = await stage.count(
        "SELECT count(*) FROM merchants.applications WHERE license_number = $1 AND state = 'submitted'",
        number,
    )
    return seen(outcomes, 1, sent)


async def open_applications(stage: Stage) -> Seen:
    """One person claims twelve listings at once; only so many applications may be open."""
    who = await stage.one()
    count = MOST_OPEN + 7
    async with stage.db.work() as work:
        like = await merchants.store_by_slug(work, MARKET_ID, STORE)
        listings = [
            merchants.Store(
                store_id=uuid7(),
                slug=f"listing-{uuid7().hex[-12:]}",
                name="無主小店",
                name_en="Nobody's yet",
                trade=like.trade,
                lat=like.lat,
                lon=like.lon,
            )
            for _ in range(count)
        ]
        await merchants.import_listings(work, MARKET_ID, listings)
    outcomes = await all_at_once(stage.press(who, f"/stores/{one.slug}/claims") for one in listings)
    rows = await stage.count(
        "SELECT count(*) FROM merchants.applications WHERE person_id = $1", who.person_id
    )
    return seen(outcomes, MOST_OPEN, rows)


async def documents_kept(stage: Stage) -> Seen:
    """Thirty different papers for one application."""
    who = await stage.one()
    async with stage.db.work() as work:
        about = await merchants.apply_for_store(work, MARKET_ID, who.person_id)
    papers = [
        media.ReadyDocument(media.PDF, f"%PDF-1.7 {number} %%EOF\n".encode()).body for number in range(30)
    ]
    path = f"/applications/{about.application_id}/business"
    outcomes = await all_at_once(stage.upload(who, path, "license_file", paper) for paper in papers)
    rows = await stage.count("SELECT count(*) FROM media.documents WHERE owner_id = $1", about.application_id)
    return seen(outcomes, MOST_DOCUMENTS, rows)


async def pictures_kept(stage: Stage) -> Seen:
    """Twelve new pictures for a store that keeps all but five of what it may."""
    owner, slug = await _own_store(stage)
    store_id = await stage.id_of("SELECT store_id FROM merchants.stores WHERE slug = $1", slug)
    await stage.as_owner(
        "WITH made AS (INSERT INTO media.pictures (market_id, picture_id, width, height, kept_at)"
        " SELECT $1, gen_random_uuid(), 1, 1, now() FROM generate_series(1, $3::int) RETURNING picture_id)"
        " INSERT INTO media.keepings (market_id, owner_id, picture_id, kept_at)"
        " SELECT $1, $2, picture_id, now() FROM made",
        MARKET_ID,
        store_id,
        MOST_PICTURES - 5,
    )
    pictures = [picture(64, 48, number) for number in range(12)]
    await asyncio.gather(
        *(
            stage.upload(owner, f"/desk/{slug}/deals", "upload", one, "image/png", more_rows="1")
            for one in pictures
        )
    )
    kept = await stage.count("SELECT count(*) FROM media.keepings WHERE owner_id = $1", store_id)
    return Seen(12, 5, kept - (MOST_PICTURES - 5))


def picture(width: int, height: int, shade: int) -> bytes:
    """A small picture of one color."""
    body = io.BytesIO()
    Image.new("RGB", (width, height), (20 * shade, 90, 120)).save(body, "PNG")
    return body.getvalue()


async def uploads_an_hour(stage: Stage) -> Seen:
    """One person uploads the same paper seventy-five times."""
    who = await stage.one()
    async with stage.db.work() as work:
        about = await merchants.apply_for_store(work, MARKET_ID, who.person_id)
    path = f"/applications/{about.application_id}/business"
    paper = b"%PDF-1.7 the same %%EOF\n"
    answers = await asyncio.gather(*(stage.upload(who, path, "license_file", paper) for _ in range(75)))
    refused = sum(answer.status_code == 429 or "too_many" in answer.text for answer in answers)
    return Seen(75, 60, 75 - refused)


async def last_director(stage: Stage) -> Seen:
    """The directors of a market all dismiss each other at the same moment: somebody stays."""
    directors = await stage.operators(6, "director")
    ours = [who.person_id for who in directors]
    # The market's own stay out of it, so that the last one of all is among these.
    async with stage.owner_db.pool.acquire() as connection:
        demoted = await connection.fetch(
            "UPDATE identity.operators SET role = 'support' WHERE market_id = $1 AND role = 'director'"
            " AND person_id <> ALL($2::uuid[]) RETURNING person_id",
            MARKET_ID,
            ours,
        )
    ring = zip(directors, [*directors[1:], directors[0]], strict=True)
    outcomes = await all_at_once(
        stage.press(one, f"/operator/team/{other.person_id}/dismissal", why="a race") for one, other in ring
    )
    stayed = await stage.count(
        "SELECT count(*) FROM identity.operators WHERE market_id = $1 AND role = 'director'", MARKET_ID
    )
    await stage.as_owner(
        "UPDATE identity.operators SET role = 'director'"
        " WHERE market_id = $1 AND person_id = ANY($2::uuid[])",
        MARKET_ID,
        [row[0] for row in demoted],
    )
    await stage.as_owner("DELETE FROM identity.operators WHERE person_id = ANY($1::uuid[])", ours)
    return Seen(6, 1, min(stayed, 1), dict(outcomes))


async def last_owner(stage: Stage) -> Seen:
    """The owners of a merchant all take each other's place away at the same moment: somebody stays."""
    first, slug = await _own_store(stage)
    others = await stage.people(4, "merchant")
    async with stage.db.work() as work:
        store = await merchants.store_by_slug(work, MARKET_ID, slug)
        for who in others:
            await merchants.add_staff(work, MARKET_ID, who.person_id, store.store_id, "owner", "Racer")
    owners = [first, *others]
    ring = zip(owners, [*others, first], strict=True)
    outcomes = await all_at_once(
        stage.call(one, "DELETE", f"/stores/{slug}/staff/{other.person_id}") for one, other in ring
    )
    stayed = await stage.count(
        "SELECT count(*) FROM merchants.head_office WHERE merchant_id = $1 AND role = 'owner'",
        store.merchant_id,
    )
    return Seen(5, 1, min(stayed, 1), dict(outcomes))


async def branches_a_day(stage: Stage) -> Seen:
    """An owner sends the form of a new branch thirty times, each with another key."""
    owner, slug = await _own_store(stage)
    async with stage.db.read() as reader:
        store = await merchants.store_by_slug(reader, MARKET_ID, slug)
    form = {name: filled()[name] for name in BRANCH_FIELDS}
    path = f"/head-office/{store.merchant_id}/branches"
    outcomes = await all_at_once(stage.press(owner, path, key=stage.key(), **form) for _ in range(30))
    opened = await stage.count(
        "SELECT count(*) FROM merchants.stores WHERE merchant_id = $1 AND store_id <> $2",
        store.merchant_id,
        store.store_id,
    )
    return seen(outcomes, 20, opened)


async def lookups_an_hour(stage: Stage) -> Seen:
    """One operator looks eighty phone numbers up."""
    [who] = await stage.operators(1, "support")
    outcomes = await all_at_once(
        stage.press(who, "/operator/people/lookups", phone=stage.phone()) for _ in range(80)
    )
    # A number that nobody has is answered with 404: looked up, and counted.
    return seen(outcomes, 60, outcomes["done"] + outcomes["404"])
