"""The desk's articles: written, found, changed like in a sheet, taken back, and nothing typed is lost."""

import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio
from PIL import Image

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.modules import items, media, stock
from linli.modules.items import Item, ItemFilter, ItemState
from linli.web.shared import security
from tests import cast
from tests.integration.web.shop_stage import (
    MARKET,
    NOODLES,
    SEED,
    SETTINGS,
    SLUG,
    Browser,
    Stage,
    open_stage,
)

ITEMS = f"/{SLUG}/desk/noodles/items"
TYPED: dict[str, Any] = {
    "key": "first",
    "kind": "goods",
    "state": "on_sale",
    "title": "龙井茶",
    "title_en": "Longjing tea",
    "v_name": ["125 克", "250 克"],
    "v_price": ["188", "348"],
    "v_gtin": ["4006381333931", ""],
    "v_sku": ["lj-1", "lj-2"],
    "brand": "狮峰",
    "stores": str(NOODLES),
}


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def every(stage: Stage, wanted: ItemFilter = items.EVERY_ITEM) -> list[Item]:
    async with stage.db.read() as reader:
        return (await items.items_of_merchant(reader, MARKET, stage.deal.merchant_id, wanted)).items


async def made(stage: Stage, browser: Browser, *titles: str, price: str = "10") -> None:
    for title in titles:
        about = {
            "key": title,
            "title": title,
            "title_en": "",
            "v_name": "",
            "v_price": price,
            "v_gtin": "",
            "v_sku": "",
        }
        assert (await browser.post(ITEMS, **{**TYPED, **about})).status_code == 303


def lines_of(page: str) -> dict[str, Any]:
    """What a browser would send of the sheet, as it stands."""
    cells = re.findall(r'<input class="cell" name="([tcp]\.[^"]+)" value="([^"]*)"', page)
    states = re.findall(r'<select class="cell" name="(s\.[^"]+)".*?value="(\w+)" selected', page)
    return {"row": re.findall(r'name="row" value="([^"]+)"', page), **dict(cells), **dict(states)}


async def test_an_article_is_written_down_once_and_a_refusal_keeps_what_was_typed(stage: Stage) -> None:
    owner = await stage.browser("owner")
    assert "No articles yet" in (await owner.get(ITEMS)).text
    for wrong, told in (
        ({"v_price": ["188", "x"]}, "Write the price as an amount"),
        ({"v_gtin": ["4006381333932", ""]}, "This is no barcode"),
        ({"title": ""}, "Give it a name"),
    ):
        page = await owner.post(ITEMS, **{**TYPED, **wrong})
        assert (page.status_code, told in page.text) == (422, True), told
        assert 'value="250 克"' in page.text
        assert 'value="狮峰"' in page.text
    assert await every(stage) == []
    again = {**TYPED, "item_id": str(ids.uuid7())}
    for _ in range(2):
        assert (await owner.post(ITEMS, **again)).status_code == 303
    (tea,) = await every(stage)
    assert [(one.sku, one.price_minor) for one in tea.variants] == [("LJ-1", 18_800), ("LJ-2", 34_800)]
    assert (await owner.get(f"{ITEMS}?q=4006381333931")).text.count("data-sheet-row") == 1
    clash = await owner.post(ITEMS, **{**TYPED, "key": "second", "title": "茶"})
    assert (clash.status_code, f'href="{ITEMS}/{tea.item_id}"' in clash.text) == (409, True)


