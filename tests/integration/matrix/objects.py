"""What stands in an address: objects of a shop, of its guest and of its merchant, by the front doors.

Each takes the world and the shop it belongs to (`here` or `there`) and returns the names that an address or a
form is filled with. The guest has bought there.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from linli.kernel.idempotency import Key
from linli.kernel.ids import derived
from linli.kernel.signing import Signer
from linli.modules import (
    community,
    discovery,
    listings,
    malls,
    marketing,
    media,
    merchants,
    orders,
    payments,
    vouchers,
)
from linli.modules.merchants import StaffRole
from tests import cast, devices
from tests.integration.matrix import people as who
from tests.integration.matrix.world import OWNERS, STAFF, World
from tests.unit.modules.test_media_drawing import picture as drawn

Made = dict[str, str]


async def shop(world: World, at: str = "here") -> Made:
    return {"slug": world.shops[at].slug}


async def deal(world: World, at: str = "here") -> Made:
    async with world.db.work() as work:
        made = await cast.publish(work, world.shops[at])
    return {"slug": world.shops[at].slug, "deal_id": str(made.deal_id)}


async def ordered(world: World, at: str = "here") -> Made:
    """An order that waits for its payment."""
    order = await order_of(world, at)
    return {"slug": world.shops[at].slug, "order_id": str(order.order_id)}


async def paid(world: World, at: str = "here") -> Made:
    """A paid order and its voucher."""
    order = await order_of(world, at)
    async with world.db.work() as work:
        told = (f"pay_{order.number}", order.total_minor, order.currency)
        await payments.record_paid(work, world.market_id, order.intent_id, *told)
    async with world.db.read() as reader:
        voucher = (await vouchers.vouchers_of_order(reader, world.market_id, order.order_id))[0]
    return {
        "slug": world.shops[at].slug,
        "order_id": str(order.order_id),
        "voucher_id": str(voucher.voucher_id),
        "code": world.keep_secret("code", voucher.code),
    }


async def given(world: World, at: str = "here") -> Made:
    """A voucher that its buyer is giving away, and its link."""
    names = await paid(world, at)
    async with world.db.work() as work:
        voucher = await vouchers.voucher(work, world.market_id, UUID(names["voucher_id"]))
        mine = (voucher.voucher_id, voucher.person_id, "Lin")
        gift = await vouchers.give(work, world.market_id, *mine)
    signed = Signer(world.settings.secret, "gifts").sign(gift.gift_id.hex)
    return {**names, "signed": signed, "token": signed}


async def redeemed(world: World, at: str = "here") -> Made:
    """A used order: what its redemption is called, too."""
    names = await paid(world, at)
    clerk = world.person(next(iter(STAFF[at])))
    place = {"timezone": world.market.timezone, "country": world.market.country}
    async with world.db.work() as work:
        done = await vouchers.redeem(
            work,
            world.market_id,
            names["code"],
            world.shops[at].store_id,
            (clerk.person_id, clerk.nickname),
            Key("matrix", secrets.token_hex(8), b""),
            place,
        )
    return {**names, "redemption_id": str(done.redemption.redemption_id)}


async def reviewed(world: World, at: str = "here") -> Made:
    """A used order with its review."""
    names = await redeemed(world, at)
    sent = {"quality": 5, "place": 4, "service": 5, "body": "好吃"}
    path = f"/api/v1/markets/{world.market.slug}/orders/{names['order_id']}/review"
    answer = await world.ask(who.GUEST, "POST", path, sent)
    assert answer.is_success, answer.text
    async with world.db.read() as reader:
        review = await community.review_of_order(reader, world.market_id, UUID(names["order_id"]))
    assert review is not None
    return {**names, "pick": str(review.review_id)}


async def link(world: World, at: str = "here") -> Made:
    store = world.shops[at]
    async with world.db.work() as work:
        by = world.id_of(OWNERS[at])
        where, signer = (world.market_id, store.store_id), Signer(world.settings.secret, "codes")
        made = await marketing.make_link(work, *where, marketing.Channel.POSTER, "Matrix", by, signer)
    return {"slug": store.slug, "link_id": str(made.link_id), "link_code": made.code}


async def batch(world: World, at: str = "here") -> Made:
    """Some codes that were made together."""
    store = world.shops[at]
    async with world.db.work() as work:
        where, signer = (world.market_id, store.store_id), Signer(world.settings.secret, "codes")
        about = (marketing.Channel.LEAFLET, "Matrix", 2, world.id_of(OWNERS[at]), signer)
        made = await marketing.start_batch(work, *where, *about)
    return {"slug": store.slug, "batch_id": str(made.batch_id)}


async def picture(world: World, at: str = "here") -> Made:
    """A public picture of the shop."""
    ready = await media.prepare_picture(drawn(40, 30))
    async with world.db.work() as work:
        kept = await media.keep_picture(work, world.market_id, world.shops[at].store_id, ready)
    return {"slug": world.shops[at].slug, "picture_id": str(kept.picture_id)}


async def mall(world: World, at: str = "here") -> Made:
    """The open mall of the shop's merchant, under the shop's own name, and a fresh page of it."""
    store, path = world.shops[at], f"page-{secrets.token_hex(4)}"
    assert store.merchant_id is not None
    async with world.db.work() as work:
        about = (work, world.market_id, store.merchant_id)
        if await malls.mall_of_merchant(*about) is None:
            await malls.make_mall(*about, store.slug, malls.Look(name=store.name))
        await malls.open_mall(*about)
        for old in await malls.pages(*about):
            await malls.remove_page(*about, old.page_id)
        page = await malls.write_page(*about, path, malls.PageText(title="About us", body="Tea"))
    return {"slug": store.slug, "page": path, "page_id": str(page.page_id)}


async def host(world: World, at: str = "here") -> Made:
    """The same mall with a host name that waits."""
    names, store = await mall(world, at), world.shops[at]
    assert store.merchant_id is not None
    async with world.db.work() as work:
        about = (work, world.market_id, store.merchant_id)
        await malls.give_up_host(*about)
        asked = await malls.ask_for_host(*about, f"{secrets.token_hex(6)}.example")
    return {**names, "merchant_id": str(store.merchant_id), "host": asked.host}


async def doubt(world: World, at: str = "here") -> Made:
    """Something of a source that may be the shop: its name has one sign more."""
    store, key = world.shops[at], secrets.token_hex(6)
    name = store.name + chr(0x4E00 + secrets.randbelow(20_000))
    thing = listings.Thing(key, {"name": name, "trade": store.trade}, store.lat, store.lon)
    async with world.db.work() as work:
        run_id = await listings.start_run(work, world.market_id, "matrix", "matrix.csv", whole=False)
        await listings.take_batch(work, world.market, "matrix", run_id, [thing])
    return {"review_id": str(derived("listing review", "matrix", key))}


async def synonyms(world: World, at: str = "here") -> Made:
    """Words of the market's own that mean the same."""
    made_up = [secrets.token_hex(4), secrets.token_hex(4)]
    async with world.db.work() as work:
        added = await discovery.add_synonyms(work, world.market_id, made_up, "", "matrix")
    return {"synonym_id": str(added)}


