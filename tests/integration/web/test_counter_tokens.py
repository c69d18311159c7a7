"""Signed vouchers at the counter: believed from their own market, fresh, and in the right hands."""

import asyncio
import secrets
from datetime import timedelta

import msgspec
import pytest
import pytest_asyncio

from linli.kernel.keypairs import PrivateKey
from linli.modules import markets, vouchers
from linli.modules.vouchers import TokenForm
from linli.modules.vouchers.guessing import WRONG_CODES
from tests import cast
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, TEA, Browser, Stage

HOME = f"/{SLUG}/counter/noodles"
TWO_MINUTES = timedelta(minutes=2)


@pytest_asyncio.fixture
async def clerk(stage: Stage) -> Browser:
    return await stage.browser("clerk")


async def keys_of(stage: Stage, market_id: int = MARKET) -> vouchers.Keys:
    return await vouchers.signing_keys(stage.db, stage.app.state.services.issuers, market_id)


async def shown(
    stage: Stage,
    voucher: vouchers.Voucher,
    form: TokenForm = TokenForm.DISPLAY,
    ago: timedelta = timedelta(0),
) -> str:
    """What the voucher's owner holds out: fresh, or made a while ago."""
    return vouchers.token_of(await keys_of(stage), voucher, form, stage.db.clock() - ago).text


async def look_up(browser: Browser, text: str) -> tuple[int, str]:
    answer = await browser.post(f"{HOME}/preview", code=text)
    return answer.status_code, answer.text


async def take(browser: Browser, text: str, key: str = "") -> tuple[int, str]:
    answer = await browser.post(f"{HOME}/redemptions", code=text, key=key or secrets.token_hex(8))
    return answer.status_code, answer.text


@pytest.mark.parametrize("form", list(TokenForm))
async def test_a_token_is_looked_at_taken_once_and_then_used(
    stage: Stage, clerk: Browser, form: TokenForm
) -> None:
    (voucher,) = await stage.buy()
    status, page = await look_up(clerk, await shown(stage, voucher, form))
    assert status == 200
    assert "Noodles for two" in page
    status, page = await take(clerk, await shown(stage, voucher, form))
    assert status == 200
    assert 'data-outcome="ok"' in page
    for text in (await shown(stage, voucher, form), voucher.code):
        status, page = await take(clerk, text)
        assert status == 409
        assert "Already used" in page


async def test_a_double_tap_with_a_display_that_was_renewed_meanwhile_redeems_once(
    stage: Stage, clerk: Browser
) -> None:
    (voucher,) = await stage.buy()
    texts = [await shown(stage, voucher) for _ in range(3)]
    assert len(set(texts)) == 3
    answers = await asyncio.gather(*(take(clerk, text, "one form") for text in texts))
    assert [status for status, _ in answers] == [200] * 3
    two = await stage.buy(1)
    rushed = [await shown(stage, two[0]), two[0].code, await shown(stage, two[0], TokenForm.STATIC)]
    answers = await asyncio.gather(*(take(clerk, text) for text in rushed))
    assert sorted(status for status, _ in answers) == [200, 409, 409]


async def test_a_picture_of_a_display_is_refused_and_one_on_paper_lasts(stage: Stage, clerk: Browser) -> None:
    (voucher,) = await stage.buy()
    for ago in (TWO_MINUTES, -TWO_MINUTES):
        status, page = await take(clerk, await shown(stage, voucher, ago=ago))
        assert status == 409
        assert "An old picture of a code" in page
        assert "What to do" in page
    assert (await stage.voucher(voucher)).state is vouchers.VoucherState.ISSUED
    assert (await take(clerk, await shown(stage, voucher, TokenForm.STATIC, TWO_MINUTES)))[0] == 200


async def test_a_token_is_only_good_in_the_hands_for_which_it_was_made(stage: Stage, clerk: Browser) -> None:
    (voucher,) = await stage.buy()
    old = [await shown(stage, voucher), await shown(stage, voucher, TokenForm.STATIC)]
    async with stage.db.pool.acquire() as connection:
        given = "UPDATE vouchers.vouchers SET hands = hands + 1 WHERE market_id = $1 AND voucher_id = $2"
        await connection.execute(given, MARKET, voucher.voucher_id)
    for text in old:
        for status, page in (await look_up(clerk, text), await take(clerk, text)):
            assert status == 409
            assert "It belongs to somebody else now" in page
            assert "Noodles for two" not in page
    assert (await take(clerk, await shown(stage, await stage.voucher(voucher))))[0] == 200


