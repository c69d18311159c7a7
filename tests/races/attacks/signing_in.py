"""Tries at codes, passwords, tokens and passkeys: counted over both processes, and used up once."""

import asyncio
import re
from collections import Counter

import httpx

from linli.demo.cast import PASSWORD
from linli.modules import identity
from tests.authenticator import Authenticator
from tests.races.stage import API, PHONES, Seen, Somebody, Stage, all_at_once, said, seen

WRONG = "wrong-password-of-nobody"


async def _code(stage: Stage, phone: str) -> str:
    """Have a code sent, and read it where the demo shows what it would have texted."""
    sent = await stage.call(None, "POST", "/sign-in-codes", {"phone": phone}, client=stage.from_address())
    assert sent.is_success, sent.text
    statement = "SELECT body FROM notices.messages WHERE recipient = $1 ORDER BY message_id DESC LIMIT 1"
    async with stage.owner_db.pool.acquire() as connection:
        body = await connection.fetchval(statement, phone)
    found = re.search(r"\b\d{6}\b", body)
    assert found, body
    return found[0]


async def _token(stage: Stage, client: httpx.AsyncClient, phone: str, **shown: str) -> httpx.Response:
    return await client.post(f"{API}/tokens", json={"phone": phone, "scopes": ["consumer"], **shown})


async def code_used_once(stage: Stage) -> Seen:
    """A new phone's right code, sent fifteen times at once: one token, one person."""
    phone = stage.phone()
    code = await _code(stage, phone)
    outcomes = await all_at_once(_token(stage, stage.http, phone, code=code) for _ in range(15))
    assert set(outcomes) == {"done", "code_expired"}
    statement = "SELECT count(*) FROM identity.phones WHERE phone_print = $1"
    assert await stage.count(statement, PHONES.print_of(phone)) == 1
    return seen(outcomes, 1)


async def code_tries(stage: Stage) -> Seen:
    """Eighteen wrong guesses at one code: five are looked at, and then the right one is worth nothing."""
    phone = stage.phone()
    code = await _code(stage, phone)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    outcomes = await all_at_once(_token(stage, stage.http, phone, code=wrong) for _ in range(18))
    assert set(outcomes) == {"code_wrong", "code_expired"}
    assert said(await _token(stage, stage.http, phone, code=code)) == "code_expired"
    return seen(outcomes, 5, outcomes["code_wrong"])


async def codes_of_a_phone(stage: Stage) -> Seen:
    """Twenty requests for a code to one phone, from as many addresses."""
    phone = stage.phone()
    acts = [
        stage.call(None, "POST", "/sign-in-codes", {"phone": phone}, client=stage.from_address())
        for _ in range(20)
    ]
    return seen(await all_at_once(acts), 5)


async def codes_of_an_address(stage: Stage) -> Seen:
    """Forty-five phones' codes, asked for from one address."""
    acts = [stage.call(None, "POST", "/sign-in-codes", {"phone": stage.phone()}) for _ in range(45)]
    return seen(await all_at_once(acts), 30)


async def passwords_of_a_phone(stage: Stage) -> Seen:
    """Eighteen wrong passwords of one person, from as many addresses."""
    who = await _with_password(stage)
    clients = [stage.from_address() for _ in range(18)]
    outcomes = await all_at_once(_token(stage, client, who.phone, password=WRONG) for client in clients)
    assert set(outcomes) == {"sign_in_wrong", "too_many_tries"}
    return seen(outcomes, 10, outcomes["sign_in_wrong"])


class _Member:
    def __init__(self, phone: str, person: identity.Person) -> None:
        self.phone, self.person = phone, person


async def _with_password(stage: Stage) -> _Member:
    phone = stage.phone()
    async with stage.db.work() as work:
        return _Member(phone, await identity.register_demo_person(work, phone, "Racer", PASSWORD, PHONES))


async def passwords_of_an_address(stage: Stage) -> Seen:
    """One wrong password for each of forty-five phones, from one address."""
    client = stage.from_address()
    outcomes = await all_at_once(_token(stage, client, stage.phone(), password=WRONG) for _ in range(45))
    assert set(outcomes) == {"sign_in_wrong", "too_many_tries"}
    return seen(outcomes, 30, outcomes["sign_in_wrong"])


async def tokens_of_a_phone(stage: Stage) -> Seen:
    """Thirty-five tries to get a token for one phone, from as many addresses."""
    phone = stage.phone()
    clients = [stage.from_address() for _ in range(35)]
    outcomes = await all_at_once(_token(stage, client, phone, code="000000") for client in clients)
    return seen(outcomes, 20, outcomes["code_expired"])


async def tokens_of_an_address(stage: Stage) -> Seen:
    """Eighty tries to get a token for as many phones, from one address."""
    client = stage.from_address()
    outcomes = await all_at_once(_token(stage, client, stage.phone(), code="000000") for _ in range(80))
    return seen(outcomes, 60, outcomes["code_expired"])


async def password_changed_once(stage: Stage) -> Seen:
    """Eight browsers of one person each change the same old password to one of their own."""
    who = await _with_password(stage)
    async with stage.db.work() as work:
        cookies = [await identity.start_session(work, who.person.person_id) for _ in range(8)]
    browsers = [Somebody(who.person.person_id, who.phone, "", cookie) for cookie in cookies]
    answers = await asyncio.gather(
        *(
            stage.press(browser, "/me/password", old=PASSWORD, password=f"another password {number}")
            for number, browser in enumerate(browsers)
        )
    )
    outcomes = Counter(
        "done"
        if answer.status_code == 303 and "done=" in answer.headers["location"]
        else str(answer.status_code)
        for answer in answers
    )
    return seen(outcomes, 1)


async def passkey_challenge_once(stage: Stage) -> Seen:
    """A signed challenge, sent ten times: it signs in once."""
    who, device = await stage.one(), Authenticator(stage.product.url.replace("127.0.0.1", "localhost"))
    made = await stage.press(who, "/me/passkeys/challenges", name="Racer")
    added = await stage.press(who, "/me/passkeys", name="Racer", credential=device.make(made.json()))
    assert added.status_code == 303, added.text
    asked = await stage.press(None, "/sign-in/passkey-challenges")
    credential = device.sign(asked.json())
    acts = [stage.press(None, "/sign-in/passkey-sessions", credential=credential) for _ in range(10)]
    answers = await asyncio.gather(*acts)
    outcomes = Counter("done" if answer.status_code == 303 else str(answer.status_code) for answer in answers)
    return seen(outcomes, 1)


async def passkey_challenges_of_an_address(stage: Stage) -> Seen:
    """Three hundred and twenty challenges asked for from one address."""
    outcomes = await all_at_once(stage.press(None, "/sign-in/passkey-challenges") for _ in range(320))
    return seen(outcomes, 300)
