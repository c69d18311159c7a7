"""What somebody allows, what is kept of them, and all of it in one file."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, delete, get, put
from litestar.params import FromPath

from linli.api.call import Called
from linli.kernel.refusals import NOT_FOUND
from linli.modules import consents, identity, privacy
from linli.modules.consents import OF_THE_PLATFORM, Purpose
from linli.modules.privacy import EXPORT_NOT_READY
from linli.services import Who

TAG = "Privacy"
ZIP = "application/zip"


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """One purpose as it stands, with the text to show before asking. `given` is null: not asked yet."""

    purpose: Purpose
    title: str
    text: str
    text_version: int
    given: bool | None
    answered_at: datetime | None


class ConsentList(msgspec.Struct, frozen=True):
    """The purposes of the platform's, for all markets."""

    items: list[Consent]


class KeptOfOne(msgspec.Struct, frozen=True):
    """So many things of one kind are kept; `days` is how long, null where the books require them."""

    kind: str
    name: str
    count: int
    days: int | None


class KeptList(msgspec.Struct, frozen=True):
    """All that is kept of whoever asks, in this market and everywhere, by kind."""

    items: list[KeptOfOne]


class DataExport(msgspec.Struct, frozen=True, kw_only=True):
    """One file with everything: `done` of `steps`; `made_at` is null while it is being made."""

    export_id: UUID
    asked_at: datetime
    done: int
    steps: int
    made_at: datetime | None
    bytes: int | None


def _export(found: privacy.Export) -> DataExport:
    return DataExport(
        export_id=found.export_id,
        asked_at=found.asked_at,
        done=found.done,
        steps=found.steps,
        made_at=found.made_at,
        bytes=found.bytes,
    )


@get(
    "/markets/{market:str}/consents",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=[TAG],
    summary="What I agreed to",
)
async def list_consents(call: Called) -> ConsentList:
    """Each purpose by itself, in the language of `Accept-Language`. Show `text` before you ask."""
    async with call.services.db.read() as reader:
        answers = await consents.answers_of(reader, call.person_id)
    items = []
    for purpose in OF_THE_PLATFORM:
        said, answer = consents.current_text(purpose, call.locale), answers.get(purpose)
        items.append(
            Consent(
                purpose=purpose,
                title=said.title,
                text=said.body,
                text_version=said.version,
                given=answer.given if answer else None,
                answered_at=answer.answered_at if answer else None,
            )
        )
    return ConsentList(items)


def _purpose(named: str) -> Purpose:
    found = next((one for one in OF_THE_PLATFORM if one.value == named), None)
    if found is None:
        raise NOT_FOUND()
    return found


@put(
    "/markets/{market:str}/consents/{purpose:str}",
    opt={"who": Who.PERSON, "scope": "consumer"},
    status_code=204,
    tags=[TAG],
    summary="Agree to a purpose",
)
async def give_consent(call: Called, purpose: FromPath[str]) -> None:
    """To its newest text, in all markets. Only after you have shown it and the person said yes."""
    async with call.services.db.work(call.actor) as work:
        await consents.give(work, call.person_id, _purpose(purpose), at="api", language=call.locale)


@delete(
    "/markets/{market:str}/consents/{purpose:str}",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=[TAG],
    summary="Take it back",
)
async def withdraw_consent(call: Called, purpose: FromPath[str]) -> None:
    """What was kept for it is gone with this call. Fine if nobody had agreed."""
    async with call.services.db.work(call.actor) as work:
        await consents.withdraw(work, call.person_id, _purpose(purpose), at="api", language=call.locale)


@get(
    "/markets/{market:str}/kept",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=[TAG],
    summary="What is kept of me",
)
async def list_kept(call: Called) -> KeptList:
    """Kinds with how many there are; the export has each of them."""
    async with call.services.db.read() as reader:
        kept = await privacy.about(reader, call.market_id, call.person_id)
    days = {limit.kind: limit.days for limit in privacy.LIMITS}
    return KeptList(
        [
            KeptOfOne(kind, privacy.kind_name(kind, call.locale), len(facts), days.get(kind))
            for kind, facts in kept.items()
        ]
    )


@put(
    "/markets/{market:str}/export",
    opt={"who": Who.PERSON, "scope": "consumer", "refuses": "proof_needed"},
    tags=[TAG],
    summary="Have a file made with everything",
)
async def make_export(call: Called) -> DataExport:
    """Of all markets, by a job; ask how far it is. Only with a token of the last 15 minutes: sign in anew.
    While one is being made, that one is the answer.
    """
    identity.require_fresh_token(call.token_id, call.services.db.clock())
    async with call.services.db.work(call.actor) as work:
        return _export(await privacy.ask_export(work, call.market_id, call.person_id, call.locale))


@get(
    "/markets/{market:str}/export",
    opt={"who": Who.PERSON, "scope": "consumer", "refuses": "export_not_ready"},
    tags=[TAG],
    summary="How far my file is",
)
async def get_export(call: Called) -> DataExport:
    """The newest one; it is thrown away after a week."""
    async with call.services.db.read() as reader:
        found = await privacy.export_of(reader, call.person_id)
    if found is None:
        raise EXPORT_NOT_READY()
    return _export(found)


@get(
    "/markets/{market:str}/export/file",
    opt={"who": Who.PERSON, "scope": "consumer", "refuses": "proof_needed export_not_ready"},
    tags=[TAG],
    summary="The file",
    media_type=ZIP,
)
async def get_export_file(call: Called) -> Response[bytes]:
    """A ZIP: `linli.json` for programs, `linli.html` for people. Only with a token of the last 15 minutes."""
    identity.require_fresh_token(call.token_id, call.services.db.clock())
    async with call.services.db.read() as reader:
        found = await privacy.export_of(reader, call.person_id)
        if found is None:
            raise EXPORT_NOT_READY()
        body = await privacy.export_file(reader, call.person_id, found.export_id)
    return Response(body, media_type=ZIP, headers={"Cache-Control": "no-store"})
