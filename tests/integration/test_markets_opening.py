"""Opening markets and finding them."""

import msgspec
import pytest

from linli.kernel import trail
from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.modules import markets

HANGZHOU = markets.Market(
    market_id=901,
    slug="test-hangzhou",
    name="杭州",
    name_en="Hangzhou",
    name_zh="杭州",
    currency="CNY",
    timezone="Asia/Shanghai",
    country="CN",
    language="zh",
    commission_bp=500,
    lat=30.25,
    lon=120.16,
    attribution="© OpenStreetMap contributors",
)
HELSINKI = msgspec.structs.replace(
    HANGZHOU, market_id=902, slug="test-helsinki", currency="EUR", timezone="Europe/Helsinki", country="FI"
)


async def test_an_opened_market_is_found_by_id_and_by_its_name_in_the_url(work: Work) -> None:
    await markets.open_market(work, HANGZHOU)
    assert await markets.market(work, 901) == HANGZHOU
    assert await markets.market_by_slug(work, "test-hangzhou") == HANGZHOU


async def test_all_markets_come_in_the_order_of_their_numbers(work: Work) -> None:
    await markets.open_market(work, HELSINKI)
    await markets.open_market(work, HANGZHOU)
    numbers = [market.market_id for market in await markets.all_markets(work)]
    assert numbers == sorted(numbers)
    assert {901, 902} <= set(numbers)


async def test_a_market_opened_again_has_its_new_words(work: Work) -> None:
    await markets.open_market(work, HANGZHOU)
    changed = msgspec.structs.replace(HANGZHOU, name="杭州西湖", commission_bp=300)
    await markets.open_market(work, changed)
    assert await markets.market(work, 901) == changed


@pytest.mark.parametrize(("field", "value"), [("currency", "EUR"), ("timezone", "Europe/Helsinki")])
async def test_currency_and_zone_of_an_open_market_never_change(work: Work, field: str, value: str) -> None:
    await markets.open_market(work, HANGZHOU)
    with pytest.raises(Refusal, match="invalid"):
        await markets.open_market(work, msgspec.structs.replace(HANGZHOU, **{field: value}))
    assert await markets.market(work, 901) == HANGZHOU


@pytest.mark.parametrize(
    ("field", "value"),
    [("currency", "ZZZ"), ("timezone", "Asia/Atlantis"), ("timezone", "../etc"), ("timezone", "")],
)
async def test_a_market_with_a_currency_or_zone_that_nobody_knows_is_refused(
    work: Work, field: str, value: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await markets.open_market(work, msgspec.structs.replace(HANGZHOU, **{field: value}))
    assert refused.value.params == {"field": field}


async def test_what_operators_set_outlives_another_opening_and_stands_in_the_trail_once(work: Work) -> None:
    await markets.open_market(work, HANGZHOU)
    assert await markets.check_branches(work, 901, True, "two doors that were not there")
    assert not await markets.check_branches(work, 901, True, "once more")
    await markets.open_market(work, HANGZHOU)
    assert (await markets.market(work, 901)).checks_branches
    [deed] = (await trail.deeds(work, 901, trail.DeedFilter(action="branch_checks_changed"))).items
    assert (deed.why, deed.facts) == ("two doors that were not there", {"first": True})
    with pytest.raises(Refusal, match="not_found"):
        await markets.check_branches(work, 999, True, "nowhere")


async def test_a_market_that_is_not_there_is_not_found(work: Work) -> None:
    with pytest.raises(Refusal, match="not_found"):
        await markets.market(work, 999)
    with pytest.raises(Refusal, match="not_found"):
        await markets.market_by_slug(work, "atlantis")
