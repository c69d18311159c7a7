"""How a query is cut into words, and what each word is widened to in a small vocabulary."""

import subprocess
import sys

import pytest

from linli.modules import markets
from linli.modules.discovery import chinese, spelling, synonyms
from linli.modules.discovery.cutting import candidates, cut
from linli.modules.discovery.expanding import Known, expansions, lookups
from linli.modules.discovery.terms import Doc, known_words, terms_of
from linli.modules.discovery.tokens import plain, tokens

DOCS = (
    Doc(names=("望街面馆", "Wangjie Noodles"), trade="restaurant", things=("片儿川", "葱油拌川")),
    Doc(names=("剪云造型", "Cut a Cloud"), trade="hair", things=("洗剪吹", "纹理烫")),
    Doc(names=("Kahvila Sammakko", "Sammakko Coffee"), trade="cafe", tags=("coffee_shop",)),
    Doc(names=("R-Kioski",), trade="grocery"),
    Doc(names=("H&M",), trade="clothes"),
    Doc(names=("Joe’s Lounaskahvila",), trade="cafe"),
    Doc(names=("杭州酒家",), trade="restaurant", things=("火锅", "豆腐火锅")),
    Doc(names=("McDonald's",), trade="fast_food", tags=("burger",)),
    Doc(names=("Robert’s Coffee",), trade="cafe"),
    Doc(names=("Ravintola Kosmos",), trade="restaurant"),
)  # fmt: skip


def vocabulary() -> dict[str, Known]:
    rows: dict[str, Known] = {}
    for terms in map(terms_of, DOCS):
        for term in terms.all:
            sounds, initials = known_words(term, terms.real)
            stores = rows[term].stores + 1 if term in rows else 1
            rows[term] = Known(term, sounds, initials, stores)
    return rows


ROWS = vocabulary()


def read(text: str) -> list[str]:
    known = {term: bool(ROWS[term].initials) or term.isascii() for term in candidates(text) if term in ROWS}
    return list(cut(text, known).words)


def widened(word: str) -> dict[str, str]:
    return {each.term: each.why for each in expansions(word, ROWS.values())}


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("麵館", "面馆"),
        ("理髮店", "理发店"),
        ("ＣＡＦÉ", "cafe"),
        ("Joe’s", "joes"),
        ("咖啡館Coffee", "咖啡馆coffee"),
    ],
)
def test_every_way_to_write_a_word_becomes_one(written: str, word: str) -> None:
    assert plain(written) == word


def test_compounds_are_one_word_and_their_parts() -> None:
    assert [(token.text, token.parts) for token in tokens("r-kioski 24小时 a.b")] == [
        ("rkioski", ("r", "kioski")),
        ("24", ()),
        ("小时", ()),
        ("ab", ("a", "b")),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" ,;·😀 ", []),
        ("火锅", ["火锅"]),
        ("望街面馆", ["望街面馆"]),
        ("望街麵館", ["望街面馆"]),
        ("hz酒家", ["hz", "酒家"]),
        ("我想吃火锅", ["火锅"]),
        ("哪里有好吃的面馆", ["面馆"]),
        ("剪头发", ["剪头发"]),
        ("dry cleaning", ["drycleaning"]),
        ("mc donalds", ["mcdonalds"]),
        ("r-kioski", ["rkioski"]),
        ("r kioski", ["r", "kioski"]),
        ("H&M", ["hm"]),
        ("the best coffee shop", ["coffeeshop"]),
        ("the", ["the"]),
        ("葱油拌川和片儿川", ["葱油拌川", "和", "片儿川"]),
        ("火锅 现在营业", ["火锅"]),
        ("' OR 1=1; DROP TABLE x", ["1", "drop", "table", "x"]),
    ],
)
def test_a_query_is_cut_into_words(text: str, words: list[str]) -> None:
    assert read(text) == words


def test_a_query_of_ten_thousand_characters_is_cut_to_eight_words() -> None:
    assert len(cut("火锅 b1 c2 d3 e4 f5 g6 h7 i8 " * 1000).words) == 8
    assert len(candidates("面" * 10_000)) <= 10


@pytest.mark.parametrize(
    ("text", "place", "rest", "sure"),
    [
        ("coffee near Hakaniemi", "hakaniemi", "coffee", True),
        ("coffee near the Railway Station", "the railway station", "coffee", True),
        ("Hakaniemi coffee", "hakaniemi", "coffee", False),
        ("kahvila lähellä Kamppia", "kamppi", "kahvila", True),
        ("baari lähellä Erottajaa", "erottaja", "baari", True),
        ("Rautatieaseman lähellä kahvila", "rautatieasema", "kahvila", True),
        ("kahvila Kalliossa", "kallio", "kahvila", False),
        ("kahvila Kampissa", "kamppi", "kahvila", False),
        ("baari Hakaniemessä", "hakaniemi", "baari", False),
        ("kauppa Aleksanterinkadulla", "aleksanterinkatu", "kauppa", False),
        ("西湖附近的火锅", "西湖", "火锅", True),
        ("西湖附近", "西湖", "", True),
        ("火锅 西湖附近", "西湖", "火锅", True),
        ("离西湖近的火锅", "西湖", "火锅", True),
        ("我在河坊街附近找咖啡", "河坊街", "咖啡", True),
        ("河坊街面馆", "河坊街", "面馆", False),
        ("湖滨 火锅", "湖滨", "火锅", False),
    ],
)
def test_the_part_that_names_a_place_is_kept_apart(text: str, place: str, rest: str, sure: bool) -> None:
    guesses = [(name, guess.rest, guess.sure) for guess in cut(text).places for name in guess.names]
    assert (place, rest, sure) in guesses


