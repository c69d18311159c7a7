"""Passkeys on their pages: making one, signing in with it, what is refused, giving it up."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from linli.kernel.signing import Signer
from linli.modules import identity
from linli.web.shared import security
from tests import cast
from tests.authenticator import Authenticator
from tests.integration.web.consumer_stage import Street, Visitor

CHROME = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"


@pytest_asyncio.fixture
async def member(street: Street) -> Visitor:
    """Somebody with a password who has just signed in."""
    visitor = Visitor(street.app, "en")
    visitor.http.headers["user-agent"] = CHROME
    async with street.db.work() as work:
        visitor.person = await cast.join(work, signer=Signer(street.settings.secret, "phones"))
        cookie = await identity.start_session(work, visitor.person.person_id, user_agent=CHROME)
    visitor.http.cookies.set(security.SESSION_COOKIE, cookie)
    return visitor


@pytest.fixture
def device(street: Street) -> Authenticator:
    return Authenticator(street.settings.passkey_url)


async def asked(visitor: Visitor, page: str, door: str, **typed: str) -> httpx.Response:
    """What the page's script asks for: a challenge, under the form token of the page."""
    form = await visitor.get(page)
    token = form.text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    return await visitor.http.post(door, data=typed, headers={"X-CSRF-Token": token})


async def made(street: Street, visitor: Visitor, device: Authenticator, name: str = "My phone") -> str:
    """A passkey of this device; its id."""
    page = f"{street.root}/me/passkeys"
    options = (await asked(visitor, page, f"{page}/challenges", name=name)).json()
    answer = await visitor.press(page, page, name=name, credential=device.make(options))
    assert answer.status_code == 303, answer.text
    assert visitor.person
    async with street.db.read() as reader:
        return str((await identity.passkeys_of(reader, visitor.person.person_id))[0].passkey_id)


async def challenge(street: Street, visitor: Visitor) -> dict[str, Any]:
    page = f"{street.root}/sign-in"
    options: dict[str, Any] = (await asked(visitor, page, f"{page}/passkey-challenges")).json()
    return options


async def shown(street: Street, visitor: Visitor, credential: str) -> httpx.Response:
    """The device's answer, sent as the script sends it."""
    page = f"{street.root}/sign-in"
    return await visitor.press(page, f"{page}/passkey-sessions", credential=credential)


async def trail(street: Street) -> list[str]:
    async with street.db.pool.acquire() as connection:
        rows = await connection.fetch(
            "SELECT action FROM kernel.audit_trail WHERE market_id = $1 AND action LIKE 'passkey%'",
            street.market.market_id,
        )
    return [row["action"] for row in rows]


async def make_session_old(street: Street, visitor: Visitor) -> None:
    assert visitor.person
    async with street.db.pool.acquire() as connection:
        await connection.execute(
            "UPDATE identity.sessions SET proven_at = proven_at - interval '16 minutes' WHERE person_id = $1",
            visitor.person.person_id,
        )


@pytest.mark.parametrize("counts", [True, False])
async def test_a_passkey_signs_its_owner_in(
    street: Street, member: Visitor, device: Authenticator, counts: bool
) -> None:
    device.counts = counts
    await made(street, member, device)
    assert "My phone" in await member.see(f"{street.root}/me/passkeys?done=passkey_added")
    for _ in range(2):
        other = Visitor(street.app, "en")
        signed = await shown(street, other, device.sign(await challenge(street, other)))
        assert signed.status_code == 303
        assert "小满" in await other.see(f"{street.root}/me")
    assert "Last used" in await member.see(f"{street.root}/me/passkeys")
    assert await trail(street) == ["passkey_added"]


async def test_the_options_ask_for_what_we_promise(street: Street, member: Visitor) -> None:
    page = f"{street.root}/me/passkeys"
    options = (await asked(member, page, f"{page}/challenges", name="x")).json()
    assert options["rp"]["id"] == "street.test"
    assert options["attestation"] == "none"
    assert member.person and len(options["user"]["id"]) == 22
    signing = await challenge(street, Visitor(street.app, "en"))
    assert (signing["rpId"], signing["userVerification"]) == ("street.test", "required")
    assert not signing.get("allowCredentials")


