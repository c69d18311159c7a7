"""What a mall's pages are written in: a few marks, and nothing that is HTML."""

import pytest

from linli.kernel.refusals import Refusal
from linli.modules.malls import Block, BlockKind, Piece, blocks
from linli.modules.malls.paths import read_path


def test_headings_paragraphs_lists_and_words_become_records() -> None:
    text = "# Tea\nFirst **hot** line\nsecond\n\n- one\n- two [more](https://tea.example/a?b=1)\n## Small"
    assert blocks(text) == [
        Block(BlockKind.HEADING, ((Piece("Tea"),),)),
        Block(
            BlockKind.PARAGRAPH,
            ((Piece("First "), Piece("hot", strong=True), Piece(" line")), (Piece("second"),)),
        ),
        Block(
            BlockKind.LIST,
            ((Piece("one"),), (Piece("two "), Piece("more", href="https://tea.example/a?b=1"))),
        ),
        Block(BlockKind.SUBHEADING, ((Piece("Small"),),)),
    ]
    assert blocks("") == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JavaScript:alert)",
        "[x](data:text/html,hi)",
        "[x](//evil.example)",
        "[x](/hangzhou/me)",
        '[x](https://e.example/"onclick=)',
        "**",
        "[](https://a.example)",
        "![x](y)",
    ],
)
def test_what_is_no_mark_stays_the_letters_that_it_is(text: str) -> None:
    [block] = blocks(text)
    assert block.lines == ((Piece(text),),)


@pytest.mark.parametrize(
    "path", ["", "a", "Tea House", "tea--house", "-tea", "tea/house", "茶", "x" * 41, "new"]
)
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_path(path, "path")
    assert refused.value.params == {"field": "path"}
    assert read_path(" Tea-House2 ", "path") == "tea-house2"
