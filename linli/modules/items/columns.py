"""Which column of a file is what: headings in Chinese and English, as shops and other programs write them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from linli.modules.items.refusals import COLUMNS_TWICE, COLUMNS_UNKNOWN
from linli.modules.items.sheets import Row
from linli.modules.items.templates import TradeTemplate

# Titles and notes may stand above the headings.
HEADINGS_WITHIN = 10
MENDING = ("需要修改", "To mend")


class Field(StrEnum):
    """What a column may hold; the value of an own attribute has a column by its name."""

    ITEM_KEY = "item_key"
    VARIANT_ID = "variant_id"
    SKU = "sku"
    GTIN = "gtin"
    KIND = "kind"
    TITLE = "title"
    TITLE_EN = "title_en"
    CATEGORY = "category"
    VARIANT = "variant"
    VARIANT_EN = "variant_en"
    PRICE = "price"
    STATE = "state"
    STOCK = "stock"
    COUNTED = "counted"
    CONTENT = "content"
    WEIGHT = "weight_g"
    BRAND = "brand"
    ORIGIN = "origin"
    ORIGIN_EN = "origin_en"
    BATCH = "batch"
    ALLERGENS = "allergens"
    STATION = "station"
    OPTIONS = "options"
    HOURS = "hours"
    MINUTES = "minutes"
    SKILL = "skill"
    PLACE = "place"
    GUESTS = "guests"
    DAYS_TO_MAKE = "days_to_make"
    DESCRIPTION = "description"
    DESCRIPTION_EN = "description_en"
    ATTRIBUTE = "attribute"


# Of each column the heading that we write, in Chinese and in English, and others that are understood.
HEADINGS: Mapping[Field, tuple[str, ...]] = {
    Field.ITEM_KEY: ("款号", "Article", "商品款号", "spu", "style", "parent", "handle", "article key"),
    Field.VARIANT_ID: ("系统编号", "Linli ID"),
    Field.SKU: (
        *("货号", "Article number", "sku", "编号", "编码", "商品编码", "商品编号", "商品货号", "item number"),
        *("item no", "number", "product code", "code", "variant sku"),
    ),
    Field.GTIN: (
        *("条码", "Barcode", "条形码", "商品条码", "国际条码", "gtin", "ean", "ean13", "upc", "69码"),
        "variant barcode",
    ),
    Field.KIND: ("类型", "Kind", "商品类型", "type", "item type"),
    Field.TITLE: (
        *("名称", "Name", "商品名称", "品名", "商品", "菜名", "菜品名称", "服务名称", "项目名称", "标题"),
        *("title", "item name", "product name", "product"),
    ),
    Field.TITLE_EN: ("英文名称", "English name", "英文名", "name (english)", "english title"),
    Field.CATEGORY: ("分类", "Category", "类别", "商品分类", "菜品分类", "品类", "product category"),
    Field.VARIANT: ("规格", "Variant", "规格名称", "型号", "variation", "variant name", "variation name"),
    Field.VARIANT_EN: ("英文规格", "English variant"),
    Field.PRICE: (
        *(
            "售价",
            "Price",
            "价格",
            "单价",
            "零售价",
            "门店价",
            "销售价",
            "标价",
            "retail price",
            "sale price",
        ),
        "variant price",
    ),
    Field.STATE: ("状态", "State", "上架状态", "是否上架", "status"),
    Field.STOCK: (
        *("库存", "Stock", "当前库存", "现有库存", "库存数量", "账面库存", "on hand", "inventory"),
        *("stock on hand", "quantity on hand", "inventory quantity", "variant inventory qty"),
    ),
    Field.COUNTED: ("实盘数量", "Counted", "盘点数量", "实盘", "实际库存", "counted stock"),
    Field.CONTENT: ("净含量", "Content", "含量", "容量", "net content", "package size"),
    Field.WEIGHT: ("重量（克）", "Weight (g)", "重量", "毛重", "weight", "grams", "variant grams"),
    Field.BRAND: ("品牌", "Brand", "vendor", "manufacturer"),
    Field.ORIGIN: ("产地", "Origin", "country of origin"),
    Field.ORIGIN_EN: ("英文产地", "English origin"),
    Field.BATCH: ("批次", "Batch", "批号", "lot"),
    Field.ALLERGENS: ("过敏原", "Allergens", "致敏原"),
    Field.STATION: ("出品档口", "Station", "档口", "厨房", "kitchen station"),
    Field.OPTIONS: ("选项", "Options", "加料", "modifiers", "add-ons", "extras"),
    Field.HOURS: ("供应时间", "Serving hours", "hours"),
    Field.MINUTES: ("时长（分钟）", "Minutes", "时长", "服务时长", "duration", "duration (minutes)"),
    Field.SKILL: ("所需技能", "Skill", "技能"),
    Field.PLACE: ("服务地点", "Place", "服务方式", "service place"),
    Field.GUESTS: ("人数", "Guests", "可住人数", "persons"),
    Field.DAYS_TO_MAKE: ("制作天数", "Days to make", "备货天数"),
    Field.DESCRIPTION: ("说明", "Description", "描述", "商品描述", "商品说明", "body", "details"),
    Field.DESCRIPTION_EN: ("英文说明", "English description"),
}
ATTRIBUTE_MARKS = ("属性", "Attribute")
_ATTRIBUTE = re.compile(r"(?:属性|attribute)\s*[:：]\s*(.+)", re.IGNORECASE)


def folded_heading(text: str) -> str:
    """Without width, capitals, spaces, signs around it and the star of what must be filled in."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    return re.sub(r"\s+", " ", plain).strip(" *:.#'\"")


