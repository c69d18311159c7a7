"""The letters of the cards that stand for shared pages."""

from pathlib import Path

import linli
from linli.modules.media.cards import Card, draw_card
from linli.modules.media.glyphs import FONT, knows

ART = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>'
WORDS = ("web/shared/locale/zh", "demo/data")


def test_a_sign_that_the_font_lacks_is_left_out_of_a_card() -> None:
    plain = draw_card(Card(title="望街面馆 Wangjie", art=ART))
    assert draw_card(Card(title="🍜望街面馆\ufe0f Wangjie", art=ART)) == plain
    assert draw_card(Card(title="望街 Wangjie", art=ART)) != plain


def test_the_font_draws_every_chinese_character_of_the_product_and_its_demo() -> None:
    assert FONT.stat().st_size < 2_200_000
    root = Path(linli.__file__).parent
    files = [
        one for place in WORDS for one in (root / place).rglob("*") if one.suffix in (".po", ".toml", ".json")
    ]
    signs = {sign for one in files for sign in one.read_text("utf-8") if "\u4e00" <= sign <= "\u9fff"}
    assert len(signs) > 1_000
    assert not {sign for sign in signs if not knows(sign)}
