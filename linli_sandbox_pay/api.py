"""The merchant's API: every call signed, creating calls repeatable under their Idempotency-Key."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import Provide

from . import bank, bills, calls, checkout, clock, faults, notifications, payments, refunds, signing, till
from .calls import Answer
from .faults import Planned
from .payments import NewPayment
from .refunds import NewRefund
from .refusals import Refused, key_missing, malformed
from .services import Services

Body = TypeVar("Body")
AnyRequest = Request[Any, Any, Any]
GATEWAY_TIMEOUT = Refused(
    504, "timeout", "We could not answer in time. Your request may have been carried out."
)
OUT_OF_ORDER = Refused(500, "internal_error", "Something went wrong on our side; nothing was changed.")


@dataclass(frozen=True)
class Call:
    """One call proven to come from the merchant."""

    services: Services
    target: str
    body: bytes
    key: str | None

    def read_as(self, kind: type[Body]) -> Body:
        try:
            return msgspec.json.decode(self.body, type=kind)
        except msgspec.ValidationError as error:
            raise malformed(str(error)) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Refused(400, "not_json", "The body is not JSON.") from error


def target_of(request: AnyRequest) -> str:
    """The path and query exactly as they were sent, which is what was signed."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    path = raw.partition(b"?")[0]
    return (path + b"?" + query if query else path).decode("latin-1")


async def authenticated(request: AnyRequest) -> Call:
    """Refuses, in this order: another merchant, a bad signature, a nonce used before."""
    services: Services = request.app.state.services
    if request.headers.get(signing.MERCHANT_HEADER) != services.settings.merchant:
        raise Refused(401, "merchant_unknown", f"{signing.MERCHANT_HEADER} names no merchant of ours.")
    body, target = await request.body(), target_of(request)
    header = request.headers.get(signing.HEADER, "")
    try:
        signature = signing.verify(
            services.settings.secret, header, request.method, target, body, time.time()
        )
    except signing.BadSignature as error:
        raise Refused(401, error.code, error.message) from error
    services.nonces.use(signature)
    return Call(services, target, body, request.headers.get("Idempotency-Key"))


def as_response(answer: Answer) -> Response[bytes]:
    headers = {"Idempotent-Replayed": "true"} if answer.repeated else {}
    return Response(answer.body, status_code=answer.status, media_type="application/json", headers=headers)


def json(content: Any, status: int = 200) -> Response[bytes]:
    return as_response(Answer(status, msgspec.json.encode(content)))


async def _create(
    call: Call, kind: str, work: Callable[[sqlite3.Connection, Planned | None], dict[str, Any]]
) -> Response[bytes]:
    """Create once per Idempotency-Key, with the fault that was planned for this kind of call, if any."""
    key, services = call.key, call.services
    if key is None or not 1 <= len(key) <= 255:
        raise key_missing()
    mark = calls.fingerprint(call.target, call.body)

    def job(c: sqlite3.Connection) -> tuple[Answer | None, Planned | None]:
        kept = calls.recall(c, key, mark)
        if kept is not None:
            return kept, None
        fault = bank.take(c) if kind == "batch" else faults.take(c, kind)
        if fault is not None and fault.name == "error500":
            return None, fault
        answer = Answer(201, msgspec.json.encode(work(c, fault)))
        calls.keep(c, key, mark, answer, clock.now())
        return answer, fault

    answer, fault = await services.store.write(job)
    services.courier.wake()
    if answer is None:
        raise OUT_OF_ORDER
    if fault is not None and fault.name == "timeout_after":
        await services.hold(fault.seconds)
        raise GATEWAY_TIMEOUT
    return as_response(answer)


@post("/payments")
async def create_payment(call: Call) -> Response[bytes]:
    wanted = call.read_as(NewPayment)
    public_url = call.services.settings.public_url

    def work(c: sqlite3.Connection, _: Planned | None) -> dict[str, Any]:
        return payments.as_json(payments.create(c, wanted, clock.now()), public_url)

    return await _create(call, "create", work)


@get("/payments")
async def find_payments(call: Call, reference: str = "") -> Response[bytes]:
    if not reference:
        raise malformed("Say which reference.")
    found = call.services.store.read(lambda c: payments.by_reference(c, reference))
    return json({"data": [payments.as_json(one, call.services.settings.public_url) for one in found]})


@get("/payments/{payment_id:str}")
async def show_payment(call: Call, payment_id: str) -> Response[bytes]:
    services = call.services
    payment = await till.standing(services, payment_id)
    return json(payments.as_json(payment, services.settings.public_url))


@post("/payments/{payment_id:str}/close")
async def close_payment(call: Call, payment_id: str) -> Response[bytes]:
    services, public_url = call.services, call.services.settings.public_url
    payment = await services.store.write(lambda c: checkout.close(c, payment_id, public_url, clock.now()))
    services.courier.wake()
    return json(payments.as_json(payment, public_url))


