"""An applicant, a reviewer and a market: what tests of applications stand on."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel.database import Work
from linli.kernel.signing import Signer
from linli.modules import identity, media, merchants
from linli.modules.merchants import credit_check
from tests import cast

MARKET = cast.WEST_LAKE.market_id
SIGNER = Signer("a secret of these tests, long enough", "phones")
PAPER = media.ReadyDocument(media.PDF, b"%PDF-1.7 license %%EOF")


def invented_license() -> str:
    """A number that no register has: region 000000, with a check character that fits."""
    body = "Y1000000" + "".join(secrets.choice("0123456789") for _ in range(9))
    return body + credit_check(body)


def filled(**changes: str) -> dict[str, str]:
    """A whole form, as an owner types it."""
    return {
        "legal_name": "杭州示例餐饮有限公司",
        "license_number": invented_license(),
        "license_open_end": "yes",
        "name": "桂花小馆",
        "name_en": "Osmanthus Kitchen",
        "trade": "restaurant",
        "address": "中山中路 8 号",
        "lat": "30.2411",
        "lon": "120.1702",
        "days": "Mo-Su",
        "opens": "10:00",
        "closes": "21:00",
        "phone": "+86 571 0000 0199",
        "contact_name": "林桂",
        "contact_role": "owner",
        **changes,
    }


async def join(work: Work, name: str = "Lin") -> UUID:
    person = await cast.join(work, nickname=name, signer=SIGNER, password=None)
    return person.person_id


async def reviewer(work: Work, role: str = "reviewer") -> UUID:
    person_id = await join(work, "Reviewer")
    await identity.appoint_operator(work, MARKET, person_id, role)
    return person_id


async def submitted(
    work: Work, person_id: UUID, store_id: UUID | None = None, **changes: str
) -> merchants.Application:
    """A whole application, sent in: for a new store, or to claim a listing."""
    started = (
        await merchants.apply_for_listing(work, MARKET, person_id, store_id)
        if store_id
        else await merchants.apply_for_store(work, MARKET, person_id)
    )
    key = (work, MARKET, person_id, started.application_id)
    await merchants.save_application(*key, filled(**changes))
    await merchants.save_license_file(*key, PAPER)
    return await merchants.submit_application(*key)


async def tick_all(work: Work, by: UUID, about: merchants.Application) -> None:
    for kind in about.checklist:
        await merchants.tick_check(work, MARKET, by, about.application_id, kind, done=True)


async def approved(work: Work, by: UUID, about: merchants.Application) -> merchants.Application:
    await tick_all(work, by, about)
    return await merchants.approve_application(work, MARKET, by, about.application_id)


async def verified_merchant(work: Work, days: int = 365, **changes: Any) -> merchants.Application:
    """Somebody who may sell, with a license that is good for so many days."""
    local = work.now.astimezone(ZoneInfo(cast.WEST_LAKE.timezone))
    until = (local + timedelta(days=days)).date().isoformat()
    dates = {"license_open_end": "", "license_until": until}
    person = await join(work)
    return await approved(work, await reviewer(work), await submitted(work, person, **dates, **changes))


async def renewed(work: Work, done: merchants.Application, **changes: str) -> merchants.Application:
    """The owner sends in a new license, and somebody says yes."""
    assert done.merchant_id is not None
    begun = await merchants.apply_for_renewal(work, MARKET, done.person_id, done.merchant_id)
    key = (work, MARKET, done.person_id, begun.application_id)
    await merchants.save_application(*key, filled(**{"license_number": done.license_number, **changes}))
    await merchants.save_license_file(*key, PAPER)
    return await approved(work, await reviewer(work), await merchants.submit_application(*key))