async def test_the_form_of_a_kind_holds_what_it_has_and_the_second_clerk_sees_both(stage: Stage) -> None:
    owner, manager = await stage.browser("owner"), await stage.browser("manager")
    dish = {
        **TYPED,
        "kind": "dish",
        "v_gtin": "",
        "v_sku": "",
        "times": "lunch",
        "allergens": ["gluten", "eggs"],
        "o_name": ["面条", ""],
        "o_most": ["1", "1"],
        "c0_name": ["细", "宽"],
        "c0_extra": ["", "2"],
    }
    assert (await owner.post(ITEMS, **dish)).status_code == 303
    (noodles,) = await every(stage)
    (option,) = noodles.details.options
    assert [one.extra_minor for one in option.choices] == [0, 200]
    assert (noodles.details.hours, noodles.details.brand) == ("Mo-Su 11:00-14:00", "")
    path, page = f"{ITEMS}/{noodles.item_id}", (await manager.get(f"{ITEMS}/{noodles.item_id}")).text
    known = re.findall(r'name="v_variant_id" value="([^"]+)"', page)
    again = {**dish, "revision": "1", "v_variant_id": known}
    assert (await owner.post(path, **{**again, "title": "片儿川"})).status_code == 303
    both = await manager.post(path, **{**again, "title": "拌川", "v_price": ["199", "348"]})
    assert both.status_code == 409
    for text in ('value="拌川"', 'value="199"', "片儿川", 'name="revision" value="2"', "Somebody else"):
        assert text in both.text, text
    more = await manager.post(path, **again, more="variants")
    assert more.text.count("data-line") == both.text.count("data-line") + 3


async def test_many_are_changed_in_the_sheet_and_taken_back(stage: Stage) -> None:
    owner = await stage.browser("owner")
    await made(stage, owner, "甲", "乙", "丙")
    one, two, three = sorted(await every(stage), key=lambda item: item.title)
    sent = lines_of((await owner.get(ITEMS)).text)
    price = f"p.{one.item_id}.{one.variants[0].variant_id}"
    wrong = await owner.post(f"{ITEMS}/sheet", **{**sent, price: "dear", f"t.{two.item_id}": "乙等"})
    assert (wrong.status_code, 'value="dear"' in wrong.text, 'value="乙等"' in wrong.text) == (
        422,
        True,
        True,
    )
    deed = {"pick": [str(two.item_id), str(three.item_id)], "deed": "percent", "deed_percent": "-12,5"}
    rounded = {**sent, price: "11.50", f"t.{two.item_id}": "乙等", **deed, "deed_step": "10"}
    answer = await owner.post(f"{ITEMS}/sheet?q=x", **rounded)
    assert answer.headers["location"] == f"{ITEMS}?q=x&done=items_saved"
    now = {item.item_id: item for item in await every(stage)}
    prices = [now[item.item_id].from_price.minor for item in (one, two, three)]
    assert (prices, now[two.item_id].title) == ([1_150, 880, 880], "乙等")
    old = await owner.post(f"{ITEMS}/sheet", **{**sent, f"t.{one.item_id}": "甲等"})
    assert (old.status_code, "11.50" in old.text, 'value="甲等"' in old.text) == (409, True, True)
    page = (await owner.get(ITEMS)).text
    (undoing,) = re.findall(r'action="([^"]+/undoing)"', page)
    assert (await (await stage.browser("manager")).post(undoing)).status_code == 404
    assert (await owner.post(undoing)).headers["location"] == f"{ITEMS}?done=items_undone"
    back = {item.item_id: (item.title, item.from_price.minor) for item in await every(stage)}
    assert back == {item.item_id: (item.title, 1_000) for item in (one, two, three)}
    hidden = {**lines_of((await owner.get(ITEMS)).text), "pick": str(one.item_id), "deed": "state:hidden"}
    assert (await owner.post(f"{ITEMS}/sheet", **hidden)).status_code == 303
    assert [item.title for item in await every(stage, ItemFilter(state=ItemState.HIDDEN))] == [one.title]