@post("/payments/{payment_id:str}/refunds")
async def create_refund(call: Call, payment_id: str) -> Response[bytes]:
    wanted = call.read_as(NewRefund)

    def work(c: sqlite3.Connection, fault: Planned | None) -> dict[str, Any]:
        now = clock.now()
        refund = refunds.create(c, payment_id, wanted, fault, now)
        refunds.finish(c, refund.id, now)
        return refunds.as_json(refunds.find(c, refund.id), payments.find(c, payment_id))

    return await _create(call, "refund", work)


@get("/refunds")
async def find_refunds(call: Call, reference: str = "") -> Response[bytes]:
    if not reference:
        raise malformed("Say which reference.")

    def find(c: sqlite3.Connection) -> list[dict[str, Any]]:
        found = refunds.by_reference(c, reference)
        return [refunds.as_json(one, payments.find(c, one.payment_id)) for one in found]

    return json({"data": call.services.store.read(find)})


@get("/refunds/{refund_id:str}")
async def show_refund(call: Call, refund_id: str) -> Response[bytes]:
    def find(c: sqlite3.Connection) -> dict[str, Any]:
        refund = refunds.find(c, refund_id)
        return refunds.as_json(refund, payments.find(c, refund.payment_id))

    return json(call.services.store.read(find))


@post("/bank/batches")
async def create_batch(call: Call) -> Response[bytes]:
    wanted = call.read_as(bank.NewBatch)

    def work(c: sqlite3.Connection, fault: Planned | None) -> dict[str, Any]:
        bank.create(c, wanted, fault, clock.now())
        return {"reference": wanted.reference, "payouts": len(wanted.payouts)}

    return await _create(call, "batch", work)


@get("/bank/batches/{reference:str}")
async def show_batch(call: Call, reference: str) -> Response[bytes]:
    def work(c: sqlite3.Connection) -> dict[str, Any]:
        bank.finish(c, reference, clock.now())
        return bank.as_json(c, reference)

    return json(await call.services.store.write(work))


@get("/bills/{day:str}")
async def show_bill(call: Call, day: str, zone: str = "UTC") -> Response[bytes]:
    try:
        wanted, where = date.fromisoformat(day), ZoneInfo(zone)
    except (ValueError, OSError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise malformed("Ask for a day as yyyy-mm-dd and a zone such as Asia/Shanghai.") from error
    return json(await call.services.store.read_long(lambda c: bills.of_day(c, wanted, where)))


class PlannedFaults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    next_create: str | None = None
    next_refund: str | None = None
    next_batch: str | None = None
    count: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    seconds: Annotated[float, msgspec.Meta(ge=0, le=3600)] | None = None


@post("/test/faults", status_code=200)
async def plan_faults(call: Call) -> Response[bytes]:
    wanted = call.read_as(PlannedFaults)

    def work(c: sqlite3.Connection) -> None:
        for kind, name in (("create", wanted.next_create), ("refund", wanted.next_refund)):
            if name is not None:
                faults.plan(c, kind, name, wanted.count, wanted.seconds)
        if wanted.next_batch is not None:
            bank.plan(c, wanted.next_batch, wanted.count, wanted.seconds)

    await call.services.store.write(work)
    return json(wanted)


class TestPay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    method: str = "wallet"
    fault: str = "none"


@post("/test/payments/{payment_id:str}/pay")
async def pay_without_page(call: Call, payment_id: str) -> Response[bytes]:
    wanted, services = call.read_as(TestPay), call.services
    ended = await till.press_pay(services, payment_id, wanted.method, wanted.fault)
    if ended.fault.ending == "no_answer":
        await services.hold(till.NO_ANSWER)
        raise GATEWAY_TIMEOUT
    return json(payments.as_json(ended.payment, services.settings.public_url))


@post("/test/payments/{payment_id:str}/late-charge", status_code=200)
async def charge_late(call: Call, payment_id: str) -> Response[bytes]:
    services = call.services
    public_url = services.settings.public_url
    payment = await services.store.write(
        lambda c: checkout.charge_late(c, payment_id, public_url, clock.now())
    )
    services.courier.wake()
    return json(payments.as_json(payment, public_url))


@get("/test/payments/{payment_id:str}/notifications")
async def show_notifications(call: Call, payment_id: str) -> Response[bytes]:
    return json({"data": call.services.store.read(lambda c: notifications.of_payment(c, payment_id))})


routes = Router(
    path="/v1",
    dependencies={"call": Provide(authenticated)},
    route_handlers=[
        create_payment,
        find_payments,
        show_payment,
        close_payment,
        create_refund,
        find_refunds,
        show_refund,
        create_batch,
        show_batch,
        show_bill,
        plan_faults,
        pay_without_page,
        charge_late,
        show_notifications,
    ],
)
