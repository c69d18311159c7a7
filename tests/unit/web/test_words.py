"""Words: both languages say the same things, gaps are found, values are escaped."""

from pathlib import Path

import pytest
from markupsafe import Markup

from linli.web.shared.i18n import (
    DuplicateMessageError,
    MissingMessageError,
    Translator,
    load_all,
    load_catalog,
    missing_messages,
    negotiate,
)

HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
)


def write(root: Path, name: str, *messages: tuple[str, str]) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(f'\nmsgid "{key}"\nmsgstr "{text}"\n' for key, text in messages)
    path.write_text(HEAD + body, "utf-8")


def test_both_languages_have_every_message() -> None:
    assert missing_messages() == []


def test_a_planted_gap_and_a_planted_placeholder_are_found(tmp_path: Path) -> None:
    write(tmp_path, "en/a.po", ("shop.hi", "Hello {name}"), ("shop.only_en", "Here"))
    write(tmp_path, "zh/a.po", ("shop.hi", "你好 {nmae}"))
    problems = missing_messages({"en": load_catalog("en", tmp_path), "zh": load_catalog("zh", tmp_path)})
    assert "zh has no shop.only_en" in problems
    assert any("shop.hi takes different placeholders" in problem for problem in problems)


def test_a_key_in_two_files_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "en/a.po", ("shop.hi", "Hello"))
    write(tmp_path, "en/b.po", ("shop.hi", "Hi"))
    with pytest.raises(DuplicateMessageError, match=r"shop\.hi"):
        load_catalog("en", tmp_path)


def test_a_key_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "en/a.po", ("shop.hi", "Hello"), ("shop.hi", "Hi"))
    with pytest.raises(DuplicateMessageError, match="twice"):
        load_catalog("en", tmp_path)


def test_plurals_follow_each_language() -> None:
    catalogs = load_all()
    english, chinese = Translator("en", catalogs["en"]), Translator("zh", catalogs["zh"])
    assert english.t("deal.left", n=3) == "Only 3 left"
    assert chinese.t("deal.left", n=1) == "仅剩 1 份"


def test_the_plural_form_is_picked_by_n(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    plural = '\nmsgid "cart.items"\nmsgid_plural "cart.items"\nmsgstr[0] "{n} item"\nmsgstr[1] "{n} items"\n'
    (tmp_path / "en/a.po").write_text(HEAD + plural, "utf-8")
    words = Translator("en", load_catalog("en", tmp_path))
    assert (words.t("cart.items", n=1), words.t("cart.items", n=2)) == ("1 item", "2 items")


def test_values_are_escaped_and_our_own_text_is_not(tmp_path: Path) -> None:
    write(tmp_path, "en/a.po", ("shop.hi", "<strong>{name}</strong>"))
    words = Translator("en", load_catalog("en", tmp_path))
    assert words.t("shop.hi", name="<script>") == "<strong>&lt;script&gt;</strong>"


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_plain_text_says_the_same_without_markup(locale: str) -> None:
    catalog = load_catalog(locale)
    said = Translator(locale, catalog, strict=True)
    for value in ("a<b> & 'c'", Markup("<i>x &amp; y</i>"), 2):
        for key, message in catalog.items():
            values = dict.fromkeys(message.placeholders, value) | {"n": 2}
            assert said.plain(key, **values) == said.t(key, **values).unescape(), key


def test_a_missing_key_raises_when_strict_and_shows_itself_otherwise() -> None:
    assert Translator("en", {}).t("no.such") == "no.such"
    with pytest.raises(MissingMessageError):
        Translator("en", {}, strict=True).t("no.such")


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({"query": "en", "cookie": "zh"}, "en"),
        ({"cookie": "zh", "accept": "en"}, "zh"),
        ({"accept": "fr, en;q=0.4, zh-TW;q=0.8"}, "zh"),
        ({"accept": "en-GB,en;q=0.9"}, "en"),
        ({"accept": "fr;q=abc", "default": "en"}, "en"),
        ({"query": "../../etc", "default": "zh"}, "zh"),
        ({}, "zh"),
    ],
)
def test_the_language_is_negotiated_in_order(wishes: dict[str, str], expected: str) -> None:
    assert negotiate(**wishes) == expected
