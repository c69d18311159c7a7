"""Reading files of articles: encodings, delimiters, workbooks, headings and cells, by tables of cases."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from linli.kernel.refusals import Refusal
from linli.modules.items import ContentUnit, read_file
from linli.modules.items.cells import CellError, read_barcode, read_content, read_price, read_weight
from linli.modules.items.option_cells import read_options
from linli.modules.items.sheets import LARGEST_SHEET, MOST_ROWS, read_sheet

HEAD = "名称,售价\n"
CAFE = "名称;售价\nCafé;12,50\n"


@pytest.mark.parametrize(
    ("text", "currency", "meant"),
    [
        ("12", "CNY", 1200), ("12.5", "CNY", 1250), ("¥12.50", "CNY", 1250), ("￥12.50", "CNY", 1250),
        ("12.50元", "CNY", 1250), ("CNY 12.50", "CNY", 1250), ("１２．５０", "CNY", 1250),
        ("12,50", "EUR", 1250), ("12,5 €", "EUR", 1250), ("1,234", "CNY", 123400),
        ("1,234.50", "CNY", 123450), ("1.234,50", "EUR", 123450), ("1 234,50", "EUR", 123450),
        ("1\u00a0234", "EUR", 123400), ("1'234.50", "CHF", 123450), ("1,234,567", "CNY", 123456700),
        ("1200", "JPY", 1200), ("1,200円", "JPY", 1200), ("0", "CNY", 0), ("0.5", "CNY", 50),
    ],
)  # fmt: skip
def test_a_price_is_read_however_it_is_written(text: str, currency: str, meant: int) -> None:
    assert read_price(text, currency) == meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("twelve", "not_an_amount"), ("-12", "not_an_amount"), ("1,23,4", "not_an_amount"),
        ("12.", "not_an_amount"), ("1.2.3", "not_an_amount"), ("12 13", "not_an_amount"),
        ("1e3", "not_an_amount"),
        ("12.345", "too_precise"), ("1.234", "too_precise"), ("€12", "other_currency"),
        ("12 USD", "other_currency"), ("999999999999", "out_of_range"), ("面议", "not_an_amount"),
    ],
)  # fmt: skip
def test_a_price_that_could_mean_two_things_is_not_guessed(text: str, code: str) -> None:
    with pytest.raises(CellError) as wrong:
        read_price(text, "CNY")
    assert wrong.value.code == code


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("500 g", (500, ContentUnit.GRAM)), ("1.5kg", (1500, ContentUnit.GRAM)), ("半斤", None),
        ("500克", (500, ContentUnit.GRAM)), ("1,5 L", (1500, ContentUnit.MILLILITER)), ("500", None),
        ("12 件", (12, ContentUnit.PIECE)), ("2m", (200, ContentUnit.CENTIMETER)), ("0.5 g", None),
        ("0 g", None),
    ],
)  # fmt: skip
def test_a_content_is_read_in_whole_units(text: str, meant: tuple[int, ContentUnit] | None) -> None:
    if meant is None:
        with pytest.raises(CellError, match="content"):
            read_content(text)
    else:
        assert read_content(text) == meant


def test_weights_and_barcodes_are_read_and_rounded_ones_are_named() -> None:
    assert [read_weight(text) for text in ("80", "80 g", "1.2 kg")] == [80, 80, 1200]
    assert read_barcode("4006381 333931") == "4006381333931"
    for text, code in (("4.00638E+12", "mangled"), ("4006381333932", "gtin"), ("abc", "gtin")):
        with pytest.raises(CellError) as wrong:
            read_barcode(text)
        assert wrong.value.code == code


@pytest.mark.parametrize(
    ("data", "language", "cells"),
    [
        ("名称,售价\n茶,8\n".encode(), "zh", ("茶", "8")),
        ("\ufeff名称,售价\r\n茶,8\r\n".encode(), "zh", ("茶", "8")),
        ("名称,售价\n茶,8\n".encode("gb18030"), "zh", ("茶", "8")),
        ("名称\t售价\n茶\t8\n".encode("utf-16"), "zh", ("茶", "8")),
        (CAFE.encode(), "en", ("Café", "12,50")),
        ("Name;Price\nCafé;12,50\n".encode("cp1252"), "en", ("Café", "12,50")),
        (b"sep=|\nName|Price\nTea|8\n", "en", ("Tea", "8")),
        (b'Name,Price\n"Tea, ""green""",8\n', "en", ('Tea, "green"', "8")),
        (b'Name,Price\n"=""0012""",8\n', "en", ("0012", "8")),
        (b"Name,Price\n'=1+1,8\n", "en", ("=1+1", "8")),
    ],
)
def test_a_text_file_is_read_in_any_encoding_and_with_any_delimiter(
    data: bytes, language: str, cells: tuple[str, ...]
) -> None:
    rows = read_sheet(data, language)
    assert rows[1].cells == cells
    assert not rows[1].formulas


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_it_is_shown_and_computes_nothing() -> None:
    rows = read_sheet(
        workbook(["名称", "售价", "条码"], [], ["茶", 8.5, 4006381333931], ["酒", "=A1*2", None])
    )
    assert [row.number for row in rows] == [1, 3, 4]
    assert rows[1].cells[:3] == ("茶", "8.5", "4006381333931")
    assert rows[2].formulas == {1}
    assert read_sheet(b"Name,Price\nTea,=1+1\n")[1].formulas == {1}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"\x00" * 30_000_000)
    return out.getvalue()


def entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: b"x" * (LARGEST_SHEET + 1), "too_large"),
        (bomb, "too_large"),
        (entities, "file_unreadable"),
        (lambda: b"PK\x03\x04 not a workbook", "file_unreadable"),
        (lambda: workbook(["a", "b"])[:900], "file_unreadable"),
        (lambda: b"\xd0\xcf\x11\xe0 old", "file_locked"),
        (lambda: b"\x00\x01\x02", "file_unreadable"),
        (lambda: b"", "file_empty"),
        (lambda: b"\n\n ,\n", "file_empty"),
        (lambda: b"Name,Price\n" + b"Tea,1\n" * (MOST_ROWS + 1), "too_many_rows"),
        (lambda: "甲,乙\n1,2\n".encode(), "columns_unknown"),
        (lambda: "名称\n茶\n".encode(), "columns_unknown"),
        (lambda: "名称,售价,价格\n茶,1,2\n".encode(), "columns_twice"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data: Callable[[], bytes], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_file(data(), "shop", "zh", "CNY")
    assert refused.value.code == code


def test_headings_are_found_in_both_languages_below_a_title_and_unknown_ones_are_told() -> None:
    text = "价目表 2026\n\n货号*,商品名称,Price,颜色,属性：产季,进价,需要修改\nT1,茶,8,绿,春,5,x\n"
    file = read_file(text.encode(), "clothes", "zh", "CNY")
    assert file.columns.ignored == ("进价",)
    (row,) = file.read
    assert (row.number, row.attributes) == (4, {"颜色": "绿", "产季": "春"})
    assert row.values == {"sku": "T1", "title": "茶", "price": 800}


def test_options_are_read_as_people_type_them_and_a_wrong_one_is_named() -> None:
    filling, extra = read_options("馅／Filling（1）：豆沙 | 芝麻＋1.5；加料 (0-2): 蛋|葱 +2", "CNY")
    assert (filling.name, filling.name_en, filling.least, filling.most) == ("馅", "Filling", 1, 1)
    assert [(one.name, one.extra_minor) for one in filling.choices] == [("豆沙", 0), ("芝麻", 150)]
    assert (extra.least, extra.most, extra.choices[1].extra_minor) == (0, 2, 200)
    (plain,) = read_options("Size: S | L +2", "EUR")
    assert (plain.least, plain.most) == (0, 1)
    for wrong, code in (
        *((one, "options") for one in ("馅", "馅:", "馅 (3): 豆沙 | 芝麻", ": 豆沙", "馅: 豆沙 | ", ";")),
        ("馅: 豆沙 +许多", "not_an_amount"),
    ):
        with pytest.raises(CellError) as told:
            read_options(wrong, "CNY")
        assert told.value.code == code, wrong


def test_every_wrong_cell_of_a_row_is_named() -> None:
    text = "名称,售价,条码,类型,重量,过敏原,分类\n" + "长" * 81 + ",=1+1,123,东西,重,石头,a\u202eb\n"
    (row,) = read_file(text.encode(), "grocery", "zh", "CNY").read
    assert {fault.field: fault.code for fault in row.faults} == {
        "title": "too_long",
        "price": "formula",
        "gtin": "gtin",
        "kind": "unknown_word",
        "weight_g": "weight",
        "allergens": "unknown_word",
        "category": "hidden",
    }
    assert all(fault.row == 2 and fault.heading for fault in row.faults)
