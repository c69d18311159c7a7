"""How a place's words and a query's words become one spelling."""

import pytest

from linli.modules.discovery.words import folded


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
