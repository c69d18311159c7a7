"""Ten digits for programs: shown to their holder, taken at their merchant's counters, closed by guessing."""

from linli.kernel import ids
from linli.kernel.database import SYSTEM
from linli.kernel.ids import derived
from linli.kernel.signing import Signer
from linli.modules import identity, merchants, vouchers
from linli.modules.vouchers.guessing import WRONG_CODES, WRONG_SHORT_CODES

from .stage import MARKET_ID, OTHER_OWNER, OTHER_STORE, OWNER, PASSWORD, SETTINGS, STORE, Stage

TAKE, LOOK = f"/stores/{STORE}/redemptions", f"/stores/{STORE}/redemption-previews"


async def employed(stage: Stage) -> str:
    """A new clerk of the store, so that what others have tried does not count; by their phone."""
    phone = f"+86137{ids.new_number(8)}"
    async with stage.db.work() as work:
        signer = Signer(SETTINGS.secret, "phones")
        who = await identity.register_demo_person(work, phone, "新人", PASSWORD, signer)
        place = (who.person_id, derived("store", STORE))
        await merchants.add_staff(work, MARKET_ID, *place, "clerk", "新人")
    return phone


async def test_digits_are_read_by_their_holder_and_taken_once(stage: Stage) -> None:
    bought = (await stage.paid(1))["vouchers"][0]
    digits = {"code": bought["short_code"]}
    assert ids.read_number(bought["short_code"], 10) == bought["short_code"]
    assert await stage.done("GET", f"/vouchers/{bought['voucher_id']}") == bought
    assert bought in (await stage.done("GET", "/vouchers"))["items"]
    clerk = await employed(stage)
    seen = await stage.done("POST", LOOK, digits, by=clerk)
    assert (seen["usable_now"], seen["voucher"]["title"]) == (True, bought["title"])
    answers = [await stage.done("POST", TAKE, digits, by=clerk, key="one tap") for _ in range(2)]
    assert answers[0] == answers[1]
    assert await stage.refused("POST", TAKE, digits, by=clerk) == (409, "voucher_used")


async def test_digits_of_another_merchant_are_unknown_and_a_slip_is_malformed(stage: Stage) -> None:
    digits = (await stage.paid(1))["vouchers"][0]["short_code"]
    theirs = f"/stores/{OTHER_STORE}/redemption"
    seen = await stage.done("POST", f"{theirs}-previews", {"code": digits}, by=OTHER_OWNER)
    assert (seen["usable_now"], seen["why_not"], seen["voucher"]) == (False, "voucher_unknown", None)
    unknown = await stage.refused("POST", f"{theirs}s", {"code": digits}, by=OTHER_OWNER)
    assert unknown == (404, "voucher_unknown")
    slip = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    clerk = await employed(stage)
    for path in (LOOK, TAKE):
        assert await stage.refused("POST", path, {"code": slip}, by=clerk) == (422, "voucher_code_malformed")


async def test_whoever_was_given_a_voucher_has_other_digits_than_the_giver_had(stage: Stage) -> None:
    bought = await stage.paid(1)
    (voucher,) = bought["vouchers"]
    gift = await stage.done("POST", f"/vouchers/{voucher['voucher_id']}/gift", {"note": ""})
    claimed = await stage.done("POST", f"/gifts/{gift['token']}/claim", by=OWNER)
    assert claimed["short_code"] not in (None, voucher["short_code"])
    left = (await stage.done("GET", f"/orders/{bought['order']['order_id']}"))["vouchers"]
    assert [one["short_code"] for one in left if one["voucher_id"] == voucher["voucher_id"]] in ([], [None])


async def test_guessing_at_digits_closes_them_for_everybody_at_the_merchant(stage: Stage) -> None:
    (voucher,) = (await stage.paid(1))["vouchers"]
    each = WRONG_CODES.tries // 2 - 1
    mei, lan = await employed(stage), await employed(stage)
    for by in (mei, lan):
        for _ in range(each):
            guess = {"code": ids.new_number(10)}
            assert await stage.refused("POST", TAKE, guess, by=by) == (404, "voucher_unknown")
            seen = await stage.done("POST", LOOK, {"code": ids.new_number(10)}, by=by)
            assert seen["why_not"] == "voucher_unknown"
    # Colleagues of theirs, until it is as many as the merchant may in an hour.
    at = (derived("merchant", STORE), derived("store", STORE))
    for _ in range(WRONG_SHORT_CODES.tries - 4 * each):
        till = vouchers.Till(MARKET_ID, *at, ids.uuid7())
        async with vouchers.trying(stage.db, SYSTEM, till, ids.new_number(10)) as tried:
            tried.wrong = True
    right = {"code": voucher["short_code"]}
    for path in (LOOK, TAKE):
        assert await stage.refused("POST", path, right, by=mei) == (429, "short_codes_closed")
    answer = await stage.call("POST", TAKE, right, by=lan)
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    assert await stage.done("POST", TAKE, {"code": voucher["code"]}, by=lan)