@pytest.mark.parametrize("text", ["附近的火锅", "coffee near me", "kahvila lähellä"])
def test_near_me_names_no_place_and_is_no_word(text: str) -> None:
    found = cut(text)
    assert not [guess for guess in found.places if guess.sure]
    assert len(found.words) == 1


def test_what_is_asked_for_and_whether_it_must_be_open_is_understood() -> None:
    assert [cut(text).trade for text in ("理发店", "kampaamo", "haircut", "望街", "咖啡 火锅")] == [
        *("hair", "hair", "hair"),
        *("", ""),
    ]
    assert cut("现在营业的咖啡馆").open and cut("coffee open now").open and cut("kahvila auki").open
    assert not cut("coffee").open


@pytest.mark.parametrize(
    ("word", "term", "why"),
    [
        ("火锅", "火锅", "word"),
        ("huoguo", "火锅", "sound"),
        ("huog", "火锅", "sound"),
        ("houguo", "火锅", ""),
        ("hg", "火锅", "initials"),
        ("hz", "杭州", "initials"),
        ("wjmg", "望街面馆", "initials"),
        ("wangjiemianguan", "望街面馆", "sound"),
        ("伙锅", "火锅", "sound"),
        ("片儿串", "片儿川", "sound"),
        ("片儿山", "片儿川", "typo"),
        ("wangjei", "wangjie", "typo"),
        ("samako", "sammakko", "prefix"),
        ("sammako", "sammakko", "typo"),
        ("noodle", "noodles", "word"),
        ("ravintolat", "ravintola", "word"),
        ("kahv", "kahvila", "prefix"),
        ("lifa", "trade:hair", "trade"),
        ("剪头发", "trade:hair", "trade"),
        ("hairdreser", "trade:hair", "trade"),
        ("parturi", "trade:hair", "trade"),
        ("coffeeshop", "trade:cafe", "trade"),
        ("烫发", "纹理烫", "synonym"),
        ("kahvila", "lounaskahvila", ""),
    ],
)
def test_a_word_is_widened_to_what_it_may_mean(word: str, term: str, why: str) -> None:
    if word == "samako":
        assert "sammakko" not in widened(word), "two letters are too many for a word of six"
    else:
        assert widened(word).get(term, "") == why


def test_a_word_that_is_known_is_not_taken_for_another() -> None:
    assert widened("kosmos") == {"kosmos": "word"}
    assert "kahvila" in terms_of(DOCS[5]).name, "the end of a compound is a word of its own"


def test_what_the_map_calls_a_place_is_a_word_of_its_own_unless_it_repeats_the_trade() -> None:
    said = terms_of(Doc(names=("X",), trade="cafe", kinds=("cafe", "coffee_shop", "bicycle")))
    assert said.kinds == {"coffeeshop", "bicycle"} <= said.all & said.real


def test_words_of_a_market_lie_over_those_of_all() -> None:
    own = synonyms.with_own('[[["咕噜铺","gurupu","咖啡"],"tea_house"]]')
    base = synonyms.builtin()
    assert "gurupu" in own and "gurupu" not in base and "haircut" in own
    assert own.heard("gulupu") == ("咕噜铺",) and own.abbreviated("glp") == ("咕噜铺",)
    assert own.beginning("gurup") == own.nearest("gurupo") == ("gurupu",)
    assert (own.heard("lifa"), own.nearest("hairdreser")) == (base.heard("lifa"), base.nearest("hairdreser"))
    assert set(own.trades("咖啡")) == {"tea_house", *base.trades("咖啡")} != {"tea_house"}
    assert own.of("haircut") == base.of("haircut")
    assert synonyms.with_own("") is synonyms.with_own("[]") is base


def test_what_is_looked_up_for_a_word_covers_every_way_it_may_be_meant() -> None:
    asked = lookups("hg")
    assert (asked.prefix, asked.sounds[0], asked.initials, asked.similar) == ("hg", "hg", "hg", "")
    asked = lookups("片儿串")
    assert "片儿_" in asked.patterns and "pianerchuan" in asked.sounds
    assert "trade:hair" in lookups("理髮".replace("髮", "发")).exact


def test_distances_count_swapped_neighbors_once_and_give_up_early() -> None:
    assert spelling.distance("wangjei", "wangjie", 2) == 1
    assert spelling.distance("cafe", "coffee", 3) == 3
    assert spelling.distance("abc", "xyzuvw", 2) == 3


@pytest.mark.parametrize("trade", markets.TRADES)
def test_every_trade_is_named_in_chinese_english_and_finnish(trade: str) -> None:
    named = [group for group in synonyms.groups() if trade in group.trades]
    assert all(any(getattr(group, language) for group in named) for language in ("zh", "en", "fi"))


def test_readings_agree_with_the_dictionary_of_pinyin() -> None:
    for word in ("火锅", "银行", "重庆", "理发", "咖啡"):
        assert chinese.sounds_of(word)[0][0] in chinese.readings(word)
    assert chinese.sounds_of("绿茶")[0][:2] == ("lvcha", "lucha")


def test_answering_a_search_does_not_load_the_dictionary_of_pinyin() -> None:
    program = (
        "import sys; from linli.modules.discovery import cutting, expanding;"
        "cutting.cut('西湖附近的麵館'); expanding.lookups('huoguo'); assert 'pypinyin' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
