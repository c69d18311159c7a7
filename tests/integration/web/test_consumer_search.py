"""The page of search: filters and their counts, tabs, what is said of a result, and suggestions."""

import re

from tests.integration.web.consumer_stage import Street


async def test_a_filter_is_offered_only_where_there_is_data_and_says_what_it_leaves(street: Street) -> None:
    await street.open_store("asleep", name="早睡面馆", name_en="Asleep", hours="off")
    visitor = await street.visitor()
    page = await visitor.see(f"{street.root}/search")
    assert re.search(r'With offers <span class="chip-count">1<', page)
    assert "Bookable" not in page
    assert "Comforts" not in page
    asked = "open=1&within=5000&deals=1&order=distance&has=wifi,no_such"
    page = await visitor.see(f"{street.root}/search?q=noodles&{asked}")
    assert 'name="has" value="wifi" checked' in page
    assert 'name="within" value="5000" checked' in page
    assert 'name="order" value="distance" checked' in page
    assert (
        'href="' + f"{street.root}/search?q=noodles&amp;within=5000&amp;deals=1&amp;has=wifi,no_such" in page
    )
    assert "no such" in page
    assert "Take the filters away" in page


async def test_open_at_asks_for_that_moment_on_the_markets_clocks(street: Street) -> None:
    await street.open_store("owls", name="夜猫书店", name_en="Night Owls", hours="Mo-Su 22:00-23:30")
    visitor = await street.visitor()
    assert 'data-pin="owls"' in await visitor.see(f"{street.root}/search?when=2026-11-25T22:30")
    assert 'data-pin="owls"' not in await visitor.see(f"{street.root}/search?when=2026-11-25T12:30")
    for nonsense in ("2026-13-45T99:99", "tomorrow", "2026-11-25", "9999-01-01T00:00"):
        page = await visitor.see(f"{street.root}/search?when={nonsense}&price=9,x&rating=1&within=7&tab=?")
        assert 'data-pin="owls"' in page


async def test_a_result_says_why_can_be_compared_and_a_tab_keeps_the_words(street: Street) -> None:
    page = await (await street.visitor()).see(f"{street.root}/search?q=wangjie")
    assert "Why this?" in page
    assert 'name="stores" value="wangjie-noodles" form="choosing"' in page
    assert f'href="{street.root}/search?q=wangjie&amp;tab=deals"' in page
    things = await (await street.visitor()).see(f"{street.root}/search?q=zzz&tab=deals")
    assert f'href="{street.root}/search?q=zzz"' in things
    assert "data-map=" not in things


async def test_suggestions_are_options_that_lead_somewhere(street: Street) -> None:
    visitor = await street.visitor()
    part = await visitor.see(f"{street.root}/search/suggestions?q=wangjie")
    assert part.strip().startswith("<span data-said=")
    assert f'data-href="{street.root}/stores/wangjie-noodles"' in part
    assert f'data-href="{street.root}/search?q=wangjie"' in part
    assert (await visitor.see(f"{street.root}/search/suggestions?q=%20")).strip() == ""
    hostile = await visitor.see(f"{street.root}/search/suggestions?q=%22%3E%3Cscript%3E" + "x" * 9000)
    assert "<script" not in hostile
    assert "data-suggest=" in await visitor.see(street.root)
