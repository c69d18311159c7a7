"""The desk's page of devices: enrolling one by QR code, what it may do offline, taking it out of use."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel import money
from linli.kernel.money import MINOR_DIGITS, Money
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import terminals, vouchers
from linli.modules.merchants import StaffRole
from linli.modules.terminals import Allowance, Device
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of, typed
from linli.web.shared.http import Asked, Here

ONLY_OWNERS = {"who": Who.OWNER}
SHOWN = 50


class AllowanceForm(msgspec.Struct, frozen=True):
    """As it was typed; the amount in whole units of the currency, if it is not `any_amount`."""

    offline: bool
    hours: str
    uses: str
    limit: str
    any_amount: bool


class UseLine(msgspec.Struct, frozen=True):
    """One use without a network: what it was, what became of it, and why it was not paid in full."""

    title: str
    code_tail: str
    clerk: str
    happened_at: datetime
    decided_on: datetime
    state: str
    why: str
    value: Money


@get("/{market:str}/desk/{slug:str}/devices", opt=ONLY_OWNERS)
async def devices(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Every device of the store, how to add one, and the loss rule."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        every = await terminals.devices_of_store(reader, here.market_id, shop.store.store_id)
    return desk_page(here, shop, "devices.html", nav="devices", devices=every, said={"device_revoked": True})


@post("/{market:str}/desk/{slug:str}/devices/enrolments", opt=ONLY_OWNERS)
async def enrolment_offered(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A QR code that makes one browser a device, within ten minutes."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.OWNER)
        offer = await terminals.offer_enrolment(work, here.market_id, shop.member)
    return here.see_other(f"{shop.desk}/devices/enrolments/{offer.enrolment_id}")


@get("/{market:str}/desk/{slug:str}/devices/enrolments/{enrolment_id:uuid}", opt=ONLY_OWNERS)
async def enrolment_page(here: Asked, slug: FromPath[str], enrolment_id: FromPath[UUID]) -> Response[str]:
    """The code, to be scanned with the device; once that is done, the device."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        offer = await terminals.enrolment(reader, here.market_id, enrolment_id)
    if offer.store_id != shop.store.store_id:
        raise NOT_FOUND()
    if offer.device_id is not None:
        return here.see_other(f"{shop.desk}/devices/{offer.device_id}")
    token = here.services.enrolments.sign(enrolment_id.hex)
    link = here.absolute(f"{shop.counter}/enrolment?token={token}") if offer.open_at(reader.now) else ""
    return desk_page(here, shop, "device_offer.html", nav="devices", link=link, offer=offer)


@get("/{market:str}/desk/{slug:str}/devices/{device_id:uuid}", opt=ONLY_OWNERS)
async def device_page(here: Asked, slug: FromPath[str], device_id: FromPath[UUID]) -> Response[str]:
    """One device: what it may do, and what it did without a network."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    return await _page(here, shop, device_id)


@post("/{market:str}/desk/{slug:str}/devices/{device_id:uuid}/name", opt=ONLY_OWNERS)
async def device_renamed(here: Asked, slug: FromPath[str], device_id: FromPath[UUID]) -> Response[str]:
    """What the owner knows it by."""
    name = typed(await here.request.form(), "name")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    try:
        async with here.services.db.work(here.actor) as work:
            await terminals.rename_device(work, here.market_id, shop.member, device_id, name)
    except Refusal as refusal:
        return await _page(here, shop, device_id, refusal=refusal)
    return here.see_other(f"{shop.desk}/devices/{device_id}?done=device_renamed")


@post("/{market:str}/desk/{slug:str}/devices/{device_id:uuid}/allowance", opt=ONLY_OWNERS)
async def allowance_changed(here: Asked, slug: FromPath[str], device_id: FromPath[UUID]) -> Response[str]:
    """What the device may do without a network, from its next sync on."""
    form = _read(await here.request.form())
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    try:
        wanted = _allowance(form, here.market.currency)
        async with here.services.db.work(here.actor) as work:
            await terminals.change_allowance(work, here.market_id, shop.member, device_id, wanted)
    except Refusal as refusal:
        return await _page(here, shop, device_id, form=form, refusal=refusal)
    return here.see_other(f"{shop.desk}/devices/{device_id}?done=device_changed")


@post("/{market:str}/desk/{slug:str}/devices/{device_id:uuid}/revocation", opt=ONLY_OWNERS)
async def device_revoked(here: Asked, slug: FromPath[str], device_id: FromPath[UUID]) -> Response[str]:
    """The device opens nothing any more."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    try:
        async with here.services.db.work(here.actor) as work:
            await terminals.revoke_device(work, here.market_id, shop.member, device_id)
    except Refusal as refusal:
        return await _page(here, shop, device_id, refusal=refusal)
    return here.see_other(f"{shop.desk}/devices?done=device_revoked")


