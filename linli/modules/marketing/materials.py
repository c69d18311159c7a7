"""What codes are printed on: sizes in millimeters, and from how far each can be read.

The rule: a code's dark part is at least a tenth as wide as the distance from which it is scanned, with a
quiet zone of four modules around it and error correction of level M at least (15 % may be dirty).
"""

from enum import StrEnum

import msgspec

# A code so many times as far away as it is wide can still be read.
REACH = 10


class MaterialKind(StrEnum):
    """The printed things we lay out."""

    TABLE_TENT = "table_tent"
    DOOR_STICKER = "door_sticker"
    COUNTER_CARD = "counter_card"
    POSTER = "poster"
    LEAFLET = "leaflet"
    RECEIPT = "receipt"


class Material(msgspec.Struct, frozen=True):
    """One printed thing when it is cut; `code` is the width of its code's dark part. A tent has its face
    twice, the second time upside down, folded between the two; what is `plain` is black on white, without a
    picture and without bleed, as the printer of a till prints it.
    """

    kind: MaterialKind
    width: float
    height: float
    code: float
    bleed: float = 3.0
    tent: bool = False
    plain: bool = False

    @property
    def folds(self) -> tuple[float, ...]:
        return (self.height / 2,) if self.tent else ()

    @property
    def distance(self) -> float:
        """From how far its code can be scanned, in millimeters."""
        return self.code * REACH


MATERIALS = {
    one.kind: one
    for one in (
        Material(MaterialKind.TABLE_TENT, 90, 270, 40, tent=True),
        Material(MaterialKind.DOOR_STICKER, 120, 180, 60),
        Material(MaterialKind.COUNTER_CARD, 148, 210, 68),
        Material(MaterialKind.POSTER, 594, 841, 250),
        Material(MaterialKind.LEAFLET, 90, 130, 36),
        Material(MaterialKind.RECEIPT, 72, 92, 38, bleed=0.0, plain=True),
    )
}


class Languages(StrEnum):
    """In which languages a thing is printed."""

    CHINESE = "zh"
    ENGLISH = "en"
    BOTH = "both"


class Said(msgspec.Struct, frozen=True):
    """A text as it is printed: large, and in the other language below it ("": in one language alone)."""

    first: str
    second: str = ""


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on every piece of a printing: whose it is, what to do, how; its color (#rrggbb) and the
    name of its picture ("": none).
    """

    shop: Said
    head: Said
    note: Said
    color: str
    picture: str = ""


class Piece(msgspec.Struct, frozen=True):
    """One piece: the address its code says, where it stands ("table 12"), and its number in a batch."""

    address: str
    place: str = ""
    number: int | None = None
