"""A file of articles: shown first, every wrong row named, carried out once, read again without a change."""

import csv
import io
from collections.abc import Iterable

import msgspec
import pytest
import pytest_asyncio

from linli.kernel.database import Work
from linli.modules import items
from linli.modules.items import ImportState, NewItem
from tests.integration.items_stage import MARKET, SUZHOU, TEA, Range, a_range

HEAD = ["款号", "货号", "条码", "名称", "英文名称", "分类", "规格", "售价", "净含量", "过敏原", "储存"]
GOODS = 480
# What stands in a wrong row, the column it is wrong in, and why.
WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"售价": ""}, "price", "missing"),
    ({"售价": "十二元"}, "price", "not_an_amount"),
    ({"售价": "12.345"}, "price", "too_precise"),
    ({"售价": "€12"}, "price", "other_currency"),
    ({"售价": "0"}, "price", "free"),
    ({"售价": "=A1"}, "price", "formula"),
    ({"售价": "-3"}, "price", "not_an_amount"),
    ({"条码": "4006381333932"}, "gtin", "gtin"),
    ({"条码": "4.00638E+12"}, "gtin", "mangled"),
    ({"货号": "G0001"}, "sku", "code_twice"),
    ({"货号": "TEA-100", "条码": "4006381333931"}, "gtin", "code_elsewhere"),
    ({"名称": ""}, "title", "missing"),
    ({"名称": "长" * 81}, "title", "too_long"),
    ({"名称": "隐\u202e藏"}, "title", "hidden"),
    ({"净含量": "一瓶"}, "content", "content"),
    ({"净含量": "0.5 g"}, "content", "content"),
    ({"过敏原": "石头"}, "allergens", "unknown_word"),
    ({"分类": "很长" * 31}, "category", "too_long"),
    ({"款号": "K0002", "名称": "另一个", "规格": "大"}, "title", "differs"),
    ({"款号": "K0002", "名称": "商品 0002", "规格": "小"}, "variant", "variant_twice"),
]