async def _page(
    here: Here,
    shop: Shop,
    device_id: UUID,
    *,
    form: AllowanceForm | None = None,
    refusal: Refusal | None = None,
) -> Response[str]:
    async with here.services.db.read() as reader:
        device = await terminals.device(reader, here.market_id, device_id)
        if device.store_id != shop.store.store_id:
            raise NOT_FOUND()
        uses = await vouchers.offline_uses_of_device(reader, here.market_id, device_id, SHOWN)
        faults = await terminals.log_faults(reader, here.market_id, device_id)
        refused = await terminals.refused_entries(reader, here.market_id, device_id)
    field = str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else ""
    return desk_page(
        here,
        shop,
        "device.html",
        refused=refusal,
        said={"device_renamed": True, "device_changed": True},
        nav="devices",
        device=device,
        uses=[_use_line(here, one) for one in uses],
        faults=faults[:SHOWN],
        refused_entries=refused[:SHOWN],
        href=f"{shop.desk}/devices/{device_id}",
        form=form or _form_of(device, here.market.currency),
        wrong=field,
        refusal=refusal,
    )


def _use_line(here: Here, use: vouchers.OfflineLine) -> UseLine:
    return UseLine(
        title=pick(here, use.title, use.title_en),
        code_tail=use.code_tail,
        clerk=use.clerk_name,
        happened_at=use.happened_at,
        decided_on=use.decided_at or use.happened_at + vouchers.WINDOW,
        state=use.state.value,
        why=use.why,
        value=Money(use.value_minor, use.currency),
    )


def _read(form: FormMultiDict) -> AllowanceForm:
    offline, any_amount = (typed(form, name) == "yes" for name in ("offline", "any_amount"))
    hours, uses, limit = (typed(form, name) for name in ("hours", "uses", "limit"))
    return AllowanceForm(offline, hours, uses, limit, any_amount)


def _form_of(device: Device, currency: str) -> AllowanceForm:
    digits, any_amount = MINOR_DIGITS[currency], device.limit_minor == terminals.ANY_AMOUNT
    # Whoever takes the mark away finds what is usual.
    minor = terminals.usual_limit(currency) if any_amount else device.limit_minor
    whole, rest = divmod(minor, 10**digits)
    limit = f"{whole}.{rest:0{digits}d}" if digits and rest else str(whole)
    return AllowanceForm(device.offline, str(device.hours), str(device.uses), limit, any_amount)


def _allowance(form: AllowanceForm, currency: str) -> Allowance:
    numbers = {}
    for field in ("hours", "uses"):
        text = getattr(form, field)
        if not (text.isascii() and text.isdigit() and len(text) <= 6):
            raise INVALID(field=field)
        numbers[field] = int(text)
    limit_minor = terminals.ANY_AMOUNT if form.any_amount else _amount(form.limit, currency)
    return Allowance(offline=form.offline, **numbers, limit_minor=limit_minor)


def _amount(text: str, currency: str) -> int:
    """An amount of at least one minor unit: that anything goes is said by its own mark, never by a blank."""
    try:
        limit = money.parse(text.replace(",", "").lstrip("¥€$ "), currency)
    except ValueError:
        raise INVALID(field="limit") from None
    if not limit:
        raise INVALID(field="limit")
    return limit.minor


ROUTES = [
    devices,
    enrolment_offered,
    enrolment_page,
    device_page,
    device_renamed,
    allowance_changed,
    device_revoked,
]
