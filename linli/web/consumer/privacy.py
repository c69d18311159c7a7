"""What Linli knows about me: what I allow, purpose by purpose, and what is kept, kind by kind."""

from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import attribution, consents, identity, members, merchants, privacy
from linli.modules.consents import OF_THE_PLATFORM, Purpose
from linli.services import Who
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked, Here

PLACE = "me/privacy"
# Kinds that have a page of their own, where more can be done with them.
OWN_PAGES = {
    "profile": "me",
    "sessions": "me/sessions",
    "tokens": "me/sessions",
    "passkeys": "me/passkeys",
    "orders": "orders",
    "vouchers": "wallet",
    "follows": "following",
    "visits": "for-you",
}
ICONS = {"orders": "receipt-text", "vouchers": "wallet", "messages": "message-circle", "reviews": "star"}
MOST = 200


class Switch(msgspec.Struct, frozen=True, kw_only=True):
    """One purpose as it stands: its own words, and whether it was agreed to (None: not asked yet)."""

    purpose: str
    title: str
    body: str
    on: bool


class KeptKind(msgspec.Struct, frozen=True, kw_only=True):
    """So much of one kind, where it can be seen, and for how many days it is kept (None: see below)."""

    name: str
    count: int
    href: str
    days: int | None


class Membership(msgspec.Struct, frozen=True):
    """A merchant that may know somebody by name."""

    merchant_id: UUID
    name: str


@get("/{market:str}/me/privacy", opt={"who": Who.PERSON})
async def privacy_page(here: Asked) -> Response[str]:
    """Switches, memberships, what is kept, and the ways to take it away or have it erased."""
    person_id = here.person.person_id
    async with here.services.db.read() as reader:
        answers = await consents.answers_of(reader, person_id)
        kept = await privacy.about(reader, here.market_id, person_id)
        joined = await _memberships(reader, here)
        export = await privacy.export_of(reader, person_id)
    switches = []
    for purpose in OF_THE_PLATFORM:
        text, answer = consents.current_text(purpose, here.locale), answers.get(purpose)
        on = answer is not None and answer.given
        switches.append(Switch(purpose=purpose.value, title=text.title, body=text.body, on=on))
    days = {limit.kind: limit.days for limit in privacy.LIMITS}
    kinds = [
        KeptKind(
            name=privacy.kind_name(kind, here.locale),
            count=len(facts),
            href=here.url(OWN_PAGES.get(kind, f"{PLACE}/kept/{kind}")),
            days=days.get(kind),
        )
        for kind, facts in kept.items()
    ]
    said = dict.fromkeys(("consent_given", "consent_withdrawn", "membership_left", "export_asked"), True)
    return show(
        here,
        "privacy.html",
        said=said,
        nav="me",
        switches=switches,
        answered="consents" in kept,
        kinds=kinds,
        memberships=joined,
        export=export,
        proven=identity.is_proven(here.session, here.services.db.clock()),
    )


@post("/{market:str}/me/privacy/consents", opt={"who": Who.PERSON})
async def answer_purpose(here: Asked) -> Response[str]:
    """`given=1` agrees to today's text; anything else withdraws. `back` is the page that asked. Refuses:
    invalid (purpose).
    """
    form = await here.request.form()
    try:
        purpose = Purpose(str(form.get("purpose", "")))
    except ValueError:
        raise INVALID(field="purpose") from None
    if purpose not in OF_THE_PLATFORM:
        raise INVALID(field="purpose")
    given = form.get("given") == "1"
    change = consents.give if given else consents.withdraw
    async with here.services.db.work(here.actor) as work:
        await change(work, here.person.person_id, purpose, at=PLACE, language=here.locale)
        if given and purpose is Purpose.JOURNEY and here.device_id is not None:
            await attribution.join_device(work, here.market_id, here.device_id, here.person.person_id)
    if "back" in form:
        return here.see_other(here.next_path(str(form["back"])))
    done = "consent_given" if given else "consent_withdrawn"
    return here.see_other(here.url(PLACE) + f"?done={done}#{purpose.value}")


@post("/{market:str}/me/privacy/memberships/{merchant_id:uuid}/end", opt={"who": Who.PERSON})
async def end_membership(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """A member no more: the merchant sees the name no longer. Fine where there was none. Refuses:
    not_found (no such merchant).
    """
    async with here.services.db.work(here.actor) as work:
        await merchants.merchant(work, here.market_id, merchant_id)
        await members.leave(work, here.market_id, merchant_id, here.person.person_id)
    return here.see_other(here.url(PLACE) + "?done=membership_left#memberships")


@get("/{market:str}/me/privacy/kept/{kind:str}", opt={"who": Who.PERSON})
async def kept_page(here: Asked, kind: FromPath[str]) -> Response[str]:
    """What is kept of one kind, the newest first. Refuses: not_found (nothing of such a kind)."""
    async with here.services.db.read() as reader:
        facts = (await privacy.about(reader, here.market_id, here.person.person_id)).get(kind)
        if not facts:
            raise NOT_FOUND()
        rows = [fact.said for fact in facts]
        store_ids = [UUID(str(row["store_id"])) for row in rows if row.get("store_id")]
        found = await merchants.stores(reader, here.market_id, store_ids)
    stores = {
        str(key): one.name_en if here.locale == "en" and one.name_en else one.name
        for key, one in found.items()
    }
    told = privacy.told_as(rows, stores, here.locale, ZoneInfo(here.market.timezone))
    return show(
        here,
        "privacy_kept.html",
        nav="me",
        name=privacy.kind_name(kind, here.locale),
        columns=told.columns,
        rows=told.rows[:MOST],
        count=len(told.rows),
    )


async def to_ask(reader: Reader, here: Here) -> consents.Text | None:
    """The text of joining visits, for whoever came by a code and was not asked yet; None: do not ask."""
    answer = await consents.answer_of(reader, here.person.person_id, Purpose.JOURNEY)
    return consents.current_text(Purpose.JOURNEY, here.locale) if answer is None else None


async def _memberships(reader: Reader, here: Here) -> list[Membership]:
    joined = await members.memberships(reader, here.market_id, here.person.person_id)
    names = await merchants.merchants_of_ids(reader, here.market_id, [one.merchant_id for one in joined])
    known = [names[one.merchant_id] for one in joined if one.merchant_id in names]
    tongue = tongue_of(here)
    return [Membership(one.merchant_id, tongue.pick(one.name, one.name_en)) for one in known]
