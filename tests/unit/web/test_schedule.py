"""When a deal can be used, as people say it."""

from datetime import UTC, datetime

import pytest

from linli.web.consumer.schedule import in_words
from linli.web.consumer.tongue import Tongue
from linli.web.shared.formatting import Formatter
from linli.web.shared.i18n import Translator, load_catalog


def tongue(locale: str) -> Tongue:
    words = Translator(locale, load_catalog(locale), strict=True)
    return Tongue(locale, words, Formatter(locale, "UTC", datetime(2026, 11, 22, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("expression", "english", "chinese"),
    [
        ("", "At all opening hours", "营业时间内都可用"),
        ("Mo-Su 17:00-20:00; PH off", "every day 17:00–20:00; not on public holidays", None),
        (
            "Mo-Su 17:00-20:00; 2027 Feb 05-2027 Feb 11 off",
            "every day 17:00–20:00; not on 5 Feb 2027–11 Feb 2027",
            "每天 17:00–20:00；2027年2月5日至2027年2月11日不可用",
        ),
        ("24/7", "At all opening hours", "营业时间内都可用"),
        (
            "24/7; 2026 Dec 24-2026 Dec 24 off",
            "At all opening hours; not on Thu 24 Dec",
            "营业时间内都可用；12月24日 周四不可用",
        ),
        ("2026 Dec 24 off", "not on Thu 24 Dec", "12月24日 周四不可用"),
        ("week 1-10 Mo 10:00-12:00", "week 1-10 Mo 10:00-12:00", "week 1-10 Mo 10:00-12:00"),
    ],
)
def test_an_expression_is_said_in_words_or_left_as_it_was_written(
    expression: str, english: str, chinese: str | None
) -> None:
    assert in_words(expression, tongue("en")) == english
    assert chinese is None or in_words(expression, tongue("zh")) == chinese
