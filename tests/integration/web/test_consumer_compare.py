"""Stores side by side: in the order chosen, four at most, and what differs stands out."""

import re

from tests.integration.web.consumer_stage import Street


async def test_stores_are_compared_in_the_order_chosen_and_what_differs_stands_out(street: Street) -> None:
    north = {"lat": street.market.lat + 0.01, "lon": street.market.lon}
    await street.open_store("far", name="远处书店", name_en="Far Books", trade="books", **north)
    visitor = await street.visitor()
    page = await visitor.see(f"{street.root}/compare?stores=far&stores=wangjie-noodles,nobody,far")
    names = re.findall(r'class="compare-store" href="[^"]*">([^<]*)<', page)
    assert names == ["Far Books", "Wangjie Noodles"]
    distance = re.search(r'<tr class="compare-differs"><th[^>]*>Distance</th>(.*?)</tr>', page, re.DOTALL)
    assert distance is not None
    near = distance[1].split("<td")[2]
    assert near.startswith(' class="compare-best"')
    assert f'href="{street.root}/compare?stores=wangjie-noodles"' in page
    assert f'data-share="{street.root}/compare?stores=far,wangjie-noodles"' in page


async def test_fewer_than_two_or_more_than_four_are_no_error(street: Street) -> None:
    visitor = await street.visitor()
    for asked in ("", "?stores=wangjie-noodles", "?stores=nobody,no-one", "?stores=" + "x" * 3000):
        page = await visitor.see(f"{street.root}/compare{asked}")
        assert "Choose at least two shops" in page
    slugs = [f"s{number}" for number in range(5)]
    for slug in slugs:
        await street.open_store(slug)
    page = await visitor.see(f"{street.root}/compare?stores={','.join(slugs)}")
    assert page.count('class="compare-store"') == 4
