"""A passkey from first to last: made, signed in with, given up; by Chromium's virtual authenticator."""

import pytest
from playwright.async_api import CDPSession, expect

from linli.demo.cast import PASSWORD
from linli.kernel.journey import Journey
from tests.browser import errands, sign_in
from tests.browser.theater import DESKTOP, PHONE, Person, Theater
from tests.product import Product

MARKETS = {"zh": "hangzhou", "en": "helsinki"}


def at_localhost(stage: Product) -> Product:
    """The same product by its name, for passkeys belong to names."""
    named = Product(stage.folder, stage.port)
    named.url = f"http://localhost:{stage.port}"
    return named


# A virtual device takes up at once what the page only holds ready for autofill.
WITHOUT_AUTOFILL = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"


async def give_device(person: Person, *, autofill: bool) -> tuple[CDPSession, str]:
    """A device that keeps keys and knows its user; also its id, to talk to it."""
    if not autofill:
        await person.context.add_init_script(WITHOUT_AUTOFILL)
    talk = await person.context.new_cdp_session(person.page)
    await talk.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = await talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return talk, str(made["authenticatorId"])


async def keys_of(talk: CDPSession, device: str) -> list[object]:
    found: list[object] = (await talk.send("WebAuthn.getCredentials", {"authenticatorId": device}))[
        "credentials"
    ]
    return found


@pytest.mark.parametrize(("locale", "size"), [("zh", PHONE), ("en", DESKTOP)], ids=["zh-phone", "en-desktop"])
async def test_a_passkey_is_made_signs_in_and_is_removed(
    stage: Product, theater: Theater, locale: str, size: tuple[int, int]
) -> None:
    market = MARKETS[locale]
    theater.stage = at_localhost(stage)
    owner = await theater.person("owner of a passkey", locale, size=size)
    talk, device = await give_device(owner, autofill=False)
    page, say = owner.page, owner.say
    await sign_in.by_password(owner, market, errands.signs_in(market, "consumer").phone)
    await owner.visit(f"/{market}/me/passkeys", "no passkey yet")
    name = f"{locale} phone"
    await page.get_by_label(say("consumer.passkeys.name"), exact=True).fill(name)
    await owner.press(page.get_by_role("button", name=say("consumer.passkeys.add")), "passkey made")
    await expect(page.get_by_text(say("consumer.done.passkey_added"))).to_be_visible()
    assert len(await keys_of(talk, device)) == 1

    # The same device makes no second one, and says so in its place.
    await page.get_by_role("button", name=say("consumer.passkeys.add")).click()
    await expect(page.get_by_text(say("refusal.passkey_taken"))).to_be_visible()
    await owner.visit(f"/{market}/me/sessions", "signed in here")
    await owner.press(page.get_by_role("button", name=say("consumer.me.sign_out"), exact=True), "signed out")

    # Whoever does not let the device know them is not signed in, and can try again.
    await talk.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    await owner.visit(f"/{market}/sign-in?next=/{market}/me/passkeys", "sign-in")
    await page.get_by_role("button", name=say("consumer.sign_in.passkey")).click()
    await expect(page.get_by_text(say("consumer.sign_in.passkey.canceled"))).to_be_visible()
    await talk.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    await owner.press(page.get_by_role("button", name=say("consumer.sign_in.passkey")), "signed in")
    assert owner.path == f"/{market}/me/passkeys"

    await owner.press(page.get_by_role("link", name=name), "one passkey")
    await owner.press(say("consumer.passkeys.remove"), "removed")
    await expect(page.get_by_text(say("consumer.passkeys.none.title"))).to_be_visible()
    await owner.visit(f"/{market}/me/sessions", "still signed in")
    await owner.press(page.get_by_role("button", name=say("consumer.me.sign_out"), exact=True), "signed out")
    await owner.visit(f"/{market}/sign-in", "sign-in")
    unknown = page.get_by_role("button", name=say("consumer.sign_in.passkey"))
    await owner.press(unknown, "a key that nobody has", status=403)
    await expect(page.get_by_text(say("refusal.passkey_unknown"))).to_be_visible()


async def test_a_browser_signs_in_from_the_phone_fields_autofill(stage: Product, theater: Theater) -> None:
    theater.stage = at_localhost(stage)
    owner = await theater.person("owner of a passkey", "en")
    await give_device(owner, autofill=True)
    page, say = owner.page, owner.say
    await sign_in.by_password(owner, "helsinki", errands.signs_in("helsinki", "consumer").phone)
    await owner.visit("/helsinki/me/passkeys", "passkeys")
    await owner.press(page.get_by_role("button", name=say("consumer.passkeys.add")), "passkey made")
    await owner.visit("/helsinki/me/sessions", "signed in here")
    await owner.press(page.get_by_role("button", name=say("consumer.me.sign_out"), exact=True), "signed out")
    await page.goto(owner.stage.url + "/helsinki/sign-in?next=/helsinki/me/passkeys")
    await page.wait_for_url("**/me/passkeys")
    await page.get_by_role("link", name=say("consumer.system.linux")).first.click()
    await owner.press(say("consumer.passkeys.remove"), "removed")


async def test_after_a_while_a_passkey_wants_a_proof_first(stage: Product, theater: Theater) -> None:
    owner = await theater.person("somebody signed in for long", "zh")
    say, phone = owner.say, errands.signs_in("hangzhou", "consumer").phone
    await sign_in.by_password(owner, "hangzhou", phone)
    await make_sessions_old(stage)
    await owner.visit("/hangzhou/me/passkeys", "a proof is wanted")
    await owner.press(say("consumer.proof.title"), "by password")
    await owner.page.get_by_label(say("consumer.sign_in.password")).fill("not this one")
    await owner.press(say("consumer.proof.go"), "wrong password", status=403)
    await owner.press(say("consumer.proof.by_code"), "by code")
    await owner.press(say("consumer.password.by_old"), "by password again")
    await owner.page.get_by_label(say("consumer.sign_in.password")).fill(PASSWORD)
    await owner.press(say("consumer.proof.go"), "proven")
    assert owner.path == "/hangzhou/me/passkeys"
    await expect(owner.page.get_by_text(say("consumer.proof.title"))).to_have_count(0)


async def make_sessions_old(stage: Product) -> None:
    db = await stage.database(Journey(), role=None)
    async with db.pool.acquire() as connection:
        await connection.execute("UPDATE identity.sessions SET proven_at = proven_at - interval '16 minutes'")
    await db.pool.close()


async def test_where_passkeys_do_not_belong_the_page_leads_to_where_they_do(
    stage: Product, theater: Theater
) -> None:
    guest = await theater.person("at the number", "en")
    await guest.visit("/helsinki/sign-in", "sign-in without passkeys")
    await expect(guest.page.get_by_role("button", name=guest.say("consumer.sign_in.passkey"))).to_be_hidden()
    await sign_in.by_password(guest, "helsinki", errands.signs_in("helsinki", "consumer").phone)
    await guest.visit("/helsinki/me/passkeys", "passkeys elsewhere")
    there = guest.page.get_by_role("link", name=f"http://localhost:{stage.port}")
    await expect(there).to_be_visible()
    await expect(guest.page.get_by_role("button", name=guest.say("consumer.passkeys.add"))).to_be_hidden()
