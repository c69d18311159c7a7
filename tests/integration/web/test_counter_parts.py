"""Vouchers of which a part is taken at a time, as the counter's pages take them."""

from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import vouchers
from linli.modules.catalog import Content, UseKind, UseRules
from tests.integration.web.shop_stage import SLUG, Browser, Stage, open_stage

HOME = f"/{SLUG}/counter/noodles"
DISHES = (
    Content(name="烤鸭", name_en="Roast duck", qty=1, price_minor=19_800),
    Content(name="饮料", name_en="Drinks", qty=4, price_minor=1_500),
    Content(name="茶", name_en="Tea", qty=1, price_minor=0),
)
DINNER = UseRules(kind=UseKind.PACKAGE)
TEN_TIMES = UseRules(kind=UseKind.TIMES, times=10)
HUNDRED = UseRules(kind=UseKind.VALUE, face_minor=10_000)


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


@pytest_asyncio.fixture
async def clerk(stage: Stage) -> Browser:
    return await stage.browser("clerk")


async def bought(stage: Stage, rules: UseRules) -> vouchers.Voucher:
    """A voucher of a deal that is used so, paid for."""
    deal = await stage.publish(use_rules=rules, contents=DISHES)
    (voucher,) = await stage.buy(1, deal)
    return voucher


async def test_a_package_is_taken_part_by_part(stage: Stage, clerk: Browser) -> None:
    voucher = await bought(stage, DINNER)
    seen = await clerk.post(f"{HOME}/preview", code=voucher.code)
    assert seen.status_code == 200
    for name in ("Roast duck", "Drinks", "Tea", "4 of 4 left"):
        assert name in seen.text
    chosen = {"part-0": "1", "part-1": "2", "part-2": ""}
    done = await clerk.post(f"{HOME}/redemptions", code=voucher.code, key="duck", **chosen)
    assert 'data-outcome="ok"' in done.text
    assert "Still on it: 2 × Drinks, 1 × Tea" in done.text
    assert (await stage.voucher(voucher)).used == (1, 2, 0)
    again = await clerk.post(f"{HOME}/preview", code=voucher.code)
    assert "All used" in again.text
    assert "2 of 4 left" in again.text
    assert "1 × Roast duck, 2 × Drinks" in (await clerk.get(HOME)).text


async def test_a_choice_that_cannot_be_is_chosen_anew_and_takes_nothing(stage: Stage, clerk: Browser) -> None:
    voucher = await bought(stage, DINNER)
    none = {"part-0": "0", "part-1": "0", "part-2": "0"}
    for chosen, status, said in (
        (none, 422, "Choose at least one thing"),
        ({**none, "part-1": "5"}, 409, "does not have that many left"),
        ({**none, "part-0": "-1"}, 422, "Choose at least one thing"),
        ({"part-0": "1"}, 422, "Choose at least one thing"),
        ({}, 409, "Choose at least one thing"),
        ({"amount": "10"}, 422, "Choose at least one thing"),
    ):
        answer = await clerk.post(f"{HOME}/redemptions", code=voucher.code, key=f"{chosen}", **chosen)
        assert (answer.status_code, said in answer.text) == (status, True), chosen
        assert 'name="part-1"' in answer.text
    kept = await clerk.post(f"{HOME}/redemptions", code=voucher.code, key="kept", **{**none, "part-1": "5"})
    assert 'value="5"' in kept.text
    assert (await stage.voucher(voucher)).used == (0, 0, 0)


async def test_a_card_is_used_several_times_at_once_and_undone_whole(stage: Stage, clerk: Browser) -> None:
    voucher = await bought(stage, TEN_TIMES)
    assert 'value="1"' in (await clerk.post(f"{HOME}/preview", code=voucher.code)).text
    done = await clerk.post(f"{HOME}/redemptions", code=voucher.code, key="three", **{"part-0": "3"})
    assert "Still on it: 7 ×" in done.text
    undoing = done.text.partition("/undoing")[0].rpartition('"')[2] + "/undoing"
    assert (await clerk.post(undoing)).status_code == 303
    assert (await stage.voucher(voucher)).used == (0,)
    home = (await clerk.get(HOME)).text
    assert "3 × ·" in home
    assert "Undone" in home


async def test_a_value_voucher_is_spent_in_amounts(stage: Stage, clerk: Browser) -> None:
    voucher = await bought(stage, HUNDRED)
    seen = await clerk.post(f"{HOME}/preview", code=voucher.code)
    assert "Left: ¥100" in seen.text
    assert 'data-value="100.00"' in seen.text
    for typed, used in (("30", 3_000), ("１２，50", 4_250)):
        done = await clerk.post(f"{HOME}/redemptions", code=voucher.code, key=typed, amount=typed)
        assert 'data-outcome="ok"' in done.text
        assert (await stage.voucher(voucher)).used == (used,)
    assert "Still on it: ¥57.50" in done.text
    for typed, status in (("57.51", 409), ("0", 422), ("a lot", 422), ("1e3", 422), ("", 422)):
        answer = await clerk.post(f"{HOME}/redemptions", code=voucher.code, key=f"no {typed}", amount=typed)
        assert answer.status_code == status, typed
        assert 'name="amount"' in answer.text
    assert (await stage.voucher(voucher)).used == (4_250,)


async def test_the_same_form_sent_twice_takes_once(stage: Stage, clerk: Browser) -> None:
    voucher = await bought(stage, TEN_TIMES)
    for _ in range(2):
        await clerk.post(f"{HOME}/redemptions", code=voucher.code, key="twice", **{"part-0": "2"})
    assert (await stage.voucher(voucher)).used == (2,)
    other = await clerk.post(f"{HOME}/redemptions", code=voucher.code, key="twice", **{"part-0": "3"})
    assert other.status_code == 422
    assert (await stage.voucher(voucher)).used == (2,)
