"""Staff, invitations and hours over the API."""

from uuid import UUID

from linli.kernel.database import Work
from linli.modules import identity, merchants

from .stage import GUEST, MARKET_ID, OTHER_OWNER, OWNER, PASSWORD, STORE, STRANGER, Stage

STAFF = f"/stores/{STORE}/staff"
AN_INVITATION = {"name": "Lan", "role": "clerk", "store": STORE}


async def test_an_invitation_is_made_once_listed_and_withdrawn(stage: Stage) -> None:
    made = await stage.done("POST", f"{STAFF}/invitations", AN_INVITATION, by=OWNER, key="once")
    again = await stage.done("POST", f"{STAFF}/invitations", AN_INVITATION, by=OWNER, key="once")
    assert made == again
    assert "/lakeside/invitations/" in made["url"]
    listed = await stage.done("GET", f"{STAFF}/invitations", by=OWNER)
    assert [one["invitation_id"] for one in listed["items"]] == [made["invitation_id"]]
    await stage.done("DELETE", f"{STAFF}/invitations/{made['invitation_id']}", by=OWNER)
    gone = await stage.refused("DELETE", f"{STAFF}/invitations/{made['invitation_id']}", by=OWNER)
    assert gone == (410, "invitation_over")


async def test_somebody_joins_rises_and_goes(stage: Stage) -> None:
    made = await stage.done("POST", f"{STAFF}/invitations", AN_INVITATION, by=OWNER)
    async with stage.db.work() as work:
        person_id = await joined(stage, work, UUID(made["invitation_id"]))
    path = f"{STAFF}/{person_id}"
    up = {"role": "manager", "store": STORE, "to_store": STORE}
    await stage.done("PATCH", path, up, by=OWNER)
    stage.tokens.pop(STRANGER, None)  # a token is given only the scopes its person has a use for
    people = (await stage.done("GET", STAFF, by=STRANGER))["items"]
    assert ("owner", None) in [(one["role"], one["store"]) for one in people]
    assert (person_id, "manager") in [(one["person_id"], one["role"]) for one in people]
    manager = {**AN_INVITATION, "role": "manager"}
    assert await stage.refused("POST", f"{STAFF}/invitations", manager, by=STRANGER) == (403, "not_allowed")
    owner = people[0]["person_id"]
    assert await stage.refused("DELETE", f"{STAFF}/{owner}", by=STRANGER) == (403, "not_allowed")
    assert await stage.refused("DELETE", f"{STAFF}/{owner}", by=OWNER) == (409, "last_owner")
    await stage.done("DELETE", f"{path}?store={STORE}", by=OWNER)
    assert await stage.refused("GET", STAFF, by=STRANGER) == (404, "not_found")
    stage.tokens.pop(STRANGER)


async def joined(stage: Stage, work: Work, invitation_id: UUID) -> str:
    """The stranger accepts."""
    services = stage.app.state.services
    found = await identity.sign_in_with_password(
        stage.db, STRANGER, PASSWORD, services.phones, address="test"
    )
    person_id = found.person.person_id
    await merchants.accept_invitation(work, MARKET_ID, invitation_id, person_id, services.phones)
    return str(person_id)


async def test_hours_are_set_and_read(stage: Stage) -> None:
    hours = {"hours": "Mo-Fr 09:00-17:00; PH off"}
    assert await stage.done("PUT", f"/stores/{STORE}/hours", hours, by=OWNER) == hours
    assert (await stage.done("GET", f"/stores/{STORE}", by=None))["hours"] == hours["hours"]
    wrong = await stage.refused("PUT", f"/stores/{STORE}/hours", {"hours": "whenever"}, by=OWNER)
    assert wrong == (422, "invalid")


async def test_a_phone_and_a_store_are_checked(stage: Stage) -> None:
    for body, code in (
        ({**AN_INVITATION, "phone": "12"}, (422, "phone_invalid")),
        ({**AN_INVITATION, "store": "li-tea"}, (422, "invalid")),
        ({"name": "Lan", "role": "owner"}, (422, "invalid")),
        ({"name": "Lan", "role": "clerk"}, (422, "invalid")),
    ):
        assert await stage.refused("POST", f"{STAFF}/invitations", body, by=OWNER) == code


async def test_nobody_else_s_staff_is_there(stage: Stage) -> None:
    for by in (GUEST, STRANGER, OTHER_OWNER):
        for call in (
            ("GET", STAFF, None),
            ("POST", f"{STAFF}/invitations", AN_INVITATION),
            ("PUT", f"/stores/{STORE}/hours", {"hours": ""}),
        ):
            status, _ = await stage.refused(call[0], call[1], call[2], by=by)
            assert status in (403, 404), (by, call)