async def test_a_photo_becomes_an_article_and_the_next_one_begins_where_it_ended(stage: Stage) -> None:
    owner = await stage.browser("owner")
    drinks = await owner.post(f"{ITEMS}/categories", name="饮料", name_en="Drinks")
    assert drinks.headers["location"] == f"{ITEMS}/categories?done=categories_saved"
    (category,) = re.findall(
        r'name="category" value="([^"]+)"', (await owner.get(f"{ITEMS}/categories")).text
    )
    page = (await owner.get(f"{ITEMS}/quick")).text
    (item_id,) = re.findall(r'name="item_id" value="([^"]+)"', page)
    typed = {
        "item_id": item_id,
        "key": "quick",
        "kind": "goods",
        "state": "on_sale",
        "stores": str(NOODLES),
        "title": "酒酿",
        "category": category,
        "v_gtin": "4006381333932",
    }
    refused = await _with_photo(owner, f"{ITEMS}/quick", **typed, v_price="16.8")
    assert (refused.status_code, "This is no barcode" in refused.text) == (422, True)
    (photo,) = re.findall(r'name="picture" value="([^"]+)"', refused.text)
    good = {**typed, "v_gtin": "4006381333931", "v_price": "16.8", "picture": photo, "opening": "7"}
    many = await owner.post(f"{ITEMS}/quick", **{**good, "opening": "about 7"})
    assert (many.status_code, 'value="about 7"' in many.text) == (422, True)
    answer = await owner.post(f"{ITEMS}/quick", **good)
    assert answer.headers["location"] == f"{ITEMS}/quick?done=item_made&item={item_id}"
    after = (await owner.get(answer.headers["location"])).text
    assert ("酒酿" in after, f'value="{category}" selected' in after) == (True, True)
    (made_of_it,) = await every(stage)
    assert [str(one) for one in made_of_it.picture_ids] == [photo]
    once_more = await owner.post(f"{ITEMS}/quick", **{**good, "key": "its answer was lost"})
    assert once_more.headers["location"] == answer.headers["location"]
    assert len(await every(stage)) == 1
    (variant,) = made_of_it.variants
    async with stage.db.read() as reader:
        there = await stock.levels(reader, MARKET, NOODLES, [variant.variant_id])
    assert there[variant.variant_id].on_hand == 7, "what it began with came once"


async def test_photos_of_a_form_that_came_to_nothing_are_gone_after_a_day_and_an_articles_own_stay(
    stage: Stage,
) -> None:
    owner = await stage.browser("owner")
    typed = {"kind": "goods", "state": "on_sale", "stores": str(NOODLES), "title": "酒酿", "v_price": "16.8"}
    saved, left = str(uuid4()), str(uuid4())
    answer = await _with_photo(owner, f"{ITEMS}/quick", **typed, item_id=saved, key="saved")
    assert answer.status_code == 303, answer.text
    await _with_photo(owner, f"{ITEMS}/quick", **{**typed, "v_price": ""}, item_id=left, key="left")
    (article,) = await every(stage)
    assert await items.drop_unused_photos(stage.db, MARKET) == 0
    later = stage.db.clock() + timedelta(days=1, minutes=1)
    stage.db.clock = lambda: later
    # The same picture, kept under two names: one of them lets go.
    assert await items.drop_unused_photos(stage.db, MARKET) == 1
    assert await items.drop_unused_photos(stage.db, MARKET) == 0
    assert await media.sweep(stage.db, MARKET) == 0
    # Taken off the article, a version still names it: it can be brought back.
    page = (await owner.get(f"{ITEMS}/{saved}")).text
    revision = re.findall(r'name="revision" value="([^"]+)"', page)[0]
    variant = {"v_variant_id": str(article.variants[0].variant_id), "revision": revision}
    assert (await owner.post(f"{ITEMS}/{saved}", **typed, **variant)).status_code == 303
    assert (await every(stage))[0].picture_ids == ()
    assert await items.drop_unused_photos(stage.db, MARKET) == 0