async def test_a_token_at_another_shop_or_after_its_time_is_refused_by_its_voucher(
    stage: Stage, clerk: Browser
) -> None:
    elsewhere = await stage.issue(store_id=TEA, title_en="A secret")
    status, page = await look_up(clerk, await shown(stage, elsewhere))
    assert status == 409
    assert "Not for this shop" in page
    assert "A secret" not in page
    issued = await stage.issue(valid_until=stage.db.clock() + timedelta(seconds=1))
    over = msgspec.structs.replace(issued, valid_until=issued.valid_until - TWO_MINUTES)
    async with stage.db.pool.acquire() as connection:
        ended = "UPDATE vouchers.vouchers SET valid_until = $3 WHERE market_id = $1 AND voucher_id = $2"
        await connection.execute(ended, MARKET, over.voucher_id, over.valid_until)
    status, page = await look_up(clerk, await shown(stage, issued, TokenForm.STATIC))
    assert status == 409
    assert "Expired" in page


async def test_tokens_of_keys_that_were_replaced_are_believed_and_of_revoked_ones_not(
    stage: Stage, clerk: Browser
) -> None:
    first, second = await stage.buy(2)
    issuers = stage.app.state.services.issuers
    papers = [await shown(stage, one, TokenForm.STATIC) for one in (first, second)]
    before = (await keys_of(stage)).signs
    async with stage.db.work() as work:
        await vouchers.replace_issuer_key(work, MARKET, issuers, "test")
    after = (await keys_of(stage)).signs
    assert before
    assert after
    assert after[0] == before[0] + 1
    assert (await take(clerk, papers[0]))[0] == 200
    async with stage.db.work() as work:
        assert await vouchers.revoke_issuer_key(work, MARKET, issuers, before[0], "test")
    status, page = await take(clerk, papers[1])
    assert status == 422
    assert "Not a genuine voucher" in page
    assert (await take(clerk, await shown(stage, second)))[0] == 200


async def test_another_market_s_token_is_named_and_one_of_nowhere_is_no_token(
    stage: Stage, clerk: Browser
) -> None:
    (voucher,) = await stage.buy()
    async with stage.db.work() as work:
        there = msgspec.structs.replace(cast.WEST_LAKE, market_id=MARKET + 1, slug="helsinki")
        await markets.open_market(work, there)
    abroad = msgspec.structs.replace(voucher, market_id=MARKET + 1)
    keys, now = await keys_of(stage, MARKET + 1), stage.db.clock()
    status, page = await look_up(clerk, vouchers.token_of(keys, abroad, TokenForm.STATIC, now).text)
    assert status == 409
    assert "helsinki" in page
    nowhere = msgspec.structs.replace(voucher, market_id=MARKET + 2)
    status, page = await look_up(clerk, vouchers.token_of(keys, nowhere, TokenForm.STATIC, now).text)
    assert status == 422
    assert "Not a whole code" in page
    # Another market's key under this market's number.
    status, page = await look_up(clerk, vouchers.token_of(keys, voucher, TokenForm.STATIC, now).text)
    assert status == 422
    assert "Not a genuine voucher" in page


async def test_a_mutilated_token_is_not_a_whole_code_and_costs_no_try(stage: Stage, clerk: Browser) -> None:
    (voucher,) = await stage.buy()
    text = await shown(stage, voucher)
    for broken in (text[:-1], text + "0", text[:7], text.replace("LINLI1", "LINLI2", 1), f"{text}{text}"):
        for _ in range(5):
            status, page = await look_up(clerk, broken)
            assert status == 422
            assert "Not a whole code" in page
    assert (await look_up(clerk, f"  {text.lower()}\n"))[0] == 200


async def test_forging_is_guessing_and_is_stopped(stage: Stage) -> None:
    manager = await stage.browser("manager")
    (voucher,) = await stage.buy()
    own = (await keys_of(stage)).signs
    assert own
    forger = vouchers.Keys((own[0], PrivateKey.new()), {}, stage.db.clock())
    for _ in range(WRONG_CODES.tries):
        text = vouchers.token_of(forger, voucher, TokenForm.STATIC, stage.db.clock()).text
        status, page = await look_up(manager, text)
        assert status == 422
        assert "Not a genuine voucher" in page
    status, page = await look_up(manager, await shown(stage, voucher))
    assert status == 429
    assert "Let's pause" in page
    async with stage.db.read() as reader:
        totals = await vouchers.redemptions_of_vouchers(reader, MARKET, [voucher.voucher_id])
    assert (totals, NOODLES in voucher.store_ids) == ([], True)
