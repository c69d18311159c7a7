"""Words that stand in cells for kinds, states, allergens and places; the first two of each are our own."""

import re
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from linli.modules.items.model import Allergen, ContentUnit, ItemKind, ItemState

E = TypeVar("E", bound=str)
Words = tuple[str, ...]

KINDS: Mapping[ItemKind, Words] = {
    ItemKind.GOODS: ("实物商品", "Goods", "商品", "实物", "product", "physical"),
    ItemKind.DISH: ("菜品", "Dish", "菜", "饮品", "餐品", "food", "drink"),
    ItemKind.SERVICE: ("服务", "Service", "项目"),
    ItemKind.TICKET: ("门票", "Ticket", "票"),
    ItemKind.ROOM: ("客房", "Room", "房型"),
    ItemKind.QUOTE: ("询价定制", "On request", "询价", "定制", "quote", "made to order"),
}
STATES: Mapping[ItemState, Words] = {
    ItemState.ON_SALE: ("在售", "On sale", "上架", "是", "yes", "active", "1", "true", "y"),
    ItemState.HIDDEN: ("隐藏", "Hidden", "下架", "否", "no", "draft", "0", "false", "n", "inactive"),
    ItemState.ARCHIVED: ("已收起", "Put away", "停售", "归档", "archived", "停用"),
}
ALLERGENS: Mapping[Allergen, Words] = {
    Allergen.GLUTEN: ("麸质", "Gluten", "小麦", "wheat", "谷蛋白"),
    Allergen.CRUSTACEANS: ("甲壳类", "Crustaceans", "虾蟹", "虾", "蟹", "shellfish"),
    Allergen.EGGS: ("蛋类", "Eggs", "蛋", "鸡蛋", "egg"),
    Allergen.FISH: ("鱼类", "Fish", "鱼"),
    Allergen.PEANUTS: ("花生", "Peanuts", "peanut"),
    Allergen.SOYBEANS: ("大豆", "Soybeans", "黄豆", "豆类", "soy", "soya", "soybean"),
    Allergen.MILK: ("乳类", "Milk", "奶", "牛奶", "乳", "乳制品", "dairy", "lactose"),
    Allergen.NUTS: ("坚果", "Nuts", "tree nuts"),
    Allergen.CELERY: ("芹菜", "Celery"),
    Allergen.MUSTARD: ("芥末", "Mustard", "芥菜"),
    Allergen.SESAME: ("芝麻", "Sesame"),
    Allergen.SULPHITES: ("亚硫酸盐", "Sulphites", "二氧化硫", "sulfites"),
    Allergen.LUPIN: ("羽扇豆", "Lupin"),
    Allergen.MOLLUSCS: ("软体动物", "Molluscs", "贝类", "mollusks"),
}
# At the store, at the customer's.
PLACES: Mapping[str, Words] = {
    "store": ("到店", "Store", "at the store", "店内", "in store", "at store"),
    "home": ("上门", "Home", "at home", "上门服务"),
}
# Each with how many of the unit that is kept it is; a table, so that no number is guessed.
UNITS: Mapping[ContentUnit, Mapping[str, int]] = {
    ContentUnit.GRAM: {
        "g": 1,
        "克": 1,
        "gram": 1,
        "grams": 1,
        "kg": 1000,
        "千克": 1000,
        "公斤": 1000,
        "斤": 500,
    },
    ContentUnit.MILLILITER: {
        "ml": 1,
        "毫升": 1,
        "cl": 10,
        "l": 1000,
        "升": 1000,
        "liter": 1000,
    },
    ContentUnit.CENTIMETER: {"cm": 1, "厘米": 1, "m": 100, "米": 100},
    ContentUnit.PIECE: {
        **dict.fromkeys(("piece", "pieces", "pc", "pcs", "件", "个", "只", "片", "枚", "粒", "张", "支"), 1),
        **dict.fromkeys(("包", "袋", "瓶", "盒", "份", "抽", "卷", "双", "套"), 1),
    },
}
# How a unit is written into a file.
UNIT_NAMES: Mapping[ContentUnit, Words] = {
    ContentUnit.NONE: ("", ""),
    ContentUnit.GRAM: ("g", "g"),
    ContentUnit.MILLILITER: ("ml", "ml"),
    ContentUnit.CENTIMETER: ("cm", "cm"),
    ContentUnit.PIECE: ("件", "piece"),
}
_BETWEEN = re.compile(r"[、,，;；/|+]+")


def plain(text: str) -> str:
    """A word without width, capitals and spaces around it."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def meant(words: Mapping[E, Words], text: str) -> E | None:
    """What a word stands for; None where we do not know it."""
    wanted = plain(text)
    for value, names in words.items():
        if wanted == str(value) or wanted in (plain(name) for name in names):
            return value
    return None


def word_for(words: Mapping[E, Words], value: E, language: str) -> str:
    """How we write it ourselves."""
    return words[value][0 if language == "zh" else 1]


def split_words(text: str) -> list[str]:
    """The words of a list, however they are divided."""
    return [word.strip() for word in _BETWEEN.split(text) if word.strip()]