async def test_categories_are_renamed_put_in_order_removed_and_brought_back(stage: Stage) -> None:
    owner = await stage.browser("owner")
    assert (await owner.post(f"{ITEMS}/categories", template="yes")).status_code == 303
    page = (await owner.get(f"{ITEMS}/categories")).text
    first, second, *rest = re.findall(r'name="category" value="([^"]+)"', page)
    names = {"category": [first, second, *rest], f"name_{first}": "面", f"name_{second}": ""}
    refused = await owner.post(f"{ITEMS}/categories/order", **names, deed=f"down:{first}")
    assert (refused.status_code, 'value="面"' in refused.text) == (422, True)
    names[f"name_{second}"] = "茶"
    assert (await owner.post(f"{ITEMS}/categories/order", **names, deed=f"down:{first}")).status_code == 303
    await owner.post(f"{ITEMS}/categories/order", deed=f"drop:{second}")
    async with stage.db.read() as reader:
        now = [one.name for one in await items.categories(reader, MARKET, stage.deal.merchant_id)]
    assert (now[0], "茶" in now, len(now)) == ("面", False, len(rest) + 1)
    (undoing,) = re.findall(r'action="([^"]+/undoing)"', (await owner.get(f"{ITEMS}/categories")).text)
    assert (await owner.post(undoing)).status_code == 303
    back = re.findall(r'name="category" value="([^"]+)"', (await owner.get(f"{ITEMS}/categories")).text)
    assert back == [second, first, *rest]


async def _with_photo(browser: Browser, path: str, **fields: Any) -> Any:
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "brown").save(out, "JPEG")
    token = security.form_token(Signer(SETTINGS.secret, "forms"), SEED)
    files = {"upload": ("photo.jpg", out.getvalue(), "image/jpeg")}
    return await browser.http.post(path, data={"csrf_token": token, **fields}, files=files)


async def test_a_page_of_articles_costs_as_much_for_three_as_for_one(stage: Stage) -> None:
    owner = await stage.browser("owner")
    await made(stage, owner, "甲")
    for_one = await stage.queries(owner, ITEMS)
    await made(stage, owner, "乙", "丙")
    assert await stage.queries(owner, ITEMS) == for_one


async def test_a_manager_of_one_store_writes_its_own_and_says_what_it_sells(stage: Stage) -> None:
    owner = await stage.browser("owner")
    await made(stage, owner, "甲")
    (shared,) = await every(stage)
    async with stage.db.work() as work:
        branch = await _branch(stage, work)
        await stage.employ(work, "guest", branch, "manager")
    guest = await stage.browser("guest")
    at = f"/{SLUG}/desk/branch/items"
    page = (await guest.get(f"{at}/{shared.item_id}")).text
    assert ("Other stores sell this too" in page, 'name="title"' in page) == (True, False)
    put = {**TYPED, "title": "改", "stores": str(branch), "revision": "1"}
    assert (await guest.post(f"{at}/{shared.item_id}", **put)).status_code == 303
    async with stage.db.read() as reader:
        sold = await items.stores_of_items(reader, MARKET, [shared.item_id])
        now = await items.item(reader, MARKET, shared.item_id)
    assert (set(sold[shared.item_id]), now.title) == ({NOODLES, branch}, "甲")
    row = f"{shared.item_id}:1:x"
    stolen = {
        "row": row,
        f"t.{shared.item_id}": "改",
        f"c.{shared.item_id}": "",
        f"s.{shared.item_id}": "hidden",
    }
    assert (await guest.post(f"{at}/sheet", **stolen)).status_code == 403
    own = {**TYPED, "key": "own", "title": "乙", "stores": [str(branch), str(NOODLES)]}
    assert (await guest.post(at, **own)).status_code == 303
    async with stage.db.read() as reader:
        (mine,) = (await items.items_of_store(reader, MARKET, branch, ItemFilter(text="乙"))).items
        sold = await items.stores_of_items(reader, MARKET, [mine.item_id])
    assert sold == {mine.item_id: (branch,)}


async def _branch(stage: Stage, work: Any) -> UUID:
    made = await cast.open_store(work, cast.WEST_LAKE, "branch", merchant_id=stage.deal.merchant_id)
    return made.store_id