def file_of(rows: Iterable[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def row_of(number: int, changes: dict[str, str] | None = None) -> list[str]:
    usual = {
        "货号": f"G{number:04}",
        "名称": f"商品 {number:04}",
        "分类": "零食" if number % 2 else "乳品",
        "售价": f"¥{number % 90 + 1}.50",
        "净含量": "500 g",
        "储存": "冷藏",
    }
    return [{**usual, **(changes or {})}.get(name, "") for name in HEAD]


@pytest_asyncio.fixture
async def shop(work: Work) -> Range:
    return await a_range(work)


def all_of(shop: Range) -> items.Keeper:
    return items.Keeper(shop.merchant_id, frozenset(shop.stores), True)


async def shown(shop: Range, data: bytes, who: items.Keeper | None = None) -> items.Import:
    ready = await items.prepare_import(data, "grocery", SUZHOU)
    who = who or all_of(shop)
    where = [one for one in shop.stores if one in who.store_ids][:1]
    return await items.show_import(shop.work, MARKET, who, ready, "goods.csv", where, None)


async def carried_out(shop: Range, one: items.Import, *, make_shelves: bool = True) -> items.Import:
    about = (shop.work, MARKET, all_of(shop), one.import_id)
    return await items.start_import(*about, make_shelves=make_shelves)


async def every_item(shop: Range) -> list[items.Item]:
    return (await items.items_of_merchant(shop.work, MARKET, shop.merchant_id, size=1000)).items


async def exported(shop: Range) -> bytes:
    shelves = await items.categories(shop.work, MARKET, shop.merchant_id)
    names = {one.category_id: one.name for one in shelves}
    return items.csv_file(items.export_rows(await every_item(shop), names, "zh"))


async def test_of_500_rows_with_20_wrong_ones_all_are_named_and_the_others_come_in_once(shop: Range) -> None:
    await shop.create(TEA)
    variants = {"款号": "K0002", "名称": "商品 0002", "规格": "小"}
    good = [row_of(number, variants if number == 2 else None) for number in range(1, GOODS + 1)]
    bad = [row_of(GOODS + place, changes) for place, (changes, _, _) in enumerate(WRONG, 1)]
    data = file_of([HEAD, *good, *bad])
    told = await shown(shop, data)
    report = told.report
    first = GOODS + 2
    named = {(fault.row, fault.field, fault.code) for fault in report.faults}
    assert named >= {(first + place, field, code) for place, (_, field, code) in enumerate(WRONG)}
    assert {fault.row for fault in report.faults} == set(range(first, first + 20)), "and no good row"
    # Row 3 is of the same article as two wrong ones, and waits for them.
    assert set(report.refused) == {3, *range(first, first + 20)}
    assert (report.rows, report.new, report.changed, report.unchanged) == (500, GOODS - 1, 0, 0)
    assert report.shelves == ("零食", "乳品")
    assert len(await every_item(shop)) == 1, "nothing is written yet"

    done = await carried_out(shop, told)
    assert done.state is ImportState.DONE
    assert len(await every_item(shop)) == GOODS
    assert (await carried_out(shop, told)).state is ImportState.DONE
    assert len(await every_item(shop)) == GOODS, "a second click changes nothing"
    counts = await items.counts_of_store(shop.work, MARKET, shop.stores[0])
    assert sum(counts.values()) == GOODS
    shelves = await items.categories(shop.work, MARKET, shop.merchant_id)
    assert [(one.name, one.name_en, one.icon) for one in shelves] == [
        ("零食", "零食", ""),
        ("乳品", "Dairy", "glass-of-milk"),
    ]

    again = (await shown(shop, data)).report
    assert (again.new, again.changed, again.unchanged) == (0, 0, GOODS - 1)


# Signs that stand between options stand in a name, too.
OPTIONS = (
    items.Option(
        name="馅",
        name_en="Filling",
        least=1,
        choices=(
            items.Choice(name="豆沙", name_en="Red bean"),
            items.Choice(name="芝麻 +1 (热|冷)", extra_minor=150),
        ),
    ),
    items.Option(name="加料", most=2, choices=tuple(items.Choice(name=one) for one in "蛋葱")),
)


async def test_an_export_is_read_in_again_without_a_change_and_changes_by_id_code_and_key(
    shop: Range,
) -> None:
    shelf = await items.set_category(shop.work, MARKET, shop.merchant_id, "茶", "Tea")
    odd = NewItem(
        kind=items.ItemKind.DISH,
        title="=SUM(1)",
        description='第一行\n第二行, "引号"',
        variants=[items.NewVariant(price_minor=100, content_size=3, content_unit=items.ContentUnit.PIECE)],
        category_id=shelf.category_id,
        icon="teapot",
        attributes={"产季": "'=春", "辣度": "不辣"},
        details=items.Details(
            hours="Mo-Su 10:00-14:00",
            allergens=(items.Allergen.NUTS, items.Allergen.MILK),
            options=OPTIONS,
        ),
        state=items.ItemState.HIDDEN,
    )
    service = NewItem(
        kind=items.ItemKind.SERVICE,
        title="泡茶课",
        variants=[items.NewVariant(price_minor=20000, sku="LESSON")],
        details=items.Details(minutes=90, at_home=True),
    )
    quote = NewItem(kind=items.ItemKind.QUOTE, title="茶席定制", variants=[items.NewVariant(price_minor=0)])
    await shop.create(TEA, odd, service, quote)
    data = await exported(shop)
    report = (await shown(shop, data)).report
    assert (report.faults, report.ignored, report.shelves) == ((), (), ())
    assert (report.rows, report.new, report.changed, report.unchanged) == (5, 0, 0, 4)

    text = data.decode("utf-8-sig").replace(",168.00,", ",158.00,").replace("泡茶课", "泡茶体验课")
    changed = await shown(shop, text.encode("gb18030"))
    assert (changed.report.changed, changed.report.unchanged) == (2, 2)
    lines = {line.title: line.changes for line in changed.report.lines}
    assert lines["碧螺春"] == (items.Difference("price_minor", "16800", "15800", "100 克"),)
    await carried_out(shop, changed)
    tea = next(one for one in await every_item(shop) if one.title == "碧螺春")
    assert [one.price_minor for one in tea.variants] == [8800, 15800]
    assert (await shown(shop, await exported(shop))).report.unchanged == 4

    # Only a code and a price; what the file does not speak of stays, "-" empties.
    small = file_of([["货号", "售价", "产地"], ["tea-50", "90", "-"], ["NEW", "5", ""]])
    told = await shown(shop, small)
    assert [(fault.row, fault.field, fault.code) for fault in told.report.faults] == [(3, "title", "missing")]
    await carried_out(shop, told)
    tea = await items.item(shop.work, MARKET, tea.item_id)
    assert [one.price_minor for one in tea.variants] == [9000, 15800]
    assert (tea.details.origin, tea.details.brand) == ("", "东山")


async def test_what_somebody_changed_meanwhile_is_named_and_shown_again(shop: Range) -> None:
    (tea,) = await shop.create(TEA)
    told = await shown(
        shop, file_of([["货号", "名称", "售价"], ["TEA-50", "新茶", "99"], ["CUP", "茶杯", "39"]])
    )
    await shop.change(tea, description="手工采摘")
    async with shop.refused("import_overtaken", titles="新茶", count=1):
        await carried_out(shop, told)
    about = (shop.work, MARKET, all_of(shop), told.import_id)
    again = await items.show_import_again(*about)
    assert (again.state, again.report.changed, again.report.new) == (ImportState.SHOWN, 1, 1)
    assert (await carried_out(shop, again)).state is ImportState.DONE
    assert (await items.item(shop.work, MARKET, tea.item_id)).description == "手工采摘"
    # Who leads the other store alone finds it in the file, and cannot change it.
    there = items.Keeper(shop.merchant_id, frozenset(shop.stores[1:]), False)
    theirs = await shown(shop, file_of([["货号", "售价"], ["TEA-50", "97"]]), there)
    assert [(one.row, one.code) for one in theirs.report.faults] == [(2, "shared")]
    other = msgspec.structs.replace(told, import_id=tea.item_id)
    async with shop.refused("not_found"):
        await carried_out(shop, other)


async def test_rows_are_variants_by_key_by_name_or_by_what_they_differ_in(shop: Range) -> None:
    head = ["款号", "货号", "名称", "规格", "售价", "颜色", "尺码", "材质"]
    rows = [
        ["A", "A1", "衬衫", "", "99", "白", "S", "棉"],
        ["A", "A2", "衬衫", "", "99", "白", "M", "棉"],
        ["A", "A3", "", "", "109", "蓝", "M", "棉"],
        ["", "B1", "裤子", "短", "50", "", "", ""],
        ["", "B2", "裤子", "长", "60", "", "", ""],
        ["", "C1", "帽子", "", "20", "", "", ""],
        ["", "C2", "帽子", "", "30", "", "", ""],
    ]
    ready = await items.prepare_import(file_of([head, *rows]), "clothes", SUZHOU)
    about = (shop.work, MARKET, all_of(shop))
    told = await items.show_import(*about, ready, "a.csv", [], None)
    assert told.report.faults == ()
    await carried_out(shop, told)
    made = {one.variants[0].sku: one for one in await every_item(shop)}
    assert sorted(made) == ["A1", "B1", "C1", "C2"]
    assert [one.name for one in made["A1"].variants] == ["白 S", "白 M", "蓝 M"]
    assert made["A1"].attributes == {"颜色": "白 / 蓝", "尺码": "S / M", "材质": "棉"}
    assert [one.name for one in made["B1"].variants] == ["短", "长"]
    assert (await items.items_of_store(shop.work, MARKET, shop.stores[0])).items == [], "no store was named"


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_sample_of_every_trade_is_a_file_without_a_fault(shop: Range, language: str) -> None:
    market = msgspec.structs.replace(SUZHOU, language=language)
    for trade, template in items.TEMPLATES.items():
        data = file_of(items.sample_rows(template, language))
        ready = await items.prepare_import(data, trade, market)
        about = (shop.work, MARKET, all_of(shop))
        report = (await items.show_import(*about, ready, "sample.csv", [], None)).report
        assert (trade, report.faults, report.ignored) == (trade, (), ())
        assert report.new >= 1
