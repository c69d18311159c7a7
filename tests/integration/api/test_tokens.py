"""Signed vouchers as programs see them: the owner's token, the market's keys, and taking by token."""

import base64
from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.keypairs import PublicKey
from linli.modules import vouchers

from .stage import CLERK, HOME, MARKET_ID, STORE, STRANGER, Stage, opened


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    """One of its own: on the stage that others share the clerk has used up all tries."""
    async with opened(postgres) as own:
        yield own


async def keys_of(stage: Stage) -> dict[int, PublicKey]:
    """As a terminal learns them."""
    told = await stage.done("GET", "/issuer-keys", by=None)
    return {
        one["key_id"]: PublicKey(base64.urlsafe_b64decode(one["public_key"] + "=")) for one in told["items"]
    }


async def test_a_token_verifies_with_the_published_keys_and_is_taken_once(stage: Stage) -> None:
    voucher = (await stage.paid())["vouchers"][0]
    path = f"/vouchers/{voucher['voucher_id']}/token"
    shown = await stage.done("GET", path)
    assert (shown["form"], shown["renew_after_seconds"]) == ("display", 30)
    token = vouchers.verify_token(vouchers.read_token(shown["token"]), MARKET_ID, await keys_of(stage))
    assert str(token.voucher_id) == voucher["voucher_id"]
    paper = await stage.done("GET", f"{path}?form=static")
    assert paper["renew_after_seconds"] is None
    assert paper["good_until"][:19] == voucher["valid_until"][:19]

    preview = await stage.done(
        "POST", f"/stores/{STORE}/redemption-previews", {"code": shown["token"]}, by=CLERK
    )
    assert preview["usable_now"]
    await stage.done("POST", f"/stores/{STORE}/redemptions", {"code": paper["token"]}, by=CLERK, key="once")
    # Under its key a repeat is the same, whatever the phone shows by then; under another it is refused.
    await stage.done("POST", f"/stores/{STORE}/redemptions", {"code": shown["token"]}, by=CLERK, key="once")
    refused = ("POST", f"/stores/{STORE}/redemptions", {"code": shown["token"]})
    assert await stage.refused(*refused, by=CLERK) == (409, "voucher_used")
    assert await stage.refused("GET", path) == (409, "voucher_used")


async def test_a_token_is_its_owner_s_alone_and_has_two_forms(stage: Stage) -> None:
    voucher = (await stage.paid())["vouchers"][0]
    path = f"/vouchers/{voucher['voucher_id']}/token"
    assert await stage.refused("GET", path, by=STRANGER) == (404, "not_found")
    assert await stage.refused("GET", path, by=CLERK) == (404, "not_found")
    assert (await stage.refused("GET", f"{path}?form=photo"))[0] == 422


async def test_what_is_no_token_of_here_is_said_and_counted(stage: Stage) -> None:
    voucher = (await stage.paid())["vouchers"][0]
    shown = await stage.done("GET", f"/vouchers/{voucher['voucher_id']}/token")
    # The last character but one stands in the signature's last byte but one or two.
    spelled = shown["token"][:-4] + ("0" if shown["token"][-4] != "0" else "1") + shown["token"][-3:]
    path = f"/stores/{STORE}/redemption-previews"
    assert await stage.refused("POST", path, {"code": shown["token"][:-2]}, by=CLERK) == (
        422,
        "voucher_code_malformed",
    )
    status, code = await stage.refused("POST", path, {"code": spelled}, by=CLERK)
    assert (status, code) in ((422, "voucher_code_forged"), (422, "voucher_code_malformed"))
    answer = await stage.client.get(f"{HOME}/issuer-keys")
    assert set(answer.json()["items"][0]) == {
        "key_id",
        "public_key",
        "signs_from",
        "retired_at",
        "verifies_until",
    }
