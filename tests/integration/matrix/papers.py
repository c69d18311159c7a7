"""Applications in their states, and what the operators of a market find in their room."""

import secrets
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import msgspec

from linli.kernel import clock, errands, outbox
from linli.kernel.database import SYSTEM
from linli.kernel.ids import derived, new_code, uuid7
from linli.kernel.money import Money
from linli.modules import (
    community,
    identity,
    ledger,
    media,
    merchants,
    orders,
    payments,
    reconciliation,
    vouchers,
)
from linli.modules.ledger import Purpose
from linli.modules.payments import SandboxGateway
from linli.modules.payments.providers.sandbox import signing
from linli.modules.vouchers.guessing import WRONG_CODES
from tests import cast
from tests.integration.application_stage import filled
from tests.integration.matrix import objects
from tests.integration.matrix import people as who
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import World

WHY = "matrix: between colleagues"


async def draft(world: World, at: str = "here", name: str = who.APPLICANT) -> Made:
    """A whole application of somebody new, with its papers, not sent in yet."""
    phone = await world.stranger(name)
    world.spent.add(name)
    mark = secrets.token_hex(8)
    form = filled(legal_name=f"Matrix {mark} Ltd")
    async with world.db.work() as work:
        person_id = world.id_of(name)
        begun = await merchants.apply_for_store(work, world.market_id, person_id)
        key = (work, world.market_id, person_id, begun.application_id)
        await merchants.save_application(*key, form)
        paper = media.ReadyDocument(media.PDF, f"%PDF-1.7 paper {mark} %%EOF".encode())
        await merchants.save_license_file(*key, paper)
    world.keep_secret("phone of a stranger", phone[3:])
    world.keep_secret("legal name", form["legal_name"])
    world.keep_secret("license number", form["license_number"])
    world.keep_secret("document", f"paper {mark}")
    return {"at": at, "application_id": str(begun.application_id), "person_id": str(person_id)}


async def submitted(world: World, at: str = "here", name: str = who.APPLICANT) -> Made:
    """It waits for the operators."""
    made = await draft(world, at, name)
    async with world.db.work() as work:
        key = (work, world.market_id, UUID(made["person_id"]), UUID(made["application_id"]))
        await merchants.submit_application(*key)
    return made


async def asked(world: World, at: str = "here") -> Made:
    """It waits for the applicant, who was asked something."""
    made = await submitted(world, at)
    async with world.db.work() as work:
        key = (work, world.market_id, world.id_of(who.REVIEWER), UUID(made["application_id"]))
        await merchants.question_applicant(*key, "Which floor?")
        (question,) = await merchants.questions(work, world.market_id, key[3])
    return {**made, "question_id": str(question.question_id)}


async def checked(world: World, at: str = "here") -> Made:
    """Every line of its checklist is ticked."""
    made = await submitted(world, at)
    async with world.db.work() as work:
        key = (work, world.market_id, world.id_of(who.REVIEWER), UUID(made["application_id"]))
        about = await merchants.application(work, world.market_id, UUID(made["application_id"]))
        for kind in about.checklist:
            await merchants.tick_check(*key, kind, done=True)
    return made


async def loose_end(world: World, at: str = "here") -> Made:
    """The provider told another amount than was asked for."""
    order = await objects.order_of(world, at)
    async with world.db.work() as work:
        told = (f"pay_{order.number}", order.total_minor - 1, order.currency)
        await payments.record_paid(work, world.market_id, order.intent_id, *told)
    async with world.db.read() as reader:
        _, found = await payments.loose_ends(reader, world.market_id, 1000)
    mine = next(one for one in found if one.order_id == order.order_id)
    return {"at": at, "loose_end_id": str(mine.loose_end_id)}


async def refused_refund(world: World, at: str = "here") -> Made:
    """The provider said no to sending money back."""
    names = await objects.paid(world, at)
    order_id = UUID(names["order_id"])
    async with world.db.work() as work:
        order = await orders.order(work, world.market_id, order_id, world.id_of(who.GUEST))
        refund_id = await payments.refund(work, world.market_id, order_id, order.total, "matrix")
    await tell(world, "refund.failed", refund_id, order.total)
    return {**names, "pick": str(refund_id), "refund_id": str(refund_id)}


async def tell(world: World, kind: str, reference: UUID, amount: Money) -> None:
    """What the sandbox provider says of a refund, signed as it signs."""
    data = {
        "id": f"ref_{secrets.token_hex(6)}",
        "status": kind.partition(".")[2],
        "reference": str(reference),
        "amount": amount.minor,
        "currency": amount.currency,
    }
    body = msgspec.json.encode({"id": f"evt_{secrets.token_hex(6)}", "type": kind, "data": data})
    secret, path = world.settings.sandbox_pay_secret, f"/api/callbacks/{world.market.slug}/sandbox"
    headers = {signing.HEADER: signing.sign(secret, "POST", path, body, clock.now())}
    gateway = SandboxGateway(world.settings.sandbox_url, secret)
    await payments.receive_callback(world.db, world.market_id, gateway, headers, path, body)


