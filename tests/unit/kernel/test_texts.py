"""What people write: kept as it was meant, or refused where it deceives."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import texts
from linli.kernel.refusals import Refusal

KEPT = [
    "望街面馆",
    "Café Ekberg",
    "Hot Dog & Co. – 24/7",
    "¥9.9 双人套餐！",
    "👨‍👩‍👧‍👦 family deal",
    "👩🏽‍🍳🏳️‍🌈🏴‍☠️❤️‍🔥",
    "🧑‍⚕️ 🙂‍↔️",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f pub",
    "1️⃣ ‼️ ©️ ㊗️",
    "🫨🫩 new ones",
    "葛\U000e0100城",
    "می‌خواهم",
    "क्‍ष",
    "קפה ‎5",
    "ไทย",
]
HIDING = [
    "a\u200bb", "a\u200db", "a\u200cb", "\ufeffTea", "so\u00adft", "wo\u2060rd", "Tea\u200e", "L\ufe0finli",
    "茶\u200d馆", "a\u3164b", "\u2800tea", "x\U000e0061y", "tea\u034f", "👍\u200d", "\u200d👍",
    "👍 \u200d 👍", "caf\u200d\u00e9", "\ue000",
]  # fmt: skip
ACTING = [
    "\x00", "a\x00b", "a\x07b", "a\x1bb", "a\x7fb", "a\x9bb", "a\x0bb", "a\x1cb", "a\u202eb",
    "a\u202ab\u202c", "a\x1c", "\x85", "a\u2066b\u2069", "a\ud83d", "a\ufffeb", "a\ufdd0b", "a\U0001ffffb",
]  # fmt: skip
EMPTY = [
    "", "   ", "\u3000", "\u00a0", "\n\t", "\u200b", "\u200d\u200d", "\u3164", "\u2800\u2800", "\u0301",
    "\ufe0f",
]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_can_be_seen_is_kept_as_it_is(text: str) -> None:
    assert texts.line(text, "name", 80) == text
    assert texts.lines(text, "body", 80) == text
    assert texts.scrubbed(text) == text


@pytest.mark.parametrize("text", HIDING)
def test_nothing_hides_in_a_name(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        texts.line(text, "name", 80)
    assert (refused.value.code, refused.value.params) == ("invalid", {"field": "name"})


@pytest.mark.parametrize("text", ["see\u200bhere", "so\u00adft", "\ufeffgood soup", "soup\u200e!"])
def test_in_a_longer_text_what_takes_no_room_may_stand(text: str) -> None:
    assert texts.lines(text, "body", 80) == text


@pytest.mark.parametrize("text", ACTING)
def test_what_acts_on_a_page_stands_nowhere(text: str) -> None:
    for reading in (texts.line, texts.lines):
        with pytest.raises(Refusal, match="invalid"):
            reading(text, "text", 80)


@pytest.mark.parametrize("text", EMPTY)
def test_what_looks_empty_is_empty(text: str) -> None:
    for reading in (texts.line, texts.lines):
        with pytest.raises(Refusal, match="invalid"):
            reading(text, "text", 80)


def test_what_may_be_left_out_may_be_left_out() -> None:
    assert texts.line(" \n ", "title_en", 80, shortest=0) == ""
    assert texts.lines(" \n ", "about", 80, shortest=0) == ""


def test_space_is_tidied() -> None:
    assert texts.line("  Aino \n from\t\u3000Kallio\u00a0", "name", 80) == "Aino from Kallio"
    assert (
        texts.lines(" one \r\n\r\n\r\n\r\ntwo\rthree\u2028four\t5 ", "body", 80)
        == "one\n\ntwo\nthree\nfour 5"
    )


def test_two_ways_to_write_the_same_are_the_same() -> None:
    assert texts.line("Cafe\u0301", "name", 4) == texts.line("Caf\u00e9", "name", 4) == "Caf\u00e9"


def test_lengths_are_those_of_the_tidied_text() -> None:
    assert texts.line("  " + "x" * 80 + "  ", "name", 80) == "x" * 80
    for reading in (texts.line, texts.lines):
        with pytest.raises(Refusal, match="invalid"):
            reading("x" * 81, "name", 80)
        with pytest.raises(Refusal, match="invalid"):
            reading("xy", "name", 80, shortest=3)


@pytest.mark.parametrize("text", HIDING + ACTING + EMPTY)
def test_a_data_set_is_scrubbed_of_what_a_person_would_be_refused(text: str) -> None:
    scrubbed = texts.scrubbed(text)
    assert texts.line(f"x {scrubbed}", "name", 80)


@given(st.text(max_size=30))
def test_whatever_is_kept_is_kept_a_second_time(text: str) -> None:
    for reading in (texts.line, texts.lines):
        try:
            once = reading(text, "text", 200)
        except Refusal:
            continue
        assert reading(once, "text", 200) == once == unicodedata.normalize("NFC", once)
    assert texts.scrubbed(texts.scrubbed(text)) == texts.scrubbed(text)
