"""An owner offers, a browser becomes a device."""

from uuid import UUID

from linli.kernel import ids, signing, texts
from linli.kernel.database import Work
from linli.kernel.keypairs import PublicKey
from linli.kernel.refusals import INVALID, NOT_ALLOWED
from linli.modules import markets
from linli.modules.merchants import StaffMember, StaffRole
from linli.modules.terminals.cookies import write_cookie
from linli.modules.terminals.model import (
    ENROLMENT_LIFE,
    LONGEST_NAME,
    Device,
    Enrolled,
    Enrolment,
    usual_limit,
)
from linli.modules.terminals.refusals import ENROLMENT_OVER
from linli.modules.terminals.statements import SQL


async def offer_enrolment(work: Work, market_id: int, by: StaffMember) -> Enrolment:
    """Let one browser become a device of the store in which `by` acts, within ten minutes.

    Refuses: not_allowed (only an owner may).
    """
    if by.role is not StaffRole.OWNER:
        raise NOT_ALLOWED()
    made = Enrolment(
        enrolment_id=ids.uuid7(work.now),
        merchant_id=by.merchant_id,
        store_id=by.store_id,
        made_by=by.person_id,
        made_at=work.now,
        ends_at=work.now + ENROLMENT_LIFE,
        device_id=None,
    )
    row = (made.enrolment_id, made.merchant_id, made.store_id, made.made_by, made.made_at, made.ends_at)
    await work.run(SQL.write_enrolment, market_id, *row)
    return made


def enrolment_text(enrolment_id: UUID) -> str:
    """What a browser signs with its new key to show that it has it."""
    return f"linli-enrolment:{enrolment_id}"


async def enrol(
    work: Work, market_id: int, enrolment_id: UUID, name: str, public_key: bytes, signature: bytes
) -> Enrolled:
    """Make the browser with this key (Ed25519, 32 raw bytes) a device; `signature` is of `enrolment_text`.
    It does nothing without a network yet, and up to what is usual in the market's currency once it may.

    Once for each offer. Refuses in this order: invalid (name, public_key, signature), enrolment_over (used,
    or older than ten minutes).
    """
    name = texts.line(name, "name", LONGEST_NAME)
    try:
        key = PublicKey(public_key)
    except ValueError:
        raise INVALID(field="public_key") from None
    if not key.verifies(signature, enrolment_text(enrolment_id).encode()):
        raise INVALID(field="signature")
    device_id, secret = ids.uuid7(work.now), signing.new_token()
    offer = await work.one(Enrolment, SQL.use_enrolment, market_id, enrolment_id, device_id, work.now)
    if offer is None:
        raise ENROLMENT_OVER()
    limit_minor = usual_limit((await markets.market(work, market_id)).currency)
    row = (offer.merchant_id, offer.store_id, name, public_key, signing.token_print(secret), offer.made_by)
    device = await work.one(Device, SQL.write_device, market_id, device_id, *row, work.now, limit_minor)
    if device is None:
        raise RuntimeError("a device was not written")
    await work.audit(market_id, "device_enrolled", f"device:{device_id}", name=name)
    return Enrolled(device, write_cookie(device_id, secret))