async def failed_errand(world: World, at: str = "here") -> Made:
    """A reaction that was given up."""
    announced = await handed_over(world, at)
    async with world.db.work() as work:
        about = (world.market_id, UUID(announced["pick"]), "matrix_reaction", "OrderPaid")
        await errands.note_failure(work, *about, "the network was away", last=True)
    return {"at": at, "pick": f"{announced['pick']}:matrix_reaction"}


async def handed_over(world: World, at: str = "here") -> Made:
    """An announcement whose reactions have had their turn."""
    async with world.db.read() as reader:
        page = await outbox.announcements(reader, world.market_id, handed=True)
    return {"at": at, "pick": str(page.items[0].announcement_id)}


async def guessed(world: World, at: str = "here") -> Made:
    """An alarm: one more made-up code than a person may try at a counter."""
    store = world.shops[at]
    assert store.merchant_id
    till = vouchers.Till(world.market_id, store.merchant_id, store.store_id, uuid7())
    for _ in range(WRONG_CODES.tries):
        async with vouchers.trying(world.db, SYSTEM, till, new_code(16)) as tried:
            tried.wrong = True
    async with world.db.read() as reader:
        page = await vouchers.alarms(reader, world.market_id, unseen=True)
    return {"at": at, "pick": str(page.items[0].alarm_id)}


async def account(world: World, at: str = "here") -> Made:
    """The account in which the market's sales wait."""
    await objects.paid(world, at)
    async with world.db.read() as reader:
        page = await ledger.accounts(reader, world.market_id, Purpose.ESCROW)
    return {"at": at, "account_id": str(page.items[0].account_id)}


async def hidden(world: World, at: str = "here") -> Made:
    """A review that was taken out of sight, with a reason between colleagues."""
    made = await objects.reviewed(world, at)
    async with world.db.work() as work:
        await community.hide_review(work, world.market_id, UUID(made["pick"]), WHY)
    world.keep_secret("reason of an operator", WHY)
    return made


async def seller(world: World, at: str = "here") -> Made:
    """A merchant that sells, and is none of those who ask."""
    slug = f"seller-{secrets.token_hex(6)}"
    async with world.db.work() as work:
        store = await cast.open_store(work, world.market, slug, store_id=derived("matrix", slug))
    return {"at": at, "merchant_id": str(store.merchant_id)}


async def suspended(world: World, at: str = "here") -> Made:
    """One that may not sell for a while."""
    made = await seller(world, at)
    async with world.db.work() as work:
        await merchants.suspend_merchant(work, world.market_id, UUID(made["merchant_id"]), WHY)
    world.keep_secret("reason of an operator", WHY)
    return made


async def colleague(world: World, at: str = "here") -> Made:
    """Somebody else who helps to run the market."""
    async with world.db.work() as work:
        person = await cast.join(work, nickname="Colleague", signer=world.phones, password=None)
        await identity.appoint_operator(work, world.market_id, person.person_id, "support")
    return {"at": at, "person_id": str(person.person_id)}


async def stand(world: World) -> None:
    """One of each kind that has something to hide, there from the beginning to the end."""
    await objects.redeemed(world)
    await objects.paid(world)
    await objects.invitation(world)
    await submitted(world)
    await asked(world)
    await hidden(world)
    await suspended(world)
    await world.settle()


async def difference(world: World, at: str = "here") -> Made:
    """The sandbox's bill of some day has a payment that nobody knows, and an order waits for exactly that."""
    order = await objects.order_of(world, at)
    day = date(2001, 1, 1) + timedelta(days=secrets.randbelow(8000))
    line = payments.BillLine(
        kind=payments.BillKind.CHARGE,
        provider_ref=f"pay_{secrets.token_hex(8)}",
        reference=None,
        amount_minor=order.total_minor,
        fee_minor=0,
        currency=order.currency,
        at=datetime.combine(day, time(12), UTC),
    )
    bill = payments.Bill(provider="sandbox", day=day, zone="UTC", lines=(line,), raw=secrets.token_bytes(8))
    await reconciliation.reconcile_bill(world.db, world.market_id, bill)
    async with world.db.read() as reader:
        wanted = reconciliation.DifferenceFilter(day=day)
        found = await reconciliation.differences(reader, world.market_id, wanted)
    return {"difference_id": str(found.items[0].difference_id), "order_number": order.number}


class SaysNo(SandboxGateway):
    """A provider that sends nothing back."""

    async def refund(self, intent: payments.Intent, refund: payments.Refund) -> payments.News:
        what = (intent.provider_ref or "", refund.amount_minor, refund.currency)
        return payments.News("answer", payments.NewsKind.REFUND_FAILED, refund.refund_id, *what)


async def refused_return(world: World, at: str = "here") -> Made:
    """Money of no order, which the provider would not send back."""
    made = await difference(world, at)
    async with world.db.work() as work:
        await reconciliation.send_back(work, world.market_id, UUID(made["difference_id"]), WHY)
    no = SaysNo(world.settings.sandbox_url, world.settings.sandbox_pay_secret)
    await reconciliation.send_returns(world.db, world.market_id, {SaysNo.name: no})
    return made
