"""Ten digits for the ear: one of a kind among a merchant's vouchers, drawn again where they are taken."""

from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from linli.kernel import migration
from linli.kernel.database import Database, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.ids import derived, new_number, read_number
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import vouchers
from linli.modules.vouchers.actions import using
from tests.integration.vouchers.stage import (
    GUEST,
    HANGZHOU,
    MARKET,
    MEI,
    MERCHANT,
    NOON,
    STORE,
    bought,
    own_database,
)

FRIEND = derived("friend")
MIGRATION = Path(migration.__file__).parent / "migrations" / "20261122_67_codes_for_the_ear.sql"


async def _digits(work: Work, *issued: vouchers.Voucher) -> list[str]:
    found = await vouchers.short_codes(work, MARKET, [one.voucher_id for one in issued])
    return [found[one.voucher_id] for one in issued]


async def test_every_voucher_has_ten_digits_of_its_own(work: Work) -> None:
    digits = await _digits(work, *await bought(work, quantity=20))
    assert len(set(digits)) == 20
    assert all(read_number(code, 10) == code for code in digits)
    assert vouchers.grouped_short_code("4815926375") == "481 592 6375"


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        (" ４８１-592 6375 ", "4815926375"),
        ("48l.592_6375", "4815926375"),
        ("481 592 6376", None),
        ("481 952 6375", None),
        ("48159 26375 0", None),
        ("0815926375", None),
        ("", None),
    ],
)
def test_digits_are_read_as_they_are_heard_or_not_at_all(typed: str, means: str | None) -> None:
    assert vouchers.read_short_code(typed) == means


async def test_digits_that_are_taken_are_drawn_again(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    same, others = new_number(10), [new_number(10) for _ in range(3)]
    drawn = iter([same, same, same, same, others[0], same, others[1], same, others[2]])
    monkeypatch.setattr(using, "new_short_code", lambda: next(drawn))
    first = await bought(work, quantity=1)
    two = await bought(work, order="two", quantity=2)
    assert await _digits(work, *first) == [same]
    assert sorted(await _digits(work, *two)) == sorted(others[:2])
    gift = await vouchers.give(work, MARKET, two[0].voucher_id, GUEST, "Lin")
    taken = await vouchers.claim_gift(work, MARKET, gift.gift_id, FRIEND)
    assert await _digits(work, taken) == [others[2]]


async def test_no_digits_in_a_hundred_draws_are_a_fault(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    same = new_number(10)
    monkeypatch.setattr(using, "new_short_code", lambda: same)
    await bought(work)
    with pytest.raises(RuntimeError, match="no digits were free"):
        await bought(work, order="two")


async def test_a_gift_leaves_no_digits_behind(work: Work) -> None:
    (voucher,) = await bought(work)
    (old,) = await _digits(work, voucher)
    gift = await vouchers.give(work, MARKET, voucher.voucher_id, GUEST, "Lin")
    taken = await vouchers.claim_gift(work, MARKET, gift.gift_id, FRIEND)
    (new,) = await _digits(work, taken)
    assert new != old
    for digits, merchant in ((old, MERCHANT), (new, derived("another merchant"))):
        with pytest.raises(Refusal, match="voucher_unknown"):
            await _used(work, digits, merchant)
    assert (await _used(work, new, MERCHANT)).voucher.state is vouchers.VoucherState.REDEEMED


async def _used(work: Work, digits: str, merchant_id: UUID) -> vouchers.Redeemed:
    scan = vouchers.Scan(short_code=digits, merchant_id=merchant_id)
    key = Key("mei", scan.said, b"same")
    return await vouchers.redeem(work, MARKET, scan, STORE, MEI, key, HANGZHOU)


async def test_digits_alone_are_no_voucher_code() -> None:
    with pytest.raises(Refusal) as refused:
        vouchers.read_scan(new_number(10), "hangzhou")
    assert refused.value.code == "voucher_code_malformed"


async def test_vouchers_of_before_get_their_digits(postgres: EmbeddedPostgres) -> None:
    url = await own_database(postgres)
    pool = await open_pool(url, size=2)
    db = Database(pool, Journey())
    async with db.work() as work:
        work.now = NOON
        issued = await bought(work, quantity=200)
    owner = await asyncpg.connect(url)
    try:
        await owner.execute("DELETE FROM vouchers.short_codes")
        text = MIGRATION.read_text("utf-8")
        await owner.execute(text[text.index("DO $$") :])
    finally:
        await owner.close()
    async with db.work() as work:
        digits = await _digits(work, *issued)
    await pool.close()
    assert len(set(digits)) == 200
    assert all(read_number(code, 10) == code for code in digits)