async def sponsored(world: World, at: str = "here") -> Made:
    """A place among the results that the shop pays for, for words that nobody types."""
    store = world.shops[at]
    async with world.db.work() as work:
        tomorrow = work.now + timedelta(days=1)
        booked = await discovery.book_sponsored(
            work,
            world.market_id,
            store.store_id,
            words=[secrets.token_hex(4)],
            trade="",
            starts_at=work.now,
            ends_at=tomorrow,
            paid_how="matrix",
        )
    names = {"slug": store.slug, "tomorrow": tomorrow.date().isoformat()}
    return {**names, "sponsored_id": str(booked.sponsored_id)}


async def helper(world: World, at: str = "here") -> Made:
    """A clerk of the shop who is none of those who ask."""
    store = world.shops[at]
    async with world.db.work() as work:
        person = await cast.join(work, nickname="Helper", signer=world.phones, password=None)
        where = (person.person_id, store.store_id)
        await merchants.add_staff(work, world.market_id, *where, StaffRole.CLERK, "Helper")
    return {"slug": store.slug, "person_id": str(person.person_id)}


async def invitation(world: World, at: str = "here", phone: str = "") -> Made:
    """Somebody is asked to be a clerk of the shop: by a link, or (a phone) by a message with it."""
    store = world.shops[at]
    async with world.db.work() as work:
        by = await merchants.staff_member(work, world.market_id, world.id_of(OWNERS[at]), store.store_id)
        assert by is not None
        role, name = StaffRole.CLERK, "Invited"
        asked = await merchants.invite(
            work,
            world.market_id,
            by,
            role,
            store.store_id,
            name,
            phone=phone,
            signer=world.phones,
            write=str,
        )
    signed = Signer(world.settings.secret, "invitations").sign(asked.invitation_id.hex)
    world.keep_secret("invitation", signed)
    return {"slug": store.slug, "invitation_id": str(asked.invitation_id), "signed": signed}


async def invitation_by_phone(world: World, at: str = "here") -> Made:
    """It is for one phone, and whoever has that becomes a clerk by it."""
    phone = await world.stranger(who.INVITED)
    world.spent.add(who.INVITED)
    world.keep_secret("phone of a stranger", phone[3:])
    return await invitation(world, at, phone)


async def enrolment(world: World, at: str = "here") -> Made:
    """The shop's owner shows a code that enrolls a device, and some browser has made its key."""
    store, owner = world.shops[at], world.id_of(OWNERS[at])
    offer = await devices.offered(world.db, world.market_id, owner, store.store_id)
    token = Signer(world.settings.secret, "enrolments").sign(offer.enrolment_id.hex)
    world.keep_secret("enrolment", token)
    form = devices.Device().form(offer.enrolment_id, token)
    return {"slug": store.slug, "enrolment_id": str(offer.enrolment_id), **form}


async def device(world: World, at: str = "here") -> Made:
    """An enrolled device of the shop."""
    store, owner = world.shops[at], world.id_of(OWNERS[at])
    made = await devices.enrolled(world.db, world.market_id, owner, store.store_id)
    said = made.says(world.db.clock())
    return {"slug": store.slug, "device_id": str(made.device_id), "body": said, "sig": made.sign(said)}


async def listing(world: World, at: str = "here") -> Made:
    """A place on the map that no merchant runs."""
    slug = f"listing-{secrets.token_hex(6)}"
    async with world.db.work() as work:
        await cast.open_store(work, world.market, slug, claimed=False, store_id=derived("matrix", slug))
    return {"slug": slug, "at": at}


async def merchant(world: World, at: str = "here") -> Made:
    """The merchant of a shop that still owes an unpaid order and a voucher, so that nobody closes it."""
    names = await paid(world, at)
    shop = world.shops[at]
    return {**names, "merchant_id": str(shop.merchant_id), "store_id": str(shop.store_id)}


async def order_of(world: World, at: str, person_id: UUID | None = None) -> orders.Order:
    async with world.db.work() as work:
        return await orders.place(
            work,
            world.market_id,
            person_id or world.id_of(who.GUEST),
            world.deals[at].deal_id,
            1,
            visit_id=None,
            link_code=None,
            provider="sandbox",
            pay_within=timedelta(minutes=15),
            key=Key("matrix", secrets.token_hex(8), b""),
        )
