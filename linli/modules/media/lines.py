"""Where a line of text may end."""

from collections.abc import Callable, Iterator

# These close what stands before them, so no line begins with one.
_CLOSING = frozenset("，。、；：？！…）】》」』”’·～%")


def ends(text: str, drawn: Callable[[str], bool]) -> Iterator[str]:
    """The pieces of a text after which a line may end: each word of letters, and every Chinese character with
    the marks that close it. What cannot be drawn is left out.
    """
    word = ""
    for sign in filter(drawn, " ".join(text.split())):
        if sign in _CLOSING:
            word += sign
        elif sign >= "\u2e80":
            if word:
                yield word
            word = sign
        else:
            if word and word[-1] >= "\u2e80":
                yield word
                word = ""
            word += sign
            if sign in " -/":
                yield word
                word = ""
    if word:
        yield word
