"""What a voucher is good for: one redemption, one undoing of it, one review of its order."""

from tests.races import checker
from tests.races.stage import MARKET_ID, STORE, Seen, Stage, all_at_once, seen

REVIEW = {"quality": 5, "place": 4, "service": 5, "body": "一碗好面"}


async def redeem_once(stage: Stage) -> Seen:
    """Twenty clerks with one code."""
    bought = await stage.bought()
    clerks, code = await stage.clerks(20), bought.vouchers[0]["code"]
    outcomes = await all_at_once(stage.redeem(who, code) for who in clerks)
    assert set(outcomes) == {"done", "voucher_used"}
    made = await checker.redemptions(stage.db, MARKET_ID, bought.vouchers[0]["voucher_id"])
    assert made == 1
    return seen(outcomes, 1)


async def one_tap(stage: Stage) -> Seen:
    """One clerk's tap that arrives twenty times."""
    bought = await stage.bought()
    [who], code, key = await stage.clerks(1), bought.vouchers[0]["code"], stage.key()
    outcomes = await all_at_once(stage.redeem(who, code, key) for _ in range(20))
    assert outcomes == {"done": 20}
    made = await checker.redemptions(stage.db, MARKET_ID, bought.vouchers[0]["voucher_id"])
    return seen(outcomes, 1, made)


async def undo_once(stage: Stage) -> Seen:
    """Twenty clerks take one redemption back."""
    bought, clerks = await stage.bought(), await stage.clerks(20)
    made = await stage.redeem(clerks[0], bought.vouchers[0]["code"])
    path = f"/stores/{STORE}/redemptions/{made.json()['redemption_id']}/undoing"
    outcomes = await all_at_once(stage.call(who, "POST", path) for who in clerks)
    assert set(outcomes) == {"done", "redemption_undone"}
    return seen(outcomes, 1)


async def review_once(stage: Stage) -> Seen:
    """The guest's review, sent fifteen times, each under a key of its own."""
    bought, [clerk] = await stage.bought(), await stage.clerks(1)
    await stage.redeem(clerk, bought.vouchers[0]["code"])
    path = f"/orders/{bought.order_id}/review"
    outcomes = await all_at_once(stage.call(bought.payer, "POST", path, REVIEW) for _ in range(15))
    assert set(outcomes) == {"done", "review_exists"}
    return seen(outcomes, 1)


async def review_or_undo(stage: Stage) -> Seen:
    """Ten reviews while ten clerks undo the redemption: a review that shows stands on a redemption."""
    bought, clerks = await stage.bought(), await stage.clerks(10)
    made = await stage.redeem(clerks[0], bought.vouchers[0]["code"])
    undo = f"/stores/{STORE}/redemptions/{made.json()['redemption_id']}/undoing"
    review = f"/orders/{bought.order_id}/review"
    acts = [stage.call(who, "POST", undo) for who in clerks]
    acts += [stage.call(bought.payer, "POST", review, REVIEW) for _ in range(10)]
    stage.dice.shuffle(acts)
    outcomes = await all_at_once(acts)
    stands = "SELECT count(*) FROM community.reviews WHERE order_id = $1 AND withdrawn_at IS NULL"
    assert await stage.count(stands, bought.order_id) == 0
    undone = "SELECT count(*) FROM vouchers.redemptions WHERE undoes = $1"
    return seen(outcomes, 1, await stage.count(undone, made.json()["redemption_id"]))


async def follow_once(stage: Stage) -> Seen:
    """Twenty times the same heart."""
    who = await stage.one()
    outcomes = await all_at_once(stage.call(who, "PUT", f"/stores/{STORE}/following") for _ in range(20))
    rows = await stage.count("SELECT count(*) FROM community.follows WHERE person_id = $1", who.person_id)
    return seen(outcomes, 1, rows)


async def wrong_codes(stage: Stage) -> Seen:
    """One clerk types forty codes that nobody issued: after twenty they are told to wait."""
    from linli.kernel import ids

    [who] = await stage.clerks(1)
    codes = [ids.new_code(16) for _ in range(40)]
    outcomes = await all_at_once(stage.redeem(who, code) for code in codes)
    assert set(outcomes) == {"voucher_unknown", "too_many_tries"}
    return seen(outcomes, 20, outcomes["voucher_unknown"])
