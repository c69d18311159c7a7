"""How a place's words and a query's words become one spelling."""

import subprocess
import sys

import pytest

from linli.modules import markets
from linli.modules.discovery.trades import words_of_trade
from linli.modules.discovery.words import folded, initials, pinyin, query_patterns, words_of


@pytest.mark.parametrize("written", ["Café", "CAFE", "ｃａｆｅ", "cafe\u0301"])
def test_accents_case_and_width_make_no_difference(written: str) -> None:
    assert folded(written) == "cafe"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Töölö", "toolo"),
        ("Smørrebrød", "smorrebrod"),
        ("Straße", "strasse"),
        ("Joe’s", "joe's"),
        ("火锅", "火锅"),
    ],
)
def test_letters_of_other_languages_are_folded_to_plain_ones(written: str, plain: str) -> None:
    assert folded(written) == plain


def test_chinese_sounds_as_it_is_spoken_together() -> None:
    assert (pinyin("重庆火锅"), initials("重庆火锅")) == (["chongqinghuoguo"], ["cqhg"])


def test_answering_a_search_does_not_load_the_dictionary_of_pinyin() -> None:
    program = (
        "import sys; from linli.modules.discovery.words import query_patterns;"
        "query_patterns('火锅'); assert 'pypinyin' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_single_character_has_no_initials_and_other_letters_no_pinyin() -> None:
    assert (pinyin("M 茶"), initials("M 茶"), pinyin("Tea")) == (["cha"], [], [])


@pytest.mark.parametrize(
    ("query", "patterns"),
    [
        ("", []),
        (" ,;·  ", []),
        ("Fast food", ["%fast%", "%food%"]),
        ("西湖coffee", ["%西湖%", "%coffee%"]),
        ("火锅，双人", ["%火锅%", "%双人%"]),
        ("H&M", ["%h&m%"]),
        ("under_score", ["%under\\_score%"]),
    ],
)
def test_a_query_becomes_a_pattern_for_each_word(query: str, patterns: list[str]) -> None:
    assert query_patterns(query) == patterns


def test_a_query_of_a_hundred_words_is_cut_to_eight() -> None:
    assert len(query_patterns("a " * 100)) == 8


def test_the_names_of_a_place_stand_in_the_first_line_of_its_words() -> None:
    words = words_of(names=("西湖茶馆", ""), trade_words="tea", address="湖滨路 1", titles=("龙井 for two",))
    names, rest = words.split("\n")
    assert names == "西湖茶馆 xihuchaguan xhcg"
    assert rest == "tea 湖滨路 1 龙井 for two longjing lj"


@pytest.mark.parametrize("trade", markets.TRADES)
def test_every_trade_has_words_in_both_languages(trade: str) -> None:
    words = words_of_trade(trade)
    assert pinyin(words), "no Chinese"
    assert any(word.isascii() and word not in pinyin(words) for word in words.split()), "no English"


def test_a_trade_that_nobody_knows_is_found_by_its_key() -> None:
    assert words_of_trade("bike_rental") == "bike rental"
