"""What a place can be found by, and what a query asks for, in one common spelling."""

import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent, and the two apostrophes.
_PLAIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "ı": "i", "’": "'"}
)


def folded(text: str) -> str:
    """Lower case, full-width letters narrowed, accents off: `Café`, `CAFE` and `ｃａｆｅ` are one."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare).translate(_PLAIN)
