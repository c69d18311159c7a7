"""What devices ask at each sync costs as much as there are wordings and spent vouchers, not as vouchers are
out.
"""

import json
from typing import Any

from linli.kernel import sql
from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.modules import vouchers
from linli.modules.vouchers.statements import SQL
from tests.integration.vouchers.stage import GUEST, MARKET, MERCHANT, OTHER_STORE, STORE, bought, taken

OUT = 10_000
# More than three wordings and a handful of spent vouchers can ever touch; what is out fills hundreds.
MOST_BLOCKS = 60
COPIED = sql.Statement(
    "copied",
    "many more of a voucher, each with an id of its own, in one of three wordings",
    """INSERT INTO vouchers.vouchers
    SELECT r.*
    FROM vouchers.vouchers AS v
    CROSS JOIN generate_series(1, $3) AS n (number)
    CROSS JOIN LATERAL jsonb_populate_record(v, jsonb_build_object(
        'voucher_id', gen_random_uuid(), 'terms_id', ($4::uuid[])[1 + n.number % 3],
        'value_minor', v.value_minor - n.number % 7,
        'part_values', jsonb_build_array(v.value_minor - n.number % 7)
    )) AS r
    WHERE v.market_id = $1 AND v.voucher_id = $2""",
    "",
)
WORDINGS = [derived("terms", str(number)) for number in range(3)]


async def blocks(work: Work, statement: sql.Statement, *args: object) -> int:
    """How many pages of the database a statement looks at."""
    text = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.text}"
    told = await work.value(str, sql.Statement("looked_at", "its plan", text, ""), *args)
    plan: dict[str, Any] = json.loads(told or "[]")[0]["Plan"]
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])


async def test_ten_thousand_vouchers_that_are_out_are_not_read(work: Work) -> None:
    [voucher] = await bought(work)
    await work.run(COPIED, MARKET, voucher.voucher_id, OUT, WORDINGS)
    told = await vouchers.terms_of_store(work, MARKET, MERCHANT, STORE)
    assert {one.terms_id for one in told} == {voucher.terms_id, *WORDINGS}
    assert {one.part_values for one in told} == {(voucher.value_minor,)}, "those of the dearest"
    assert await vouchers.terms_of_store(work, MARKET, MERCHANT, OTHER_STORE) == []
    asked = (MARKET, MERCHANT, STORE, 500)
    assert await blocks(work, SQL.terms_of_store, *asked) < MOST_BLOCKS
    assert [one.terms_id for one in told] == sorted((one.terms_id for one in told), reverse=True)


async def test_of_ten_thousand_only_the_spent_and_the_given_are_read(work: Work) -> None:
    used, gone, given, ready = await bought(work, quantity=4)
    await work.run(COPIED, MARKET, ready.voucher_id, OUT, WORDINGS)
    await taken(work, used.code)
    [refunded] = await vouchers.void_for_refund(work, MARKET, gone.order_id, GUEST, {1: 1})
    gift = await vouchers.give(work, MARKET, given.voucher_id, GUEST, "Lin")
    await vouchers.claim_gift(work, MARKET, gift.gift_id, derived("friend"))
    spent, handed = await vouchers.spent_vouchers(work, MARKET, MERCHANT)
    assert set(spent) == {used.voucher_id.hex[-16:], refunded.voucher_id.hex[-16:]}
    assert handed == {given.voucher_id.hex[-16:]: 2}
    for statement in (SQL.spent_vouchers, SQL.given_vouchers):
        assert await blocks(work, statement, MARKET, MERCHANT, work.now, 5000) < MOST_BLOCKS
