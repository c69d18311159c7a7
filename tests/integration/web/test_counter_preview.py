"""Looking a code up at the counter: what it is, or why not, before anything happens."""

from datetime import UTC, datetime

from linli.kernel.ids import new_code
from linli.modules import vouchers
from linli.modules.vouchers.guessing import WRONG_CODES
from tests.integration.web.shop_stage import MARKET, SLUG, TEA, Browser, Stage

HOME = f"/{SLUG}/counter/noodles"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


async def look_up(browser: Browser, code: str) -> tuple[int, str]:
    answer = await browser.post(f"{HOME}/preview", code=code)
    return answer.status_code, answer.text


async def test_a_clerk_of_one_shop_goes_straight_to_its_counter(stage: Stage) -> None:
    clerk = await stage.browser("clerk")
    answer = await clerk.get(f"/{SLUG}/counter")
    assert (answer.status_code, answer.headers["location"]) == (303, HOME)
    home = await clerk.get(HOME)
    assert home.status_code == 200
    assert "Wangjie Noodles" in home.text
    assert "Nothing redeemed yet" in home.text


async def test_whoever_works_in_several_shops_chooses(stage: Stage) -> None:
    async with stage.db.work() as work:
        await stage.employ(work, "owner", TEA, "manager")
    page = await (await stage.browser("owner")).get(f"/{SLUG}/counter")
    assert page.status_code == 200
    assert "Wangjie Noodles" in page.text
    assert "Chayin Tea" in page.text


async def test_a_counter_is_there_only_for_its_own_staff(stage: Stage) -> None:
    for name in ("stranger", "guest"):
        browser = await stage.browser(name)
        assert (await browser.get(HOME)).status_code == 404
        assert (await look_up(browser, "7K3MQ9XW2RTB4HNP"))[0] == 404
    nobody = Browser(stage.app, "", "en")
    answer = await nobody.get(HOME)
    assert answer.status_code == 303
    assert "sign-in" in answer.headers["location"]


async def test_a_good_code_shows_what_to_hand_over_and_changes_nothing(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    clerk = await stage.browser("clerk")
    spoken = f"linli:{SLUG}:{voucher.code}"
    for text in (voucher.code, vouchers.qr_text(SLUG, voucher.code), voucher.code_grouped.lower(), spoken):
        status, page = await look_up(clerk, text)
        assert status == 200
        assert "Noodles for two" in page
        assert "Pian&#39;erchuan" in page
        assert "Takeaway is fine" in page
    assert (await stage.voucher(voucher)).state is vouchers.VoucherState.ISSUED
    chinese = await look_up(await stage.browser("clerk", "zh"), voucher.code)
    assert "片儿川" in chinese[1]


async def test_every_no_says_why_and_what_next(stage: Stage) -> None:
    clerk = await stage.browser("clerk")
    used = (await stage.buy())[0]
    await stage.redeem(used)
    unused = await stage.issue()
    elsewhere = await stage.issue(store_id=TEA)
    expired = await stage.issue(valid_until=LONG_AGO)
    closed = await stage.issue(usable="2020 Jan 01")
    refunded = await stage.issue()
    async with stage.db.work() as work:
        await vouchers.void_for_refund(work, MARKET, refunded.order_id, refunded.person_id)
    cases = [
        ("hello", 422, "Not a whole code"),
        (vouchers.qr_text("helsinki", unused.code), 409, "From another city"),
        (new_code(16), 404, "No such voucher"),
        (elsewhere.code, 409, "Not for this shop"),
        (refunded.code, 409, "Already refunded"),
        (expired.code, 409, "Expired"),
        (used.code, 409, "Already used"),
        (closed.code, 409, "Not at this hour"),
    ]
    for text, status, title in cases:
        answer = await look_up(clerk, text)
        assert answer[0] == status, title
        assert title in answer[1]
        assert 'data-outcome="refused"' in answer[1]
        assert "What to do" in answer[1]
    assert "redeemed here, at Wangjie Noodles" in (await look_up(clerk, used.code))[1]
    assert "helsinki" in (await look_up(clerk, vouchers.qr_text("helsinki", unused.code)))[1]


async def test_another_shop_s_voucher_is_not_described(stage: Stage) -> None:
    elsewhere = await stage.issue(store_id=TEA, title="秘密", title_en="A secret")
    _, page = await look_up(await stage.browser("clerk"), elsewhere.code)
    assert "A secret" not in page


async def test_a_voucher_used_a_moment_ago_can_be_given_back_from_its_refusal(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    done = await stage.redeem(voucher)
    _, page = await look_up(await stage.browser("manager"), voucher.code)
    assert f"{HOME}/redemptions/{done.redemption.redemption_id}/undoing" in page


async def test_guessing_is_stopped_also_for_a_code_that_exists(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    manager = await stage.browser("manager")
    for _ in range(WRONG_CODES.tries):
        assert (await look_up(manager, new_code(16)))[0] == 404
    assert (await look_up(manager, new_code(16)))[0] == 429
    status, page = await look_up(manager, voucher.code)
    assert status == 429
    assert "Let's pause" in page
    answer = await manager.post(f"{HOME}/redemptions", code=voucher.code, key="k")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 600
    # Another person at the same counter goes on working.
    assert (await look_up(await stage.browser("clerk"), voucher.code))[0] == 200


async def test_slips_do_not_count_as_guesses(stage: Stage) -> None:
    owner = await stage.browser("owner")
    elsewhere = await stage.issue(store_id=TEA)
    for _ in range(WRONG_CODES.tries + 1):
        assert (await look_up(owner, "half a code"))[0] == 422
        assert (await look_up(owner, elsewhere.code))[0] == 409


async def test_a_form_without_its_token_does_nothing(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    clerk = await stage.browser("clerk")
    answer = await clerk.post(f"{HOME}/redemptions", csrf_token="forged", code=voucher.code, key="k")
    assert answer.status_code == 403
    assert (await stage.voucher(voucher)).redeemed_at is None


async def test_coming_back_to_an_answer_starts_anew(stage: Stage) -> None:
    clerk = await stage.browser("clerk")
    for path in ("preview", "redemptions"):
        answer = await clerk.get(f"{HOME}/{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, HOME)