async def test_an_answer_works_once(street: Street, member: Visitor, device: Authenticator) -> None:
    await made(street, member, device)
    other = Visitor(street.app, "en")
    answer = device.sign(await challenge(street, other))
    assert (await shown(street, other, answer)).status_code == 303
    other.http.cookies.delete(security.SESSION_COOKIE)
    again = await shown(street, other, answer)
    assert again.status_code == 403
    assert "took too long, or was sent twice" in again.text


async def test_an_answer_to_another_browsers_challenge_is_refused(
    street: Street, member: Visitor, device: Authenticator
) -> None:
    await made(street, member, device)
    mine, theirs = Visitor(street.app, "en"), Visitor(street.app, "en")
    answer = device.sign(await challenge(street, theirs))
    assert (await shown(street, mine, answer)).status_code == 403
    assert (await shown(street, theirs, answer)).status_code == 303


async def test_a_challenge_is_good_for_five_minutes(
    street: Street, member: Visitor, device: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made(street, member, device)
    other, clock = Visitor(street.app, "en"), street.services.db.clock
    late = device.sign(await challenge(street, other))
    with monkeypatch.context() as patch:
        patch.setattr(street.services.db, "clock", lambda: clock() + timedelta(minutes=5, seconds=1))
        assert (await shown(street, other, late)).status_code == 403
        assert await identity.forget_challenges(street.services.db) >= 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://linli.example"},
        {"type": "webauthn.create"},
        {"verifies": False},
        {"signature": "AAAA"},
        {"userHandle": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_what_does_not_verify_signs_nobody_in(
    street: Street, member: Visitor, device: Authenticator, wrong: dict[str, Any]
) -> None:
    await made(street, member, device)
    device.verifies = wrong.get("verifies", True)
    signed = {name: value for name, value in wrong.items() if name in ("origin", "type")}
    other = Visitor(street.app, "en")
    answer = json.loads(device.sign(await challenge(street, other), **signed))
    answer["response"] |= {name: wrong[name] for name in ("signature", "userHandle") if name in wrong}
    refused = await shown(street, other, json.dumps(answer))
    assert refused.status_code == 403
    assert "could not be verified" in refused.text
    assert "Nice to see you" in await other.see(f"{street.root}/me")


@pytest.mark.parametrize("sent", ["", "{}", "[" * 16_000, '{"id": 1}', "x" * 20_000])
async def test_nonsense_is_refused_on_the_page(street: Street, sent: str) -> None:
    refused = await shown(street, Visitor(street.app, "en"), sent)
    assert refused.status_code == 403
    assert "could not be verified" in refused.text


async def test_a_counter_that_goes_back_is_refused_and_written_down(
    street: Street, member: Visitor, device: Authenticator
) -> None:
    await made(street, member, device)
    other = Visitor(street.app, "en")
    device.count = 40
    assert (await shown(street, other, device.sign(await challenge(street, other)))).status_code == 303
    other = Visitor(street.app, "en")
    device.count = 12
    refused = await shown(street, other, device.sign(await challenge(street, other)))
    assert refused.status_code == 403
    assert "counter has gone back" in refused.text
    assert await trail(street) == ["passkey_added", "passkey_copied"]


async def test_an_unknown_key_is_told_so(street: Street, member: Visitor, device: Authenticator) -> None:
    page = f"{street.root}/me/passkeys/{await made(street, member, device)}"
    removed = await member.press(page, f"{page}/removal")
    assert removed.status_code == 303
    assert "Passkey removed" in await member.see(removed.headers["location"])
    other = Visitor(street.app, "en")
    refused = await shown(street, other, device.sign(await challenge(street, other)))
    assert (refused.status_code, "Nobody here has this passkey" in refused.text) == (403, True)
    assert await trail(street) == ["passkey_added", "passkey_removed"]
    await member.get(page, 404)


async def test_removing_one_ends_other_browsers_only_if_asked(
    street: Street, member: Visitor, device: Authenticator
) -> None:
    me, pages = f"{street.root}/me", f"{street.root}/me/passkeys"
    first, other = await made(street, member, device), Visitor(street.app, "en")
    await shown(street, other, device.sign(await challenge(street, other)))
    await member.press(f"{pages}/{first}", f"{pages}/{first}/removal")
    assert "小满" in await other.see(me)
    second = await made(street, member, device)
    await member.press(f"{pages}/{second}", f"{pages}/{second}/removal", others="yes")
    assert "Nice to see you" in await other.see(me)
    assert "小满" in await member.see(me)


async def test_a_passkey_is_renamed_and_a_wrong_name_is_kept_in_the_field(
    street: Street, member: Visitor, device: Authenticator
) -> None:
    page = f"{street.root}/me/passkeys/{await made(street, member, device)}"
    refused = await member.press(page, f"{page}/name", name="\u202efdp")
    assert (refused.status_code, "cannot be used" in refused.text) == (422, True)
    assert (await member.press(page, f"{page}/name", name="Blue one")).status_code == 303
    assert "Blue one" in await member.see(f"{street.root}/me/passkeys")


async def test_a_name_is_read_before_the_device_makes_a_key(street: Street, member: Visitor) -> None:
    page = f"{street.root}/me/passkeys"
    refused = await asked(member, page, f"{page}/challenges", name=" ")
    assert (refused.status_code, refused.json()["code"]) == (422, "passkey_name_invalid")


async def test_the_page_suggests_a_name_for_this_device(street: Street, member: Visitor) -> None:
    assert 'value="Android · Chrome"' in await member.see(f"{street.root}/me/passkeys")


async def test_another_persons_passkey_is_not_there(
    street: Street, member: Visitor, device: Authenticator
) -> None:
    page = f"{street.root}/me/passkeys/{await made(street, member, device)}"
    stranger = await street.visitor("阿强")
    await stranger.get(page, 404)
    for door in ("name", "removal"):
        answer = await asked(stranger, f"{street.root}/me", f"{page}/{door}", name="mine")
        assert answer.status_code == 404
    assert "My phone" in await member.see(page)


async def test_a_session_that_is_not_fresh_makes_no_passkey_until_proven(
    street: Street, member: Visitor, device: Authenticator
) -> None:
    page, proof = f"{street.root}/me/passkeys", f"{street.root}/me/proof"
    await make_session_old(street, member)
    listed = await member.see(page)
    assert "data-passkey=" not in listed
    assert "show once more that it is you" in listed
    refused = await asked(member, f"{street.root}/me", f"{page}/challenges", name="x")
    assert (refused.status_code, refused.json()["code"]) == (403, "proof_needed")
    form = f"{proof}?next={page}"
    wrong = await member.press(form, proof, password="not this one")
    assert (wrong.status_code, "not your password" in wrong.text) == (403, True)
    proven = await member.send(wrong, proof, password=cast.PASSWORD)
    assert (proven.status_code, proven.headers["location"]) == (303, page)
    assert (await member.get(form, 303)).headers["location"] == page
    await made(street, member, device)


async def test_a_texted_code_is_a_proof_and_signs_nobody_in(street: Street, member: Visitor) -> None:
    page, proof = f"{street.root}/me/passkeys", f"{street.root}/me/proof"
    await make_session_old(street, member)
    sent = await member.press(f"{proof}?next={page}", f"{proof}/codes")
    assert sent.status_code == 303
    messages = await member.see("/sandbox/messages")
    code = messages.split(" is your code to show", 1)[0][-6:]
    wrong = "000000" if code != "000000" else "111111"
    form = await member.get(sent.headers["location"])
    assert (await member.send(form, proof, code=wrong)).status_code == 403
    assert (await member.send(form, proof, code=code)).headers["location"] == page
    assert "data-passkey=" in await member.see(page)


async def test_a_device_that_is_known_is_not_added_twice(
    street: Street, member: Visitor, device: Authenticator
) -> None:
    await made(street, member, device)
    page = f"{street.root}/me/passkeys"
    options = (await asked(member, page, f"{page}/challenges", name="x")).json()
    assert len(options["excludeCredentials"]) == 1
    stranger = await street.visitor("阿强")
    options = (await asked(stranger, page, f"{page}/challenges", name="x")).json()
    key = device.keys[0]
    other = Authenticator(device.origin)
    answer = other.make(options)
    assert (await stranger.press(page, page, name="x", credential=answer)).status_code == 303
    options = (await asked(stranger, page, f"{page}/challenges", name="x")).json()
    device.keys.clear()
    forged = device.make(options, key=key)
    refused = await stranger.press(page, page, name="kept", credential=forged)
    assert (refused.status_code, "known here already" in refused.text) == (409, True)
    assert 'value="kept"' in refused.text
