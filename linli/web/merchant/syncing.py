"""A device sends its log and learns what it needs without a network: JSON, signed by the device's key."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath
from msgspec import Meta

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID
from linli.modules import markets, terminals, vouchers
from linli.modules.terminals import Device, SentEntry
from linli.modules.vouchers import TermsHere
from linli.services import Who
from linli.web.shared.http import Asked, Here

SIGNED = {"who": Who.DEVICE, "signed": True}
SIGNATURE = "linli-signature"
MOST_ENTRIES = 100
DAYS_TOLD = 14


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a device sends: its own clock, and what of its log the server may not have. Fewer than 100
    entries are all that it has.
    """

    device_id: UUID
    device_at: Annotated[datetime, Meta(tz=True)]
    entries: Annotated[list[SentEntry], Meta(max_length=MOST_ENTRIES)]


@post("/{market:str}/counter/{slug:str}/sync", opt=SIGNED, status_code=200)
async def synced(here: Asked, slug: FromPath[str]) -> Response[Any]:
    """Each entry is judged by itself; then what the device may do from here on. Refuses: device_unknown (by
    cookie, address or signature), invalid.
    """
    device, body = here.device, await here.request.body()
    signature = here.request.headers.get(SIGNATURE, "")
    if device is None or not terminals.is_signed(device, body, signature):
        raise terminals.DEVICE_UNKNOWN()
    try:
        asked = msgspec.json.decode(body, type=Request)
    except (msgspec.DecodeError, UnicodeError):
        raise INVALID(field="body") from None
    if asked.device_id != device.device_id:
        raise INVALID(field="device_id")
    keys = await _keys(here)
    about = (here.services.db, here.market_id, device.device_id)
    results = [await terminals.take_entry(*about, entry, keys) for entry in asked.entries]
    async with here.services.db.work() as work:
        told_all = len(asked.entries) < MOST_ENTRIES
        at = asked.device_at
        anchor = await terminals.anchor_device(work, *about[1:], at, told_all=told_all)
    async with here.services.db.read() as reader:
        answer = await _answer(here, reader, device, anchor)
    return Response({**answer, "results": results}, headers={"Cache-Control": "no-store"})


async def _keys(here: Here) -> Mapping[int, Any]:
    async with here.services.db.read() as reader:
        known = await vouchers.believed_keys(reader, here.services.issuers, here.market_id)
    return known.public


async def _answer(
    here: Here, reader: Reader, device: Device, anchor: terminals.Anchor | None
) -> dict[str, Any]:
    told = await terminals.learned(reader, here.market_id, device, anchor)
    decided = await vouchers.decided_offline_uses(
        reader, here.market_id, device.device_id, reader.now - vouchers.WINDOW * 4
    )
    terms = await vouchers.terms_of_store(reader, here.market_id, device.merchant_id, device.store_id)
    keys = await vouchers.issuer_keys(reader, here.market_id)
    return {
        "server_at": reader.now,
        "revoked": anchor is None,
        "anchor": anchor and _anchor(anchor),
        "decided": [
            {"use": one.use_id, "state": one.state, "code": one.why, "settled": one.settled}
            for one in decided
        ],
        "keys": [{"key_id": key.key_id, "public_key": terminals.base64url(key.public_key)} for key in keys],
        "terms": {str(one.terms_id): _terms(here, reader.now, one) for one in terms},
        "blocked": told.blocked,
        "given": told.given,
        "clerks": told.clerks,
        "window_days": vouchers.WINDOW.days,
    }


def _anchor(anchor: terminals.Anchor) -> dict[str, Any]:
    return {
        "anchor_id": anchor.anchor_id,
        "server_at": anchor.server_at,
        "device_at": anchor.device_at,
        "offline": anchor.offline,
        "hours": anchor.hours,
        "uses": anchor.uses,
        "minor": anchor.limit_minor,
    }


def _terms(here: Here, now: datetime, terms: TermsHere) -> dict[str, Any]:
    """What may be used when; a unit's value is that of the dearest, rounded up."""
    at = here.market
    days = markets.week(terms.usable, now, timezone=at.timezone, country=at.country, days=DAYS_TOLD)
    spans = [(start, end) for _, opened in days for start, end in opened]
    if not terms.usable:
        spans = [(now, now + timedelta(days=DAYS_TOLD))]
    pairs = zip(terms.part_values, terms.units, strict=True)
    return {
        "title": terms.title,
        "title_en": terms.title_en,
        "kind": terms.kind,
        "parts": terms.parts or [{"name": terms.title, "name_en": terms.title_en}],
        "units": terms.units,
        "values": [-(-value // units) for value, units in pairs],
        "currency": terms.currency,
        "open": spans,
    }


ROUTES = [synced]
