"""A new shop gets the categories of its trade in one go."""

from linli.kernel.database import Work
from linli.modules import items
from tests.integration.items_stage import MARKET, a_range


async def test_a_template_is_applied_once_and_keeps_what_is_there(work: Work) -> None:
    shop = await a_range(work)
    about = (shop.work, MARKET, shop.merchant_id)
    own = await items.set_category(*about, "Dairy", "Dairy", position=3)
    first = await items.apply_template(*about, "grocery")
    assert [one.name for one in first][:2] == ["Dairy", "蔬菜"]
    assert "乳品" not in [one.name for one in first], "the shop has that already, under its English name"
    assert len(first) == len(items.template_of("grocery").categories)
    assert await items.apply_template(*about, "grocery") == first
    renamed = first[1]
    await items.set_category(*about, "时蔬", "Greens", renamed.icon, renamed.position, renamed.category_id)
    again = await items.apply_template(*about, "grocery")
    assert len(again) == len(first) + 1
    assert {one.name for one in again} == {one.name for one in first} | {"时蔬"}
    assert own in again
