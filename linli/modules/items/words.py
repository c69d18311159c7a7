"""What an article is found by in its shop's own lists: its names, however they are written."""

import unicodedata

from linli.modules.items.model import NewItem

LONGEST_SEARCH = 60
_WILD = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def words_of(new: NewItem) -> str:
    """The names of an article, its brand, its variants' names and article numbers, folded."""
    names = [new.title, new.title_en, new.details.brand]
    for one in new.variants:
        names += [one.name, one.name_en, one.sku]
    return " ".join(dict.fromkeys(folded(name) for name in names if name))


def searched(text: str) -> str:
    """What somebody looks for, folded, and safe to stand within a pattern of LIKE; "" for nothing."""
    return folded(text)[:LONGEST_SEARCH].replace("\x00", "").translate(_WILD)


def folded(text: str) -> str:
    """Without capitals, accents and width: `Café` and `ｃａｆｅ` are the same."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in parts if not unicodedata.combining(one))
    return " ".join(unicodedata.normalize("NFC", bare).split())
