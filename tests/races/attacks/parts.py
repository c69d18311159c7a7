"""What is in a voucher: so many times, so much money, a gift for one person."""

from linli.modules import catalog
from tests.races.stage import Seen, Stage, all_at_once, seen

TIMES, FACE, CARDS = 10, 10_000, 4
USED = "SELECT used[1] FROM vouchers.vouchers WHERE voucher_id = $1"


async def times_of_a_card(stage: Stage) -> Seen:
    """Fifteen clerks with one card of ten times, each for one visit."""
    rules = catalog.UseRules(kind=catalog.UseKind.TIMES, times=TIMES)
    bought = await stage.bought(deal_id=await stage.deal(use=rules))
    clerks, code = await stage.clerks(15), bought.vouchers[0]["code"]
    outcomes = await all_at_once(stage.redeem(who, code, taken=[1]) for who in clerks)
    assert set(outcomes) <= {"done", "voucher_used"}
    return seen(outcomes, TIMES, await stage.count(USED, bought.vouchers[0]["voucher_id"]))


async def face_of_a_value_voucher(stage: Stage) -> Seen:
    """Fifteen clerks with one voucher for ¥100, each for ¥25."""
    rules = catalog.UseRules(kind=catalog.UseKind.VALUE, face_minor=FACE)
    bought = await stage.bought(deal_id=await stage.deal(use=rules))
    clerks, code = await stage.clerks(15), bought.vouchers[0]["code"]
    outcomes = await all_at_once(stage.redeem(who, code, taken=[2_500]) for who in clerks)
    assert set(outcomes) <= {"done", "voucher_used"}
    assert await stage.count(USED, bought.vouchers[0]["voucher_id"]) == FACE
    return seen(outcomes, FACE // 2_500)


async def gift_claimed_once(stage: Stage) -> Seen:
    """Twelve people open one gift's link."""
    bought = await stage.bought()
    gift = await stage.call(
        bought.payer, "POST", f"/vouchers/{bought.vouchers[0]['voucher_id']}/gift", {"note": ""}
    )
    path = f"/gifts/{gift.json()['token']}/claim"
    outcomes = await all_at_once(stage.call(who, "POST", path) for who in await stage.people(12))
    assert set(outcomes) == {"done", "gift_over"}
    return seen(outcomes, 1)


async def gift_or_use_or_refund(stage: Stage) -> Seen:
    """Four vouchers, each claimed by a friend, used and refunded at once: one of the three."""
    ends = 0
    for bought in [await stage.bought() for _ in range(CARDS)]:
        voucher = bought.vouchers[0]
        gift = await stage.call(bought.payer, "POST", f"/vouchers/{voucher['voucher_id']}/gift", {"note": ""})
        claim = f"/gifts/{gift.json()['token']}/claim"
        [clerk], friend = await stage.clerks(1), await stage.one()
        acts = [
            stage.call(friend, "POST", claim),
            stage.redeem(clerk, voucher["code"]),
            stage.refund(bought.payer, bought.order_id),
        ]
        stage.dice.shuffle(acts)
        outcomes = await all_at_once(acts)
        assert outcomes["done"] == 1, outcomes
        ends += outcomes["done"]
    return seen({"done": ends}, CARDS)
