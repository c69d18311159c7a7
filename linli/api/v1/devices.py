"""A till of one's own without a network: it becomes a device of its store, and tells what it took."""

from uuid import UUID

from litestar import post
from litestar.params import FromPath, JSONBody

from linli.api.call import Called
from linli.api.v1 import shapes_devices as shapes
from linli.kernel.refusals import NOT_FOUND
from linli.modules import terminals
from linli.services import Who

DEVICES = "/markets/{market:str}/stores/{slug:str}/devices"


@post(
    DEVICES,
    opt={"who": Who.CLERK, "scope": "counter", "once": True, "refuses": "enrolment_over"},
    tags=["Counter"],
    summary="Become a device",
)
async def enroll_device(call: Called, slug: FromPath[str], data: JSONBody[shapes.NewDevice]) -> shapes.Device:
    """With a code that an owner shows at the desk, within ten minutes and once; the key stays in the till."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug)

        async def act() -> shapes.Device:
            signer = call.services.enrolments
            offer = await terminals.offered(work, call.market_id, store.store_id, data.code, signer)
            keys = (terminals.read_base64url(data.public_key), terminals.read_base64url(data.signature))
            done = await terminals.enrol(work, call.market_id, offer.enrolment_id, data.name, *keys)
            return shapes.Device(done.device.device_id, done.device.name)

        return await call.once(work, "devices", (store.store_id, data), shapes.Device, act)


@post(
    DEVICES + "/{device_id:uuid}/syncs",
    opt={"who": Who.CLERK, "scope": "counter", "refuses": "device_unknown"},
    status_code=200,
    tags=["Counter"],
    summary="Tell what a device took without a network",
)
async def sync_device(
    call: Called, slug: FromPath[str], device_id: FromPath[UUID], data: JSONBody[shapes.SignedSync]
) -> terminals.Synced:
    """Each entry of its log is judged by itself, so order and repeats do not matter; the answer says what
    became of it, and what the device may do from here on.
    """
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
        device = await terminals.device(reader, call.market_id, device_id)
    if device.store_id != store.store_id:
        raise NOT_FOUND()
    about = (call.services.db, call.market, device, data.body.encode(), data.sig, call.services.issuers)
    return await terminals.sync(*about)