_KNOWN = {folded_heading(name): field for field, names in HEADINGS.items() for name in names}
_PASSED_OVER = {folded_heading(name) for name in MENDING}


class Column(msgspec.Struct, frozen=True):
    """A column that is understood; `name` is that of an attribute, `heading` as it was written."""

    place: int
    field: Field
    heading: str
    name: str = ""


class Columns(msgspec.Struct, frozen=True):
    """The columns of a file; `ignored` are headings that nobody understands."""

    head: Row
    columns: tuple[Column, ...]
    ignored: tuple[str, ...]

    def has(self, *fields: Field) -> bool:
        return any(one.field in fields for one in self.columns)


def read_columns(rows: Sequence[Row], template: TradeTemplate, language: str) -> tuple[Columns, list[Row]]:
    """The columns, and the rows below their headings.

    Refuses: columns_unknown (headings; none names an article, or none stands beside it), columns_twice (one,
    other).
    """
    best = max(rows[:HEADINGS_WITHIN], key=lambda row: len(_understood(row, template, language)))
    understood = _understood(best, template, language)
    seen: dict[tuple[Field, str], str] = {}
    for one in understood:
        if (key := (one.field, one.name)) in seen:
            raise COLUMNS_TWICE(one=seen[key], other=one.heading)
        seen[key] = one.heading
    fields = {one.field for one in understood}
    if not fields & {Field.TITLE, Field.SKU, Field.GTIN, Field.VARIANT_ID} or len(understood) < 2:
        headings = ", ".join(cell for cell in best.cells if cell)[:200]
        raise COLUMNS_UNKNOWN(headings=headings)
    places = {one.place for one in understood}
    ignored = tuple(
        cell
        for place, cell in enumerate(best.cells)
        if cell and place not in places and folded_heading(cell) not in _PASSED_OVER
    )
    return Columns(best, tuple(understood), ignored), [row for row in rows if row.number > best.number]


def _understood(row: Row, template: TradeTemplate, language: str) -> list[Column]:
    found = []
    for place, heading in enumerate(row.cells):
        if not heading:
            continue
        folded = folded_heading(heading)
        if field := _KNOWN.get(folded):
            found.append(Column(place, field, heading))
        elif marked := _ATTRIBUTE.fullmatch(folded_heading(heading)):
            # As it was written, not as it was folded.
            name = re.split("[:：]", heading, maxsplit=1)[1].strip() or marked[1]
            found.append(Column(place, Field.ATTRIBUTE, heading, name))
        elif known := template.attribute(folded):
            found.append(Column(place, Field.ATTRIBUTE, heading, known.name.within(language)))
    return found


def heading_of(field: Field, language: str) -> str:
    return HEADINGS[field][0 if language == "zh" else 1]


def attribute_heading(name: str, language: str) -> str:
    return f"属性：{name}" if language == "zh" else f"Attribute: {name}"
