"""Trades as pictures: a tint pair, the things one finds there, and one icon. Labels are locale keys."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TradeLook:
    """Two tints (light, deeper), the trade's one icon, and the things its pictures are composed of."""

    light: str
    deep: str
    icon: str
    things: tuple[str, ...]


def _look(light: str, deep: str, icon: str, *things: str) -> TradeLook:
    return TradeLook(light, deep, icon, (icon, *things))


TRADES: Mapping[str, TradeLook] = {
    "restaurant": _look("#FFE9DA", "#FFC7A3", "steaming-bowl", "dumpling", "pot-of-food", "chopsticks"),
    "cafe": _look("#F4E8DB", "#DDBE9C", "hot-beverage", "croissant", "cookie", "shortcake"),
    "bar": _look("#EBE4F9", "#C6B4ED", "cocktail-glass", "beer-mug", "wine-glass", "olive"),
    "bakery": _look("#FFF1D6", "#FBD28A", "bread", "croissant", "baguette-bread", "pretzel"),
    "tea_house": _look("#E8F3DE", "#BBDDA1", "teapot", "teacup-without-handle", "herb", "moon-cake"),
    "fast_food": _look("#FFEBC9", "#FFC862", "hamburger", "french-fries", "cup-with-straw", "pizza"),
    "grocery": _look("#E5F6E0", "#A8DE9F", "leafy-green", "red-apple", "carrot", "basket"),
    "hair": _look("#E4EFFB", "#AFCFF1", "scissors", "hair-pick", "barber-pole", "mirror"),
    "beauty": _look("#FDE6ED", "#F7B1CA", "lipstick", "nail-polish", "lotion-bottle", "mirror"),
    "massage": _look("#E4F4EF", "#A4D8C8", "lotus", "candle", "hot-springs", "lotion-bottle"),
    "fitness": _look("#E3F1FD", "#94C8F6", "flexed-biceps", "running-shoe", "boxing-glove", "trophy"),
    "hotel": _look("#E7EAFB", "#B2BCF2", "bed", "bellhop-bell", "luggage", "key"),
    "culture": _look("#F9E8DE", "#E9B79B", "performing-arts", "artist-palette", "ticket", "framed-picture"),
    "cinema": _look("#E8E4F4", "#B6A9DC", "clapper-board", "popcorn", "film-frames", "admission-tickets"),
    "clinic": _look("#E0F5F6", "#9ADADF", "stethoscope", "tooth", "adhesive-bandage", "thermometer"),
    "pharmacy": _look("#E1F6EB", "#98DDBA", "pill", "adhesive-bandage", "thermometer", "herb"),
    "optician": _look("#E5EEF4", "#AEC8DB", "glasses", "sunglasses", "eye", "mirror"),
    "clothes": _look("#FBE7F0", "#EDB4D0", "dress", "t-shirt", "handbag", "coat"),
    "jewelry": _look("#F6EEFB", "#D8BCEF", "gem-stone", "ring", "watch", "crown"),
    "books": _look("#F6EEDF", "#DDBD92", "books", "open-book", "fountain-pen", "notebook"),
    "flowers": _look("#FEE7EA", "#FAB0BC", "bouquet", "tulip", "rose", "potted-plant"),
    "gifts": _look("#FFE5E2", "#FFB0A8", "wrapped-gift", "teddy-bear", "balloon", "ribbon"),
    "home": _look("#F2ECE2", "#D5C2A0", "couch-and-lamp", "potted-plant", "chair", "light-bulb"),
    "electronics": _look("#E4EAF2", "#A9BBD3", "mobile-phone", "headphone", "laptop", "camera"),
    "sports": _look("#E3F5E4", "#98D7A1", "soccer-ball", "badminton", "bicycle", "running-shoe"),
    "pet": _look("#FDEFDE", "#F3C491", "dog-face", "cat-face", "paw-prints", "bone"),
    "laundry": _look("#E1F2FC", "#9AD3F2", "bubbles", "t-shirt", "soap", "basket"),
    "crafts": _look("#FBECDB", "#EDBA89", "amphora", "yarn", "thread", "artist-palette"),
    "kids": _look("#FFF4CF", "#FFD95F", "teddy-bear", "puzzle-piece", "baby-bottle", "kite"),
    "travel": _look("#DEF2FB", "#86CDEC", "mountain", "camera", "compass", "airplane"),
    "shop": _look("#F5EDE3", "#DBC7AD", "shopping-bags", "convenience-store", "package", "receipt"),
}


def look_of(trade: str) -> TradeLook:
    """The look of a trade; one we do not know yet looks like a shop."""
    return TRADES.get(trade, TRADES["shop"])
