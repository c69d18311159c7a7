"""A manager sets a screen up, and takes it away."""

from collections.abc import Mapping
from uuid import UUID

from linli.kernel import ids, signing, texts
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_ALLOWED
from linli.modules.kiosks.model import LONGEST_NAME, OFFER_LIFE, Kiosk, Mark, Opened
from linli.modules.kiosks.queries import kiosk_of_store
from linli.modules.kiosks.refusals import KIOSK_OFFER_OVER, KIOSK_REVOKED
from linli.modules.kiosks.statements import SQL
from linli.modules.merchants import StaffMember, StaffRole


async def set_up(
    work: Work, market_id: int, by: StaffMember, name: str, mark: Mark, sellers: Mapping[UUID, Mark]
) -> Kiosk:
    """A new kiosk of the store in which `by` acts, with an offer for the browser that will be it: sales are
    credited to `mark`, those of a seller to theirs.

    Refuses: not_allowed (only managers and owners may), invalid (name: 1 to 40 characters).
    """
    _require_manager(by)
    name = texts.line(name, "name", LONGEST_NAME)
    kiosk_id, ends_at = ids.uuid7(work.now), work.now + OFFER_LIFE
    row = (by.merchant_id, by.store_id, name, mark.link_id, mark.code, ids.uuid7(work.now), ends_at)
    made = await work.one(Kiosk, SQL.write_kiosk, market_id, kiosk_id, *row, by.person_id, work.now)
    if made is None:
        raise RuntimeError("a kiosk was not written")
    await _write_sellers(work, market_id, kiosk_id, sellers)
    await work.audit(market_id, "kiosk_set_up", f"kiosk:{kiosk_id}", name=name)
    return made


async def change_sellers(
    work: Work, market_id: int, by: StaffMember, kiosk_id: UUID, sellers: Mapping[UUID, Mark]
) -> None:
    """These serve with it from now on; who did already keeps the link that they had.

    Refuses: not_allowed (only managers and owners may), not_found (also another store's), kiosk_revoked.
    """
    _require_manager(by)
    kiosk = await kiosk_of_store(work, market_id, kiosk_id, by.store_id)
    if kiosk.revoked_at is not None:
        raise KIOSK_REVOKED()
    await work.run(SQL.drop_sellers, market_id, kiosk_id, list(sellers))
    await _write_sellers(work, market_id, kiosk_id, sellers)


async def offer(work: Work, market_id: int, by: StaffMember, kiosk_id: UUID) -> Kiosk:
    """Another browser may become the kiosk, within half an hour.

    Refuses: not_allowed (only managers and owners may), not_found (also another store's), kiosk_revoked.
    """
    _require_manager(by)
    about = (kiosk_id, by.store_id, ids.uuid7(work.now), work.now + OFFER_LIFE)
    offered = await work.one(Kiosk, SQL.offer_kiosk, market_id, *about)
    if offered is None:
        await kiosk_of_store(work, market_id, kiosk_id, by.store_id)
        raise KIOSK_REVOKED()
    return offered


def offer_text(kiosk_id: UUID, offer_id: UUID | None) -> str:
    """What the token of an offer says before it is signed; without an offer, how that of any begins."""
    return f"offer:{kiosk_id.hex}:{offer_id.hex if offer_id else ''}"


async def open_kiosk(work: Work, market_id: int, kiosk_id: UUID, offer_id: UUID) -> Opened:
    """The browser that asks is the kiosk from now on, and none else. Refuses: kiosk_offer_over."""
    secret = signing.new_token()
    about = (kiosk_id, offer_id, work.now, signing.token_print(secret))
    opened = await work.one(Kiosk, SQL.open_kiosk, market_id, *about)
    if opened is None:
        raise KIOSK_OFFER_OVER()
    await work.audit(market_id, "kiosk_opened", f"kiosk:{kiosk_id}")
    return Opened(opened, secret)


async def revoke(work: Work, market_id: int, by: StaffMember, kiosk_id: UUID) -> Kiosk:
    """The screen shows nothing any more, for good; what was chosen at it can still be taken.

    Refuses: not_allowed (only managers and owners may), not_found (also another store's), kiosk_revoked.
    """
    _require_manager(by)
    revoked = await work.one(Kiosk, SQL.revoke_kiosk, market_id, kiosk_id, by.store_id, work.now)
    if revoked is None:
        await kiosk_of_store(work, market_id, kiosk_id, by.store_id)
        raise KIOSK_REVOKED()
    await work.audit(market_id, "kiosk_revoked", f"kiosk:{kiosk_id}")
    return revoked


def _require_manager(by: StaffMember) -> None:
    if by.role.weight < StaffRole.MANAGER.weight:
        raise NOT_ALLOWED()


async def _write_sellers(work: Work, market_id: int, kiosk_id: UUID, sellers: Mapping[UUID, Mark]) -> None:
    if not sellers:
        return
    marks = list(sellers.values())
    columns = ([one.link_id for one in marks], [one.code for one in marks])
    await work.run(SQL.write_sellers, market_id, kiosk_id, list(sellers), *columns)
