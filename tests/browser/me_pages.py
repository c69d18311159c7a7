"""The pages of oneself: name, ways to sign in, and what is known of one."""

from tests.browser.visits import Visit, visits

PAGES = {
    "/{market:str}/me": [*visits("consumer", "/{market}/me", main=True), *visits("anyone", "/{market}/me")],
    "/{market:str}/me/password": [
        *visits("consumer", "/{market}/me/password", main=True),
        *visits("consumer", "/{market}/me/password?way=code"),
    ],
    "/{market:str}/me/passkeys": visits("consumer", "/{market}/me/passkeys", main=True),
    # The page of a passkey there is, and that of a proof, are judged where they are used (test_passkeys).
    "/{market:str}/me/passkeys/{passkey_id:uuid}": [
        Visit("consumer", "/{market}/me/passkeys/01990000-0000-7000-8000-000000000000", status=404)
    ],
    "/{market:str}/me/privacy": visits("consumer", "/{market}/me/privacy", main=True),
    "/{market:str}/me/privacy/kept/{kind:str}": visits("consumer", "/{market}/me/privacy/kept/orders"),
    "/{market:str}/me/privacy/erasure": visits("consumer", "/{market}/me/privacy/erasure", main=True),
    # A file, not a page.
    "/{market:str}/me/privacy/exports/{export_id:uuid}": [
        Visit("consumer", "/{market}/me/privacy/exports/01990000-0000-7000-8000-000000000000", status=404)
    ],
    "/{market:str}/me/sessions": visits("consumer", "/{market}/me/sessions", main=True),
}
