"""People who want to sell in the demo, each as far as an application can be: for operators to decide on."""

import tomllib
from datetime import timedelta
from uuid import UUID

import msgspec

from linli.demo.files import DATA
from linli.demo.papers import invented_number, sample_license
from linli.demo.shops import person_id
from linli.kernel.database import Database, Work
from linli.kernel.signing import Signer
from linli.modules import identity, markets, media, merchants
from linli.modules.merchants import CheckKind

# Numbers of applicants begin behind those of the shops.
FIRST_NUMBER = 501
REVIEWER = {"hangzhou": ("+8613700099900", "核验员"), "helsinki": ("+358411999900", "Reviewer")}


class ApplicantLine(msgspec.Struct, frozen=True, kw_only=True):
    """One `[[applicant]]`; `outcome` is submitted, asked, answered or refused."""

    market: str
    phone: str
    nickname: str
    hours_ago: int
    outcome: str
    name: str
    legal_name: str
    trade: str
    address: str
    lat: str
    lon: str
    days: str
    opens: str
    closes: str
    name_en: str = ""
    contact_role: str = "owner"
    ticks: list[CheckKind] = []
    question: str = ""
    answer: str = ""
    reason: str = ""


def applicant_lines(market: str) -> list[ApplicantLine]:
    rows = tomllib.loads((DATA / "applicants.toml").read_text("utf-8"))["applicant"]
    return [line for line in msgspec.convert(rows, list[ApplicantLine]) if line.market == market]


async def play(db: Database, signer: Signer, market: markets.Market) -> int:
    """Let everybody apply, and a reviewer look at some of it; how many there are. May be repeated."""
    lines = applicant_lines(market.slug)
    for number, line in enumerate(lines, FIRST_NUMBER):
        license_number = invented_number(market, number)
        ready = await media.prepare_document(sample_license(license_number))
        async with db.work(now=db.clock() - timedelta(hours=line.hours_ago)) as work:
            await _apply(work, signer, market, line, license_number, ready)
    return len(lines)


async def _apply(
    work: Work,
    signer: Signer,
    market: markets.Market,
    line: ApplicantLine,
    license_number: str,
    ready: media.ReadyDocument,
) -> None:
    who = await _person(work, signer, market, line.phone, line.nickname)
    if await merchants.applications_of(work, market.market_id, who):
        return
    begun = await merchants.apply_for_store(work, market.market_id, who)
    key = (work, market.market_id, who, begun.application_id)
    await merchants.save_application(*key, _form(line, license_number))
    await merchants.save_license_file(*key, ready)
    await merchants.submit_application(*key)
    await _review(work, signer, market, line, begun.application_id)
    if line.answer:
        work.now += timedelta(hours=2)
        (asked,) = await merchants.questions(work, market.market_id, begun.application_id)
        await merchants.answer_question(*key, asked.question_id, line.answer)
        await merchants.submit_application(*key)


async def _review(
    work: Work, signer: Signer, market: markets.Market, line: ApplicantLine, application_id: UUID
) -> None:
    by = await _person(work, signer, market, *REVIEWER[market.slug])
    await identity.appoint_operator(work, market.market_id, by, "reviewer")
    key = (work, market.market_id, by, application_id)
    work.now += timedelta(minutes=25)
    for kind in line.ticks:
        await merchants.tick_check(*key, kind, done=True)
    if line.question:
        await merchants.question_applicant(*key, line.question)
    if line.reason:
        await merchants.refuse_application(*key, line.reason)


async def _person(work: Work, signer: Signer, market: markets.Market, phone: str, nickname: str) -> UUID:
    person = await identity.register_demo_person(
        work, phone, nickname, None, signer, person_id(phone), language=market.language
    )
    return person.person_id


def _form(line: ApplicantLine, license_number: str) -> dict[str, str]:
    return {
        "legal_name": line.legal_name,
        "license_number": license_number,
        "license_open_end": "yes",
        "name": line.name,
        "name_en": line.name_en,
        "trade": line.trade,
        "address": line.address,
        "lat": line.lat,
        "lon": line.lon,
        "days": line.days,
        "opens": line.opens,
        "closes": line.closes,
        "contact_name": line.nickname,
        "contact_role": line.contact_role,
    }
