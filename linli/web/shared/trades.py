"""Trades as pictures: a tint pair, the things one finds there, and one icon. Labels are locale keys."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TradeLook:
    """Two tints (light, deeper), the trade's icon, things that may stand in front, things only beside."""

    light: str
    deep: str
    icon: str
    heroes: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def things(self) -> tuple[str, ...]:
        return (*self.heroes, *self.beside)


def _look(tints: str, heroes: str, beside: str) -> TradeLook:
    light, deep = tints.split()
    names = tuple(heroes.split())
    return TradeLook(light, deep, names[0], names, tuple(beside.split()))


TRADES: Mapping[str, TradeLook] = {
    "restaurant": _look(
        "#FFE9DA #FFC7A3",
        "steaming-bowl pot-of-food dumpling shallow-pan-of-food cooked-rice",
        "chopsticks teacup-without-handle hot-pepper garlic leafy-green shrimp",
    ),
    "cafe": _look(
        "#F4E8DB #DDBE9C",
        "hot-beverage croissant shortcake cupcake",
        "cookie chestnut open-book teacup-without-handle",
    ),
    "bar": _look(
        "#EBE4F9 #C6B4ED",
        "cocktail-glass beer-mug wine-glass clinking-glasses tropical-drink",
        "olive lemon cherries peanuts",
    ),
    "bakery": _look(
        "#FFF1D6 #FBD28A",
        "bread croissant baguette-bread pretzel birthday-cake",
        "bagel cookie butter glass-of-milk strawberry",
    ),
    "tea_house": _look(
        "#E8F3DE #BBDDA1",
        "teapot teacup-without-handle moon-cake",
        "herb leaf-fluttering-in-wind dango peanuts folding-hand-fan",
    ),
    "fast_food": _look(
        "#FFEBC9 #FFC862",
        "hamburger french-fries pizza hot-dog taco",
        "cup-with-straw tomato poultry-leg soft-ice-cream",
    ),
    "grocery": _look(
        "#E5F6E0 #A8DE9F",
        "leafy-green basket red-apple broccoli",
        "carrot tomato egg lemon fish ear-of-corn grapes",
    ),
    "hair": _look("#E4EFFB #AFCFF1", "scissors barber-pole mirror", "hair-pick lotion-bottle ribbon"),
    "beauty": _look("#FDE6ED #F7B1CA", "lipstick nail-polish lotion-bottle", "mirror rose ribbon sparkles"),
    "massage": _look(
        "#E4F4EF #A4D8C8", "lotus hot-springs candle", "lotion-bottle herb teacup-without-handle"
    ),
    "fitness": _look(
        "#E3F1FD #94C8F6",
        "flexed-biceps boxing-glove running-shoe trophy",
        "sports-medal glass-of-milk alarm-clock banana",
    ),
    "hotel": _look(
        "#E7EAFB #B2BCF2", "bed bellhop-bell luggage hotel", "key alarm-clock bathtub hot-beverage"
    ),
    "culture": _look(
        "#F9E8DE #E9B79B",
        "performing-arts artist-palette framed-picture",
        "ticket musical-notes violin scroll",
    ),
    "cinema": _look(
        "#E8E4F4 #B6A9DC",
        "clapper-board popcorn film-frames movie-camera",
        "admission-tickets cup-with-straw star",
    ),
    "clinic": _look(
        "#E0F5F6 #9ADADF", "stethoscope hospital tooth", "adhesive-bandage thermometer red-heart"
    ),
    "pharmacy": _look("#E1F6EB #98DDBA", "pill hospital test-tube", "adhesive-bandage thermometer herb"),
    "optician": _look(
        "#E5EEF4 #AEC8DB", "glasses sunglasses", "mirror open-book magnifying-glass-tilted-left"
    ),
    "clothes": _look(
        "#FBE7F0 #EDB4D0", "dress t-shirt handbag coat kimono", "socks high-heeled-shoe ribbon jeans"
    ),
    "jewelry": _look("#F6EEFB #D8BCEF", "gem-stone ring watch crown", "ribbon sparkles rose"),
    "books": _look("#F6EEDF #DDBD92", "books open-book notebook", "fountain-pen glasses hot-beverage pencil"),
    "flowers": _look(
        "#FEE7EA #FAB0BC", "bouquet tulip sunflower rose potted-plant", "hibiscus cherry-blossom ribbon herb"
    ),
    "gifts": _look(
        "#FFE5E2 #FFB0A8", "wrapped-gift teddy-bear balloon", "ribbon party-popper chocolate-bar red-heart"
    ),
    "home": _look(
        "#F2ECE2 #D5C2A0", "couch-and-lamp potted-plant bed chair", "light-bulb candle framed-picture key"
    ),
    "electronics": _look(
        "#E4EAF2 #A9BBD3", "mobile-phone laptop headphone camera", "battery electric-plug watch video-game"
    ),
    "sports": _look(
        "#E3F5E4 #98D7A1", "soccer-ball bicycle basketball badminton", "running-shoe tennis ping-pong trophy"
    ),
    "pet": _look("#FDEFDE #F3C491", "dog-face cat-face hamster rabbit-face", "bone paw-prints tropical-fish"),
    "laundry": _look("#E1F2FC #9AD3F2", "bubbles t-shirt basket", "soap socks jeans"),
    "crafts": _look(
        "#FBECDB #EDBA89", "amphora yarn artist-palette", "thread scissors sewing-needle folding-hand-fan"
    ),
    "kids": _look(
        "#FFF4CF #FFD95F", "teddy-bear puzzle-piece kite carousel-horse", "baby-bottle balloon lollipop"
    ),
    "travel": _look(
        "#DEF2FB #86CDEC",
        "mountain camera airplane japanese-castle",
        "compass backpack world-map sun-with-face",
    ),
    "shop": _look(
        "#F5EDE3 #DBC7AD", "shopping-bags convenience-store shopping-cart", "package receipt wrapped-gift"
    ),
}


def look_of(trade: str) -> TradeLook:
    """The look of a trade; one we do not know yet looks like a shop."""
    return TRADES.get(trade, TRADES["shop"])
