"""Trust over the API: what stands behind a badge, one's own applications, the operator's queue."""

from uuid import UUID

from linli.modules import identity, merchants
from linli.modules.merchants import ApplicationState
from tests.integration.application_stage import PAPER, filled

from .stage import GUEST, MARKET_ID, OPERATOR, OWNER, STORE, STRANGER, Stage


async def applied(stage: Stage) -> merchants.Application:
    """The guest wants to open a shop."""
    guest = await _person(stage, GUEST)
    async with stage.db.work() as work:
        begun = await merchants.apply_for_store(work, MARKET_ID, guest)
        key = (work, MARKET_ID, guest, begun.application_id)
        await merchants.save_application(*key, filled(lat="30.25", lon="120.16"))
        await merchants.save_license_file(*key, PAPER)
        return await merchants.submit_application(*key)


async def _person(stage: Stage, phone: str) -> UUID:
    async with stage.db.read() as reader:
        holder = await identity.token_holder(reader, await stage.token(phone))
    assert holder is not None
    return holder.person.person_id


async def test_everybody_may_read_a_trust_mark(stage: Stage) -> None:
    mark = await stage.done("GET", f"/stores/{STORE}/trust", by=None)
    assert (mark["state"], mark["market"], mark["checks"]) == ("verified", "Lakeside", [])
    assert await stage.refused("GET", "/stores/nowhere/trust", by=None) == (404, "not_found")


async def test_own_applications_are_ones_own_and_the_queue_is_the_operators(stage: Stage) -> None:
    sent = await applied(stage)
    mine = await stage.done("GET", "/applications/mine", by=GUEST)
    assert [one["application_id"] for one in mine["items"]] == [str(sent.application_id)]
    assert (await stage.done("GET", "/applications/mine", by=STRANGER))["items"] == []
    queue = await stage.done("GET", "/applications", by=OPERATOR)
    assert str(sent.application_id) in [one["application_id"] for one in queue["items"]]
    hidden = {"license_number", "person_id", "form", "phone", "legal_name"}
    assert not hidden & set(queue["items"][0])
    for state in ApplicationState:
        assert (await stage.call("GET", f"/applications?state={state.value}", by=OPERATOR)).is_success
    assert (await stage.done("GET", "/applications?state=draft", by=OPERATOR))["items"] == []
    for who in (GUEST, OWNER):
        assert (await stage.call("GET", "/applications", by=who)).status_code in (403, 404)
    assert (await stage.call("GET", "/applications?state=nothing", by=OPERATOR)).status_code == 422
