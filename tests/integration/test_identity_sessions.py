"""People, sessions, tokens and operators."""

from datetime import timedelta

import pytest

from linli.kernel import ids
from linli.kernel.database import Reader, Work
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import identity

SIGNER = Signer("a secret of this test", "phones")
PASSWORD = "three small boats"


async def registered(work: Work, nickname: str, phone: str) -> identity.Person:
    return await identity.register_demo_person(work, phone, nickname, PASSWORD, SIGNER)


async def mei(work: Work) -> identity.Person:
    return await registered(work, "Mei", "+8613800138001")


def later(work: Work, by: timedelta) -> Reader:
    return Reader(work._connection, work.now + by)


async def test_a_cookie_is_its_person_until_ninety_days_are_over(work: Work) -> None:
    person = await mei(work)
    cookie = await identity.start_session(work, person.person_id)
    assert await identity.session_person(work, cookie) == person
    second = timedelta(seconds=1)
    assert await identity.session_person(later(work, timedelta(days=90) - second), cookie) == person
    assert await identity.session_person(later(work, timedelta(days=90)), cookie) is None


async def test_every_sign_in_has_a_session_of_its_own_and_ends_alone(work: Work) -> None:
    person = await mei(work)
    first = await identity.start_session(work, person.person_id)
    second = await identity.start_session(work, person.person_id)
    assert first != second
    await identity.end_session(work, first)
    assert await identity.session_person(work, first) is None
    assert await identity.session_person(work, second) == person


async def test_a_cookie_put_together_from_others_is_nobody(work: Work) -> None:
    person = await mei(work)
    aino = await registered(work, "Aino", "+358401234501")
    mine = (await identity.start_session(work, person.person_id)).split(".")
    hers = (await identity.start_session(work, aino.person_id)).split(".")
    for forged in ([mine[0], mine[1], hers[2]], [hers[0], mine[1], mine[2]], [mine[0], hers[1], hers[2]]):
        assert await identity.session_person(work, ".".join(forged)) is None
    assert await identity.session_person(work, mine[0] + "." + mine[1]) is None


async def test_a_session_cannot_be_ended_without_its_secret(work: Work) -> None:
    person = await mei(work)
    cookie = await identity.start_session(work, person.person_id)
    await identity.end_session(work, cookie.rsplit(".", 1)[0] + "." + "x" * 43)
    await identity.end_session(work, "nonsense")
    assert await identity.session_person(work, cookie) == person


async def test_the_secret_of_a_cookie_is_not_in_the_database(work: Work) -> None:
    person = await mei(work)
    secret = (await identity.start_session(work, person.person_id)).rsplit(".", 1)[1]
    rows = await work._connection.fetch(
        "SELECT s::text AS t FROM identity.sessions s WHERE person_id = $1", person.person_id
    )
    assert len(rows) == 1
    assert secret not in rows[0]["t"]
    assert secret.encode().hex() not in rows[0]["t"]


async def test_a_token_is_its_person_with_its_scopes_until_thirty_days_are_over(work: Work) -> None:
    person = await mei(work)
    issued = await identity.issue_token(work, person.person_id, ["merchant", "counter", "counter"])
    assert issued.token.startswith("linli_")
    assert issued.scopes == ("counter", "merchant")
    assert issued.expires_at == work.now + timedelta(days=30)
    holder = await identity.token_holder(work, issued.token)
    assert holder and (holder.person, holder.scopes, holder.used_at) == (
        person,
        ("counter", "merchant"),
        None,
    )
    assert await identity.token_holder(later(work, timedelta(days=30)), issued.token) is None


async def test_a_token_that_was_given_up_is_nobody(work: Work) -> None:
    person = await mei(work)
    given_up = await identity.issue_token(work, person.person_id, ["consumer"])
    kept = await identity.issue_token(work, person.person_id, ["consumer"])
    # This process has seen it and knows where its row is: that says at once that it has ended.
    assert await identity.token_holder(work, given_up.token) is not None
    await identity.end_token(work, given_up.token)
    assert await identity.token_holder(work, given_up.token) is None
    assert await identity.token_holder(work, kept.token) is not None
    assert await identity.token_holder(work, "linli_none") is None


@pytest.mark.parametrize("scopes", [[], ["root"], ["consumer", "root"]])
async def test_a_token_without_a_known_scope_is_refused(work: Work, scopes: list[str]) -> None:
    person = await mei(work)
    with pytest.raises(Refusal, match="scope_unknown"):
        await identity.issue_token(work, person.person_id, scopes)


async def test_a_token_for_nobody_is_refused(work: Work) -> None:
    with pytest.raises(Refusal, match="not_found"):
        await identity.issue_token(work, ids.uuid7(), ["consumer"])


async def test_an_operator_operates_one_market_only(work: Work) -> None:
    person = await mei(work)
    assert not await identity.is_operator(work, 1, person.person_id)
    await identity.appoint_operator(work, 1, person.person_id, "support")
    assert await identity.is_operator(work, 1, person.person_id)
    assert not await identity.is_operator(work, 2, person.person_id)
    await identity.appoint_operator(work, 1, person.person_id, identity.OperatorRole.DIRECTOR)
    assert await identity.operator_role(work, 1, person.person_id) is identity.OperatorRole.DIRECTOR


async def test_an_appointment_is_in_the_audit_trail(work: Work) -> None:
    person = await mei(work)
    await identity.appoint_operator(work, 7, person.person_id, "finance")
    row = await work._connection.fetchrow("SELECT * FROM kernel.audit_trail WHERE market_id = 7")
    assert (row["action"], row["subject"], row["actor"]) == (
        "operator_appointed",
        str(person.person_id),
        "system",
    )
    assert row["facts"] == {"role": "finance"}


async def test_nobody_cannot_be_appointed(work: Work) -> None:
    with pytest.raises(Refusal, match="not_found"):
        await identity.appoint_operator(work, 1, ids.uuid7(), "director")


async def test_a_person_renamed_is_so_everywhere(work: Work) -> None:
    person = await mei(work)
    renamed = await identity.rename(work, person.person_id, " Mei  Lin ")
    assert renamed.nickname == "Mei Lin"
    assert await identity.person(work, person.person_id) == renamed
    with pytest.raises(Refusal, match="not_found"):
        await identity.rename(work, ids.uuid7(), "Mei")


async def test_several_people_are_read_at_once_and_the_unknown_left_out(work: Work) -> None:
    one, two = await mei(work), await registered(work, "Aino", "+358401234501")
    found = await identity.people(work, [one.person_id, two.person_id, one.person_id, ids.uuid7()])
    assert found == {one.person_id: one, two.person_id: two}


async def test_a_demo_person_registered_twice_stays_who_they_were(work: Work) -> None:
    chosen = ids.uuid7()
    first = await identity.register_demo_person(work, "+8613800138009", "Bo", PASSWORD, SIGNER, chosen)
    second = await identity.register_demo_person(work, "+8613800138009", "Bob", "another one", SIGNER)
    assert first.person_id == chosen
    assert second == first


async def test_who_is_not_there_is_not_found(work: Work) -> None:
    for look in (identity.person, identity.phone_of):
        with pytest.raises(Refusal, match="not_found"):
            await look(work, ids.uuid7())
